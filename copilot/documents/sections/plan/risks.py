"""What could break a plan, and what is done about it by whom until when."""

from collections.abc import Sequence

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.risks import step_of
from copilot.documents.sections.plan.days import within
from copilot.documents.sections.plan.milestones import late_lines, open_lines, standing
from copilot.documents.sections.plan.objectives import marked
from copilot.documents.sections.plan.obstacles import Denial, Holdup, holding_up, not_there, told
from copilot.documents.sections.plan.people import called, ended, holders, is_over, ours, theirs
from copilot.documents.writing import part, table
from copilot.grounding.handles import plain_text
from copilot.metrics.support import ticket_fact
from copilot.records import Milestone

_TOLD_ELSEWHERE = ("milestone_overdue", "renewal_without_plan")
_MOST, _SIGNALS, _TICKETS = 10, 5, 3


def plan_risks(d: Dossier) -> list[Part]:
    """Write what stands in the way: for our own people the signals, for a customer what both sides can see.

    That nothing does is never told a customer: what they said may stand in notes that are not in their version.
    """
    if is_over(d):
        return part("unknown", f"- Nothing is left that could stand in the way: {ended(d)}.")
    denied = not_there(d)
    rows = [*_missing(d, denied), *(_signals(d) if d.is_internal else []), *_tickets(d), *_crowded(d)]
    rows += [] if d.is_internal else _unfilled(d)
    if not rows and not d.is_internal:
        return []
    if not rows and late_lines(d):
        return part("fact", f"Nothing else is known to stand in the way of what is late: {d.put(standing(d))}.")
    if not rows:
        return part("unknown", f"- {d.finds} {d.missed('nothing that stands in the way today')}.")
    head = "**Not there today: no line of the plan should stand on it.**" if denied else ""
    return [
        *part("fact", head, *(line for one in denied for line in told(d, one))),
        *part("plan", table(["what stands in the way", "what clears it", "by", "who"], rows[:_MOST])),
    ]


def _missing(d: Dossier, denied: Sequence[Denial]) -> list[list[str]]:
    """Return what notes say is not there, whatever a contract or a talk promised."""
    what = (
        "Name the lines that were to use it, what works instead, and from which day"
        if d.is_internal
        else "We tell you what works instead, and from which day"
    )
    return [
        [f"What is not there: {one.part} {d.cite(one.sentence.passage)}", what, d.put(within(d, 2)), ours(d)]
        for one in denied
    ]


def _signals(d: Dossier) -> list[list[str]]:
    found = [one for one in d.signals if not one.is_growth and one.id not in _TOLD_ELSEWHERE]
    return [
        [d.put(d.signal(one)), step_of(one).text, d.put(within(d, step_of(one).days)), ours(d)]
        for one in found[:_SIGNALS]
    ]


def _tickets(d: Dossier) -> list[list[str]]:
    """Return the open tickets that press, or for which something waits as a note says."""
    what = (
        "Say whose it is and which line waits for it"
        if d.is_internal
        else "We tell you who works on it, and when you hear next"
    )
    return [[_ticket(d, one), what, d.put(within(d, 2)), ours(d)] for one in holding_up(d)[:_TICKETS]]


def _ticket(d: Dossier, one: Holdup) -> str:
    """Write a ticket, and what a note says of it; without quotation marks, as the owner's name stands beside it."""
    ticket = d.put(ticket_fact(one.ticket, d.account.name, d.as_of))
    if one.named is None:
        return ticket
    return f"{ticket}; our note says: {plain_text(one.named.text).rstrip('.')} {d.cite(one.named.passage)}"


def _crowded(d: Dossier) -> list[list[str]]:
    """Return the open lines that wait behind a late one of the same objective."""
    late = {one.objective: one for one in late_lines(d) if one.objective}
    found = [(late[one.objective], one) for one in open_lines(d) if one.objective in late]
    what = (
        "Move it with the late one, or say why it need not wait"
        if d.is_internal
        else "We tell you whether its date still holds"
    )
    return [
        [f"{_line(d, behind)} waits behind {_line(d, first)}", what, d.put(within(d, 5)), ours(d)]
        for first, behind in found[:2]
    ]


def _line(d: Dossier, one: Milestone) -> str:
    return f"{marked(one.name)} {d.cite(milestone_fact(d, one))}"


def _unfilled(d: Dossier) -> list[list[str]]:
    """Return the parts of the plan that nobody on the customer's side has."""
    who = theirs(d, "executive_sponsor", "economic_buyer", "champion")
    return [
        [
            d.missed(f"nobody is named as {called(d, role)} yet"),
            "Please tell us who takes it on",
            d.put(within(d, 5)),
            who,
        ]
        for role in ("executive_sponsor", "champion", "admin")
        if not holders(d, role)
    ]
