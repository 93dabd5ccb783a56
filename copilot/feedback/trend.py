"""Whether a theme grows or shrinks against the period before, and whether that is more than chance.

What is counted are voices: an account counts once for each theme that it speaks of in a period, and once for all that
is in no theme, however often it speaks. Counted by items, one loud customer makes a trend: in books drawn at random
in which nothing changes, a tenth to a fifth of all themes then seem to change at p < 0.05, by voices 2 %.

A theme is judged by its share of all voices, so that twice as much feedback of everything means nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log10
from typing import Literal

from copilot.feedback.period import Period
from copilot.feedback_item import Item

Verdict = Literal["more than chance", "could be chance", "too few to tell"]
Direction = Literal["up", "down", "level"]

ALONE = 0.05
"""Below this chance a theme that is looked at by itself is taken to rise."""
_SAME = 1e-7
"""Relative difference below which two probabilities are the same."""
_LEAST_P = 1e-300


@dataclass(frozen=True, slots=True)
class Trend:
    """A theme's accounts in a period and in the one before it, beside all voices of both, and what that tells.

    `heard_now` and `heard_before` are the accounts that were heard at all, each once, and `p_alone` is the chance of so
    uneven a split of these: it knows of no other theme, and so counts for the score. `said_now` and `said_before` are
    the items of which the accounts are counted.

    `p` is the chance of so uneven a split where nothing changed, `p_among_all` the same after correction for all the
    themes that are looked at; both are None where too few speak for any split to tell.
    """

    period: Period
    now: int
    before: int
    all_now: int
    all_before: int
    said_now: Sequence[Item]
    said_before: Sequence[Item]
    heard_now: int
    heard_before: int
    p_alone: float
    p: float | None
    p_among_all: float | None
    verdict: Verdict

    @property
    def direction(self) -> Direction:
        """Whether its share of all voices rose or fell."""
        difference = self.now * self.all_before - self.before * self.all_now
        return "up" if difference > 0 else "down" if difference < 0 else "level"

    @property
    def strength(self) -> float:
        """By what trends are ranked: the zeros of p, negative where the share fell; 0 where it cannot be told."""
        sign = {"up": 1, "down": -1, "level": 0}[self.direction]
        return 0.0 if self.p is None else -sign * log10(max(self.p, _LEAST_P)) + 0.0

    @property
    def rises_alone(self) -> bool:
        """Tell whether more of all who are heard speak of it than before, beyond chance, whatever other themes do."""
        return self.now * self.heard_before > self.before * self.heard_now and self.p_alone < ALONE


def trends(
    themes: Mapping[str, Sequence[Item]], unthemed: Iterable[Item], period: Period, false_trends: float
) -> dict[str, Trend]:
    """Return the trend of each theme; of those told as more than chance, a share of `false_trends` at most is chance.

    All themes of the run have to be given, as they are judged beside each other. A theme of which so few speak that no
    split of them would have a p below `false_trends` is too small to tell, and stands in no other theme's way.
    """
    before = period.before
    voices = {name: (_voices(items, period), _voices(items, before)) for name, items in themes.items()}
    rest = list(unthemed)
    all_now = sum(len(now) for now, _ in voices.values()) + len(_voices(rest, period))
    all_before = sum(len(then) for _, then in voices.values()) + len(_voices(rest, before))
    odds = {
        name: chance(len(now), len(then), all_now, all_before)
        for name, (now, then) in voices.items()
        if least_chance(len(now) + len(then), all_now, all_before) < false_trends
    }
    heard_now, heard_before = (
        len(set().union(_voices(rest, when), *(one[place] for one in voices.values())))
        for place, when in enumerate((period, before))
    )
    corrected = dict(zip(odds, among_all(list(odds.values())), strict=True))
    return {
        name: Trend(
            period=period,
            now=len(now),
            before=len(then),
            all_now=all_now,
            all_before=all_before,
            said_now=_said(themes[name], period),
            said_before=_said(themes[name], before),
            heard_now=heard_now,
            heard_before=heard_before,
            p_alone=chance(len(now), len(then), heard_now, heard_before),
            p=odds.get(name),
            p_among_all=corrected.get(name),
            verdict=_verdict(corrected.get(name), false_trends),
        )
        for name, (now, then) in voices.items()
    }


def _verdict(p: float | None, false_trends: float) -> Verdict:
    if p is None:
        return "too few to tell"
    return "more than chance" if p <= false_trends else "could be chance"


def _voices(items: Iterable[Item], period: Period | None) -> set[str]:
    return {item.account_id for item in items if period is not None and item.date in period}


def _said(items: Iterable[Item], period: Period | None) -> list[Item]:
    """Return what was said in a period, each once, oldest first."""
    known = {item.item_id: item for item in items if period is not None and item.date in period}
    return sorted(known.values(), key=lambda item: (item.date, item.item_id))


# The test


def chance(now: int, before: int, all_now: int, all_before: int) -> float:
    """Return how probable a split as uneven as this one, or more so, is if a theme's share of all did not change.

    Fisher's exact test, two-sided, in its mid-p form: splits as probable as this one count half. 13 of 60 voices after
    4 of 60 are 0.02. ValueError where a theme has more voices than there are.
    """
    if not (0 <= now <= all_now and 0 <= before <= all_before):
        raise ValueError(f"{now} of {all_now} and {before} of {all_before} are no shares")
    first, odds = _splits(now + before, all_now, all_before)
    rarer, alike = _as_rare(odds, now - first)
    return min(1.0, rarer + alike / 2)


def least_chance(count: int, all_now: int, all_before: int) -> float:
    """Return the smallest p that so many voices can have, however they are split; it says nothing of how they are.

    Here splits as probable count whole: with few voices the mid-p form promises more than it holds. Of the same number
    of voices before and now, 5 can tell something at a p of 0.1, and 4 cannot.
    """
    _, odds = _splits(count, all_now, all_before)
    return min(1.0, *(sum(_as_rare(odds, end)) for end in (0, -1)))


def _as_rare(odds: Sequence[float], place: int) -> tuple[float, float]:
    """Return the probability of all splits rarer than one, and that of those as probable, itself among them."""
    this = odds[place]
    rarer = sum(one for one in odds if one < this * (1 - _SAME))
    return rarer, sum(one for one in odds if abs(one - this) <= this * _SAME)


@lru_cache(maxsize=16)
def _splits(count: int, all_now: int, all_before: int) -> tuple[int, list[float]]:
    """Return the fewest voices that can fall into the period, and the probability of that many and of each more."""
    first, last = max(0, count - all_before), min(count, all_now)
    every = _ways(all_now + all_before, count)
    odds = [exp(_ways(all_now, one) + _ways(all_before, count - one) - every) for one in range(first, last + 1)]
    return first, odds


def _ways(of: int, count: int) -> float:
    """Return the logarithm of the number of ways to choose."""
    return lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)


def among_all(odds: Sequence[float]) -> list[float]:
    """Correct the p of many tests for each other (Benjamini and Hochberg): 0.01, 0.02 and 0.9 become 0.03, 0.03, 0.9.

    Calling those of at most 0.1 real, one in ten of them is chance on average.
    """
    order = sorted(range(len(odds)), key=odds.__getitem__, reverse=True)
    corrected, least = [1.0] * len(odds), 1.0
    for place, index in enumerate(order):
        least = min(least, odds[index] * (len(odds) / (len(odds) - place)))
        corrected[index] = least
    return corrected
