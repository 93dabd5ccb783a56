"""The 60- and 90-day marks: gates counted from the start of a customer, or what has to stand in 60 and 90 days."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from copilot.display import show_date, show_days, show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.sentences import Sentence, sentences_since
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.account.working_days import on_or_before
from copilot.documents.sections.plan.days import day_number, later, planned
from copilot.documents.sections.plan.milestones import late_lines, open_lines
from copilot.documents.sections.plan.objectives import marked
from copilot.documents.sections.plan.people import called, ended, holders, is_over, named
from copilot.documents.writing import items, join, part, table
from copilot.evidence import Fact
from copilot.metrics.revenue import due_next
from copilot.metrics.time_to_value import first_value
from copilot.metrics.value import known_outcomes
from copilot.records import ContactRole, Milestone, Segment

_NEW = 100
"""Days; so long after its start an account is judged by the gates of a new one."""
_MARKS = (60, 90)
_PILOT = re.compile(r"\b(?:pilot\w*|first team|erstes team|première équipe)\b", re.I)
_SEATS = re.compile(
    r"\b(\d{1,5}) (?:of (?:the|our|your) )?(?:seats?|licen[cs]es?|plätzen?|lizenzen|places|postes)\b", re.I
)
_HALF = Decimal("0.5")
Check = Callable[[Dossier, date], str]
"""Says how a gate stands today, with what shows it; it is given the day of the gate."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What has to be so on a day after the start, and how the book tells it; most of it the book does not tell."""

    day: int
    what: str
    check: Check | None = None


def people_named(*roles: ContactRole) -> Check:
    """Return a check whether each of these roles is held by somebody."""

    def check(d: Dossier, day: date) -> str:
        missing = [called(d, role) for role in roles if not holders(d, role)]
        if missing:
            return f"{not_yet(d, day)}: {d.missed('still to be named: ' + join(missing))}"
        return f"named: {join([named(d, holders(d, role)[0]) for role in roles])}"

    return check


def administrators_named(d: Dossier, day: date) -> str:
    """Tell whether an administrator and a second one are on record."""
    there = holders(d, "admin")
    if len(there) > 1:
        return f"named: {join([named(d, one) for one in there[:2]])}"
    lacking = d.missed("no stand-in yet" if there else "neither is named yet")
    return f"{not_yet(d, day)}: " + (f"{named(d, there[0])} is named, {lacking}" if there else lacking)


def first_value_reached(d: Dossier, day: date) -> str:
    """Tell when the first value was reached, or for when it is planned, and whether that is after the gate."""
    reached = first_value(d.snapshot)
    if reached is not None and reached.completed_date is not None:
        word = "met" if reached.completed_date <= day else "**met late**"
        if reached not in d.milestones:
            return word
        return f"{word}: reached on {show_date(reached.completed_date)} {d.cite(milestone_fact(d, reached))}"
    lines = [*late_lines(d), *open_lines(d)]
    planned_for = next((one for one in lines if one.kind == "first_value" and one.due_date), None)
    if planned_for is None or planned_for.due_date is None:
        return f"{not_yet(d, day)}: {d.missed('no first value on the plan with a date')}"
    due = f"due on {show_date(planned_for.due_date)} {d.cite(milestone_fact(d, planned_for))}"
    if planned_for.due_date < d.as_of:
        return f"{not_yet(d, planned_for.due_date)}: was {due}"
    return f"{'ahead' if planned_for.due_date <= day else '**planned late**'}: {due}"


def half_used(d: Dossier, day: date) -> str:
    """Tell whether half of the contract's seats are in use today."""
    share = d.fact("licence_utilisation")
    if share is None:
        return d.told("licence_utilisation")
    word = "met" if Decimal(str(share.value)) >= _HALF else not_yet(d, day)
    return f"{word}: {d.put(share)} of the seats today"


def pilot_used(d: Dossier, day: date) -> str:
    """Tell the use of all seats, as that of a pilot is not counted apart; and how many it has, where a note says so."""
    share, users, pilot = d.fact("licence_utilisation"), d.fact("monthly_active_users"), d.once(_pilot)
    of_all = f"; {d.put(share)} of all seats today" if share is not None else ""
    if pilot is not None and users is not None:
        seats, said = pilot
        return f"the pilot has {seats} seats {d.cite(said.passage)}; {d.put(users)} in all{of_all}"
    why = (
        "how many seats the pilot has is not on record" if d.is_internal else "we do not count the pilot's seats apart"
    )
    return f"{d.missed(why)}{of_all}"


def _pilot(d: Dossier) -> tuple[str, Sentence] | None:
    """Return how many seats a pilot has as the newest note says that tells, and its sentence; None where none does."""
    for one in reversed(list(sentences_since(d, date.min))):
        match = _SEATS.search(one.text) if _PILOT.search(one.text) else None
        if match is not None:
            return match[1], one
    return None


def has_baseline(d: Dossier, day: date) -> str:
    """Tell whether an outcome has a baseline."""
    found = next((one for one in known_outcomes(d.snapshot) if one.baseline is not None), None)
    return f"met {d.cite(outcome_fact(d, found))}" if found else f"{not_yet(d, day)}: {d.missed('no baseline yet')}"


def has_current(d: Dossier, day: date) -> str:
    """Tell whether an outcome has a current value."""
    found = next((one for one in known_outcomes(d.snapshot) if one.current is not None), None)
    return (
        f"met {d.cite(outcome_fact(d, found))}" if found else f"{not_yet(d, day)}: {d.missed('no current value yet')}"
    )


def not_yet(d: Dossier, day: date) -> str:
    """Say of what is not there whether its day has gone; to a customer it is open, whosever it is."""
    return "ahead" if day >= d.as_of else "**not met**" if d.is_internal else "**still open**"


_ALL = (
    Gate(14, "Administrator and a stand-in", administrators_named),
    Gate(30, "One baseline", has_baseline),
    Gate(60, "One current value, or the day it comes", has_current),
)
GATES: Mapping[Segment, Sequence[Gate]] = {
    "enterprise": (
        Gate(14, "Sponsor and lead are named", people_named("executive_sponsor", "champion")),
        Gate(30, "Ten users, one task, five prompts"),
        Gate(60, "First value", first_value_reached),
        Gate(90, "Half of the pilot seats in use; the second team has a date", pilot_used),
        *_ALL,
    ),
    "mid_market": (
        Gate(14, "First session held"),
        Gate(30, "First value", first_value_reached),
        Gate(60, "Half of the contract's seats in use", half_used),
        Gate(90, "Half of the seats held; a session run without us", half_used),
        *_ALL,
    ),
    "smb": (
        Gate(14, "First value", first_value_reached),
        Gate(30, "Half of the seats in use", half_used),
        Gate(60, "Second job found"),
        Gate(90, "Quarterly call held with their figures"),
        *_ALL,
    ),
}
"""By segment, as the playbook of the first 60 and 90 days has them."""


def marks(d: Dossier) -> list[Part]:
    """Write the gates of a new account with how each stands, and for one of longer standing the next 60 and 90 days."""
    if is_over(d):
        return part("unknown", f"- No mark lies ahead: {ended(d)}.")
    start = started(d)
    age = (d.as_of - start).days if start is not None else None
    is_new = age is not None and age <= _NEW
    told = gates(d, start) if start is not None and (is_new or d.account.stage == "onboarding") else []
    return [*told, *([] if is_new else _next_marks(d)), *_no_start(d, start)]


def gates_from_start(d: Dossier) -> list[Part]:
    """Write the gates of the first 90 days, however long they are past."""
    start = started(d)
    if is_over(d) or start is None:
        return marks(d)
    return gates(d, start)


def started(d: Dossier) -> date | None:
    """Return the day from which the days of an account count: `customer_since`, or the first contract's start."""
    first = min((line.start_date for line in d.snapshot.subscriptions), default=None)
    return d.account.customer_since or first


def since(d: Dossier, start: date) -> Fact:
    """Return the start of an account and the days since, as a fact."""
    days = (d.as_of - start).days
    ago = f"{show_days(days)} ago" if days >= 0 else f"in {show_days(-days)}"
    of_account = d.account.customer_since is not None
    return d.make(
        "customer_since",
        "Customer since",
        start,
        display=f"{show_date(start)}, {ago}",
        formula="customer_since of the account" if of_account else "the start of the first contract",
        records=[d.account] if of_account else [line for line in d.snapshot.subscriptions if line.start_date == start],
    )


def segment_of(d: Dossier) -> Segment:
    """Return the segment whose plan is followed; mid-market where none is on record."""
    return d.account.segment or "mid_market"


def gates(d: Dossier, start: date) -> list[Part]:
    """Write the gates counted from the start, each with how it stands today."""
    rows = []
    for gate in sorted(GATES[segment_of(d)], key=lambda one: one.day):
        day, state = day_number(d, start, gate.day, f"the gate: {gate.what}"), _state(d, gate, start)
        if state:
            rows.append([f"day {gate.day}", d.put(day), gate.what, state])
    kind = show_word(segment_of(d))
    counted = "The gates, counted" if d.is_internal else "Counted"
    lead = f"{counted} from the start on {d.put(since(d, start))}."
    is_assumed = d.is_internal and d.account.segment is None
    assumed = f"- {d.finds} {d.missed(f'no segment on record, so the gates of {kind}')}." if is_assumed else ""
    return [*part("fact", lead, table(["mark", "day", "to stand by then", "today"], rows)), *part("unknown", assumed)]


def _state(d: Dossier, gate: Gate, start: date) -> str:
    day = later(start, gate.day)
    if gate.check is not None:
        return gate.check(d, day)
    return "ahead" if day >= d.as_of else untold(d)


def untold(d: Dossier) -> str:
    """Say of a step of the past that the book has no word on it; a customer is spared such a step."""
    return "the book does not say" if d.is_internal else ""


def _next_marks(d: Dossier) -> list[Part]:
    """Write what has to stand in 60 and in 90 days."""
    told, seen = [], set[str]()
    for number in _MARKS:
        day = planned(d, on_or_before(later(d.as_of, number)), f"{number} days after {show_date(d.as_of)}")
        lines = _by_then(d, number, seen)
        told.append(f"**In {number} days, by {d.put(day)}**\n\n{items(lines)}")
    return part("plan", *told)


def _by_then(d: Dossier, number: int, seen: set[str]) -> list[str]:
    """Return what has to stand by a mark and did not have to by the one before."""
    last, lines = later(d.as_of, number), []
    if number == _MARKS[0]:
        what = "Close, date anew or strike" if d.is_internal else "Settle what is late, on a new day or not at all:"
        lines += [f"{what} {_line(d, one)}." for one in late_lines(d)[:3]]
    for one in open_lines(d):
        if one.due_date is not None and one.due_date <= last and one.milestone_id not in seen:
            seen.add(one.milestone_id)
            lines.append(f"Complete {_line(d, one)}, due on {show_date(one.due_date)}.")
    if number == _MARKS[0]:
        lines += [_without_value(d)]
        return [one for one in lines if one] or [
            "Write the next line: nothing is due by then."
            if d.is_internal
            else "Agree on the next step: nothing is due by then."
        ]
    sponsor = holders(d, "executive_sponsor")
    who = named(d, sponsor[0]) if sponsor else f"the {called(d, 'executive_sponsor')}, still to be named,"
    lines.append(f"Ask {who} to strike one line and to add one." if d.is_internal else _struck(d))
    renewal, due = d.fact("next_renewal_date"), due_next(d.snapshot)
    if renewal is not None and due and due[0].end_date <= last:
        signed = (
            "Have the next term signed before the end"
            if d.is_internal
            else "If you go on, have it signed before your term ends"
        )
        lines.append(f"{signed} on {d.put(renewal)}.")
    return [one for one in lines if one]


def _struck(d: Dossier) -> str:
    sponsor = holders(d, "executive_sponsor")
    who = named(d, sponsor[0]) if sponsor else "your sponsor"
    return f"Go through this plan with {who}: drop what no longer counts, and add what is missing."


def _without_value(d: Dossier) -> str:
    lacking = [one for one in known_outcomes(d.snapshot) if one.current is None]
    told = join([f"{marked(one.metric)} {d.cite(outcome_fact(d, one))}" for one in lacking[:3]])
    what = "Get a current value for" if d.is_internal else "Have measured where it stands today:"
    return f"{what} {told}." if lacking else ""


def _line(d: Dossier, one: Milestone) -> str:
    return f"{marked(one.name)} {d.cite(milestone_fact(d, one))}"


def _no_start(d: Dossier, start: date | None) -> list[Part]:
    if start is not None:
        return []
    return part("unknown", f"- {d.finds} {d.missed('neither a start nor a contract to count from')}.")
