"""How figures are written by people and by language models: each way with the precision that it shows.

A style takes a value and draws one of its ways, or None where the value cannot be written so: a tie between two
roundings, a rounding to nothing, weeks for 10 days. The styles are in `shares`, `counts` and `amounts`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from random import Random
from typing import Literal

Hedge = Literal["", "about", "above", "below"]
Write = Callable[[Decimal], str]

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Writing:
    """A way to write a value: `step` is the smallest difference that it shows, `other_units` the same in a wrong unit.

    With a hedge the figure written is not the value but a round one near, below (`above`: "more than 40") or above it.
    """

    write: Write
    step: Decimal
    hedge: Hedge = ""
    other_units: tuple[Write, ...] = ()
    shown: Decimal | None = None


Style = Callable[[Decimal, str, str, Random], Writing | None]
"""Value, unit of the fact, noun of the form, chance."""


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """Return the nearest multiple of a step, halves away from zero."""
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def is_tie(value: Decimal, step: Decimal) -> bool:
    """Tell whether a value lies so near the middle of two roundings that people would differ."""
    share = abs(value) / step
    return abs(share - share.to_integral_value(ROUND_FLOOR) - Decimal("0.5")) < Decimal("0.02")


def digits(value: Decimal, step: Decimal, comma: str = ",", point: str = ".") -> str:
    """Write a value rounded to a step: `1,232.5`; with other marks `1.232,5`."""
    places = max(0, -int(step.normalize().as_tuple().exponent))
    text = f"{rounded(value, step):,.{places}f}"
    return text.replace(",", "\0").replace(".", point).replace("\0", comma)


_SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """Write 0 to 99 as a word; larger ones in digits."""
    if number < 20:
        return _SMALL[number]
    if number > 99:
        return f"{number:,}"
    tens, ones = _TENS[number // 10 - 2], number % 10
    return f"{tens}-{_SMALL[ones]}" if ones else tens


def singular(noun: str, number: Decimal) -> str:
    """Return the noun for one or for many: the forms give it for many."""
    if number != 1:
        return noun
    first, _, rest = noun.partition(" of ")
    single = first[:-3] + "y" if first.endswith("ies") else first.removesuffix("s")
    return f"{single} of {rest}" if rest else single


def hedged_words(value: Decimal, near: Decimal, chance: Random) -> tuple[str, Hedge]:
    """Return words for a value near a round one, as they are true for it."""
    if value == near:
        return "exactly ", ""
    if abs(value - near) > Decimal("0.04") * value:
        if near < value:
            return chance.choice(("more than ", "over ", "at least ", "upwards of ")), "above"
        return chance.choice(("less than ", "under ", "fewer than ")), "below"
    near_words = ("nearly ", "almost ", "just under ") if near > value else ("just over ", "a little over ")
    return chance.choice((*near_words, "about ", "around ", "roughly ", "~")), "about"


def hedged(value: Decimal, steps: tuple[str, ...], chance: Random) -> tuple[str, Hedge, Decimal] | None:
    """Draw a round figure near a value, one step of these large, with words that are true of it."""
    step = Decimal(chance.choice(steps))
    near = (value / step).quantize(Decimal(1), chance.choice((ROUND_HALF_UP, ROUND_FLOOR))) * step
    if near <= 0 or abs(near - value) > Decimal("0.25") * value:
        return None
    words, hedge = hedged_words(value, near, chance)
    return words, hedge, near
