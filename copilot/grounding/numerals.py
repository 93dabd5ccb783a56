"""Numbers as people write them, in digits of several countries and in words."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_BLANKS = "\u00a0\u202f\u2009"
DIGITS = rf"\d{{1,3}}(?:[{_BLANKS} ]\d{{3}})+(?![\d])|\d{{1,3}}(?:[.,'’]\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|\.\d+"
"""A number in digits: `318,000`, `318.000`, `318 000`, `49,2`, `0.137`."""

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GERMAN = ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
_FRENCH = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_VALUES: dict[str, int] = {
    **{word: number for number, word in enumerate(_FRENCH) if number > 1},
    **{word: number for number, word in enumerate(_GERMAN)},
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    **{f"{ten}-{_SMALL[one]}": 10 * number + one for number, ten in enumerate(_TENS, 2) for one in range(1, 10)},
    "dozen": 12,
    "both": 2,
}  # fmt: skip
_ANY_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
WORDS = rf"(?:a |an )?(?:half a |a )?(?:{_ANY_WORD})(?: hundred)?(?: and a half)?|(?:a|one) hundred"
"""A number in words: `three`, `twenty-one`, `two hundred`, `a dozen`, `two and a half`."""
NUMBER_WORDS = frozenset(part for word in _VALUES for part in word.split("-")) | {"hundred"}
"""One of these stands in every number in words."""

FRACTIONS: dict[str, tuple[Decimal, Decimal]] = {
    "half": (Decimal("0.5"), Decimal("0.05")),
    "a third": (Decimal(1) / 3, Decimal("0.04")),
    "one third": (Decimal(1) / 3, Decimal("0.04")),
    "two thirds": (Decimal(2) / 3, Decimal("0.04")),
    "a quarter": (Decimal("0.25"), Decimal("0.03")),
    "one quarter": (Decimal("0.25"), Decimal("0.03")),
    "three quarters": (Decimal("0.75"), Decimal("0.03")),
    "die hälfte": (Decimal("0.5"), Decimal("0.05")),
    "ein drittel": (Decimal(1) / 3, Decimal("0.04")),
    "ein viertel": (Decimal("0.25"), Decimal("0.03")),
    "la moitié": (Decimal("0.5"), Decimal("0.05")),
    "un tiers": (Decimal(1) / 3, Decimal("0.04")),
}
"""Shares in words, and how far from them a figure may lie."""

MAGNITUDES: dict[str, int] = {
    "k": 1_000, "tsd": 1_000, "thousand": 1_000, "tausend": 1_000, "mille": 1_000,
    "m": 1_000_000, "mn": 1_000_000, "mm": 1_000_000, "mio": 1_000_000, "million": 1_000_000, "millions": 1_000_000,
    "millionen": 1_000_000,
    "bn": 1_000_000_000, "billion": 1_000_000_000, "mrd": 1_000_000_000, "milliards": 1_000_000_000,
}  # fmt: skip


class Reading(NamedTuple):
    """A value that a number may mean, and the size of its last digit shown: of `41.0` that is 0.1."""

    value: Decimal
    step: Decimal


def readings(text: str, magnitude: str = "") -> Sequence[Reading]:
    """Return what a number in digits or words may mean: `1.234` is 1.234 or, as Germans write it, 1,234."""
    if not magnitude:
        return _plainly(text)
    factor = Decimal(MAGNITUDES.get(magnitude.casefold().rstrip("."), 1))
    return [Reading(value * factor, step * factor) for value, step in _plainly(text)]


@lru_cache(maxsize=4096)
def _plainly(text: str) -> Sequence[Reading]:
    bare = re.sub(rf"[{_BLANKS} '’]", "", text)
    if not bare[:1].isdigit() and not bare.startswith("."):
        return [_of_words(text)]
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3}){2,}", bare):
        return [_decimal(re.sub("[.,]", "", bare))]
    grouped = re.fullmatch(r"(\d{1,3}(?:([.,])\d{3})+)([.,])(\d+)", bare)
    if grouped and grouped[2] != grouped[3]:
        return [_decimal(f"{re.sub('[.,]', '', grouped[1])}.{grouped[4]}")]
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", bare):
        return [_decimal(bare.replace(",", ""))]
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", bare):
        return [_decimal(bare), _decimal(bare.replace(".", ""))]
    if len(re.findall("[.,]", bare)) > 1:
        # `12,345,6` is written like no number; read without its marks it is none of the evidence's.
        return [_decimal(re.sub("[.,]", "", bare))]
    return [_decimal(bare.replace(",", "."))]


def _decimal(text: str) -> Reading:
    value = Decimal(text)
    exponent = value.as_tuple().exponent
    return Reading(value, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0))


def _of_words(text: str) -> Reading:
    words = re.sub(r"^(?:a|an) ", "", " ".join(text.casefold().split()))
    if words in ("hundred", "one hundred"):
        return Reading(Decimal(100), Decimal(1))
    half_dozen = words.startswith("half a ")
    has_half, words = words.endswith(" and a half"), words.removesuffix(" and a half").removeprefix("half a ")
    has_hundred, words = words.endswith(" hundred"), words.removesuffix(" hundred")
    value = Decimal(_VALUES[words]) * (100 if has_hundred else 1) / (2 if half_dozen else 1)
    return Reading(value + Decimal("0.5"), Decimal("0.1")) if has_half else Reading(value, Decimal(1))
