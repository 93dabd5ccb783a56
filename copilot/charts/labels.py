"""Words and numbers on charts: how wide a text is, where it is cut, and where labels stand so that none overlap."""

import math
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from copilot.display import show_money

LABEL = 11
"""The height of labels in pixels."""
_NARROW, _WIDE = set("iIjlftr.,:;'|!()[]{}/-· "), set("mwMWQOG@%&")


def text_width(text: str, size: int = LABEL) -> float:
    """Estimate the width of a text in pixels, rather too wide than too narrow."""
    return size * sum(_advance(letter) for letter in text)


def _advance(letter: str) -> float:
    if is_wide(letter):
        return 1.0
    if letter in _NARROW:
        return 0.34
    if letter in _WIDE:
        return 0.88
    return 0.68 if letter.isupper() else 0.57


def is_wide(letter: str) -> bool:
    """Tell whether a letter takes a full square, as Chinese and Japanese ones do."""
    return unicodedata.east_asian_width(letter) in "WF"


def shorten(text: str, width: float, size: int = LABEL) -> str:
    """Cut a text that is wider than so many pixels and end it with an ellipsis; white space becomes single blanks."""
    clean = tidy(text)
    if text_width(clean, size) <= width:
        return clean
    while clean and text_width(f"{clean}…", size) > width:
        clean = clean[:-1]
    return f"{clean.rstrip()}…"


def tidy(text: str) -> str:
    """Make white space single blanks and drop what cannot be printed, which XML does not allow."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def wrap(text: str, width: float, size: int) -> list[str]:
    """Break a text into lines no wider than so many pixels; a word too wide for a line is cut."""
    lines: list[str] = []
    for word in tidy(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(shorten(word, width, size))
    return lines


def stagger(starts: Sequence[float], widths: Sequence[float]) -> list[tuple[int, float]]:
    """Give each label a row, 0 nearest to the plot, and a width, so that neither labels nor their lines collide.

    A label begins at its line and runs to the right, so one that reaches over later lines stands above their rows.
    Where that would take more than `ROWS` rows, a label is cut short before the next line, unless too little is left.
    """
    placed: dict[int, tuple[int, float]] = {}
    for one in sorted(range(len(starts)), key=lambda place: (starts[place], place), reverse=True):
        width = widths[one]
        highest = [starts[later] - starts[one] for later, (row, _) in placed.items() if row >= ROWS - 1]
        if highest and SHORTEST <= min(highest) <= width:
            width = min(highest) - 1
        covered = [row for later, (row, _) in placed.items() if starts[later] <= starts[one] + width]
        placed[one] = (max(covered, default=-1) + 1, width)
    return [placed[one] for one in range(len(starts))]


ROWS, SHORTEST = 5, 44
"""How many rows of labels there are at best; the least width in pixels to which one is cut for that."""


def spread(places: Sequence[float], least: float) -> list[float]:
    """Move places on a line apart until neighbours have the least distance; order and middle stay."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    moved = list(places)
    for before, one in pairwise(order):
        moved[one] = max(moved[one], moved[before] + least)
    shift = (sum(moved) - sum(places)) / len(places) if places else 0.0
    return [place - shift for place in moved]


def value_ticks(top: float, *, whole: bool = False) -> list[float]:
    """Return 0 and at most five round values up to the first at or above `top`; `whole` for what comes in pieces."""
    if top <= 0:
        return [0.0, 1.0]
    size = 10.0 ** math.floor(math.log10(top / 4))
    steps = (size * factor for factor in (1, 2, 2.5, 5, 10))
    step = next(step for step in steps if step * 4 >= top * 0.999999 and (not whole or step == int(step)))
    return [step * number for number in range(math.ceil(top / step - 1e-6) + 1)]


def date_ticks(start: date, end: date, most: int) -> list[tuple[date, str]]:
    """Return at most so many days for a time axis with their labels: `Apr 2026`, or `6 Apr` within four months."""
    days = (end - start).days
    if days <= 120:
        step = next(step for step in (7, 14, 28, 56, 112, 224) if days / step < most)
        marks = [end - timedelta(days=step * back) for back in range(days // step + 1)]
        return [(day, f"{day.day} {day:%b}") for day in reversed(marks)]
    months = next(step for step in (1, 2, 3, 6, 12, 24) if days / 30.4 / step < most)
    first = start if start.day == 1 else (start + relativedelta(months=1)).replace(day=1)
    while (first.month - 1) % min(months, 12):
        first += relativedelta(months=1)
    ticks = []
    while first <= end:
        ticks.append((first, f"{first:%b %Y}"))
        first += relativedelta(months=months)
    return ticks


def short_money(amount: Decimal, currency: str) -> str:
    """Write an amount for an axis or a bar: `$950`, `$9.5k`, `$186k`, `$1.2M`, `-CHF 12.4M`."""
    sign = show_money(Decimal(1), currency).removesuffix("1")  # how amounts of the currency begin
    size, unit = abs(amount), ""
    for bigger in ("k", "M", "B"):
        if _rounded(size) < 1000:
            break
        size, unit = size / 1000, bigger
    number = _rounded(size) if unit else size.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'-' if amount < 0 and number else ''}{sign}{number.normalize():,f}{unit}"


def _rounded(size: Decimal) -> Decimal:
    """Round to one decimal below 100, to whole numbers from there on."""
    return size.quantize(Decimal("0.1") if size < 100 else Decimal(1), ROUND_HALF_UP)
