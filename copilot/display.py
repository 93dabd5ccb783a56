"""How values are written for people: one place, so that a figure reads the same everywhere."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_SHORT = {"arr", "csm", "nps", "csat", "ces", "smb", "qbr"}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def show_money(amount: Decimal, currency: str) -> str:
    """Write an amount with its currency cents only below 10,000: `$186,000`, `CHF 1,200.50`."""
    step = Decimal(1) if abs(amount) >= 10_000 else Decimal("0.01")
    rounded = amount.quantize(step, ROUND_HALF_UP)
    digits = f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.2f}"
    sign = _SIGNS.get(currency)
    return f"{sign}{digits}" if sign else f"{currency} {digits}"


def show_ratio(share: Decimal) -> str:
    """Write a fraction as a percentage with one decimal: 0.448 is `44.8 %`."""
    return f"{(share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"


def show_change(share: Decimal) -> str:
    """Write a relative change with its sign: 0.05 is `+5.0 %`."""
    sign = "+" if share > 0 else ""
    return f"{sign}{show_ratio(share)}"


def show_date(day: date) -> str:
    """Write a date as people say it, with the year: `2 April 2026`."""
    return f"{day.day} {day:%B %Y}"


def show_days(count: int) -> str:
    """Write a number of days: `1 day`, `89 days`."""
    return "1 day" if count == 1 else f"{count:,} days"


def show_word(value: str) -> str:
    """Write a code of the book as words: `mid_market` is `mid market`, `csm_sentiment` is `CSM sentiment`."""
    return " ".join(word.upper() if word in _SHORT else word for word in value.replace("_", " ").split(" "))
