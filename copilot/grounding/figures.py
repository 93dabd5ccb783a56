"""Figures of a sentence held against the figures that its evidence holds."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from copilot.grounding.arithmetic import days_between, is_derived
from copilot.grounding.numerals import Reading
from copilot.grounding.quantities import Quantity
from copilot.grounding.sources import Known
from copilot.grounding.units import DURATIONS, are_alike
from copilot.grounding.words import words_in

_LESS = re.compile(
    r"\b(?:fell|fall\w*|drop\w*|declin\w*|decreas\w*|down|less|fewer|lost|loss|lose\w*|churn\w*|contract\w*|below|behind|shrank"
    r"|shrunk|shrink\w*|lower|minus|worse\w*|cut|negative|gesunken|gefallen|weniger|baisse|slipp\w*|took|takes|cost|late|overdue)\b",
    re.I,
)  # fmt: skip
_AGO = re.compile(
    r"\b(?:ago|since|in|within|until|before|after|old|overdue|left|away|late|open|for|vor|seit|noch|il y a|dans)\b",
    re.I,
)

METRICS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.I), names)
    for words, names in (
        ("GRR|gross (?:revenue )?retention", ("grr",)),
        ("NRR|net (?:revenue )?retention", ("nrr",)),
        ("logo churn", ("logo_churn_rate", "churned_logos")),
        ("NPS|net promoter", ("nps",)),
        ("CSAT", ("csat",)),
        ("CES", ("ces",)),
        ("ROI|return on investment", ("roi",)),
        ("stickiness", ("stickiness",)),
        ("(?:feature )?breadth", ("feature_breadth", "health.product_usage")),
        (
            "utili[sz]ation",
            ("licence_utilisation", "utilisation_band", "seats", "monthly_active_users", "health.product_usage"),
        ),
        ("time[ -]to[ -](?:first[ -])?value", ("time_to_first_value", "time_to_value")),
        ("health", ("health_score", "health")),
        ("engagement", ("health.engagement",)),
        ("churned ARR", ("churned_arr",)),
        ("contraction", ("contraction_arr", "movement")),
        ("expansion ARR", ("expansion_arr",)),
        ("first response", ("median_first_response",)),
    )
)  # fmt: skip
"""Words for metrics that are easily taken for one another, and how the names of their facts begin."""
_METRIC_WORDS = frozenset(
    {
        "grr", "nrr", "retention", "churn", "nps", "promoter", "csat", "ces", "roi", "return", "stickiness", "breadth",
        "utilisation", "utilization", "time", "health", "engagement", "churned", "contraction", "expansion", "response",
    }
)  # fmt: skip
"""Without one of these a sentence names no metric."""


def supporting(quantity: Quantity, sentence: str, known: Sequence[Known]) -> list[Known]:
    """Return the figures of the evidence that a figure of a sentence repeats, at the precision at which it is told."""
    is_less = _says_less(sentence)
    return [one for one in known if _repeats(quantity, one, is_less=is_less)]


def is_derivable(quantity: Quantity, sentence: str, known: Sequence[Known], days: Sequence[date], as_of: date) -> bool:
    """Tell whether a figure follows from the cited ones by an operation that the sentence states."""

    def fits(value: Decimal, unit: str) -> bool:
        return _alike(quantity.unit, unit) and _is_within(quantity, value, is_text=False)

    if quantity.unit in DURATIONS and _AGO.search(sentence):
        step = DURATIONS[quantity.unit]
        if any(_is_within(quantity, Decimal(count) / step, is_text=False) for count in days_between(days, as_of)):
            return True
    is_bound = quantity.bound in ("over", "under", "at least", "at most")
    return is_derived(sentence, fits, known, is_bound=is_bound)


def wrong_metric(sentence: str, found: Sequence[Known]) -> str:
    """Say which metric a figure is of, where the sentence names another one and not that; else nothing."""
    names = [one.name for one in found if one.is_typed]
    told = {one.source for one in found if one.is_typed}
    if not names or any(one.source not in told for one in found):
        return ""
    named = _metrics_in(sentence)
    if not named or any(name.startswith(wanted) for name in names for one in named for wanted in one):
        return ""
    if not any(name.startswith(wanted) for name in names for _, wants in METRICS for wanted in wants):
        return ""
    return next(one.label for one in found if one.is_typed)


def metrics_named(sentence: str) -> list[str]:
    """Return the names of the facts that tell the metrics which a sentence names."""
    return [names[0] for names in _metrics_in(sentence)]


@lru_cache(maxsize=256)
def _metrics_in(sentence: str) -> Sequence[tuple[str, ...]]:
    """Return how the names of the facts begin that tell what a sentence names; each of its figures asks."""
    if _METRIC_WORDS.isdisjoint(words_in(sentence)):
        return ()
    return [wanted for pattern, wanted in METRICS if pattern.search(sentence)]


@lru_cache(maxsize=256)
def _says_less(sentence: str) -> bool:
    return bool(_LESS.search(sentence))


def _repeats(quantity: Quantity, known: Known, *, is_less: bool) -> bool:
    is_window = known.is_formula and known.unit in DURATIONS and not quantity.unit
    is_bare = known.is_formula and not known.unit and quantity.unit in DURATIONS
    if is_window or is_bare or not _alike(quantity.unit, known.unit):
        return False
    value = known.value
    if quantity.unit in DURATIONS and known.unit in DURATIONS and quantity.unit != known.unit:
        value = value * DURATIONS[known.unit] / DURATIONS[quantity.unit]
    is_text = not known.is_typed
    if _is_within(quantity, value, is_text=is_text):
        return True
    may_turn = not quantity.is_signed and (is_less or is_text) and value < 0
    return may_turn and _is_within(quantity, -value, is_text=is_text)


def _alike(unit: str, other: str) -> bool:
    return unit == other if "ratio" in (unit, other) else are_alike(unit, other)


def _is_within(quantity: Quantity, value: Decimal, *, is_text: bool) -> bool:
    """Tell whether a value is what a figure says; a bound that a text names is repeated as it is."""
    if quantity.high:
        low, high = quantity.readings[0], quantity.high[0]
        return low.value - low.step / 2 <= value <= high.value + high.step / 2
    return any(_reading_holds(quantity, reading, value, is_text) for reading in quantity.readings)


def _reading_holds(quantity: Quantity, reading: Reading, value: Decimal, is_text: bool) -> bool:
    target, reach = reading
    is_equal = abs(value - target) <= reach / 2
    match quantity.bound:
        case "over":
            return value > target or (is_text and value == target)
        case "under":
            return value < target or (is_text and value == target)
        case "at least":
            return value >= target
        case "at most":
            return value <= target
        case "about":
            return is_equal or abs(value - target) <= _about(target, reach)
        case _:
            return is_equal


def _about(target: Decimal, step: Decimal) -> Decimal:
    """Return how far `about 300,000` may be off: half of its last digit that is not 0, but 5 to 10 %."""
    digits = target.normalize().as_tuple()
    last = Decimal(1).scaleb(digits.exponent if isinstance(digits.exponent, int) else 0)
    return max(step / 2, min(max(last / 2, abs(target) / 20), abs(target) / 10))
