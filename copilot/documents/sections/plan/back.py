"""The steps of a plan, worked back in working days: from each open milestone, and for the next term."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.promises import Promise
from copilot.documents.sections.account.working_days import before, left_out
from copilot.documents.sections.plan.days import ahead_of, later, within
from copilot.documents.sections.plan.milestones import open_lines, with_them
from copilot.documents.sections.plan.noted import agreed, ahead, due, just_past, line_of, owners, words
from copilot.documents.sections.plan.objectives import OF_CONTRACT, marked
from copilot.documents.sections.plan.people import ended, is_over, ours, theirs
from copilot.documents.writing import part, table
from copilot.metrics.revenue import due_next
from copilot.records import ContactRole, Milestone

_UNLESS = "(unless it is done already)"
_HORIZON = 400
"""Days; a goal that lies further off is not worked back from yet."""
_MOST = 14


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step so many working days ahead of a goal, as we and as a customer read it, and whose it is over there."""

    days: int
    what: str
    asked: str
    roles: Sequence[ContactRole]


@dataclass(frozen=True, slots=True)
class Row:
    """A step with its day, as it stands in the table."""

    day: date
    cells: Sequence[str]


_HOLDS = Ahead(5, "Ask its owner alone: will it hold?", "Does the date hold? Please tell us if not", ())
_OF_KIND: dict[str, Sequence[Ahead]] = {
    "first_value": (
        Ahead(
            10,
            "Agree who says that it is done, and from what",
            "Let us agree who says that it is done, and from what",
            ("champion",),
        ),
        _HOLDS,
    ),
    "value": (
        Ahead(
            15,
            "Have it measured by the method of the baseline",
            "Have it measured the same way as the first time",
            ("champion",),
        ),
        Ahead(
            10,
            "Go through the figures with whoever signs",
            "Let us go through the figures together",
            ("economic_buyer",),
        ),
        _HOLDS,
    ),
}
_OF_RENEWAL = (
    Ahead(
        75,
        "Have every outcome measured again",
        "Have every outcome measured again, the same way as the first time",
        ("champion",),
    ),
    Ahead(
        65,
        "Value review: what was aimed at, what is measured, what is struck",
        "Value review together: what you aimed at, what came of it, what to drop",
        ("executive_sponsor",),
    ),
    Ahead(
        45,
        "Have the sponsor confirm the need and the aims of the next term",
        "Please tell us whether you want to go on, and what for",
        ("executive_sponsor",),
    ),
    Ahead(10, "Have it signed", "Have the next contract signed, if you go on", ("economic_buyer", "executive_sponsor")),
)
_BY_ITSELF = Ahead(
    10,
    "It renews by itself: have a yes in writing all the same",
    "The contract renews by itself; please tell us by now if you see it otherwise",
    ("economic_buyer", "executive_sponsor"),
)


def worked_back(d: Dossier) -> list[Part]:
    """Write the steps towards each goal by their days; what should have been done already is put to the next days."""
    if is_over(d):
        return part("unknown", f"- No step is left to take: {ended(d)}.")
    rows = sorted([*_agreed(d), *_to_milestones(d), *_to_renewal(d)], key=lambda one: one.day)
    if not rows:
        reason = d.missed("neither an open milestone with a date nor a contract that ends within 400 days")
        return part("unknown", f"- {d.finds} no goal to work back from: {reason}.")
    us, them = ("owner", "with them (proposed)") if d.is_internal else ("with us", "with you (proposed)")
    told = rows[:_MOST]
    more = "More steps follow after these." if len(rows) > _MOST else ""
    steps = table(["by", "step", "towards", us, them], [one.cells for one in told])
    first = f"**The first step is due by {told[0].cells[0]}.**"
    return part("plan", first, steps, more, left_out(d, told[0].day, told[-1].day))


def _to_milestones(d: Dossier) -> Iterator[Row]:
    last = later(d.as_of, _HORIZON)
    for one in open_lines(d):
        if one.due_date is None or one.due_date > last:
            continue
        towards = f"{marked(one.name)} {d.cite(milestone_fact(d, one))}"
        is_of_contract = OF_CONTRACT.search(one.name) is not None
        for step in (_HOLDS,) if is_of_contract else _OF_KIND.get(one.kind or "", (_HOLDS,)):
            who = [ours(d, one.owner_email), theirs(d, *step.roles) if step.roles else with_them(d, one)]
            yield _row(d, step, one.due_date, "the milestone", towards, who)
        yield _due(d, one, towards)


def _agreed(d: Dossier) -> Iterator[Row]:
    """Yield what was agreed in conversation with a day, as the notes name it; what has just gone is asked about."""
    for one in just_past(d):
        what = "Ask what became of this" if d.is_internal else "Please tell us where this stands"
        yield Row(d.as_of, [d.put(within(d, 2)), f"{what}: {words(d, one)}", _towards(d, one), *owners(d, one)])
    for one in ahead(d):
        if one.due is not None:
            yield Row(one.due, [d.put(due(d, one)), f"As agreed: {words(d, one)}", _towards(d, one), *owners(d, one)])


def _towards(d: Dossier, one: Promise) -> str:
    """Name the line of the plan that an agreement is about; where its words fit none or name it, when it was agreed."""
    line = line_of(d, one)
    if line is None or line.name.casefold() in one.passage.text.casefold():
        return agreed(d, one)
    return f"{marked(line.name)} {d.cite(milestone_fact(d, line))}"


def _due(d: Dossier, one: Milestone, towards: str) -> Row:
    assert one.due_date is not None
    day = ahead_of(d, one.due_date, 0, "or on the day of the milestone")
    what = "**Done, with its proof**" if d.is_internal else "**Done**"
    return Row(one.due_date, [d.put(day), what, towards, ours(d, one.owner_email), with_them(d, one)])


def _to_renewal(d: Dossier) -> Iterator[Row]:
    ending, renewal = due_next(d.snapshot), d.fact("next_renewal_date")
    if not ending or renewal is None or ending[0].end_date > later(d.as_of, _HORIZON):
        return
    whose = "their" if d.is_internal else "your"
    towards = f"{whose} decision on the term after {d.put(renewal)}"
    last = _BY_ITSELF if all(line.auto_renew for line in ending) else _OF_RENEWAL[-1]
    for step in (*_OF_RENEWAL[:-1], last):
        yield _row(d, step, ending[0].end_date, "the contract ends", towards, [ours(d), theirs(d, *step.roles)])


def _row(d: Dossier, step: Ahead, goal: date, what: str, towards: str, who: Sequence[str]) -> Row:
    day, text = before(goal, step.days), step.what if d.is_internal else step.asked
    if day >= d.as_of:
        return Row(day, [d.put(ahead_of(d, goal, step.days, what)), text, towards, *who])
    text = f"Check that it is done, else now: {text[:1].lower()}{text[1:]}" if d.is_internal else f"{text} {_UNLESS}"
    return Row(d.as_of, [d.put(within(d, 2)), text, towards, *who])
