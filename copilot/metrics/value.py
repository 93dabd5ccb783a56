"""What the product is worth to a customer, as the metric definitions' Value (ROI) says."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from copilot.display import show_money
from copilot.evidence import Fact
from copilot.metrics.facts import Measured, gap, make_fact
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Outcome, Record
from copilot.snapshot import Snapshot

_INPUTS = {
    "baseline": "baseline",
    "current": "current value",
    "target": "target, which says in what direction it should go",
    "volume_per_year": "volume per year",
    "value_per_unit": "value per unit",
    "currency": "currency",
}


def known_outcomes(snapshot: Snapshot) -> list[Outcome]:
    """Return the outcomes that are known on the as-of date, oldest first."""
    known = [one for one in snapshot.outcomes if one.as_of is None or one.as_of <= snapshot.as_of]
    return sorted(known, key=lambda one: (one.as_of or date.min, one.outcome_id))


def value_of(outcome: Outcome) -> Decimal | None:
    """Return what an outcome is worth in a year, in its currency; None while an input is missing.

    A letter that took 34 minutes and takes 12, with a target of 15, 96,000 letters a year at 0.80 a minute:
    22 x 96,000 x 0.80 = 1,689,600. One that takes 40 minutes now is worth -460,800.
    """
    baseline, current, target = outcome.baseline, outcome.current, outcome.target
    volume, value = outcome.volume_per_year, outcome.value_per_unit
    if baseline is None or current is None or target is None:
        return None
    if volume is None or value is None or outcome.currency is None:
        return None
    gain = current - baseline if target >= baseline else baseline - current
    return gain * volume * value


def missing_inputs(outcome: Outcome) -> list[str]:
    """Name the inputs without which an outcome is not yet measurable."""
    return [label for name, label in _INPUTS.items() if getattr(outcome, name) is None]


def value_realised(snapshot: Snapshot) -> Measured:
    """Return the value of each measurable outcome and their sum a currency, and what the others lack."""
    outcomes = known_outcomes(snapshot)
    if not outcomes:
        return [gap(snapshot, "value_realised", "no outcome on record by then")]
    measured: Measured = []
    sums: defaultdict[str, list[tuple[Outcome, Decimal]]] = defaultdict(list)
    for outcome in outcomes:
        value = value_of(outcome)
        if value is None:
            lacks = " and ".join(missing_inputs(outcome))
            measured.append(
                gap(snapshot, f"value.{outcome.outcome_id}", f"{outcome.metric}: not yet measurable, no {lacks}")
            )
        else:
            currency = str(outcome.currency)
            sums[currency].append((outcome, value))
            measured.append(_outcome_value(snapshot, outcome, value, currency))
    if not sums:
        return [gap(snapshot, "value_realised", "no outcome has all its inputs yet"), *measured]
    return [_sum(snapshot, currency, values) for currency, values in sorted(sums.items())] + measured


def _outcome_value(snapshot: Snapshot, outcome: Outcome, value: Decimal, currency: str) -> Fact:
    baseline, current, target, volume, each = (
        _exactly(Decimal(str(getattr(outcome, name))))
        for name in ("baseline", "current", "target", "volume_per_year", "value_per_unit")
    )
    change = f"from {baseline} to {current} {outcome.unit or ''}".strip()
    return make_fact(
        snapshot,
        f"value.{outcome.outcome_id}",
        f"Value of “{outcome.metric}”",
        value,
        unit=currency,
        display=f"{show_money(value, currency)} a year",
        formula=f"{change} (target {target}) x {volume} a year x {each} {currency}",
        records=[outcome],
    )


def _exactly(value: Decimal) -> str:
    """Write an input with every digit that it has, so that the product can be checked."""
    return f"{value.normalize():,f}"


def _sum(snapshot: Snapshot, currency: str, values: list[tuple[Outcome, Decimal]]) -> Fact:
    total = sum((value for _, value in values), Decimal(0))
    return make_fact(
        snapshot,
        "value_realised",
        "Value a year",
        total,
        unit=currency,
        formula="sum over the outcomes of (current - baseline, towards the target) x volume_per_year x value_per_unit",
        records=[outcome for outcome, _ in values],
    )


def roi_of(snapshot: Snapshot) -> Decimal | None:
    """Return value / ARR, both in one currency; None where either is not known or no rate joins them."""
    value = _in_one_currency(snapshot, [(one.currency, value_of(one)) for one in known_outcomes(snapshot)])
    arr = _in_one_currency(snapshot, [(line.currency, line.arr) for line in active_subscriptions(snapshot)])
    if value is None or not arr:
        return None
    amount, currency = value
    cost, paid_in = arr
    if currency != paid_in:
        converted = snapshot.exchange.convert(amount, currency), snapshot.exchange.convert(cost, paid_in)
        if converted[0] is None or converted[1] is None:
            return None
        amount, cost = converted[0], converted[1]
    return amount / cost if cost else None


def roi(snapshot: Snapshot) -> Measured:
    """Return the value a year against the ARR: 1,689,600 on 486,000 is 3.48."""
    share = roi_of(snapshot)
    if share is None:
        return [gap(snapshot, "roi", _why_no_roi(snapshot))]
    lines = active_subscriptions(snapshot)
    records: list[Record] = [one for one in known_outcomes(snapshot) if value_of(one) is not None]
    currencies = {one.currency for one in records if isinstance(one, Outcome)} | {line.currency for line in lines}
    formula = "value a year / ARR"
    if len(currencies) > 1:
        formula += ", at the latest rate of each currency"
        records += [rate for currency, rate in snapshot.exchange.rates.items() if currency in currencies]
    display = f"{share:,.2f} times the ARR"
    return [
        make_fact(
            snapshot, "roi", "ROI", share, unit="times", display=display, formula=formula, records=[*records, *lines]
        )
    ]


def _in_one_currency(
    snapshot: Snapshot, amounts: list[tuple[str | None, Decimal | None]]
) -> tuple[Decimal, str] | None:
    """Add up the known amounts, in the reporting currency where there are several; None where that cannot be done.

    A sum of nothing needs no rate beside others.
    """
    sums: dict[str, Decimal] = {}
    for currency, amount in amounts:
        if currency is not None and amount is not None:
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    sums = {currency: amount for currency, amount in sums.items() if amount} or dict(list(sums.items())[:1])
    if len(sums) == 1:
        currency, amount = next(iter(sums.items()))
        return amount, currency
    converted = [snapshot.exchange.convert(amount, currency) for currency, amount in sums.items()]
    known = [amount for amount in converted if amount is not None]
    return (sum(known, Decimal(0)), snapshot.exchange.reporting) if known and len(known) == len(converted) else None


def _why_no_roi(snapshot: Snapshot) -> str:
    if all(value_of(one) is None for one in known_outcomes(snapshot)):
        return "no outcome has all its inputs yet"
    if not sum(line.arr for line in active_subscriptions(snapshot)):
        return "no ARR on the as-of date"
    return "value and ARR are in different currencies, and no rate joins them"
