"""The weeks of onboarding by segment, dated from the start; where they are past, what they were to leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.display import show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.working_days import is_working_day, left_out
from copilot.documents.sections.plan.days import day_number, later
from copilot.documents.sections.plan.marks import (
    Check,
    first_value_reached,
    half_used,
    has_baseline,
    has_current,
    not_yet,
    people_named,
    pilot_used,
    segment_of,
    since,
    started,
    untold,
)
from copilot.documents.sections.plan.milestones import done_lines
from copilot.documents.sections.plan.people import TO_BE_NAMED, ended, is_over, named, ours, theirs
from copilot.documents.writing import join, part, table
from copilot.metrics.engagement import is_active_contact
from copilot.metrics.time_to_value import first_value
from copilot.records import ContactRole, Segment

_PLAYBOOKS: Mapping[Segment, str] = {
    "enterprise": "onboarding-enterprise",
    "mid_market": "onboarding-mid-market",
    "smb": "onboarding-smb",
}
_AFTERWARDS = 100
"""Days; so long after its start the weeks of an account lie behind it."""
_FEWEST_LINES = 4
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Week:
    """A step of onboarding: the day from the start, what is done, who of the customer's people, and how it is told."""

    day: int
    what: str
    roles: Sequence[ContactRole] = ()
    check: Check | None = None
    for_customers: bool = True


def kicked_off(d: Dossier, day: date) -> str:
    """Tell whether a completed milestone is the kick-off."""
    words = ("kick-off", "kickoff", "kick off", "auftakt", "lancement")
    found = next((one for one in done_lines(d) if any(word in one.name.casefold() for word in words)), None)
    return f"done {d.cite(milestone_fact(d, found))}" if found is not None else _unknown(d, day)


def signed_in(d: Dossier, day: date) -> str:
    """Tell whether a completed milestone is the sign-in."""
    words = ("sign-on", "sign-in", "sso", "single sign", "anmeldung", "annuaire", "connexion", "directory")
    found = next((one for one in done_lines(d) if any(word in one.name.casefold() for word in words)), None)
    return f"done {d.cite(milestone_fact(d, found))}" if found is not None else _unknown(d, day)


def second_contact(d: Dossier, day: date) -> str:
    """Tell whether a second person is on record."""
    there = [one for one in d.people if is_active_contact(one, d.as_of)]
    if len(there) > 1:
        return f"met: {join([named(d, one) for one in there[:2]])}"
    return f"{not_yet(d, day)}: {d.missed('no second active contact')}"


def four_lines(d: Dossier, day: date) -> str:
    """Tell whether the success plan has its four milestones."""
    lines = d.milestones
    told = d.make(
        "milestone.count",
        "Milestones on the plan",
        len(lines),
        unit="milestones",
        formula="milestones on record",
        records=lines,
    )
    return f"{'met' if len(lines) >= _FEWEST_LINES else not_yet(d, day)}: {d.put(told)}"


_ROLES_SPONSOR: tuple[ContactRole, ...] = ("executive_sponsor",)
_ROLES_LEAD: tuple[ContactRole, ...] = ("champion", "executive_sponsor")
_ROLES_ADMIN: tuple[ContactRole, ...] = ("admin", "champion")
WEEKS: Mapping[Segment, Sequence[Week]] = {
    "enterprise": (
        Week(-5, "Hand-over call; sales talks", for_customers=False),
        Week(0, "Security pack to information security, before anybody asks for it", ("detractor", "admin")),
        Week(5, "Kick-off: the sponsor says in one sentence what it is for", _ROLES_SPONSOR, kicked_off),
        Week(7, "The same pack to the works council, or whoever speaks for the staff", _ROLES_ADMIN),
        Week(10, "Baseline of one outcome, from a system that is there anyway", _ROLES_LEAD, has_baseline),
        Week(14, "Sign-in, groups, Academy assigned", _ROLES_ADMIN, signed_in),
        Week(20, "First ten users of one team: short course, then a task of theirs the same day", _ROLES_LEAD),
        Week(30, "Five prompts by those ten, with their names on", _ROLES_LEAD),
        Week(45, "The sponsor sees the first result, from a user, live", _ROLES_LEAD),
        Week(60, "First value", _ROLES_LEAD, first_value_reached),
        Week(75, "Agents for one process with a clear second approver, if the team asks", _ROLES_LEAD),
        Week(90, "Steering group: baseline, current value, blockers, the second team", _ROLES_SPONSOR),
    ),
    "mid_market": (
        Week(3, "Sign-in tested with two users who are not in IT", _ROLES_ADMIN, signed_in),
        Week(
            5, "Kick-off: the sponsor says what it is for; ten users and the task are named", _ROLES_SPONSOR, kicked_off
        ),
        Week(8, "Baseline from a list, register or timesheet that is kept anyway", _ROLES_LEAD, has_baseline),
        Week(10, "First team: a session on a real task, one prompt saved by each", _ROLES_LEAD),
        Week(17, "A call to everyone of the first team with no activity", _ROLES_LEAD),
        Week(21, "The second team's lead is met alone"),
        Week(30, "First value, shown to the sponsor by a user; the next team named", _ROLES_LEAD, first_value_reached),
        Week(45, "Second team: the session is run without us", _ROLES_LEAD),
        Week(60, "Half of the seats in use; monthly calls booked", _ROLES_SPONSOR, half_used),
    ),
    "smb": (
        Week(0, "Welcome from a named person, with two times for the first call", _ROLES_LEAD),
        Week(2, "First call held: the job, its number, the baseline", _ROLES_LEAD, has_baseline),
        Week(4, "A phone call where fewer than three people have logged in", _ROLES_ADMIN),
        Week(5, "Academy short course, all together", _ROLES_LEAD),
        Week(9, "One question: what went out with it?", _ROLES_LEAD),
        Week(11, "Group hour: bring a job, leave with it done", _ROLES_LEAD),
        Week(14, "First value; then the before and after, and the next job", _ROLES_LEAD, first_value_reached),
        Week(31, "Half of the seats in use", _ROLES_LEAD, half_used),
    ),
}
"""By segment, as the onboarding playbooks have them."""

LEFT: Mapping[Segment, Sequence[tuple[int, str, Check]]] = {
    "enterprise": (
        (60, "First value", first_value_reached),
        (90, "Baseline of one outcome", has_baseline),
        (90, "Current value of one outcome", has_current),
        (90, "Sponsor, lead and administrator by name", people_named("executive_sponsor", "champion", "admin")),
        (90, "Half of the pilot seats in use", pilot_used),
    ),
    "mid_market": (
        (30, "First value", first_value_reached),
        (60, "Half of the contract's seats in use", half_used),
        (60, "A second contact", second_contact),
        (60, "A plan with four milestones", four_lines),
    ),
    "smb": (
        (14, "First value", first_value_reached),
        (14, "One baseline, from a list that is kept anyway", has_baseline),
        (14, "A second contact", second_contact),
        (14, "The person for sign-ins by name", people_named("admin")),
        (31, "Half of the seats in use", half_used),
    ),
}
"""What onboarding is to leave behind, by segment: the exit criteria that the book can tell."""


def weeks(d: Dossier) -> list[Part]:
    """Write the weeks of the account's segment with their dates and how each stands, or what they left behind."""
    start = started(d)
    if is_over(d):
        return part("unknown", f"- Nothing is left to do week by week: {ended(d)}.")
    if start is None:
        gap = d.missed("neither a start nor a contract to date the weeks from")
        return part("unknown", f"- {d.finds} {gap}.")
    written = _behind(d, start) if is_behind(d, start) else _ahead(d, start)
    return [*written, *part("plan", _source(d)), *part("unknown", _assumed(d))]


def is_behind(d: Dossier, start: date) -> bool:
    """Tell whether the weeks of onboarding are past: begun long ago, and out of the stage or with its first value."""
    is_long = (d.as_of - start).days > _AFTERWARDS
    return is_long and (d.account.stage != "onboarding" or first_value(d.snapshot) is not None)


def _ahead(d: Dossier, start: date) -> list[Part]:
    rows, free = [], list[date]()
    for week in WEEKS[segment_of(d)]:
        day = later(start, week.day)
        state = week.check(d, day) if week.check is not None else _unknown(d, day)
        if not state or not (d.is_internal or week.for_customers):
            continue
        when = day_number(d, start, week.day, f"onboarding: {week.what}")
        them = theirs(d, *week.roles) if week.roles else TO_BE_NAMED if week.for_customers else "-"
        rows.append([f"day {week.day}", d.put(when), week.what, ours(d), them, state])
        free += [day] if day.weekday() <= _FRIDAY and not is_working_day(day) else []
    head = ["day", "by", "step", *(("owner", "with them") if d.is_internal else ("with us", "with you")), "today"]
    lead = f"Dated from the start on {d.put(since(d, start))}."
    return part("plan", lead, table(head, rows), left_out(d, free[0], free[-1]) if free else "")


def _behind(d: Dossier, start: date) -> list[Part]:
    lead = f"The first weeks are past: they began on {d.put(since(d, start))}. This is what they were to leave."
    rows = [
        [what, d.put(day_number(d, start, day, f"onboarding leaves: {what}")), check(d, later(start, day))]
        for day, what, check in LEFT[segment_of(d)]
    ]
    return part("fact", lead, table(["what onboarding leaves", "by", "today"], rows))


def _unknown(d: Dossier, day: date) -> str:
    return "ahead" if day >= d.as_of else untold(d)


def _source(d: Dossier) -> str:
    play = d.playbook(_PLAYBOOKS[segment_of(d)]) if d.is_internal else None
    return f"Play: *{play.title}* {d.cite(play)}" if play is not None else ""


def _assumed(d: Dossier) -> str:
    if d.account.segment is not None or not d.is_internal:
        return ""
    reason = d.missed(f"no segment on record, so these are the weeks of {show_word(segment_of(d))}")
    return f"- {d.finds} {reason}."
