"""A plan in short: how it stands, what it is for, what is next, and what decides it."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.value import outcome_fact, shown
from copilot.documents.sections.plan.days import within
from copilot.documents.sections.plan.milestones import late_lines, open_lines, standing, treatment_of, with_them
from copilot.documents.sections.plan.noted import due, new_day, words
from copilot.documents.sections.plan.objectives import (
    OF_CONTRACT,
    Objective,
    aims_of,
    is_of_contract,
    is_open,
    marked,
    unclaimed,
)
from copilot.documents.sections.plan.obstacles import not_there
from copilot.documents.sections.plan.people import TO_BE_NAMED, ended, is_over, ours, theirs
from copilot.documents.writing import items, join, part
from copilot.grounding.handles import plain_text
from copilot.metrics.health import HUNDRED, attainment
from copilot.records import Outcome


def plan_summary(d: Dossier) -> list[Part]:
    """Write the verdict, the goal, the time for it, what is reached so far, what is next, and what decides it."""
    if is_over(d):
        return over_summary(d)
    return [
        *part("fact", f"**{verdict(d)}**", items([goal(d), _time(d), _reached(d)])),
        *part("plan", items([next_step(d)])),
        *part("inferred", items([_deciding(d)])),
    ]


def verdict(d: Dossier) -> str:
    """Say how the plan stands, by rule: late lines, nothing ahead, or on its way."""
    if not d.milestones:
        return (
            f"There is no plan yet: {d.missed('no milestone on record' if d.is_internal else 'no milestone so far')}."
        )
    if late_lines(d):
        return f"The plan is behind: {d.put(standing(d))}."
    if not open_lines(d):
        return f"The plan has nothing ahead: {d.put(standing(d))}."
    return f"The plan holds so far: {d.put(standing(d))}."


def over_summary(d: Dossier) -> list[Part]:
    """Write that there is nothing to plan and since when, what was reached, and what could be done all the same."""
    return [
        *part("fact", f"**There is nothing to plan: {ended(d)}.**", items([_reached(d)])),
        *part("plan", items(_afterwards(d))),
    ]


def _afterwards(d: Dossier) -> list[str]:
    """Say what could be done for a customer whose contract has ended."""
    who, us = theirs(d, "champion", "executive_sponsor", "economic_buyer"), ours(d)
    first = next(iter(_unreached(d)), None)
    aim = f", from {marked(first.text)} {d.cite(milestone_fact(d, first.lines[0]))}" if first is not None else ""
    if not d.is_internal:
        whom = f"tell {us}" if us != TO_BE_NAMED else "tell us"
        return [f"**If you would like to begin again:** please {whom}, and we start with a new plan{aim}."]
    rule = d.line_of_playbook("offboarding", "| E + 90")
    kept = f", as our playbook Offboarding has it {d.cite(rule[1])}" if rule is not None else ""
    whom = f"{who}" if who != TO_BE_NAMED else "whoever spoke for it"
    return [
        f"**What could be done:** write one personal mail to {whom}, without an offer in it{kept}.",
        f"**Should they come back:** begin with a new plan{aim}.",
    ]


def goal(d: Dossier) -> str:
    """Say what the plan is for: the objective, or else the outcome, that is not reached yet."""
    aims = _unreached(d)
    if aims:
        return f"**Goal:** {_aim(d, aims[0])}."
    outcome = next((one for one in unclaimed(d, aims_of(d)) if not _is_reached(one)), None)
    if outcome is not None:
        return f"**Goal:** {marked(outcome.metric)}: {_stands(d, outcome)}."
    gap = d.missed("no objective that is still open")
    return f"**Goal:** {d.finds} {gap}; {'agree' if d.is_internal else 'let us agree'} on the next one."


def _unreached(d: Dossier) -> list[Objective]:
    """Return the objectives that are still ahead, the measured ones first; that a contract goes on is none."""
    ahead = [
        one
        for one in aims_of(d)
        if not is_of_contract(d, one)
        and (any(is_open(d, line) for line in one.lines) or not all(map(_is_reached, one.outcomes)))
    ]
    return sorted(ahead, key=lambda one: all(map(_is_reached, one.outcomes)))


def _is_reached(outcome: Outcome) -> bool:
    return attainment(outcome) == HUNDRED


def _aim(d: Dossier, one: Objective) -> str:
    """Write an objective with its metric, where it has one."""
    lines = d.cite(*(milestone_fact(d, line) for line in one.lines))
    measured = next((outcome for outcome in one.outcomes if not _is_reached(outcome)), None)
    if measured is None:
        return f"{marked(one.text)} {lines}, without a metric so far"
    return f"{marked(one.text)} {lines}: {plain_text(measured.metric)}, {_stands(d, measured)}"


def _stands(d: Dossier, outcome: Outcome) -> str:
    """Write where an outcome stands on its way: `31 minutes now, 25 minutes is the target`."""
    now = f"{shown(outcome.current, outcome.unit)} now" if outcome.current is not None else "not measured yet"
    target = f", {shown(outcome.target, outcome.unit)} is the target" if outcome.target is not None else ""
    return f"{now}{target} {d.cite(outcome_fact(d, outcome))}"


def _time(d: Dossier) -> str:
    """Say how long the contract runs, which is the time that there is."""
    end, days = d.fact("next_renewal_date"), d.fact("days_to_renewal")
    if end is None or days is None:
        return f"**Time for it:** {d.told('next_renewal_date')}."
    return f"**Time for it:** the contract runs until {d.put(end)}, {d.put(days)} from now."


def _reached(d: Dossier) -> str:
    time, worth = d.fact("time_to_first_value_days"), d.facts("value_realised")
    told = [f"first value after {d.put(time)}" if time is not None else ""]
    told += [f"{join([d.put(one) for one in worth])} a year measured" if worth else ""]
    return (
        f"**Reached:** {join([one for one in told if one])}."
        if any(told)
        else f"**Reached:** no first value yet, {d.told('time_to_first_value_days')}."
    )


def next_step(d: Dossier) -> str:
    """Say what is next: the oldest late line, else the first that is due, else a new one."""
    late, ahead = late_lines(d), open_lines(d)
    if not d.is_internal:  # whose contract goes on is for our own people to push
        ahead = [one for one in ahead if not OF_CONTRACT.search(one.name)] or ahead
    if late:
        rule = treatment_of(d, late[0])
        line = f"{marked(late[0].name)} {d.cite(milestone_fact(d, late[0]))}"
        who, day = ours(d, late[0].owner_email), d.put(within(d, rule.by))
        anew = new_day(d, late[0])
        if anew is not None:
            return f"**Next:** {line} by its new day, {d.put(due(d, anew))}: {words(d, anew)}."
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
    denied = next(iter(not_there(d)), None)
    if denied is not None:
        cited = d.cite(denied.sentence.passage)
        return f"**What decides it:** what should work instead of the {denied.part}, which is not there today {cited}."
    late = late_lines(d)
    if late:
        return f"**What decides it:** {d.put(milestone_fact(d, late[0]))}."
    return ""
