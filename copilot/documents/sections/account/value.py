"""What the customer got out of it, measured: from baseline to now, times volume, times value."""

from decimal import Decimal

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import items, join, part, table
from copilot.evidence import Fact
from copilot.metrics.facts import show_number
from copilot.metrics.health import attainment
from copilot.metrics.value import known_outcomes, missing_inputs, value_of
from copilot.records import Outcome


def value(d: Dossier) -> list[Part]:
    """Write each outcome with its sum, what cannot be counted yet, and the value against the ARR."""
    outcomes = known_outcomes(d.snapshot)
    if not outcomes:
        return part("unknown", f"- {d.finds} {d.missed('no outcome on record, so no value that could be told')}.")
    return [
        *part("fact", _total(d), _table(d, outcomes)),
        *part("unknown", _not_counted(d, outcomes)),
    ]


def outcome_fact(d: Dossier, outcome: Outcome) -> Fact:
    """Return how far an outcome has come, as a fact of the day on which it was measured."""
    unit = outcome.unit or ""
    told = [f"{name} {_shown(number, unit)}" for name, number in _numbers(outcome) if number is not None]
    measured = f", measured by {outcome.source}" if outcome.source and outcome.current is not None else ""
    on = f" on {show_date(outcome.as_of)}" if outcome.as_of else ""
    reached = attainment(outcome)
    of_way = f", {show_number(reached)} % of the way to the target" if reached is not None else ""
    return d.make(
        "outcome",
        outcome.metric,
        outcome.current if outcome.current is not None else "not measured",
        unit=unit if outcome.current is not None else "",
        display=f"{outcome.metric}: {', '.join(told) or 'nothing measured'}{of_way}{on}{measured}".replace("  ", " "),
        formula="(current - baseline) / (target - baseline)" if reached is not None else "the row of the outcome",
        records=[outcome],
        as_of=outcome.as_of,
    )


def _numbers(outcome: Outcome) -> list[tuple[str, Decimal | None]]:
    return [("baseline", outcome.baseline), ("now", outcome.current), ("target", outcome.target)]


def _shown(number: Decimal, unit: str) -> str:
    return f"{number.normalize():,f} {unit}".strip()


def _cell(number: Decimal | None, unit: str | None) -> str:
    return "not on record" if number is None else _shown(number, unit or "")


def _total(d: Dossier) -> str:
    total, roi = d.facts("value_realised"), d.fact("roi")
    if not total:
        return ""
    amounts = " and ".join(d.put(one) for one in total)
    tells = roi is not None and (d.is_internal or Decimal(str(roi.value)) >= 1)
    against = f", {d.put(roi)}" if roi is not None and tells else ""
    return f"**{amounts} a year is measured{against}.**"


def _table(d: Dossier, outcomes: list[Outcome]) -> str:
    worth = {fact.name.removeprefix("value."): fact for fact in d.facts("value")}
    rows = []
    for one in outcomes:
        fact = worth.get(one.outcome_id)
        told = outcome_fact(d, one)
        rows.append(
            [
                one.metric,
                *(
                    _shown(number, one.unit or "") if number is not None else "not on record"
                    for _, number in _numbers(one)
                ),
                d.put(fact) if fact is not None and value_of(one) is not None else "not counted yet",
                d.cite(told),
            ]
        )
    return table(["outcome", "baseline", "now", "target", "worth", "source"], rows)


def _not_counted(d: Dossier, outcomes: list[Outcome]) -> str:
    lacking = [
        f"“{one.metric}” cannot be counted yet: {_lacking(d, one)} {d.cite(outcome_fact(d, one))}."
        for one in outcomes
        if missing_inputs(one)
    ]
    if not d.facts("value_realised"):
        lacking.append(f"No value a year can be told: {d.told('value_realised')}.")
    elif d.is_internal and d.fact("roi") is None:
        lacking.append(f"No ROI can be told: {d.told('roi')}.")
    return items(lacking)


def _lacking(d: Dossier, outcome: Outcome) -> str:
    return d.missed(f"no {join(missing_inputs(outcome), 'or')} on record")
