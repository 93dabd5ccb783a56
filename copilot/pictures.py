"""The charts of an account and of the portfolio, filled from their metrics."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from copilot.charts.arr_bridge import Bridge, arr_bridge_chart
from copilot.charts.health import Health as HealthDrawn
from copilot.charts.health import Part, health_chart
from copilot.charts.health_distribution import Band, BandName, Distribution, health_distribution_chart
from copilot.charts.renewals import Category, Renewals, Source, renewals_chart
from copilot.charts.renewals import Forecast as ForecastDrawn
from copilot.charts.style import Chart
from copilot.charts.usage import Usage as UsageDrawn
from copilot.charts.usage import usage_chart
from copilot.errors import InvalidInput
from copilot.metrics.book import READS
from copilot.metrics.facts import parted
from copilot.metrics.forecast import forecast, reads
from copilot.metrics.health import CHANGE_OVER, health_of
from copilot.metrics.pooled import sum_by_currency, units_for
from copilot.metrics.retention import default_period, retention
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Subscription, Usage
from copilot.scope import Scope
from copilot.snapshot import Snapshot, days_before
from copilot.standings import standings
from copilot.store.accounts import AccountStore

AccountPicture = Literal["usage", "health"]
PortfolioPicture = Literal["arr-bridge", "renewals", "health"]
_TWO_YEARS = 730
_SOURCES: dict[str, Source] = {"sales": "sales", "csm": "csm", "model": "health"}
"""The sources of the forecast, as the chart calls them."""


def account_picture(
    accounts: AccountStore,
    name: AccountPicture,
    account_id: str,
    scope: Scope,
    as_of: date,
    shows: Callable[[str], bool] = bool,
) -> Chart:
    """Draw an account's usage with its milestones and tickets, or its health with the change over 30 days.

    `shows` tells whether a milestone's name may stand in it.
    """
    snapshot = accounts.snapshot(account_id, scope, as_of)
    if name == "health":
        return health_chart(_health(snapshot))
    rows = accounts.dated(Usage, scope, days_before(as_of, _TWO_YEARS), as_of, [account_id])
    return usage_chart(_usage(snapshot, rows, shows))


def portfolio_picture(accounts: AccountStore, name: PortfolioPicture, scope: Scope, as_of: date) -> Chart:
    """Draw the ARR bridge of the 12 months to a day, the renewals ahead, or how many accounts are how healthy.

    InvalidInput where the book has several currencies and no rate joins them: a chart has one axis.
    """
    if name == "renewals":
        snapshots = accounts.snapshots(scope, as_of, None, reads(accounts.standards))
        return renewals_chart(_renewals(snapshots, as_of))
    snapshots = accounts.snapshots(scope, as_of, None, READS)
    if name == "arr-bridge":
        return arr_bridge_chart(_bridge(snapshots, as_of))
    bands = {one.account_id: one.health_band for one in standings(accounts, scope, as_of)}
    return health_distribution_chart(_distribution(snapshots, bands, as_of))


def _usage(snapshot: Snapshot, rows: Sequence[Usage], shows: Callable[[str], bool]) -> UsageDrawn:
    done = [(one.completed_date, one.name) for one in snapshot.milestones if one.completed_date and shows(one.name)]
    raised = [(one.opened_at.date(), one.priority) for one in snapshot.tickets if one.priority in ("urgent", "high")]
    return UsageDrawn(
        account=snapshot.account.name,
        as_of=snapshot.as_of,
        users=[(one.date, one.monthly_active_users) for one in rows if one.monthly_active_users is not None],
        seats=_seats(snapshot.subscriptions),
        milestones=[(day, name) for day, name in done if day <= snapshot.as_of],
        tickets=[(day, priority) for day, priority in raised if priority in ("urgent", "high")],
    )


def _seats(lines: Sequence[Subscription]) -> list[tuple[date, int]]:
    """Return the seats under contract from each day on which they change."""
    changes: Counter[date] = Counter()
    for line in lines:
        end = min(line.end_date, line.cancelled_on or line.end_date)
        changes[line.start_date] += line.seats or 0
        changes[end] -= line.seats or 0
    steps, seats = [], 0
    for day in sorted(changes):
        seats += changes[day]
        steps.append((day, seats))
    return steps


def _health(snapshot: Snapshot) -> HealthDrawn:
    earlier = days_before(snapshot.as_of, CHANGE_OVER)
    now, before = health_of(snapshot), health_of(snapshot.on(earlier))
    past = {one.name: one.points for one in before.components}
    if now.band is None:
        return HealthDrawn(account=snapshot.account.name, as_of=snapshot.as_of, why=now.why)
    return HealthDrawn(
        account=snapshot.account.name,
        as_of=snapshot.as_of,
        parts=[Part(one.label, one.weight, one.points, past.get(one.name, Decimal(0))) for one in now.components],
        band=now.band,
        before=None if before.why else earlier,
        unavailable=[one.label for one in now.components if one.score is None],
        green_from=now.green_from,
        yellow_from=now.yellow_from,
    )


def _bridge(snapshots: Sequence[Snapshot], as_of: date) -> Bridge:
    start, end = default_period(as_of)
    facts, _ = parted(retention(snapshots, start, end))
    money = [one for one in facts if one.name.endswith("_arr")]
    unit = _one({one.unit for one in money}, snapshots)
    amounts = {one.name: Decimal(str(one.value)) for one in money}
    return Bridge(
        start=start,
        end=end,
        currency=unit,
        starting=amounts.get("starting_arr", Decimal(0)),
        churned=amounts.get("churned_arr", Decimal(0)),
        contraction=amounts.get("contraction_arr", Decimal(0)),
        expansion=amounts.get("expansion_arr", Decimal(0)),
        new=amounts.get("new_arr", Decimal(0)),
    )


def _renewals(snapshots: Sequence[Snapshot], as_of: date) -> Renewals:
    ahead = forecast(snapshots)
    drawn, units = [], set()
    for quarter in ahead:
        for fact in quarter.facts:
            group, _, rest = fact.name.partition(".")
            if group == "forecast":
                source, _, category = rest.partition(".")
                units.add(fact.unit)
                drawn.append(
                    ForecastDrawn(quarter.start, _SOURCES[source], _called(category), Decimal(str(fact.value)))
                )
    return Renewals(as_of=as_of, currency=_one(units, snapshots), forecasts=drawn)


def _called(category: str) -> Category:
    known = [one for one in get_args(Category) if one == category]
    return known[0] if known else "no_forecast"


def _distribution(snapshots: Sequence[Snapshot], bands: Mapping[str, str | None], as_of: date) -> Distribution:
    customers = [one for one in snapshots if active_subscriptions(one)]
    members: defaultdict[BandName, list[Snapshot]] = defaultdict(list)
    for snapshot in customers:
        members[_band(bands[snapshot.account.account_id])].append(snapshot)
    sums = {
        band: sum_by_currency(line for one in some for line in active_subscriptions(one))
        for band, some in members.items()
    }
    units = units_for(customers[0].exchange, list(sums.values())) if customers else None
    unit = _one(set(units.all) if units else set(), snapshots)
    drawn = [
        Band(name, len(members[name]), units.tell(sums[name]).get(unit, Decimal(0)) if units else Decimal(0))
        for name in get_args(BandName)
        if members[name]
    ]
    return Distribution(as_of=as_of, currency=unit, bands=drawn)


def _band(name: str | None) -> BandName:
    known = [one for one in get_args(BandName) if one == name]
    return known[0] if known else "no score"


def _one(units: set[str], snapshots: Sequence[Snapshot]) -> str:
    """Return the one unit in which all is told."""
    if len(units) > 1:
        told = " and ".join(sorted(units))
        raise InvalidInput(f"The book is in {told}, and no rate joins them.", "Import an fx.csv with the rates.")
    return next(iter(units), snapshots[0].exchange.reporting if snapshots else "USD")
