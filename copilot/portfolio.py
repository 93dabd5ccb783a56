"""The portfolio as people and programs see it from outside: retention, the book, its groups, the renewals ahead."""

from datetime import date

from pydantic import BaseModel, Field

from copilot.errors import InvalidInput
from copilot.evidence import Fact
from copilot.hindsight import past_calls, past_scores
from copilot.metrics.backtest import backtest
from copilot.metrics.book import READS, measure_book, movement_fact
from copilot.metrics.facts import parted
from copilot.metrics.forecast import QuarterForecast, forecast, reads
from copilot.metrics.retention import Grouping, chosen_period, grouped, movements
from copilot.overview import Untold, untold
from copilot.records import Account, Opportunity, Subscription
from copilot.scope import Scope
from copilot.snapshot import Reads
from copilot.standings import standings
from copilot.store.accounts import AccountStore

_READS = Reads(kinds=(Account, Subscription, Opportunity), usage=())
"""What the renewals of the past are read from; the health before them is read by itself."""


class Period(BaseModel):
    """The first and the last day of a period."""

    start: date
    end: date


class PortfolioOverview(BaseModel):
    """The portfolio on a day and over a period: its facts, those of each group, and what cannot be told."""

    as_of: date
    period: Period
    facts: list[Fact]
    groups: dict[str, list[Fact]] = Field(default_factory=dict)
    movements: list[Fact] = Field(default_factory=list)
    unavailable: list[Untold] = Field(default_factory=list)


class Backtest(BaseModel):
    """How well the health score told the renewed from the lost, and how right the forecasts were."""

    as_of: date
    facts: list[Fact]
    unavailable: list[Untold]


class Quarter(BaseModel):
    """A quarter ahead: its facts, where the sources disagree, and what cannot be told."""

    quarter: str
    start: date
    end: date
    facts: list[Fact]
    disagreements: list[Fact]
    unavailable: list[Untold]


def portfolio(
    accounts: AccountStore,
    scope: Scope,
    as_of: date,
    *,
    by: Grouping | None = None,
    start: date | None = None,
    end: date | None = None,
) -> PortfolioOverview:
    """Return the portfolio on a day, over the 12 months to it or another period, whole and by group.

    InvalidInput where the period ends before it starts or after the as-of date.
    """
    first, last = chosen_period(as_of, start, end)
    if first >= last:
        raise InvalidInput(f"The period from {first} to {last} has no days.", "Name a start before its end.")
    stand = {one.account_id: one for one in standings(accounts, scope, as_of)}
    snapshots = accounts.snapshots(scope, as_of, None, READS)
    facts, gaps = parted(measure_book(snapshots, stand, first, last, as_of))
    groups = {
        name: parted(measure_book(members, stand, first, last, as_of))[0]
        for name, members in (grouped(snapshots, by) if by else {}).items()
    }
    moved = [movement_fact(one, as_of) for one in movements(snapshots, first, last) if one.kind != "unchanged"]
    return PortfolioOverview(
        as_of=as_of,
        period=Period(start=first, end=last),
        facts=facts,
        groups=groups,
        movements=moved,
        unavailable=untold(gaps),
    )


def backtest_overview(accounts: AccountStore, scope: Scope, as_of: date) -> Backtest:
    """Return how well health told the renewed from the lost, and how right each forecast was, over two years."""
    snapshots = accounts.snapshots(scope, as_of, None, _READS)
    judged = past_calls(accounts, scope, snapshots)
    calls = [told for one in judged for told in (one.brier, *one.facts)]
    facts, gaps = parted([*backtest(past_scores(accounts, scope, snapshots), as_of), *calls])
    return Backtest(as_of=as_of, facts=facts, unavailable=untold(gaps))


def renewals(accounts: AccountStore, scope: Scope, as_of: date, quarters: int = 4) -> list[Quarter]:
    """Return the renewals of the quarters ahead, as sales, the CSMs and the health model call them."""
    snapshots = accounts.snapshots(scope, as_of, None, reads(accounts.standards))
    return [_quarter(one) for one in forecast(snapshots, quarters)]


def _quarter(found: QuarterForecast) -> Quarter:
    return Quarter(
        quarter=found.quarter,
        start=found.start,
        end=found.end,
        facts=list(found.facts),
        disagreements=list(found.disagreements),
        unavailable=untold(found.gaps),
    )
