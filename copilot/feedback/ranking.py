"""Which theme comes first: a score whose terms are shown, or any one of its figures.

Each term is the part of the whole book that a theme has, so that a score moves only when the theme or the book does:
two other themes that are merged leave it as it is, and this week's can be compared with last week's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from copilot.display import show_money
from copilot.feedback.trend import Trend
from copilot.feedback.weight import Money, Weight, Whole
from copilot.standards import ThemeStandards, ThemeWeights

SCALE = "100 would be a rising theme that every customer and everyone who is heard complains of, at the top importance"
"""What a score is measured by; as nearly no theme is of everybody, most scores are far below."""

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
    """A part of a score: the share of the whole book, from 0 to 1, times its points; `words` tell it: `arr 2 of 9`."""

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
        told = " + ".join(f"{one.words}: {_rounded(one.value)} of {_rounded(one.points)}" for one in self.terms)
        return f"({told}) x tones {self.tone.quantize(Decimal('0.01'))}; {SCALE}"


def ranked(themes: Iterable[Weighed], whole: Whole, standards: ThemeStandards, by: By = "score") -> list[Ranked]:
    """Put themes in order, the one with most first; what cannot be told comes last.

    A term of the score is measured against the whole book. Equal ones are ordered by score, accounts and mentions, then
    by name.
    """
    weights = standards.weights
    scored = [Ranked(one, _terms(one, whole, weights), _tone(one.weight, standards)) for one in themes]
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


def _terms(theme: Weighed, whole: Whole, weights: ThemeWeights) -> list[Term]:
    """Return the terms that can be told; the points of the others are spread over them."""
    known = {name: told for name, told in _shares(theme, whole).items() if told is not None}
    points = {name: Decimal(str(getattr(weights, name))) for name in known}
    total = sum(points.values(), Decimal(0))
    return [
        Term(name, share, points[name] * 100 / total if total else Decimal(0), words)
        for name, (share, words) in known.items()
    ]


def _shares(theme: Weighed, whole: Whole) -> dict[str, tuple[Decimal, str] | None]:
    """Return what part of the whole a theme has by each term, and in words; None for what cannot be told."""
    weight, trend, importance = theme.weight, theme.trend, theme.weight.importance
    alone = f"trend by itself {trend.now:,} after {trend.before:,} accounts"
    return {
        "accounts": _counted("accounts with a contract", weight.customers, whole.customers),
        "people": _counted("people heard", weight.people, whole.people),
        "arr": _paid("ARR", weight.arr, whole.arr),
        "arr_renewing_90d": _paid("ARR renewing in 90 days", weight.arr_renewing_90d, whole.arr_renewing_90d),
        "arr_renewing_180d": _paid("ARR renewing in 180 days", weight.arr_renewing_180d, whole.arr_renewing_180d),
        "trend": (Decimal(trend.rises_alone), alone),
        "importance": None if importance is None else ((importance - 1) / 2, f"importance {importance:.1f} of 3"),
    }


def _counted(words: str, part: int, whole: int) -> tuple[Decimal, str]:
    return _share(Decimal(part), Decimal(whole)), f"{words} {part:,} of {whole:,}"


def _paid(words: str, part: Money, whole: Money) -> tuple[Decimal, str] | None:
    """Return a part of the money that can be told in one currency; what stands apart is in neither."""
    if part.amount is None or whole.amount is None:
        return None
    told = f"{words} {show_money(part.amount, part.currency)} of {show_money(whole.amount, whole.currency)}"
    return _share(part.amount, whole.amount), told


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole if whole else Decimal(0)


def _tone(weight: Weight, standards: ThemeStandards) -> Decimal:
    """Return what a mention counts on average: a problem or a request whole, praise little."""
    counted = sum((Decimal(str(getattr(standards.tones, tone))) * n for tone, n in weight.tones.items()), Decimal(0))
    return counted / weight.mentions if weight.mentions else Decimal(0)


def _rounded(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1')):f}"
