"""The first value: for when it was planned, when it came, and how long a customer has waited for it."""

from collections.abc import Mapping

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.plan.days import day_number, within
from copilot.documents.sections.plan.marks import segment_of, started
from copilot.documents.sections.plan.milestones import late_lines, open_lines, standing
from copilot.documents.sections.plan.objectives import marked
from copilot.documents.sections.plan.people import is_over, ours, theirs
from copilot.documents.sections.plan.summary import next_step, over_summary
from copilot.documents.writing import items, part
from copilot.metrics.time_to_value import first_value
from copilot.records import Milestone, Segment

TARGET_DAYS: Mapping[Segment, int] = {"enterprise": 60, "mid_market": 30, "smb": 14}
"""Days from the start to the first value, by segment, as the onboarding playbooks have them."""


def onboarding_summary(d: Dossier) -> list[Part]:
    """Write the verdict on the onboarding, what is on time and late, and what is next."""
    if is_over(d):
        return over_summary(d)
    lines = [f"**Plan:** {d.put(standing(d))}."] if d.milestones else []
    return [
        *part("fact", f"**{_verdict(d)}**", items(lines)),
        *part("plan", items([next_step(d)])),
    ]


def _verdict(d: Dossier) -> str:
    start, time = started(d), d.fact("time_to_first_value_days")
    if start is None:
        return f"The onboarding cannot be dated: {d.missed('neither a start nor a contract')}."
    if start > d.as_of:
        return f"Onboarding has not begun: {d.missed(f'the start is on {show_date(start)}')}."
    if time is None:
        return f"First value is not there yet: {d.told('time_to_first_value_days')}."
    if d.account.stage == "onboarding":
        return f"First value came after {d.put(time)}, and onboarding still goes on."
    return f"Onboarding is done: first value came after {d.put(time)}."


def value_first(d: Dossier) -> list[Part]:
    """Write when the first value should come, for when it is planned, whether it came, and what is to be done."""
    start = started(d)
    if start is None:
        return part("unknown", f"- {d.finds} {d.missed('no start to count the time to first value from')}.")
    segment = segment_of(d)
    target = day_number(d, start, TARGET_DAYS[segment], "the day by which the first value is due in this segment")
    line = _line(d)
    told = [
        f"**Due by:** {d.put(target)}, counted from the start.",
        f"**On the plan:** {d.put(milestone_fact(d, line))}." if line is not None else "",
        f"**Time to first value:** {d.told('time_to_first_value_days')}.",
    ]
    lacking = (
        ""
        if line is not None or first_value(d.snapshot) is not None
        else f"- {d.finds} {d.missed('no first value on the plan')}."
    )
    return [*part("fact", items(told)), *part("plan", _what_now(d, line)), *part("unknown", lacking)]


def _line(d: Dossier) -> Milestone | None:
    """Return the milestone of the first value: the one reached first, else the one due first."""
    reached = first_value(d.snapshot)
    lines = [one for one in (*late_lines(d), *open_lines(d)) if one.kind == "first_value"]
    return reached if reached is not None and reached in d.milestones else next(iter(lines), None)


def _what_now(d: Dossier, line: Milestone | None) -> str:
    """Say what is next for a first value that is not there."""
    if is_over(d) or first_value(d.snapshot) is not None:
        return ""
    who = theirs(d, "champion", "executive_sponsor")
    us = ours(d)
    if line is None:
        day = d.put(within(d, 5))
        if d.is_internal:
            return f"- Agree with {who} on one real task, and on its day, by {day}."
        return f"- Let us agree on one real task, and on its day, by {day}: {us} with {who}."
    about = f"{marked(line.name)} {d.cite(milestone_fact(d, line))}"
    if line in late_lines(d):
        day = d.put(within(d, 1))
        if d.is_internal:
            return f"- Ask {who} what {about} waits for, and agree on one new date, by {day}."
        return f"- Let us find out what {about} waits for, and agree on one new date, by {day}: {us} with {who}."
    day = d.put(within(d, 5))
    if d.is_internal:
        return f"- Ask {who} who will say that {about} is done, and from what, by {day}."
    return f"- Let us agree who says that {about} is done, and from what, by {day}: {us} with {who}."
