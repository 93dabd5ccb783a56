"""Figures derived from cited ones by an operation that the sentence states, recomputed."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations

from copilot.grounding.sources import Known
from copilot.grounding.units import PERCENT, POINTS, is_money

_SUM = re.compile(
    r"\b(?:together|total|totals|combined|sum|altogether|in all|overall|both|zusammen|insgesamt|ensemble|au total)\b",
    re.I,
)
_DIFFERENCE = re.compile(
    r"\b(?:more|less|fewer|difference|gap|rose|risen|fell|fallen|up|down|gain\w*|lost|loss|higher|lower|above|below|ahead|short"
    r"|missing|left|remain\w*|unused|idle|grew|grown|drop\w*|increas\w*|decreas\w*|declin\w*|chang\w*|expan\w*|contract\w*|apart"
    r"|mehr|weniger|gestiegen|gesunken|gefallen|plus|moins|over|under)\b",
    re.I,
)
_SHARE = re.compile(r"\b(?:of|share|portion|percent|per ?cent|accounts? for|makes? up|von|der|des|de)\b|%", re.I)
_RATIO = re.compile(r"\b(?:times|ratio|per|fold|x|each|doubl\w+|tripl\w+|halv\w+)\b", re.I)
_MEAN = re.compile(r"\b(?:average|mean|im Schnitt|moyenne)\b", re.I)
_MOST = 12
"""Cited figures among which is looked; more of them would make anything derivable."""

Fits = Callable[[Decimal, str], bool]


def is_derived(sentence: str, fits: Fits, cited: Sequence[Known]) -> bool:
    """Tell whether a figure follows from cited values by a stated sum, difference, change, share, ratio or mean.

    $300,000 and $181,000 cited: `$481,000 together`, `$119,000 more`, `39.7 % less` and `1.66 times` follow.
    """
    figures = [one for one in cited if one.is_typed] or list(cited)
    figures = list(dict.fromkeys((one.value, one.unit) for one in figures))  # type: ignore[misc]
    pairs: list[tuple[Decimal, str]] = figures[:_MOST]  # type: ignore[assignment]
    return any(fits(value, unit) for value, unit in _results(sentence, pairs))


def _results(sentence: str, figures: Sequence[tuple[Decimal, str]]) -> Iterator[tuple[Decimal, str]]:
    if _SUM.search(sentence) or _MEAN.search(sentence):
        for count in range(2, len(figures) + 1):
            for some in combinations(figures, count) if count in (2, 3, len(figures)) else ():
                if len({unit for _, unit in some}) == 1:
                    total = sum((value for value, _ in some), Decimal(0))
                    if _SUM.search(sentence):
                        yield total, some[0][1]
                    if _MEAN.search(sentence):
                        yield total / count, some[0][1]
    has_difference, has_share, has_ratio = (bool(one.search(sentence)) for one in (_DIFFERENCE, _SHARE, _RATIO))
    for (value, unit), (other, other_unit) in permutations(figures, 2):
        counts = not (is_money(unit) or is_money(other_unit))
        if unit == other_unit and has_difference:
            yield abs(value - other), POINTS if unit == PERCENT else unit
            if other:
                yield 100 * abs(value - other) / abs(other), PERCENT
        if has_share and other and (unit == other_unit or counts):
            yield 100 * value / other, PERCENT
        if has_ratio and other and unit == other_unit:
            yield value / other, "times"
            yield value / other, "ratio"


def days_between(days: Sequence[date], as_of: date) -> list[int]:
    """Return the days between any two of the cited days, the as-of date among them."""
    every = [*dict.fromkeys([*days, as_of])][:_MOST]
    return [abs((one - other).days) for one, other in combinations(every, 2)]
