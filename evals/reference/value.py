"""A computed value with its unit, and the places to which values of a unit are compared."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

_PLACES = {"ratio": "0.001", "times": "0.01", "points": "0.1", "hours": "0.1", "minutes": "0.1"}
"""A share to a tenth of a per cent, as it is shown; an ROI to hundredths; the rest to the unit: money, days, counts."""


class Value(NamedTuple):
    """What a metric is on a day: `unit` is a currency, `ratio`, `points`, `days`, … or empty for a plain count."""

    value: Decimal | date | str
    unit: str = ""

    def rounded(self) -> "Value":
        """Return it at the precision at which it is compared."""
        if not isinstance(self.value, Decimal):
            return self
        return Value(self.value.quantize(Decimal(_PLACES.get(self.unit, "1")), ROUND_HALF_UP), self.unit)


class Unknown(ValueError):
    """A value that cannot be told on that day: unknown is never zero."""


def count(number: int, unit: str = "") -> Value:
    """Return a count as a value."""
    return Value(Decimal(number), unit)


def share(part: Decimal | int, whole: Decimal | int) -> Value:
    """Return a part of a whole as a fraction; Unknown where there is no whole."""
    if not whole:
        raise Unknown("there is nothing to take a share of")
    return Value(Decimal(part) / Decimal(whole), "ratio")


def median(numbers: list[Decimal]) -> Decimal:
    """Return the middle of the numbers, or the mean of the two in the middle; Unknown of none."""
    if not numbers:
        raise Unknown("there is nothing to take the median of")
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
