"""How right the forecasts were: what sales, the CSM and the health model called, against what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from copilot.display import show_ratio, show_word
from copilot.evidence import Fact, Gap
from copilot.metrics.forecast import CATEGORIES, SOURCES, Source, category_of, probability_of
from copilot.metrics.health import Health
from copilot.metrics.pooled import portfolio_fact
from copilot.records import Forecast, Opportunity
from copilot.snapshot import Snapshot

CALIBRATED_OVER = 24
"""Months of past renewals by which the sources are judged."""

ENOUGH = 20
"""Decided renewals from which on a Brier score is told."""

_Z = Decimal("1.959963984540054")
"""The standard normal deviate of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Result:
    """How many of the renewals of a category were won, and the Wilson 95 % interval of that share."""

    category: Forecast
    won: int
    total: int
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well a source called the past: `n` decided renewals, the Brier score or why there is none, and a table.

    `facts` tells the table's rows, one a category.
    """

    source: Source
    n: int
    brier: Fact | Gap
    table: Sequence[Result]
    facts: Sequence[Fact]


class _Call(NamedTuple):
    """What a source said of a renewal that is decided."""

    opportunity: Opportunity
    category: Forecast
    won: bool


def wilson(won: int, total: int) -> tuple[Decimal, Decimal]:
    """Return the 95 % interval of a share by Wilson's score: 18 of 20 lie between 0.699 and 0.972."""
    share, squared = Decimal(won) / total, _Z * _Z
    middle = share + squared / (2 * total)
    reach = _Z * (share * (1 - share) / total + squared / (4 * total * total)).sqrt()
    scale = 1 + squared / total
    return max(Decimal(0), (middle - reach) / scale), min(Decimal(1), (middle + reach) / scale)


def past_renewals(snapshot: Snapshot) -> list[Opportunity]:
    """Return the renewal opportunities that were won or lost in the 24 months to the as-of date."""
    as_of = snapshot.as_of
    since = as_of - relativedelta(months=CALIBRATED_OVER) if as_of.year > 2 else date.min
    return [
        one
        for one in snapshot.opportunities
        if one.kind == "renewal" and one.stage in ("won", "lost") and since < one.close_date <= as_of
    ]


def calibration(snapshots: Sequence[Snapshot], scored: Mapping[str, Health] | None = None) -> list[Calibration]:
    """Judge each source by the past renewals: category against result, and the Brier score.

    The Brier score is the mean of (probability of the category - 1 if won, 0 if lost) squared; 0 is perfect, and
    saying 50 % of everything gives 0.25. `scored` has the health 90 days before the close date by opportunity; the
    calls of sales and CSM are those that the book has kept, the last ones before the decision. Two at 0.9, of which
    one was lost: ((0.9 - 1)^2 + 0.9^2) / 2 = 0.41; with fewer than 20 decided it is not told.
    """
    if not snapshots:
        return []
    past = [one for snapshot in snapshots for one in past_renewals(snapshot)]
    past.sort(key=lambda one: one.opportunity_id)
    made: list[Calibration] = []
    for source in SOURCES:
        said = [(one, _said(source, one, scored or {})) for one in past]
        calls = [_Call(one, category, one.stage == "won") for one, category in said if category is not None]
        made.append(_calibration(source, calls, snapshots[0]))
    return made


def _said(source: Source, opportunity: Opportunity, scored: Mapping[str, Health]) -> Forecast | None:
    if source == "model":
        health = scored.get(opportunity.opportunity_id)
        return None if health is None else category_of(health)
    return opportunity.forecast if source == "sales" else opportunity.csm_call


def _calibration(source: Source, calls: Sequence[_Call], known: Snapshot) -> Calibration:
    results: list[Result] = []
    facts: list[Fact] = []
    for category in CATEGORIES:
        there = [call for call in calls if call.category == category]
        if there:
            won = sum(call.won for call in there)
            results.append(Result(category, won, len(there), *wilson(won, len(there))))
            facts.append(_result_fact(source, results[-1], there, known.as_of))
    return Calibration(source, len(calls), _brier(source, calls, known), results, facts)


def _result_fact(source: Source, result: Result, calls: Sequence[_Call], as_of: date) -> Fact:
    share = Decimal(result.won) / result.total
    between = f"95 % interval {show_ratio(result.low)} to {show_ratio(result.high)}"
    return portfolio_fact(
        f"calibration.{source}.{result.category}",
        f"Won where {SOURCES[source]} said {show_word(result.category)}",
        share,
        as_of,
        unit="ratio",
        display=f"{result.won:,} of {result.total:,} won, {show_ratio(share)} ({between})",
        formula=f"won / decided renewals with a close date in {CALIBRATED_OVER} months, and the Wilson interval",
        records=[call.opportunity for call in calls],
    )


def _brier(source: Source, calls: Sequence[_Call], known: Snapshot) -> Fact | Gap:
    name = f"brier_score.{source}"
    if len(calls) < ENOUGH:
        return Gap(name=name, reason=f"not enough history: {len(calls)} of {ENOUGH}")
    standards = known.standards.forecast
    errors = [(probability_of(call.category, standards) - call.won) ** 2 for call in calls]
    score = sum(errors, Decimal(0)) / len(errors)
    return portfolio_fact(
        name,
        f"Brier score of {SOURCES[source]}",
        score,
        known.as_of,
        display=f"{score:.3f} (n = {len(calls)}; 0 is perfect)",
        formula=f"mean of (probability of the category - 1 if won, 0 if lost) squared, n = {len(calls)}",
        records=[call.opportunity for call in calls],
    )
