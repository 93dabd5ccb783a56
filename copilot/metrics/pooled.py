"""Figures over many accounts: facts of the portfolio, and money in one unit wherever rates allow it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from copilot.evidence import Fact, Gap, RowRef
from copilot.metrics.facts import rows_of, show_value
from copilot.money import Exchange
from copilot.records import FxRate, Record, Subscription

Amounts = Mapping[str, Decimal]
"""Money by currency."""


@dataclass(frozen=True, slots=True)
class Units:
    """In which unit the money of each currency is told, at what rate, so that all of a result is told alike.

    One currency is told as it is, several in the reporting currency; where a rate is missing, each stays apart.
    """

    told_in: Mapping[str, tuple[str, Decimal]] = field(default_factory=dict)
    rates: Sequence[FxRate] = ()

    def tell(self, amounts: Amounts) -> dict[str, Decimal]:
        """Return the amounts by the unit in which they are told; nothing has no unit."""
        told: defaultdict[str, Decimal] = defaultdict(Decimal)
        for currency, amount in amounts.items():
            if amount:
                unit, rate = self.told_in[currency]
                told[unit] += amount * rate
        return told

    @property
    def all(self) -> list[str]:
        """The units, by name."""
        return sorted({unit for unit, _ in self.told_in.values()})

    @property
    def words(self) -> str:
        """What a formula adds about the rates."""
        return ", at the latest rate of each currency" if self.rates else ""


def units_for(exchange: Exchange, amounts: Iterable[Amounts]) -> Units:
    """Decide how money is told: 100 EUR and 50 USD with a EUR rate of 1.2 are 170 USD, without a rate both."""
    currencies = sorted({currency for one in amounts for currency, amount in one.items() if amount})
    one = Decimal(1)
    known = {currency: exchange.convert(one, currency) for currency in currencies}
    is_plain = not currencies or currencies == [exchange.reporting] or (len(currencies) == 1 and not exchange.joins)
    if is_plain or None in known.values():
        return Units({currency: (currency, one) for currency in currencies})
    told_in = {currency: (exchange.reporting, rate) for currency, rate in known.items() if rate is not None}
    return Units(told_in, [exchange.rates[name] for name in currencies if name != exchange.reporting])


def sum_by_currency(lines: Iterable[Subscription]) -> dict[str, Decimal]:
    """Add up the ARR of contract lines by currency."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.currency] += line.arr
    return dict(sums)


def portfolio_fact(
    name: str,
    label: str,
    value: Decimal | int | str | date,
    as_of: date,
    *,
    unit: str = "",
    display: str = "",
    formula: str = "",
    records: Iterable[Record | RowRef] = (),
) -> Fact:
    """Make a fact about many accounts; `display` defaults to how its type and unit are usually shown."""
    return Fact(
        name=name,
        label=label,
        value=value,
        unit=unit,
        display=display or show_value(value, unit),
        as_of=as_of,
        formula=formula,
        rows=rows_of(records),
    )


def portfolio_gaps(names: Iterable[str], reason: str) -> list[Gap]:
    """Say of several facts about many accounts that they cannot be told, and why."""
    return [Gap(name=name, reason=reason) for name in names]


def name_some(names: Sequence[str], at_most: int = 10) -> str:
    """Name the first of many: `Acme, Brine and 12 more`."""
    told = ", ".join(names[:at_most])
    return f"{told} and {len(names) - at_most:,} more" if len(names) > at_most else told
