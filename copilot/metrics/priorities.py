"""Who needs somebody today: accounts ranked by ARR at stake x urgency, with the terms of the ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from copilot.evidence import Fact
from copilot.metrics.facts import make_fact, parted
from copilot.metrics.pooled import sum_by_currency
from copilot.metrics.revenue import active_subscriptions, arr
from copilot.metrics.signals import Signal, days_to_renewal, signals
from copilot.records import Account, FxRate
from copilot.snapshot import Snapshot

SOON, NEAR = 90, 180
"""Days to the renewal within which it counts more."""


@dataclass(frozen=True, slots=True)
class Priority:
    """An account that needs somebody: its signals, the ARR at stake, the urgency, and their product as a fact."""

    account: Account
    signals: Sequence[Signal]
    arr: Sequence[Fact]
    days_to_renewal: int | None
    urgency: Decimal
    score: Fact

    @property
    def first(self) -> Signal:
        """The signal to begin with."""
        return self.signals[0]


def priorities(snapshots: Sequence[Snapshot], *, growth: bool = False) -> list[Priority]:
    """Rank the accounts at which a risk signal fires, or with `growth` an opportunity, the most pressing first.

    An ARR of 318,000 with two signals of severity high and one medium, 72 days before the renewal: urgency
    (1 + 0.25 x 1 + 0.25 x 0.5) x 2 = 2.75, score 874,500. Where no rate leads into the reporting currency, the
    amount counts as it is, several are never added up, and the score says so.
    """
    found = [ranked for snapshot in snapshots if (ranked := _rank(snapshot, growth)) is not None]
    return sorted(found, key=lambda one: (-Decimal(str(one.score.value)), one.account.name, one.account.account_id))


def pressure(snapshot: Snapshot, fired: Sequence[Signal]) -> Decimal:
    """Return ARR at stake x urgency, by which accounts are ranked; at least one signal has to have fired."""
    return _at_stake(snapshot).amount * _urgency(snapshot, fired, days_to_renewal(snapshot))


def _rank(snapshot: Snapshot, growth: bool) -> Priority | None:
    fired = [one for one in signals(snapshot) if one.is_growth == growth]
    if not fired:
        return None
    amounts, _ = parted(arr(snapshot))
    days = days_to_renewal(snapshot)
    urgency, stake = _urgency(snapshot, fired, days), _at_stake(snapshot)
    value = stake.amount * urgency
    score = make_fact(
        snapshot,
        "priority",
        "ARR at stake x urgency",
        value,
        display=f"{value:,.0f}",
        formula=f"ARR {' + '.join(one.display for one in amounts)} x urgency {urgency.normalize():f} "
        f"({_terms(snapshot, fired, days)}){stake.note}",
        records=[*active_subscriptions(snapshot), *stake.rates],
    )
    return Priority(snapshot.account, fired, amounts, days, urgency, score)


def _urgency(snapshot: Snapshot, fired: Sequence[Signal], days: int | None) -> Decimal:
    """Count the severest signal whole and each further one in part, more where the renewal is near."""
    ranking = snapshot.standards.ranking
    first, *rest = [Decimal(str(getattr(ranking, one.severity))) for one in fired]
    return (first + Decimal(str(ranking.further)) * sum(rest, Decimal(0))) * _nearness(snapshot, days)


def _nearness(snapshot: Snapshot, days: int | None) -> Decimal:
    ranking = snapshot.standards.ranking
    if days is None or days > NEAR:
        return Decimal(1)
    return Decimal(str(ranking.renewal_within_90_days if days <= SOON else ranking.renewal_within_180_days))


class _Stake(NamedTuple):
    """The ARR at stake in the reporting currency, in words how it came about, and the rates that it took."""

    amount: Decimal
    note: str
    rates: Sequence[FxRate]


def _at_stake(snapshot: Snapshot) -> _Stake:
    exchange, sums = snapshot.exchange, sum_by_currency(active_subscriptions(snapshot))
    rates = [exchange.rates[unit] for unit in sorted(sums) if unit != exchange.reporting and unit in exchange.rates]
    converted = {unit: exchange.convert(amount, unit) for unit, amount in sums.items()}
    known = sum((amount for amount in converted.values() if amount is not None), Decimal(0))
    unknown = [sums[unit] for unit, found in converted.items() if found is None]
    if unknown:
        counts = "the largest amount" if len(sums) > 1 else "the amount"
        return _Stake(max([known, *unknown]), f"; without a rate {counts} counts as it is", rates)
    return _Stake(known, f"; in {exchange.reporting} at the latest rate of each currency" if rates else "", rates)


def _terms(snapshot: Snapshot, fired: Sequence[Signal], days: int | None) -> str:
    severities = ", ".join(f"{one.id} {one.severity}" for one in fired)
    near = _nearness(snapshot, days)
    return f"{severities}; renewal in {days} days counts {near.normalize():f}" if near != 1 else severities
