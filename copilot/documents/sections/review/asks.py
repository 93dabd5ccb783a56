"""What we ask of the customer, and which decisions are theirs."""

from collections.abc import Iterator

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import is_opinion, is_signed
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.review.milestones import overdue_on
from copilot.documents.sections.review.period import active_people, whose
from copilot.documents.sections.review.plan import leader
from copilot.documents.sections.review.use import lost_much
from copilot.documents.sections.review.value import presentable
from copilot.documents.writing import part, table
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.value import known_outcomes
from copilot.records import Contact, ContactRole

_MOST = 4
_SOON = 180
"""Days before the end of the contract from which on the need is to be confirmed."""
Ask = tuple[str, str, int]
"""What is asked, of whom, and within how many working days."""


def review_asks(d: Dossier) -> list[Part]:
    """Write what we ask, of whom, and by when."""
    if not active_subscriptions(d.snapshot):
        return part("unknown", f"- {d.finds} {d.missed('no running contract, so nothing to ask for')}.")
    asked = list(_asks(d))[:_MOST]
    return part("plan", "**Please help with these; the rest is ours.**", _table(d, "ask", asked))


def review_decisions(d: Dossier) -> list[Part]:
    """Write the decisions that only the customer can take."""
    if not active_subscriptions(d.snapshot):
        return part("unknown", f"- {d.finds} {d.missed('no running contract, so no decision to take')}.")
    return part("plan", "**Decide these in the meeting.**", _table(d, "decision", list(_decisions(d))[:_MOST]))


def _table(d: Dossier, what: str, rows: list[Ask]) -> str:
    return table([what, "who", "by"], [[told, who, d.put(due_in(d, days))] for told, who, days in rows])


def holder(d: Dossier, *roles: ContactRole) -> Contact | None:
    """Return the active contact who has the first of these roles that anybody has."""
    return next((one for role in roles for one in active_people(d) if one.role == role), None)


def named(d: Dossier, contact: Contact | None, otherwise: str) -> str:
    """Return a contact by name and title, or what to call whoever it is."""
    if contact is None:
        return otherwise
    title = f", {contact.title}" if contact.title else ""
    return f"{contact.name}{title} {d.cite(d.person(contact))}"


def _asks(d: Dossier) -> Iterator[Ask]:
    lead = named(d, leader(d), "who leads the work")
    finance = named(d, holder(d, "economic_buyer", "executive_sponsor"), f"{whose(d)} Finance")
    change = d.fact("usage_change_28d")
    if change is not None and lost_much(d):
        yield f"Name somebody to talk to in each team that stopped: use changed by {d.put(change)} in 28 days", lead, 3
    shown = [one for one in presentable(d) if not is_opinion(one)]
    unsigned = next((one for one in shown if not is_signed(d, one)), None)
    if unsigned is not None:
        yield (
            f"Check this figure and put a name under it: “{unsigned.metric}” {d.cite(outcome_fact(d, unsigned))}",
            finance,
            15,
        )
    unmeasured = next((one for one in known_outcomes(d.snapshot) if one.current is None or is_opinion(one)), None)
    if unmeasured is not None:
        yield f"Name the record that tells “{unmeasured.metric}” {d.cite(outcome_fact(d, unmeasured))}", lead, 10
    if not known_outcomes(d.snapshot):
        yield "Name the one figure that matters, and where it is counted today", lead, 10
    yield "Tell us the one thing that annoys people most, so that we take it first", lead, 5


def _decisions(d: Dossier) -> Iterator[Ask]:
    sponsor = named(d, holder(d, "executive_sponsor", "economic_buyer", "champion"), "who sponsors the work")
    if holder(d, "champion") is None:
        gap = d.missed("no champion among the active contacts" if d.is_internal else "nobody is named for it so far")
        yield f"Name who leads the work from here; {gap}", sponsor, 3
    overdue = next(iter(overdue_on(d)), None)
    if overdue is not None:
        yield f"Keep or drop “{overdue.name}” {d.cite(milestone_fact(d, overdue))}", sponsor, 5
    share, days, end = d.fact("licence_utilisation"), d.fact("days_to_renewal"), d.fact("next_renewal_date")
    use = float(str(share.value)) if share is not None else None
    if lost_much(d):
        yield "Choose which of the teams that stopped we see first", sponsor, 5
    elif share is not None and use is not None and use < 0.8:
        yield f"Choose the team that comes next: {d.put(share)} of the seats are in use", sponsor, 10
    if share is not None and use is not None and use > 0.9:
        yield f"Choose who gets a seat first when more ask for one: {d.put(share)} are in use", sponsor, 10
    if days is not None and end is not None and int(str(days.value)) <= _SOON:
        yield f"Tell us what is needed beyond {d.put(end)}, the day on which the contract ends", sponsor, 20
    else:
        yield "Choose the one result that the next review is to show", sponsor, 10
