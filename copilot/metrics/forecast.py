"""The renewals of the quarters ahead, as sales, the CSM and the health model call them, and where these disagree."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from copilot.display import show_date, show_money, show_word
from copilot.evidence import Fact, Gap, RowRef
from copilot.metrics import standing
from copilot.metrics.facts import Measured, parted, rows_of, show_number
from copilot.metrics.health import Health, health_of
from copilot.metrics.pooled import Units, portfolio_fact, portfolio_gaps, units_for
from copilot.metrics.renewals import Due, renewals_ahead
from copilot.records import Forecast, Opportunity
from copilot.snapshot import Reads, Snapshot
from copilot.standards import ForecastStandards, Standards

Source = Literal["sales", "csm", "model"]
SOURCES: Mapping[Source, str] = {"sales": "sales", "csm": "the CSM", "model": "the health model"}
CATEGORIES: tuple[Forecast, ...] = get_args(Forecast)
"""From the surest to the least sure."""

NO_CALL: Mapping[Source, str] = {"sales": "no_forecast", "csm": "no_forecast", "model": "no_call"}
"""The category of a renewal of which a source says nothing."""

BY_BAND: Mapping[str, Forecast] = {"green": "commit", "yellow": "best_case", "red": "pipeline"}
FAR_APART = 2
"""Categories from which on the sources are said to disagree: commit against pipeline."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A renewal ahead, and in which category each source puts it; a source that says nothing is left out.

    `lines` are the rows of its contract, `said_in` those from which each source speaks.
    """

    due: Due
    calls: Mapping[Source, Forecast]
    health: Health
    lines: Sequence[RowRef] = ()
    said_in: Mapping[Source, Sequence[RowRef]] = field(default_factory=dict)

    @property
    def apart(self) -> int:
        """How many categories lie between the surest and the least sure source."""
        places = [CATEGORIES.index(call) for call in self.calls.values()]
        return max(places) - min(places) if places else 0


@dataclass(frozen=True, slots=True)
class QuarterForecast:
    """A calendar quarter ahead, the current one from the as-of date on: its renewals, and what they add up to.

    `disagreements` has a fact for each renewal whose sources are two categories or more apart.
    """

    quarter: str
    start: date
    end: date
    renewals: Sequence[Renewal] = ()
    facts: Sequence[Fact] = ()
    gaps: Sequence[Gap] = ()
    disagreements: Sequence[Fact] = ()


class _Terms(NamedTuple):
    """What every fact of a forecast is made with."""

    quarter: str
    as_of: date
    units: Units
    probabilities: ForecastStandards


def category_of(health: Health) -> Forecast | None:
    """Return in which category the health model puts a renewal; None without a score."""
    return None if health.band is None else BY_BAND[health.band]


def probability_of(category: Forecast, standards: ForecastStandards) -> Decimal:
    """Return how probable a renewal of a category is taken to be."""
    return Decimal(str(getattr(standards, category)))


def quarter_of(day: date) -> str:
    """Name a calendar quarter: `2026-Q3`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters_from(as_of: date, count: int) -> list[tuple[str, date, date]]:
    """Return the name, first and last day of the current quarter and those that follow; the first begins as of."""
    found: list[tuple[str, date, date]] = []
    first = as_of
    for _ in range(count):
        month = (first.month + 2) // 3 * 3
        if first.year == date.max.year and month == 12:
            return [*found, (quarter_of(first), first, date.max)]
        following = date(first.year + month // 12, month % 12 + 1, 1)
        found.append((quarter_of(first), first, following - timedelta(days=1)))
        first = following
    return found


def reads(standards: Standards) -> Reads:
    """Return what a forecast takes: the opportunities, and what the health of each account stands on."""
    of_standing = standing.reads(standards)
    return of_standing._replace(kinds=(*of_standing.kinds, Opportunity))


def forecast(snapshots: Sequence[Snapshot], quarters: int = 4) -> list[QuarterForecast]:
    """Return the renewals due in each quarter ahead, by category and source, with the amount to expect.

    100,000 that sales commit and 50,000 that they see as pipeline, at 0.9 and 0.25, are 102,500 to expect; a renewal
    without a call adds nothing to it, and is said to be missing. Of no account there is nothing to forecast.
    """
    if not snapshots:
        return []
    as_of, exchange = snapshots[0].as_of, snapshots[0].exchange
    periods = quarters_from(as_of, quarters)
    until = periods[-1][2] if periods else as_of
    renewals = _renewals(snapshots, (until - as_of).days)
    units = units_for(exchange, [one.due.arr for one in renewals])
    by_quarter: defaultdict[str, list[Renewal]] = defaultdict(list)
    for renewal in renewals:
        by_quarter[quarter_of(renewal.due.end)].append(renewal)
    return [
        _quarter(_Terms(name, as_of, units, snapshots[0].standards.forecast), start, end, by_quarter[name])
        for name, start, end in periods
    ]


def _renewals(snapshots: Sequence[Snapshot], within_days: int) -> list[Renewal]:
    by_id = {snapshot.account.account_id: snapshot for snapshot in snapshots}
    dues = [due for due in renewals_ahead(snapshots, within_days) if any(due.arr.values())]
    scored = {name: health_of(by_id[name]) for name in sorted({due.account.account_id for due in dues})}
    return [_renewal(due, scored[due.account.account_id]) for due in dues]


def _renewal(due: Due, health: Health) -> Renewal:
    about = due.opportunity
    said: Mapping[Source, Forecast | None] = {
        "sales": about.forecast if about else None,
        "csm": about.csm_call if about else None,
        "model": category_of(health),
    }
    calls = {source: call for source, call in said.items() if call is not None}
    written = rows_of([about] if about else [])
    scored_on = list(dict.fromkeys(rows_of(row for part in health.components for row in part.rows)))
    said_in: Mapping[Source, Sequence[RowRef]] = {"sales": written, "csm": written, "model": scored_on}
    return Renewal(due, calls, health, rows_of(due.subscriptions), said_in)


def _quarter(terms: _Terms, start: date, end: date, renewals: Sequence[Renewal]) -> QuarterForecast:
    if not renewals:
        gaps = portfolio_gaps(["renewals_due_arr"], f"no contract line with ARR ends in {terms.quarter}")
        return QuarterForecast(terms.quarter, start, end, gaps=gaps)
    measured: Measured = []
    for unit in terms.units.all:
        there = [one for one in renewals if terms.units.tell(one.due.arr).get(unit)]
        if there:
            measured.append(_due(terms, unit, there))
            for source in SOURCES:
                measured += [*_by_category(terms, unit, source, there), _expected(terms, unit, source, there)]
    disagreements = [_disagreement(terms, one) for one in renewals if one.apart >= FAR_APART]
    return QuarterForecast(terms.quarter, start, end, renewals, *parted(measured), disagreements)


def _amount(terms: _Terms, unit: str, renewals: Sequence[Renewal]) -> Decimal:
    return sum((terms.units.tell(one.due.arr).get(unit, Decimal(0)) for one in renewals), Decimal(0))


def _due(terms: _Terms, unit: str, renewals: Sequence[Renewal]) -> Fact:
    return portfolio_fact(
        "renewals_due_arr",
        f"Renewals due in {terms.quarter}",
        _amount(terms, unit, renewals),
        terms.as_of,
        unit=unit,
        formula=f"sum of the ARR of the running contract lines that end in {terms.quarter}{terms.units.words}",
        records=_rows(terms, renewals),
    )


def _by_category(terms: _Terms, unit: str, source: Source, renewals: Sequence[Renewal]) -> list[Fact]:
    """Return the ARR that a source puts into each category, and that of which it says nothing."""
    found: list[Fact] = []
    for category in (*CATEGORIES, NO_CALL[source]):
        there = [one for one in renewals if one.calls.get(source, NO_CALL[source]) == category]
        if there or category in CATEGORIES:
            words = f"ARR of the renewals due in {terms.quarter} that are {show_word(category)} to {SOURCES[source]}"
            fact = portfolio_fact(
                f"forecast.{source}.{category}",
                f"{terms.quarter} by {SOURCES[source]}: {show_word(category)}",
                _amount(terms, unit, there),
                terms.as_of,
                unit=unit,
                formula=f"sum of the {words}{terms.units.words}",
                records=_rows(terms, there or renewals, source),
            )
            found.append(fact)
    return found


def _expected(terms: _Terms, unit: str, source: Source, renewals: Sequence[Renewal]) -> Fact | Gap:
    """Return the sum of amount x probability by a source, over the renewals of which it says something."""
    called = [one for one in renewals if source in one.calls]
    name = f"expected_renewals_arr.{source}"
    if not called:
        apart = f" in {unit}" if len(terms.units.all) > 1 else ""
        return Gap(name=name, reason=f"{SOURCES[source]} says nothing of the renewals due in {terms.quarter}{apart}")
    rates = {category: probability_of(category, terms.probabilities) for category in CATEGORIES}
    value = sum((_amount(terms, unit, [one]) * rates[one.calls[source]] for one in called), Decimal(0))
    silent = _amount(terms, unit, [one for one in renewals if source not in one.calls])
    chances = ", ".join(f"{show_word(category)} {rate.normalize():f}" for category, rate in rates.items())
    left_out = f"; without {show_money(silent, unit)} of which {SOURCES[source]} says nothing" if silent else ""
    return portfolio_fact(
        name,
        f"{terms.quarter} to expect by {SOURCES[source]}",
        value,
        terms.as_of,
        unit=unit,
        formula=f"sum of ARR x probability ({chances}){left_out}{terms.units.words}",
        records=_rows(terms, called, source),
    )


def _disagreement(terms: _Terms, renewal: Renewal) -> Fact:
    """Say who puts a renewal into which category, where they are far apart."""
    due, health = renewal.due, renewal.health
    amounts = " and ".join(show_money(amount, unit) for unit, amount in sorted(terms.units.tell(due.arr).items()))
    about = f" ({health.band}, {show_number(health.score)} of 100)" if health.score is not None else ""
    said = [f"{SOURCES[source]}: {show_word(call)}" for source, call in renewal.calls.items()]
    if "model" in renewal.calls:
        said[-1] += about
    made = portfolio_fact(
        "forecast_disagreement",
        f"{due.account.name}: the forecasts disagree",
        renewal.apart,
        terms.as_of,
        unit="categories",
        display=f"{due.account.name}, {amounts} on {show_date(due.end)}: {'; '.join(said)}",
        formula="categories between the surest and the least sure of commit, best case, pipeline and omitted",
        records=_rows(terms, [renewal], "sales", "model"),
    )
    return made.model_copy(update={"account_id": due.account.account_id, "account_name": due.account.name})


def _rows(terms: _Terms, renewals: Sequence[Renewal], *sources: Source) -> list[RowRef]:
    """Name the contract lines of some renewals, the rates they are told at, and the rows from which sources speak."""
    rows = [row for one in renewals for row in one.lines] + rows_of(terms.units.rates)
    said_in = (row for source in sources for one in renewals for row in one.said_in[source])
    return list({(row.table, row.id): row for row in (*rows, *said_in)}.values())


def next_call(snapshot: Snapshot) -> Renewal | None:
    """Return the next renewal of an account with what each source says of it; None where nothing paid ends ahead."""
    due = next((one for one in renewals_ahead([snapshot], _FAR) if any(one.arr.values())), None)
    return _renewal(due, health_of(snapshot)) if due else None


_FAR = 36_500
"""Days; every end ahead is within them."""
