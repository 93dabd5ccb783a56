"""How shares are written: in per cent, in points, as fractions, with hedges and as ranges."""

from decimal import ROUND_FLOOR, Decimal
from random import Random

from evals.grounding.writing import HUNDREDTH, Hedge, Writing, digits, hedged, is_tie, rounded


def percent(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`44.8 %`, `45%`, `44.8 percent`."""
    places = chance.choice((1, 1, 1, 0))
    step = Decimal(10) ** -(places + 2)
    sign = chance.choice((" %", " %", "%", " percent", " per cent"))
    wrong = chance.choice((" points", " points", " percentage points"))
    if is_tie(value, step) or (value and not rounded(value, step)):
        return None

    def write(one: Decimal, after: str = sign) -> str:
        return digits(one * 100, step * 100) + after

    return Writing(write, step, other_units=(lambda one: write(one, wrong),) if value else ())


def percent_points(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`17.7 points`, for a difference of two shares."""
    step = Decimal("0.001")
    if is_tie(value, step) or not rounded(value, step):
        return None
    word = chance.choice((" points", " percentage points", " pp", " pts"))

    def write(one: Decimal, after: str = word) -> str:
        return digits(one * 100, step * 100) + after

    return Writing(write, step, other_units=(lambda one: write(one, " %"), lambda one: write(one, " percent")))


_FRACTIONS = {
    "a quarter": "0.25",
    "a third": "0.33333",
    "half": "0.5",
    "two thirds": "0.66667",
    "three quarters": "0.75",
}
_FRACTIONS |= {"a fifth": "0.2", "two fifths": "0.4", "three fifths": "0.6", "four fifths": "0.8", "nine tenths": "0.9"}


def fraction(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`half of the seats`, `about a third of the seats`, `almost three quarters of the seats`."""
    for words, text in _FRACTIONS.items():
        near = Decimal(text)
        off = value - near
        if abs(off) <= Decimal("0.004"):
            return _fraction(words, near, "", "", noun)
        if abs(off) <= Decimal("0.02"):
            way = chance.choice(("about ", "roughly ", "almost " if off < 0 else "a little over "))
            return _fraction(words, near, way, "about", noun)
    return None


def _fraction(words: str, near: Decimal, way: str, hedge: Hedge, noun: str) -> Writing:
    def write(one: Decimal) -> str:
        nearest = min(_FRACTIONS, key=lambda name: abs(Decimal(_FRACTIONS[name]) - one))
        return f"{way}{nearest} of {noun}"

    return Writing(write, HUNDREDTH, hedge, shown=near)


def percent_hedged(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`about 45 %`, `more than 40 %`, `under 50 %`."""
    found = hedged(value, ("0.05", "0.1", "0.01"), chance)
    if found is None or found[0] == "fewer than ":
        return None
    words, hedge, near = found

    def write(one: Decimal, after: str = " %") -> str:
        return f"{words}{digits(one * 100, Decimal(1))}{after}"

    return Writing(write, HUNDREDTH, hedge, (lambda one: write(one, " points"),), near)


def percent_range(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`between 40 and 45 %`, `40 to 45 %`."""
    low = (value / Decimal("0.05")).to_integral_value(ROUND_FLOOR) * Decimal("0.05")
    if value in (low, low + Decimal("0.05")):
        return None
    form = chance.choice(("between {} and {} %", "{} to {} %", "somewhere between {} % and {} %", "{}–{} %"))

    def write(one: Decimal) -> str:
        start = (one / Decimal("0.05")).to_integral_value(ROUND_FLOOR) * 5
        return form.format(start, start + 5)

    return Writing(write, Decimal("0.05"), "about")


def percent_german(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`49,2 %`, also as it is written in French."""
    step = Decimal("0.001")
    if is_tie(value, step) or not rounded(value, step):
        return None

    def write(one: Decimal, after: str = " %") -> str:
        return digits(one * 100, step * 100, ".", ",") + after

    points = " points" if noun == "fr" else " Punkte"
    return Writing(write, step, other_units=(lambda one: write(one, points),))
