"""How dates are written, and how a date slips."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from random import Random

from evals.grounding.book import AS_OF

WriteDay = Callable[[date], str | None]
"""None where a day cannot be written so."""

_GERMAN = [
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
]  # fmt: skip
_FRENCH = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip


def quarter(day: date) -> int:
    """Return the quarter of a day, 1 to 4."""
    return (day.month - 1) // 3 + 1


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _relative_quarter(day: date) -> str | None:
    off = (day.year - AS_OF.year) * 4 + quarter(day) - quarter(AS_OF)
    return {-1: "last quarter", 0: "this quarter", 1: "next quarter"}.get(off)


def _relative_month(day: date) -> str | None:
    off = (day.year - AS_OF.year) * 12 + day.month - AS_OF.month
    return {-1: "last month", 0: "this month", 1: "next month"}.get(off)


def _relative_year(day: date) -> str | None:
    return {-1: "last year", 0: "this year", 1: "next year"}.get(day.year - AS_OF.year)


def _relative_day(day: date) -> str | None:
    off = (day - AS_OF).days
    if -14 <= off <= -7:
        return f"{-off} days ago"
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(off)


_QUARTERS = ("first", "second", "third", "fourth")
WAYS: Mapping[str, tuple[WriteDay, ...]] = {
    "on": (
        lambda day: f"on {day.day} {day:%B %Y}",
        lambda day: f"on {day:%B} {day.day}, {day.year}",
        lambda day: f"on {day:%b} {day.day}",
        lambda day: f"on {day.day} {day:%b}",
        lambda day: f"on {day.day} {day:%b %Y}",
        lambda day: f"on {day.isoformat()}",
        lambda day: f"on the {_ordinal(day.day)} of {day:%B}",
        lambda day: f"on {day:%A}, {day.day} {day:%B %Y}",
        lambda day: f"on {day:%B} {_ordinal(day.day)}",
    ),
    "date": (
        lambda day: f"{day.day} {day:%B %Y}",
        lambda day: f"{day:%b} {day.day}, {day.year}",
        lambda day: day.isoformat(),
        lambda day: f"{day.day:02} {day:%b %Y}",
        lambda day: f"{day:%B} {_ordinal(day.day)}, {day.year}",
        lambda day: f"{day.day} {day:%B}",
    ),
    "ordinal": (lambda day: f"on the {_ordinal(day.day)}",),
    "in": (
        lambda day: f"in {day:%B %Y}",
        lambda day: f"in Q{quarter(day)} {day.year}",
        lambda day: f"in the {_QUARTERS[quarter(day) - 1]} quarter of {day.year}",
        lambda day: f"in {day:%b %Y}",
        lambda day: f"in early {day:%B %Y}" if day.day <= 8 else f"in late {day:%B %Y}" if day.day >= 23 else None,
    ),
    "relative": (_relative_quarter, _relative_month, _relative_year),
    "ago": (_relative_day,),
    "german": (
        lambda day: f"am {day.day}. {_GERMAN[day.month - 1]} {day.year}",
        lambda day: f"am {day.day:02}.{day.month:02}.{day.year}",
        lambda day: f"am {day.day}. {_GERMAN[day.month - 1]}",
    ),
    "french": (
        lambda day: f"le {'1er' if day.day == 1 else day.day} {_FRENCH[day.month - 1]} {day.year}",
        lambda day: f"le {day.day:02}/{day.month:02}/{day.year}",
    ),
}


def way_for(style: str, day: date, chance: Random) -> WriteDay | None:
    """Draw a way to write this day, None where there is none."""
    ways = [way for way in WAYS[style] if way(day) is not None]
    return chance.choice(ways) if ways else None


def slipped(day: date, chance: Random) -> Iterator[date]:
    """Draw days for this one as a slip of the pen makes them: day, month, year, swapped figures."""
    while True:
        slip = chance.choice(("day", "day", "month", "month", "year", "figures", "swap"))
        if slip == "day":
            yield day + timedelta(days=chance.choice((-10, -7, -2, -1, 1, 2, 7, 10)))
        elif slip == "month":
            yield _on(day.year, (day.month - 1 + chance.choice((-3, -1, 1, 3))) % 12 + 1, day.day)
        elif slip == "year":
            yield _on(day.year + chance.choice((-1, 1)), day.month, day.day)
        elif slip == "figures":
            yield _on(day.year, day.month, int(f"{day.day:02}"[::-1]) or day.day)
        else:
            yield _on(day.year, min(day.day, 12), day.month)


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, max(1, min(day, monthrange(year, month)[1])))
