"""Adding up money: never across currencies without a rate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from copilot.evidence import Fact
from copilot.records import FxRate


@dataclass(frozen=True, slots=True)
class Exchange:
    """The reporting currency, and the rates into it that were known on the as-of date.

    With `joins`, a sum in one other currency is told in the reporting currency too, so that groups can be compared.
    """

    reporting: str
    rates: Mapping[str, FxRate]
    joins: bool = False

    def convert(self, amount: Decimal, currency: str) -> Decimal | None:
        """Return an amount in the reporting currency, or None where no rate is known."""
        if currency == self.reporting:
            return amount
        rate = self.rates.get(currency)
        return None if rate is None else amount * rate.rate

    def total(self, amounts: Iterable[Fact]) -> dict[str, Decimal]:
        """Add up money facts by currency.

        In one currency they are added as they are; in several, converted where every rate is known; else
        there is one sum a currency. A sum of nothing needs no rate beside others.
        """
        every: defaultdict[str, Decimal] = defaultdict(Decimal)
        for fact in amounts:
            every[fact.unit] += Decimal(str(fact.value))
        sums = {currency: amount for currency, amount in every.items() if amount} or dict(list(every.items())[:1])
        if len(sums) <= 1:
            return sums
        converted = [self.convert(amount, currency) for currency, amount in sums.items()]
        known = [amount for amount in converted if amount is not None]
        return {self.reporting: sum(known, Decimal(0))} if len(known) == len(converted) else sums
