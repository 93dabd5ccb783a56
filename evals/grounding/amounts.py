"""How amounts of money are written."""

from decimal import Decimal
from random import Random

from evals.grounding.writing import Write, Writing, digits, hedged, is_tie, rounded

_SIGNS = {"USD": "$", "EUR": "€"}
_OTHERS = {"USD": "EUR", "EUR": "USD"}


def money(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`$318,000`, `$318k`, `USD 0.32 million`, `1.2 M`."""
    names = {"USD": (" USD", " US dollars", " dollars"), "EUR": (" EUR", " euros")}
    scale, tail = _scale(value, chance)
    step = scale * Decimal(chance.choice(("0.01", "0.1")) if scale == 1_000_000 else 1)
    if unit not in names or is_tie(value, step) or rounded(value, step) < 20 * step:
        return None
    after = chance.random() < 0.25
    behind = chance.choice(names[unit])
    before = chance.choice((_SIGNS[unit], _SIGNS[unit], _SIGNS[unit], f"{unit} ", "US$" if unit == "USD" else "€"))

    def write(one: Decimal, currency: str = unit, size: str = tail) -> str:
        text = digits(one / scale, step / scale) + size
        if currency != unit:
            return f"{_SIGNS[currency]}{text}" if not after else f"{text} {currency}"
        return f"{text}{behind}" if after else f"{before}{text}"

    if tail == "M" and chance.random() < 0.2:
        before, after = "", False
    other_sizes = {"k": "M", " k": " M", "K": "M", "M": "k", "m": "k", " million": " thousand", " thousand": " million"}
    others: list[Write] = [lambda one: write(one, _OTHERS[unit])]
    if tail in other_sizes:
        others.append(lambda one: write(one, unit, other_sizes[tail]))
    return Writing(write, step, other_units=tuple(others))


def price(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`$530`: a small amount, whole."""
    if unit not in _SIGNS or is_tie(value, Decimal(1)) or value < 5:
        return None

    def write(one: Decimal, currency: str = unit) -> str:
        return f"{_SIGNS[currency]}{digits(one, Decimal(1))}"

    return Writing(write, Decimal(1), other_units=(lambda one: write(one, _OTHERS[unit]),))


def _scale(value: Decimal, chance: Random) -> tuple[Decimal, str]:
    """Draw a magnitude and its word, as the size of the value allows."""
    whole = (Decimal(1), "")
    thousand = (Decimal(1_000), chance.choice(("k", "k", "K", " k", " thousand")))
    million = (Decimal(1_000_000), chance.choice((" million", " million", "M", "m")))
    if value >= 1_000_000:
        return chance.choice((whole, whole, million, million))
    return chance.choice((whole, whole, thousand, million if value >= 200_000 else thousand))


def money_hedged(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`about $320,000`, `more than $300k`, `just under €1.3 million`."""
    size = ("10000", "50000", "100000") if value < 1_000_000 else ("100000", "500000")
    found = hedged(value, size if value >= 60_000 else ("5000", "10000"), chance)
    if found is None or unit not in _SIGNS or found[0] == "fewer than ":
        return None
    words, hedge, near = found
    short = chance.random() < 0.5

    def write(one: Decimal, sign: str = _SIGNS[unit]) -> str:
        if one >= 1_000_000:
            return f"{words}{sign}{digits(one / 1_000_000, Decimal('0.1'))} million"
        return (
            f"{words}{sign}{digits(one / 1_000, Decimal(1))}k" if short else f"{words}{sign}{digits(one, Decimal(1))}"
        )

    other = _SIGNS[_OTHERS[unit]]
    return Writing(write, Decimal(1_000), hedge, (lambda one: write(one, other),), near)


def money_german(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`318.000 $`, `318.000 Euro`, in French `318 000 €`."""
    if unit not in _SIGNS or value != value.to_integral_value():
        return None
    comma = "\u202f" if noun == "fr" else "."
    names = {
        "USD": ("$", "USD", "dollars" if noun == "fr" else "Dollar"),
        "EUR": ("€", "EUR", "euros" if noun == "fr" else "Euro"),
    }
    name = chance.randrange(3)

    def write(one: Decimal, currency: str = unit) -> str:
        return f"{digits(one, Decimal(1), comma, ',')} {names[currency][name]}"

    return Writing(write, Decimal(1), other_units=(lambda one: write(one, _OTHERS[unit]),))
