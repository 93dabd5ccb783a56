"""How values are written for people: one place, so that a figure reads the same everywhere."""

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

_SHORT = {"arr", "csm", "nps", "csat", "ces", "smb", "qbr"}
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
"""Rounds amounts of any size; the usual context refuses those of more than 28 digits."""
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def show_money(amount: Decimal, currency: str) -> str:
    """Write an amount with its currency, cents only below 10,000: `$186,000`, `CHF 1,200.50`, `-$20`."""
    step = Decimal(1) if amount.copy_abs() >= 10_000 else Decimal("0.01")
    rounded = amount.copy_abs().quantize(step, context=_EXACT)
    digits = f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.2f}"
    minus = "-" if amount < 0 and rounded else ""
    return f"{minus}{_SIGNS.get(currency, f'{currency} ')}{digits}"


def show_ratio(share: Decimal) -> str:
    """Write a fraction as a percentage with one decimal: 0.448 is `44.8 %`."""
    return f"{_percentage(share):,} %"


def show_change(share: Decimal) -> str:
    """Write a relative change with its sign: 0.05 is `+5.0 %`."""
    sign = "+" if _percentage(share) > 0 else ""
    return f"{sign}{show_ratio(share)}"


def _percentage(share: Decimal) -> Decimal:
    """Return per cent with one decimal; what rounds to nothing has no sign."""
    rounded = _EXACT.multiply(share, Decimal(100)).quantize(Decimal("0.1"), context=_EXACT)
    return rounded or rounded.copy_abs()


def show_date(day: date) -> str:
    """Write a date as people say it, with the year: `2 April 2026`."""
    return f"{day.day} {day:%B %Y}"


def show_days(count: int) -> str:
    """Write a number of days: `1 day`, `89 days`."""
    return show_count(count, "day")


def show_count(count: int, noun: str) -> str:
    """Write how many there are of something whose plural ends in s: `1 passage`, `1,200 passages`."""
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def show_word(value: str) -> str:
    """Write a code of the book as words: `mid_market` is `mid market`, `csm_sentiment` is `CSM sentiment`."""
    return " ".join(word.upper() if word in _SHORT else word for word in value.replace("_", " ").split(" "))
