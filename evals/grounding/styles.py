"""Every style of a figure by its name in the forms."""

from collections.abc import Mapping

from evals.grounding import amounts, counts, shares
from evals.grounding.writing import Style

STYLES: Mapping[str, Style] = {
    "percent": shares.percent,
    "percent_points": shares.percent_points,
    "percent_hedged": shares.percent_hedged,
    "percent_range": shares.percent_range,
    "percent_local": shares.percent_german,
    "fraction": shares.fraction,
    "number": counts.number,
    "number_range": counts.number_range,
    "number_hedged": counts.number_hedged,
    "word": counts.word,
    "score": counts.score,
    "times": counts.times,
    "days": counts.days,
    "months": counts.months,
    "money": amounts.money,
    "money_hedged": amounts.money_hedged,
    "price": amounts.price,
    "money_local": amounts.money_german,
    "multiple": counts.multiple,
}
