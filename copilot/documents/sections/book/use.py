"""How soon accounts get value, how well all of them use the product, how satisfied they are, what it is worth."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.writing import part, table
from copilot.metrics.facts import parted
from copilot.metrics.pooled import sum_by_currency, units_for
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.value import known_outcomes, roi, roi_of, value_of
from copilot.metrics.waiting import has_started, wait_of
from copilot.snapshot import Snapshot

_SHOWN, _BEST = 8, 5
_WATCHED = {
    "usage_drop_28d": "usage dropped",
    "low_utilisation_near_renewal": "few seats in use before a renewal",
    "no_usage_60d": "no usage data",
    "utilisation_over_90": "nearly all seats in use",
    "power_role_detractor": "a detractor whose word decides",
}
"""Signals of use and satisfaction, as they are called here."""


def time_to_value(d: Overall) -> list[Part]:
    """Write the quartiles of the days to the first value, and who still waits."""
    if not d.facts("time_to_value_started"):
        return part("unknown", f"- Time to value cannot be told: {d.told('time_to_value_median_days')}.")
    lower, median, upper = (
        d.told(f"time_to_value_{one}_days") for one in ("lower_quartile", "median", "upper_quartile")
    )
    waiting = [one for one in d.snapshots if has_started(one) and not wait_of(one).reached]
    waiting.sort(key=lambda one: (-wait_of(one).days, one.account.name))
    started, reached = d.told("time_to_value_started"), d.told("time_to_value_reached")
    return [
        *part(
            "fact",
            f"**Median time to first value: {median}** (lower quartile {lower}, upper quartile {upper}).",
            f"Of {started} that began in this time, {reached} have a first value on record; "
            "those that wait count for as long as they have waited.",
        ),
        *part("fact", "**Still waiting**" if waiting else "", _waiting(d, waiting)),
    ]


def _waiting(d: Overall, some: Sequence[Snapshot]) -> str:
    rows = []
    for one in some[:_SHOWN]:
        days = d.make(
            "waiting_days",
            "Days since the start",
            wait_of(one).days,
            of=one.account,
            unit="days",
            formula="days from customer_since to the as-of date, without a first value",
            records=[one.account],
        )
        rows.append([one.account.name, d.put(days), d.arr(one), d.csm(one.account)])
    told = table(["account", "waits for", "ARR", "looked after by"], rows)
    left = len(some) - _SHOWN
    if left <= 0:
        return told
    more = d.count("waiting_more", "Not listed", left, "accounts", "further accounts without a first value")
    return f"{told}\n\nNot listed, with a shorter wait: {more}."


def use_and_satisfaction(d: Overall) -> list[Part]:
    """Write the utilisation of all seats, NPS and CSAT, and at which accounts use or satisfaction asks for somebody."""
    if not d.customers:
        return part("unknown", f"- I find {d.lack('no account with a running contract, so no use')}.")
    verdict = f"**Licence utilisation over all customers is {d.told('licence_utilisation')}.**"
    voice = f"NPS is {d.told('nps')}, CSAT {d.told('csat')}."
    rows = [[words, d.told(f"signal.{name}")] for name, words in _WATCHED.items() if d.facts(f"signal.{name}")]
    return part("fact", f"{verdict} {voice}", table(["what", "customers"], rows))


def value_and_roi(d: Overall) -> list[Part]:
    """Write the measured value of all customers against what they pay, the best and the least, and who has none."""
    measured = [one for one in d.customers if roi_of(one) is not None]
    if not measured:
        return part("unknown", f"- I find {d.lack('no customer whose value and ARR can be held against each other')}.")
    measured.sort(key=lambda one: (-(roi_of(one) or 0), one.account.name))
    count = d.count(
        "roi_measured",
        "Customers with a measured value",
        len(measured),
        "accounts",
        "customers with an outcome that has all its inputs",
        [one.account for one in measured],
    )
    best, low = measured[:_BEST], [one for one in measured[_BEST:] if (roi_of(one) or 0) < 1]
    return [
        *part("fact", f"**The measured value a year is {_pooled(d, measured)} at {count}.**", _roi_table(d, best)),
        *part("fact", "**Measured value under the ARR**" if low else "", _roi_table(d, low[-_BEST:])),
    ]


def _pooled(d: Overall, measured: Sequence[Snapshot]) -> str:
    """Return the value of some customers with the ROI over all of them: the sum of the values / the sum of the ARR."""
    value: defaultdict[str, Decimal] = defaultdict(Decimal)
    outcomes = [outcome for one in measured for outcome in known_outcomes(one) if value_of(outcome) is not None]
    for outcome in outcomes:
        value[str(outcome.currency)] += value_of(outcome) or Decimal(0)
    lines = [line for one in measured for line in active_subscriptions(one)]
    cost = sum_by_currency(lines)
    units = units_for(d.exchange, [value, cost])
    rows = [*outcomes, *units.rates]
    figures = [
        d.make(
            "book_value", "Value a year", amount, unit=unit, formula=f"sum over the outcomes{units.words}", records=rows
        )
        for unit, amount in sorted(units.tell(value).items())
    ]
    told = " and ".join(map(d.put, figures))
    paid = units.tell(cost)
    if len(units.all) != 1 or not all(paid.values()):
        return told
    share = Decimal(str(figures[0].value)) / paid[units.all[0]]
    fact = d.make(
        "book_roi",
        "ROI over these customers",
        share,
        unit="times",
        display=f"{share:,.2f} times their ARR",
        formula=f"sum of the value a year / sum of the ARR of the same customers{units.words}",
        records=[*rows, *lines],
    )
    return f"{told}, {d.put(fact)},"


def _roi_table(d: Overall, some: Sequence[Snapshot]) -> str:
    rows = []
    for one in some:
        facts, _ = parted(roi(one))
        rows.append([one.account.name, _worth(d, one), d.put(facts[0]), d.arr(one)])
    return table(["account", "value a year", "ROI", "ARR"], rows)


def _worth(d: Overall, one: Snapshot) -> str:
    """Return the value of an account's outcomes in the money of the document, as its ARR beside it."""
    outcomes = [outcome for outcome in known_outcomes(one) if value_of(outcome) is not None]
    value: defaultdict[str, Decimal] = defaultdict(Decimal)
    for outcome in outcomes:
        value[str(outcome.currency)] += value_of(outcome) or Decimal(0)
    units = units_for(d.exchange, [value, sum_by_currency(active_subscriptions(one))])
    rows = [*outcomes, *units.rates]
    formula = f"sum over the outcomes of change x volume x value of a unit{units.words}"
    told = units.tell(value) or {unit: Decimal(0) for unit in units.all[:1]}
    return " and ".join(
        d.put(
            d.make("value_realised", "Value a year", amount, of=one.account, unit=unit, formula=formula, records=rows)
        )
        for unit, amount in sorted(told.items())
    )
