"""What is missing to make a plan measurable: which input of which outcome, who has to give it, by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copilot.display import show_date, show_days
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.account.working_days import on_or_before
from copilot.documents.sections.plan.days import planned, within
from copilot.documents.sections.plan.objectives import aims_of, is_of_contract, marked
from copilot.documents.sections.plan.people import TO_BE_NAMED, called, ended, is_over, theirs
from copilot.documents.writing import items, join, part, table
from copilot.grounding.handles import plain_text
from copilot.metrics.value import known_outcomes
from copilot.records import ContactRole, Outcome
from copilot.snapshot import days_before

MEASURED_EVERY = 90
"""Days after which a current value is taken again, as the playbook of ROI measurement says."""
_MOST = 10


@dataclass(frozen=True, slots=True)
class Input:
    """An input of an outcome: what it is called, how to get it, whose it is to give, and within how many working days.

    The order and the days are those of the playbooks on success metrics and ROI.
    """

    called: str
    how: str
    roles: Sequence[ContactRole]
    days: int


INPUTS: Mapping[str, Input] = {
    "baseline": Input("baseline", "From a system or list that is kept anyway; else time forty cases", ("champion",), 5),
    "target": Input("target", "The value at which you would call it a success", ("executive_sponsor",), 7),
    "volume_per_year": Input("volume per year", "From whoever reports this number anyway", ("champion",), 10),
    "value_per_unit": Input(
        "value per unit", "The rate that finance uses, not ours", ("economic_buyer", "executive_sponsor"), 15
    ),
    "currency": Input("currency", "The one in which finance reckons", ("economic_buyer", "executive_sponsor"), 15),
    "current": Input("current value", "Same method as the baseline, same person if possible", ("champion",), 20),
    "source": Input("source", "The system or list, its period, and who keeps it", ("champion",), 5),
}


def measures(d: Dossier) -> list[Part]:
    """Write which inputs are missing, whose they are and by when; then when what is measured is measured again."""
    outcomes = known_outcomes(d.snapshot)
    if is_over(d):
        return part("unknown", f"- Nothing is left to measure: {ended(d)}.")
    if not outcomes:
        return [
            *part("unknown", f"- {d.finds} {d.missed('no outcome yet, so nothing to measure the plan by')}."),
            *part("plan", _first_metric(d)),
        ]
    lacking = [(one, name) for one in outcomes for name in INPUTS if getattr(one, name) is None]
    return [
        *part("fact", _verdict(d, outcomes, lacking)),
        *part("plan", _asked(d, lacking), _again(d, outcomes)),
        *part("unknown", items([_no_metric(d), _no_day(d, outcomes)])),
    ]


def _verdict(d: Dossier, outcomes: Sequence[Outcome], lacking: Sequence[tuple[Outcome, str]]) -> str:
    incomplete = {one.outcome_id for one, _ in lacking}
    noun = "outcome" if len(outcomes) == 1 else "outcomes"
    inputs = "1 input is" if len(lacking) == 1 else f"{len(lacking)} inputs are"
    missing = f"; {inputs} missing" if lacking else ""
    told = d.make(
        "outcome.inputs",
        "Outcomes with all inputs",
        len(outcomes) - len(incomplete),
        display=f"{len(outcomes) - len(incomplete)} of {len(outcomes)} {noun} can be counted{missing}",
        formula="baseline, current value, target, volume per year, value per unit, currency and source on record",
        records=list(outcomes),
    )
    return f"**{d.put(told)}.**"


def _asked(d: Dossier, lacking: Sequence[tuple[Outcome, str]]) -> str:
    ordered = sorted(lacking, key=lambda pair: INPUTS[pair[1]].days)
    rows = [
        [
            d.put(within(d, INPUTS[name].days, INPUTS[name].how)),
            INPUTS[name].called,
            f"{plain_text(outcome.metric)} {d.cite(outcome_fact(d, outcome))}",
            theirs(d, *INPUTS[name].roles),
            INPUTS[name].how,
        ]
        for outcome, name in ordered[:_MOST]
    ]
    more = f"\n\nShown are the first {_MOST}." if len(ordered) > _MOST else ""
    return table(["by", "missing", "of", "who gives it", "how"], rows) + more if rows else ""


def _again(d: Dossier, outcomes: Sequence[Outcome]) -> str:
    """Say when each measured outcome is measured again: 90 days after the last time, or now where that is over."""
    lines = []
    for one in outcomes:
        if one.current is None or one.as_of is None:
            continue
        next_day = days_before(one.as_of, -MEASURED_EVERY)
        is_over_due = next_day < d.as_of
        day = (
            within(d, 10, "the last measure is older than 90 days")
            if is_over_due
            else planned(d, on_or_before(next_day), f"{MEASURED_EVERY} days after {show_date(one.as_of)}")
        )
        age = show_days((d.as_of - one.as_of).days)
        told = d.make(
            "outcome.measured",
            f"Last measure of {one.metric}",
            one.as_of,
            display=f"{show_date(one.as_of)}, {age} ago",
            formula="the day on which the current value was taken",
            records=[one],
        )
        lead = "**Measure again**" if is_over_due else "Measure again"
        fact = f"{marked(one.metric)} {d.cite(outcome_fact(d, one))}"
        who = theirs(d, "champion")
        whose = "; who measures is to be named" if who == TO_BE_NAMED else f"; with {who}"
        lines.append(f"{lead} by {d.put(day)}: {fact}, last on {d.put(told)}{whose}.")
    return items(lines[:_MOST])


def _no_metric(d: Dossier) -> str:
    without = [one for one in aims_of(d) if not (one.outcomes or is_of_contract(d, one))]
    if not without:
        return ""
    told = join([f"{marked(one.text)} {d.cite(milestone_fact(d, one.lines[0]))}" for one in without[:4]])
    if not d.is_internal:
        return f"Please tell us whether we measure {told}, or whether a date is enough."
    return f"{d.finds} {d.missed('no metric')} for {told}: agree on one, or say that a date is enough."


def _no_day(d: Dossier, outcomes: Sequence[Outcome]) -> str:
    if all(one.target is None for one in outcomes):
        return ""
    if not d.is_internal:
        return "Please tell us by which day you want to be at each target."
    reason = d.missed("no day by which a target is to be reached")
    return f"{d.finds} {reason}: ask the {called(d, 'executive_sponsor')} for one."


def _first_metric(d: Dossier) -> str:
    rows = [
        [
            d.put(within(d, INPUTS[name].days, INPUTS[name].how)),
            INPUTS[name].called,
            theirs(d, *INPUTS[name].roles),
            INPUTS[name].how,
        ]
        for name in ("baseline", "target", "volume_per_year", "value_per_unit", "current")
    ]
    return table(["by", "needed", "who gives it", "how"], rows)
