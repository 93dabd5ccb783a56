"""What an account has at stake: its ARR and when that renews, in the one currency in which themes are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from copilot.evidence import Fact
from copilot.metrics.pooled import Units, sum_by_currency, units_for
from copilot.metrics.revenue import active_subscriptions, arr, due_next, ending_within
from copilot.money import Exchange
from copilot.records import Account, FxRate, Subscription
from copilot.scope import Scope
from copilot.snapshot import Reads, Snapshot
from copilot.store.accounts import AccountStore

SOON, NEAR = 90, 180
"""Days within which a renewal is near."""

READS = Reads(kinds=(Account, Subscription), usage=())
"""What it takes to tell what an account has at stake."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What an account pays, and the running contract lines that say so.

    `arr` is in the currency of all stakes, or None where nothing can be told in it. `apart` is what no rate leads into
    that currency, by its own. `reason` says what cannot be told, or why nothing can. `soon` and `near` are the lines
    that end within 90 and 180 days: all of them, and not the next alone.
    """

    account_id: str
    name: str
    segment: str | None = None
    arr: Decimal | None = None
    apart: Mapping[str, Decimal] = field(default_factory=dict)
    reason: str = ""
    lines: Sequence[Subscription] = ()
    soon: Sequence[Subscription] = ()
    near: Sequence[Subscription] = ()
    next_renewal: date | None = None


@dataclass(frozen=True, slots=True)
class Stakes:
    """The stakes of accounts on a day, by account, the currency in which they are compared, and the rates into it."""

    as_of: date
    currency: str
    units: Units
    by_account: Mapping[str, Stake]

    def of(self, account_id: str) -> Stake:
        """Return an account's stake; of one that is not in the book nothing can be told."""
        return self.by_account.get(account_id) or Stake(account_id, account_id, reason="not in the book")


def read_stakes(accounts: AccountStore, scope: Scope, as_of: date) -> Stakes:
    """Return the stakes of every account that the caller may see, read from two tables."""
    snapshots = accounts.snapshots(scope, as_of, None, READS)
    return stakes_of(snapshots, as_of, snapshots[0].exchange if snapshots else accounts.exchange(as_of))


def stakes_of(snapshots: Sequence[Snapshot], as_of: date, exchange: Exchange) -> Stakes:
    """Return the stakes of accounts: all in the one currency that there is, or in the reporting currency."""
    running = {one.account.account_id: active_subscriptions(one) for one in snapshots}
    units = _units(exchange, [line for lines in running.values() for line in lines])
    currency = units.all[0] if len(units.all) == 1 else exchange.reporting
    found = {one.account.account_id: _stake(one, running[one.account.account_id], units, currency) for one in snapshots}
    return Stakes(as_of, currency, units, found)


def _units(exchange: Exchange, lines: Sequence[Subscription]) -> Units:
    """Decide how each currency is told: as `units_for` does, but a currency without a rate keeps no other apart."""
    amounts = sum_by_currency(lines)
    units = units_for(exchange, [amounts])
    if len(units.all) <= 1:
        return units
    told: dict[str, tuple[str, Decimal]] = {}
    rates: list[FxRate] = []
    for currency in sorted(units.told_in):
        rate = exchange.convert(Decimal(1), currency)
        told[currency] = (currency, Decimal(1)) if rate is None else (exchange.reporting, rate)
        if currency in exchange.rates and currency != exchange.reporting:
            rates.append(exchange.rates[currency])
    return Units(told, rates)


def _stake(snapshot: Snapshot, lines: Sequence[Subscription], units: Units, currency: str) -> Stake:
    amounts = units.tell(sum_by_currency(lines))
    apart = {unit: amount for unit, amount in sorted(amounts.items()) if unit != currency}
    known, reason = amounts.get(currency), ""
    if apart:
        reason = f"no rate from {' and '.join(apart)} to {currency}"
    elif known is None:
        known, reason = _nothing_runs(snapshot)
    due = due_next(snapshot) if lines else []
    return Stake(
        account_id=snapshot.account.account_id,
        name=snapshot.account.name,
        segment=snapshot.account.segment,
        arr=known,
        apart=apart,
        reason=reason,
        lines=lines,
        soon=ending_within(lines, snapshot.as_of, SOON),
        near=ending_within(lines, snapshot.as_of, NEAR),
        next_renewal=due[0].end_date if due else None,
    )


def _nothing_runs(snapshot: Snapshot) -> tuple[Decimal | None, str]:
    """Return 0 where only free lines run or the last contract has ended, and why nothing can be told otherwise."""
    first = arr(snapshot)[0]
    return (Decimal(0), "") if isinstance(first, Fact) else (None, first.reason)
