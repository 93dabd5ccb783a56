"""Which theme comes first: a score whose terms are shown, or any one of its figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from copilot.feedback.trend import Trend
from copilot.feedback.weight import Weight
from copilot.standards import ThemeStandards, ThemeWeights

By = Literal["score", "accounts", "people", "arr", "renewing_90d", "renewing_180d", "trend", "last_seen"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A theme with what it weighs and how it goes."""

    theme_id: str
    name: str
    weight: Weight
    trend: Trend


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a score: the share of what is possible, from 0 to 1, times its points; `words` is what it measures."""

    name: str
    share: Decimal
    points: Decimal
    words: str

    @property
    def value(self) -> Decimal:
        """What it adds to the score, before the tones."""
        return self.share * self.points


@dataclass(frozen=True, slots=True)
class Ranked:
    """A theme in its place: the sum of the terms, times what its tones count, is its score from 0 to 100."""

    theme: Weighed
    terms: Sequence[Term]
    tone: Decimal

    @property
    def score(self) -> Decimal:
        """The sum of the terms, times what the tones count."""
        return sum((one.value for one in self.terms), Decimal(0)) * self.tone

    @property
    def formula(self) -> str:
        """The score in words, with every term."""
        told = " + ".join(f"{one.words} {_rounded(one.value)} of {_rounded(one.points)}" for one in self.terms)
        return f"({told}) x tones {self.tone.quantize(Decimal('0.01'))}"


def ranked(themes: Iterable[Weighed], standards: ThemeStandards, by: By = "score") -> list[Ranked]:
    """Put themes in order, the one with most first; what cannot be told comes last.

    A term of the score is measured against the theme that has most of it, so all themes of a run have to be given,
    whatever is shown of them. Equal ones are ordered by score, accounts and mentions, then by name.
    """
    scored = _scored(list(themes), standards)
    first = _ORDERS[by]

    def place(one: Ranked) -> tuple[object, ...]:
        value, weight = first(one), one.theme.weight
        by_value = (value is None, -(value or 0))
        last = (one.theme.name.casefold(), one.theme.theme_id)
        return (*by_value, -one.score, -weight.accounts, -weight.mentions, *last)

    return sorted(scored, key=place)


_ORDERS: dict[By, Callable[[Ranked], Decimal | float | None]] = {
    "score": lambda one: one.score,
    "accounts": lambda one: one.theme.weight.accounts,
    "people": lambda one: one.theme.weight.people,
    "arr": lambda one: one.theme.weight.arr.amount,
    "renewing_90d": lambda one: one.theme.weight.arr_renewing_90d.amount,
    "renewing_180d": lambda one: one.theme.weight.arr_renewing_180d.amount,
    "trend": lambda one: one.theme.trend.strength,
    "last_seen": lambda one: one.theme.weight.last_seen.toordinal() if one.theme.weight.last_seen else None,
}


def _scored(themes: Sequence[Weighed], standards: ThemeStandards) -> list[Ranked]:
    most = {
        name: max((amount for one in themes if (amount := measure(one.weight)) is not None), default=Decimal(0))
        for name, measure in _AMOUNTS.items()
    }
    return [Ranked(one, _terms(one, most, standards.weights), _tone(one.weight, standards)) for one in themes]


_AMOUNTS: dict[str, Callable[[Weight], Decimal | None]] = {
    "accounts": lambda weight: Decimal(weight.accounts),
    "people": lambda weight: Decimal(weight.people),
    "arr": lambda weight: weight.arr.amount,
    "arr_renewing_90d": lambda weight: weight.arr_renewing_90d.amount,
    "arr_renewing_180d": lambda weight: weight.arr_renewing_180d.amount,
}
_WORDS = {
    "accounts": "accounts",
    "people": "people",
    "arr": "ARR",
    "arr_renewing_90d": "ARR renewing in 90 days",
    "arr_renewing_180d": "ARR renewing in 180 days",
    "trend": "trend",
    "importance": "importance",
}


def _terms(theme: Weighed, most: dict[str, Decimal], weights: ThemeWeights) -> list[Term]:
    """Return the terms that can be told; the points of the others are spread over them."""
    shares: dict[str, Decimal | None] = {}
    for name, measure in _AMOUNTS.items():
        amount = measure(theme.weight)
        shares[name] = None if amount is None else amount / most[name] if most[name] else Decimal(0)
    shares["trend"] = Decimal(theme.trend.is_rising)
    importance = theme.weight.importance
    shares["importance"] = None if importance is None else (importance - 1) / 2
    known = {name: share for name, share in shares.items() if share is not None}
    points = {name: Decimal(str(getattr(weights, name))) for name in known}
    total = sum(points.values(), Decimal(0))
    return [
        Term(name, share, points[name] * 100 / total if total else Decimal(0), _WORDS[name])
        for name, share in known.items()
    ]


def _tone(weight: Weight, standards: ThemeStandards) -> Decimal:
    """Return what a mention counts on average: a problem or a request whole, praise little."""
    counted = sum((Decimal(str(getattr(standards.tones, tone))) * n for tone, n in weight.tones.items()), Decimal(0))
    return counted / weight.mentions if weight.mentions else Decimal(0)


def _rounded(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1')):f}"
