"""The portfolio as people and programs see it from outside: retention, the book, its groups, the renewals ahead."""

from datetime import date

from pydantic import BaseModel, Field

from copilot.errors import InvalidInput
from copilot.evidence import Fact
from copilot.metrics.backtest import BEFORE, Scored, backtest
from copilot.metrics.book import READS, measure_book, movement_fact
from copilot.metrics.facts import parted, rows_of
from copilot.metrics.forecast import QuarterForecast, forecast
from copilot.metrics.health import health_of
from copilot.metrics.renewals import past_ends
from copilot.metrics.retention import Grouping, chosen_period, grouped, movements
from copilot.overview import Untold, untold
from copilot.scope import Scope
from copilot.snapshot import days_before
from copilot.standings import standings
from copilot.store.accounts import AccountStore

_HISTORY = 730
"""Days back over which past renewals are looked at."""


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
    """How well the health score told the renewed from the lost."""

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
    """Return how well the health score told the renewed from the lost, over the renewals of the last two years."""
    facts, gaps = parted(backtest(_scored(accounts, scope, as_of), as_of))
    return Backtest(as_of=as_of, facts=facts, unavailable=untold(gaps))


def _scored(accounts: AccountStore, scope: Scope, as_of: date) -> list[Scored]:
    """Return every past end of a contract with the account's health 90 days before, as it was known then."""
    scored = []
    for snapshot in accounts.snapshots(scope, as_of):
        for day, lines, renewed in past_ends(snapshot, _HISTORY):
            then = accounts.snapshot(snapshot.account.account_id, scope, days_before(day, BEFORE))
            scored.append(Scored(snapshot.account.account_id, day, health_of(then), renewed, rows_of(lines)))
    return scored


def renewals(accounts: AccountStore, scope: Scope, as_of: date, quarters: int = 4) -> list[Quarter]:
    """Return the renewals of the quarters ahead, as sales, the CSMs and the health model call them."""
    return [_quarter(one) for one in forecast(accounts.snapshots(scope, as_of), quarters)]


def _quarter(found: QuarterForecast) -> Quarter:
    return Quarter(
        quarter=found.quarter,
        start=found.start,
        end=found.end,
        facts=list(found.facts),
        disagreements=list(found.disagreements),
        unavailable=untold(found.gaps),
    )
