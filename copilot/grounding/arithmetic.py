"""Figures derived from cited ones by an operation that the sentence states, recomputed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations

from copilot.grounding.sources import Known
from copilot.grounding.units import PERCENT, POINTS, is_money

_STATED = {
    name: re.compile(rf"\b(?:{words})\b{more}", re.I)
    for name, words, more in (
        (
            "sum",
            "together|totals?|combined|sum|altogether|in all|overall|both|adds? up|plus|zusammen|insgesamt|ensemble",
            "",
        ),
        (
            "difference",
            "more|less|fewer|difference|gap|rose|risen|fell|fallen|up|down|gain\\w*|lost|loss|higher|lower|above|below|ahead"
            "|short|missing|left|remain\\w*|unused|idle|empty|grew|grown|drop\\w*|increas\\w*|decreas\\w*|declin\\w*|chang\\w*"
            "|expan\\w*|contract\\w*|apart|over|under|cut|saved?|by|mehr|weniger|gestiegen|gesunken|gefallen|moins",
            "",
        ),
        ("share", "of|as|share|portion|percent|per ?cent|accounts? for|makes? up|von|der|des|de", "|%"),
        ("ratio", "times|ratio|per|fold|x|each|a|doubl\\w+|tripl\\w+|halv\\w+|pro|par|mal|fois", r"|×|\dx\b"),
        ("per", "per|each|a|pro|par", ""),
        ("mean", "average|mean|im Schnitt|moyenne", ""),
        ("rest", "idle|unused|remain\\w*|empty|not (?:used|active|in use)|rest|without|ungenutzt|left", ""),
    )
}
"""The words that state an operation."""
_PARTS = {
    12: re.compile(r"\b(?:a|per|each) month\b|\bmonthly\b|\bpro Monat\b|\bpar mois\b", re.I),
    4: re.compile(r"\b(?:a|per|each) quarter\b|\bquarterly\b", re.I),
}
"""By how much a year's money is divided."""
_MOST = 12
"""Cited figures among which is looked; more of them would make anything derivable."""

Fits = Callable[[Decimal, str], bool]
Figure = tuple[Decimal, str]
"""A value and its unit."""


def is_derived(sentence: str, fits: Fits, cited: Sequence[Known], *, is_bound: bool = False) -> bool:
    """Tell whether a figure follows from cited values by a stated sum, difference, change, share, ratio or mean.

    $300,000 and $181,000 cited: `$481,000 together`, `$119,000 more`, `39.7 % less` and `1.66 times` follow. A bound
    (`more than half`) would be fulfilled by anything: it has to be one of a sum or of what remains of 100 %.
    """
    typed = list(dict.fromkeys((one.value, one.unit, one.source) for one in cited if one.is_typed))
    in_words = list(dict.fromkeys((one.value, one.unit, one.source) for one in cited if not one.is_typed))
    figures = [(value, unit) for value, unit, _ in (*typed, *in_words)][:_MOST]
    said = {name: bool(pattern.search(sentence)) for name, pattern in _STATED.items()}
    if is_bound:
        said |= dict.fromkeys(("difference", "share", "ratio", "per"), False)
    return any(fits(value, unit) for value, unit in _results(sentence, figures, len(typed), said))


def _results(sentence: str, figures: Sequence[Figure], typed: int, said: Mapping[str, bool]) -> Iterator[Figure]:
    """Give what the stated operations make of the figures, of which the first so many are values of facts."""
    if said["sum"] or said["mean"]:
        yield from _sums(figures[:typed] or figures, said)
    for value, unit in figures[:typed] or figures:
        if said["rest"] and unit == PERCENT:
            yield 100 - value, PERCENT
        if is_money(unit):
            yield from ((value / parts, unit) for parts, pattern in _PARTS.items() if pattern.search(sentence))
    for one, other in permutations(figures, 2):
        yield from _of_two(one, other, said)


def _sums(figures: Sequence[Figure], said: Mapping[str, bool]) -> Iterator[Figure]:
    for count in range(2, len(figures) + 1):
        for some in combinations(figures, count) if count in (2, 3, len(figures)) else ():
            if len({unit for _, unit in some}) == 1:
                total = sum((value for value, _ in some), Decimal(0))
                if said["sum"]:
                    yield total, some[0][1]
                if said["mean"]:
                    yield total / count, some[0][1]


def _of_two(one: Figure, other: Figure, said: Mapping[str, bool]) -> Iterator[Figure]:
    (value, unit), (base, base_unit) = one, other
    is_same = unit == base_unit or "" in (unit, base_unit) or {unit, base_unit} == {"seat", "user"}
    unit = "seat" if {unit, base_unit} == {"seat", "user"} else unit or base_unit
    if is_same and said["difference"]:
        yield abs(value - base), POINTS if unit == PERCENT else unit
        if base:
            yield 100 * abs(value - base) / abs(base), PERCENT
    if base and said["share"] and (is_same or not (is_money(unit) or is_money(base_unit))):
        yield 100 * value / base, PERCENT
    if base and said["ratio"]:
        if is_same:
            yield value / base, "times"
            yield value / base, "ratio"
        elif said["per"]:
            yield value / base, unit


def days_between(days: Sequence[date], as_of: date) -> list[int]:
    """Return the days between any two of the cited days, the as-of date among them."""
    every = [*dict.fromkeys([*days, as_of])][:_MOST]
    return [abs((one - other).days) for one, other in combinations(every, 2)]
