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
    told = [f"{name} {shown(number, unit)}" for name, number in _numbers(outcome) if number is not None]
    source = f"; source: {outcome.source}" if outcome.source and outcome.current is not None else ""
    on = f" on {show_date(outcome.as_of)}" if outcome.as_of else ""
    reached = attainment(outcome)
    of_way = f", {show_number(reached)} % of the way to the target" if reached is not None else ""
    return d.make(
        "outcome",
        outcome.metric,
        outcome.current if outcome.current is not None else "not measured",
        unit=unit if outcome.current is not None else "",
        display=f"{outcome.metric}: {', '.join(told) or 'nothing measured'}{of_way}{on}{source}".replace("  ", " "),
        formula="(current - baseline) / (target - baseline)" if reached is not None else "as it was recorded",
        records=[outcome],
        as_of=outcome.as_of,
    )


def _numbers(outcome: Outcome) -> list[tuple[str, Decimal | None]]:
    return [("baseline", outcome.baseline), ("now", outcome.current), ("target", outcome.target)]


def shown(number: Decimal | None, unit: str | None) -> str:
    """Write a measured number with all its digits and its unit: `1 day`, `48 minutes`, `not measured yet`."""
    if number is None:
        return "not measured yet"
    return f"{number.normalize():,f} {(unit or '').removesuffix('s') if number == 1 else unit or ''}".strip()


def lacking(d: Dossier, outcome: Outcome) -> str:
    """Say which inputs are missing to count an outcome: `no current value or currency yet`."""
    return d.missed(f"no {join(missing_inputs(outcome), 'or')} yet")


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
                *(shown(number, one.unit) for _, number in _numbers(one)),
                d.put(fact) if fact is not None and value_of(one) is not None else "not counted yet",
                d.cite(told),
            ]
        )
    return table(["outcome", "baseline", "now", "target", "worth", "source"], rows)


def _not_counted(d: Dossier, outcomes: list[Outcome]) -> str:
    lines = [
        f"“{one.metric}” cannot be counted: {lacking(d, one)} {d.cite(outcome_fact(d, one))}."
        for one in outcomes
        if missing_inputs(one)
    ]
    if not d.facts("value_realised"):
        lines.append(f"No value a year can be told: {d.told('value_realised')}.")
    elif d.is_internal and d.fact("roi") is None:
        lines.append(f"No ROI can be told: {d.told('roi')}.")
    return items(lines)
