"""When an escalated ticket was opened, and when it was first answered."""

from decimal import Decimal

from copilot.documents.dossier import Dossier
from copilot.evidence import Fact
from copilot.records import Ticket

MISSED = "missed"
_FIRST_ANSWER = Decimal(30)


def first_answer(d: Dossier, ticket: Ticket) -> Fact | None:
    """Return when a ticket was first answered, of an urgent one whether in time; None where no answer is on record.

    A customer is told both numbers; the judgement that it was missed is for our own people.
    """
    minutes = ticket.first_response_minutes
    if minutes is None:
        return None
    display = f"after {minutes.normalize():f} {'minute' if minutes == 1 else 'minutes'}"
    if ticket.priority == "urgent" and d.is_internal:
        state = "in time" if minutes <= _FIRST_ANSWER else MISSED
        display = f"{state}: after {minutes.normalize():f} of {_FIRST_ANSWER} minutes"
    elif ticket.priority == "urgent":
        display = f"{display}, promised within {_FIRST_ANSWER}"
    return d.make(
        "ticket",
        f"First answer to {ticket.ticket_id}",
        minutes,
        unit="minutes",
        display=display,
        formula=f"first_response_minutes of the ticket; the playbook asks for {_FIRST_ANSWER} where it is urgent",
        records=[ticket],
    )


def opening(d: Dossier, ticket: Ticket) -> Fact:
    """Return the day on which a ticket was opened."""
    label = f"Opening of {ticket.ticket_id}"
    return d.make("plan_date", label, ticket.opened_at.date(), unit="date", formula=label, records=[ticket])
