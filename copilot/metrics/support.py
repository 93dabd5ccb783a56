"""Support tickets, as the metric definitions' Satisfaction and support says."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from statistics import median

from copilot.display import show_date, show_days
from copilot.evidence import Fact, Gap
from copilot.metrics.facts import Measured, gap, make_fact, rows_of, show_number
from copilot.orders import WITHHELD, orders_a_model
from copilot.records import Priority, Ticket
from copilot.snapshot import Snapshot, window

_RECENT = 90
"""Days over which answers, closings and escalations are counted."""
PRIORITIES: tuple[Priority, ...] = ("urgent", "high", "normal", "low")


def is_open(ticket: Ticket, day: date) -> bool:
    """Tell whether a ticket is open on a day: opened by then and not closed by then."""
    return ticket.opened_at.date() <= day and (ticket.closed_at is None or ticket.closed_at.date() > day)


def open_on(snapshot: Snapshot) -> list[Ticket]:
    """Return the tickets that are open on the as-of date, oldest first."""
    found = [ticket for ticket in snapshot.tickets if is_open(ticket, snapshot.as_of)]
    return sorted(found, key=lambda ticket: (ticket.opened_at, ticket.ticket_id))


def urgency(ticket: Ticket) -> tuple[int, datetime, str]:
    """Return what sorts tickets: the most urgent first, then the oldest; those without a priority come last."""
    rank = PRIORITIES.index(ticket.priority) if ticket.priority else len(PRIORITIES)
    return rank, ticket.opened_at, ticket.ticket_id


def open_tickets(snapshot: Snapshot) -> Measured:
    """Return the tickets open on the as-of date, all and urgent, by priority in words, and the age of the oldest."""
    tickets = open_on(snapshot)
    urgent = [ticket for ticket in tickets if ticket.priority == "urgent"]
    measured: Measured = [
        make_fact(
            snapshot,
            "open_tickets",
            "Open tickets",
            len(tickets),
            display=_by_priority(tickets),
            formula="tickets opened by the as-of date and not closed by then",
            records=tickets,
        ),
        make_fact(
            snapshot,
            "open_urgent_tickets",
            "Open urgent tickets",
            len(urgent),
            formula="open tickets of priority urgent",
            records=urgent,
        ),
    ]
    if tickets:
        oldest = tickets[0]
        age = (snapshot.as_of - oldest.opened_at.date()).days
        formula = "days since the oldest open ticket was opened"
        measured.append(
            make_fact(
                snapshot,
                "oldest_open_ticket_days",
                "Oldest open ticket",
                age,
                unit="days",
                display=show_days(age),
                formula=formula,
                records=[oldest],
            )
        )
    return measured


def response_times(snapshot: Snapshot) -> Measured:
    """Return the median minutes to the first answer and hours to the closing, and the escalations, over 90 days.

    First answers count by the day on which the ticket was opened, closings by that of the closing; an answer that
    was given after the as-of date is not known on it.
    """
    first, last = window(snapshot.as_of, _RECENT)
    opened = [ticket for ticket in snapshot.tickets if first <= ticket.opened_at.date() <= last]
    answered = [ticket for ticket in opened if _answered_by(ticket, last)]
    closed = [ticket for ticket in snapshot.tickets if ticket.closed_at and first <= ticket.closed_at.date() <= last]
    escalated = [ticket for ticket in opened if ticket.escalated]
    measured: Measured = []
    if answered:
        minutes = Decimal(median(Decimal(str(ticket.first_response_minutes)) for ticket in answered))
        formula = f"median of first_response_minutes of the tickets opened in 90 days, n = {len(answered)}"
        measured.append(
            make_fact(
                snapshot,
                "median_first_response_minutes",
                "Median first response",
                minutes,
                unit="minutes",
                formula=formula,
                records=answered,
            )
        )
    else:
        why = "no ticket opened in the last 90 days was answered by then"
        measured.append(gap(snapshot, "median_first_response_minutes", why))
    measured.append(_resolution(snapshot, closed))
    formula = "tickets opened in 90 days that were escalated"
    measured.append(
        make_fact(
            snapshot, "escalated_tickets", "Escalated tickets", len(escalated), formula=formula, records=escalated
        )
    )
    return measured


def resolution_hours(ticket: Ticket) -> Decimal:
    """Return the hours from opening to closing of a ticket that is closed."""
    assert ticket.closed_at is not None
    return Decimal(str((ticket.closed_at - ticket.opened_at).total_seconds())) / 3600


def _resolution(snapshot: Snapshot, closed: Sequence[Ticket]) -> Fact | Gap:
    if not closed:
        return gap(snapshot, "median_resolution_hours", "no ticket was closed in the last 90 days")
    hours = median(resolution_hours(ticket) for ticket in closed)
    return make_fact(
        snapshot,
        "median_resolution_hours",
        "Median time to close",
        hours,
        unit="hours",
        display=f"{show_number(hours)} hours",
        formula=f"median of the hours from opening to closing of the tickets closed in 90 days, n = {len(closed)}",
        records=closed,
    )


def _answered_by(ticket: Ticket, day: date) -> bool:
    if ticket.first_response_minutes is None:
        return False
    elapsed = datetime.combine(day, time.max) - ticket.opened_at
    return ticket.first_response_minutes <= Decimal(str(elapsed.total_seconds())) / 60


def _by_priority(tickets: Sequence[Ticket]) -> str:
    """Write a number of tickets with their priorities: `3 (1 urgent, 2 normal)`."""
    counts = [(sum(ticket.priority == priority for ticket in tickets), priority) for priority in PRIORITIES]
    told = ", ".join(f"{count} {priority}" for count, priority in counts if count)
    return f"{len(tickets)} ({told})" if told else str(len(tickets))


def ticket_fact(ticket: Ticket, account_name: str, as_of: date) -> Fact:
    """Return a ticket as a fact, as it was known on a day."""
    return Fact(
        name="ticket",
        label=f"Ticket {ticket.ticket_id}",
        value=ticket.ticket_id,
        display=_describe(ticket, as_of),
        as_of=as_of,
        rows=rows_of([ticket]),
        account_id=ticket.account_id,
        account_name=account_name,
    )


def _describe(ticket: Ticket, as_of: date) -> str:
    """Write a ticket: `T-4412 “SSO loop”, urgent, opened on 15 November 2026, open for 6 days`."""
    opened = ticket.opened_at.date()
    subject = WITHHELD if orders_a_model(ticket.subject or "") else f"“{ticket.subject}”"
    parts = [f"{ticket.ticket_id} {subject}" if ticket.subject else ticket.ticket_id]
    if ticket.priority:
        parts.append(ticket.priority)
    parts.append(f"opened on {show_date(opened)}")
    if ticket.closed_at is not None and ticket.closed_at.date() <= as_of:
        parts.append(f"closed on {show_date(ticket.closed_at.date())}")
    else:
        parts.append(f"open for {show_days((as_of - opened).days)}")
    return ", ".join(parts)
