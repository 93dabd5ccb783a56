"""A plan in short: how it stands, what it is worked back from, what is next, and what decides it."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.plan.days import within
from copilot.documents.sections.plan.milestones import late_lines, open_lines, standing, treatment_of, with_them
from copilot.documents.sections.plan.objectives import marked, objectives_of
from copilot.documents.sections.plan.people import is_over, ours
from copilot.documents.writing import items, join, part


def plan_summary(d: Dossier) -> list[Part]:
    """Write the verdict, the goal, the next line, what is reached so far, and what decides it."""
    if is_over(d):
        words = "The contract has ended, so there is nothing to plan"
        return part("fact", f"**{words}: {d.missed('no contract runs on this day')}.**", items([_reached(d)]))
    return [
        *part("fact", f"**{verdict(d)}**", items([goal(d), _reached(d)])),
        *part("plan", items([next_step(d)])),
        *part("inferred", items([_deciding(d)])),
    ]


def verdict(d: Dossier) -> str:
    """Say how the plan stands, by rule: late lines, nothing ahead, or on its way."""
    if not d.milestones:
        return f"There is no plan yet: {d.missed('no milestone on record')}."
    if late_lines(d):
        return f"The plan is behind: {d.put(standing(d))}."
    if not open_lines(d):
        return f"The plan has nothing ahead: {d.put(standing(d))}."
    return f"The plan holds so far: {d.put(standing(d))}."


def goal(d: Dossier) -> str:
    """Say what the plan is worked back from."""
    end, days = d.fact("next_renewal_date"), d.fact("days_to_renewal")
    if end is None or days is None:
        return f"**Goal:** {d.told('next_renewal_date')}."
    return f"**Goal:** the contract ends on {d.put(end)}, in {d.put(days)}."


def _reached(d: Dossier) -> str:
    time, worth = d.fact("time_to_first_value_days"), d.facts("value_realised")
    told = [f"first value after {d.put(time)}" if time is not None else ""]
    told += [f"{join([d.put(one) for one in worth])} a year measured" if worth else ""]
    return (
        f"**Reached:** {join([one for one in told if one])}."
        if any(told)
        else (f"**Reached:** no first value on record, {d.told('time_to_first_value_days')}.")
    )


def next_step(d: Dossier) -> str:
    """Say what is next: the oldest late line, else the first that is due, else a new one."""
    late, ahead = late_lines(d), open_lines(d)
    if late:
        rule = treatment_of(d, late[0])
        line = f"{marked(late[0].name)} {d.cite(milestone_fact(d, late[0]))}"
        who, day = ours(d, late[0].owner_email), d.put(within(d, rule.by))
        if not d.is_internal:
            return f"**Next:** let us settle {line} by {day}: {who} with {with_them(d, late[0])}."
        return f"**Next:** {who} should settle {line} by {day}."
    if ahead and ahead[0].due_date is not None:
        return f"**Next:** {d.put(milestone_fact(d, ahead[0]))}."
    day = d.put(within(d, 5))
    return f"**Next:** {'write' if d.is_internal else 'let us write'} the next lines by {day}."


def _deciding(d: Dossier) -> str:
    threat = next((one for one in d.signals if not one.is_growth and one.id != "milestone_overdue"), None)
    if threat is not None:
        return f"**What decides it:** {d.put(d.signal(threat))}."
    late = late_lines(d)
    if late:
        return f"**What decides it:** {d.put(milestone_fact(d, late[0]))}."
    without = [one for one in objectives_of(d) if not one.outcomes]
    if without:
        told = f"{marked(without[0].text)} {d.cite(milestone_fact(d, without[0].lines[0]))}"
        return f"**What is open:** {d.missed('no metric')} says when {told} is reached."
    return ""
