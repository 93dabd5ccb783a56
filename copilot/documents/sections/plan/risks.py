"""What could break a plan, and what is done about it by whom until when."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.risks import step_of
from copilot.documents.sections.account.tickets import as_shown
from copilot.documents.sections.plan.days import within
from copilot.documents.sections.plan.milestones import late_lines, open_lines, standing
from copilot.documents.sections.plan.objectives import marked
from copilot.documents.sections.plan.people import called, ended, holders, is_over, ours, theirs
from copilot.documents.writing import part, table
from copilot.metrics.support import open_on, ticket_fact
from copilot.records import Milestone

_TOLD_ELSEWHERE = ("milestone_overdue", "renewal_without_plan")
_MOST = 6
_PRESSING = ("urgent", "high")


def plan_risks(d: Dossier) -> list[Part]:
    """Write what stands in the way: for our own people the signals, for a customer what both sides can see.

    That nothing does is never told a customer: what they said may stand in notes that are not in their version.
    """
    if is_over(d):
        return part("unknown", f"- Nothing is left that could stand in the way: {ended(d)}.")
    rows = _signals(d) if d.is_internal else []
    rows += [*_tickets(d), *_crowded(d), *([] if d.is_internal else _unfilled(d))]
    if not rows and not d.is_internal:
        return []
    if not rows and late_lines(d):
        return part("fact", f"Nothing else is known to stand in the way of what is late: {d.put(standing(d))}.")
    if not rows:
        return part("unknown", f"- {d.finds} {d.missed('nothing that stands in the way today')}.")
    return part("plan", table(["what stands in the way", "what clears it", "by", "who"], rows[:_MOST]))


def _signals(d: Dossier) -> list[list[str]]:
    found = [one for one in d.signals if not one.is_growth and one.id not in _TOLD_ELSEWHERE]
    return [
        [d.put(d.signal(one)), step_of(one).text, d.put(within(d, step_of(one).days)), ours(d)] for one in found[:_MOST]
    ]


def _tickets(d: Dossier) -> list[list[str]]:
    """Return the open tickets that press."""
    found = [one for one in as_shown(d, open_on(d.snapshot)) if one.priority in _PRESSING]
    what = (
        "Say whose it is and which line waits for it"
        if d.is_internal
        else "We tell you who works on it, and when you hear next"
    )
    return [[d.put(ticket_fact(one, d.account.name, d.as_of)), what, d.put(within(d, 2)), ours(d)] for one in found[:3]]


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
