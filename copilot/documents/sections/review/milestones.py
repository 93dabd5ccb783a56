"""The steps of the plan that fell into the period: done, done late, overdue, and next."""

from collections.abc import Sequence

from dateutil.relativedelta import relativedelta

from copilot.display import show_date, show_days
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.plan.people import is_over
from copilot.documents.sections.review.period import period_start
from copilot.documents.writing import part, table
from copilot.evidence import Fact
from copilot.records import Milestone

_SHOWN = 8
_AHEAD = relativedelta(months=3)


def review_milestones(d: Dossier) -> list[Part]:
    """Write how many steps are done, late and to come, and each with its dates and owner.

    That there is none is not told a customer: a step that names another company is not in their version.
    """
    done, overdue, coming = done_in_period(d), overdue_on(d), coming_up(d)
    if not (done or overdue or coming):
        if not d.is_internal:
            return []
        return part("unknown", f"- {d.finds} {d.missed('no milestone that was or is due in these months')}.")
    rows = [_row(d, one) for one in (*overdue, *done, *coming)]
    lead = f"**{d.put(_counts(d, done, overdue, coming))}.**"
    return part(
        "fact",
        lead,
        table(["milestone", "due", "done", "how it stands", "owner" if d.is_internal else "with us"], rows[:_SHOWN]),
    )


def done_in_period(d: Dossier) -> list[Milestone]:
    """Return what was completed in the period, the oldest first."""
    since = period_start(d)
    found = [one for one in d.milestones if one.completed_date and since <= one.completed_date <= d.as_of]
    return sorted(found, key=lambda one: (one.completed_date or d.as_of, one.milestone_id))


def overdue_on(d: Dossier) -> list[Milestone]:
    """Return what is past its day and not done."""
    return [one for one in _open(d) if one.due_date is not None and one.due_date < d.as_of]


def coming_up(d: Dossier) -> list[Milestone]:
    """Return what is due in the next three months."""
    return [one for one in _open(d) if one.due_date is not None and d.as_of <= one.due_date <= d.as_of + _AHEAD]


def _open(d: Dossier) -> list[Milestone]:
    found = [one for one in d.milestones if one.completed_date is None or one.completed_date > d.as_of]
    return sorted(found, key=lambda one: (one.due_date or d.as_of, one.milestone_id))


def _counts(d: Dossier, done: Sequence[Milestone], overdue: Sequence[Milestone], coming: Sequence[Milestone]) -> Fact:
    late = sum(1 for one in done if one.due_date and one.completed_date and one.completed_date > one.due_date)
    told = [f"{len(overdue)} {'not completed' if is_over(d) else 'overdue'}"] if overdue else []
    told += [f"{len(done)} done" + (f", {late} of them late" if late else "")] if done else []
    told += [f"{len(coming)} due by {show_date(d.as_of + _AHEAD)}"] if coming else []
    return d.make(
        "milestone",
        "Milestones of the period",
        len(done),
        display=f"Milestones: {', '.join(told)}",
        formula="milestones completed in the period, past their day on the as-of date, and due in three months",
        records=[*done, *overdue, *coming],
    )


def _row(d: Dossier, one: Milestone) -> list[str]:
    stands = _stands(d, one)
    owner = d.snapshot.team.get(one.owner_email or "")
    due = show_date(one.due_date) if one.due_date else "no day"
    is_done = one.completed_date is not None and one.completed_date <= d.as_of
    done = show_date(one.completed_date) if is_done and one.completed_date else "not yet"
    fact = d.make(
        "milestone",
        "Milestone",
        one.name,
        display=f"“{one.name}”, due {due}, done {done}, {stands}" + (f", owner {owner.name}" if owner else ""),
        formula="as the success plan has it",
        records=[one],
    )
    return [f"“{one.name}”", due, done, stands, f"{owner.name if owner else 'to be named'} {d.cite(fact)}"]


def _stands(d: Dossier, one: Milestone) -> str:
    if one.due_date is None:
        return "without a day"
    if one.completed_date is not None and one.completed_date <= d.as_of:
        days = (one.completed_date - one.due_date).days
        return f"{show_days(days)} late" if days > 0 else f"{show_days(-days)} early" if days else "on its day"
    if is_over(d):
        return "not completed"
    days = (one.due_date - d.as_of).days
    return f"{show_days(-days)} overdue" if days < 0 else f"in {show_days(days)}"
