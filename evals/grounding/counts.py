"""How counts, scores, multiples and durations are written."""

from decimal import Decimal
from random import Random

from evals.grounding.writing import Write, Writing, digits, hedged, in_words, is_tie, rounded, singular

_OTHER_NOUNS = {"users": "seats", "seats": "users", "people": "seats", "licences": "users", "tickets": "accounts"}
_OTHER_NOUNS |= {"accounts": "tickets", "customers": "users", "contacts": "tickets", "minutes": "hours"}
_OTHER_NOUNS |= {"hours": "minutes", "days": "weeks", "points": "%", "answers": "accounts"}


def _other_noun(noun: str) -> str | None:
    for word, other in _OTHER_NOUNS.items():
        if word in noun.split(" "):
            return noun.replace(word, other)
    return None


def number(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`1,100 users`, `0.84`: the value itself, at most with one decimal less than it has."""
    step = Decimal(1) if value == value.to_integral_value() else Decimal("0.1")
    if is_tie(value, step) or not rounded(value, step):
        return None
    plain = chance.random() < 0.2

    def write(one: Decimal, of: str = noun) -> str:
        text = digits(one, step, "" if plain else ",")
        return f"{text} {singular(of, one)}" if of else text

    other = _other_noun(noun)
    return Writing(write, step, other_units=() if other is None else (lambda one: write(one, other or ""),))


def word(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`three open tickets`, `a dozen tickets`."""
    if value != value.to_integral_value() or not 0 <= value <= 99:
        return None

    def write(one: Decimal, of: str = noun) -> str:
        text = "a dozen" if one == 12 and value == 12 else "no" if not one and of else in_words(int(one))
        return f"{text} {singular(of, one)}" if of else text

    other = _other_noun(noun)
    return Writing(write, Decimal(1), other_units=() if other is None else (lambda one: write(one, other or ""),))


def number_hedged(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`nearly 300 users`, `more than 290 users`."""
    found = hedged(value, ("10", "50", "100") if value >= 60 else ("5",), chance)
    if found is None or value < 12 or found[0] in ("fewer than ",):
        return None
    words, hedge, near = found

    def write(one: Decimal, of: str = noun) -> str:
        return f"{words}{digits(one, Decimal(1))} {of}".rstrip()

    other = _other_noun(noun)
    others: tuple[Write, ...] = () if other is None else (lambda one: write(one, other or ""),)
    return Writing(write, Decimal(1), hedge, others, near)


def number_range(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`40 to 50 users`, `between 5 and 10 days`."""
    width = 5 if value < 40 else 10 if value < 100 else 50
    low = value // width * width
    if value < 3 or value in (low, low + width):
        return None
    form = chance.choice(("between {} and {} {}", "{} to {} {}", "{}–{} {}"))

    def write(one: Decimal, of: str = noun) -> str:
        start = one // width * width
        return form.format(start or 1, start + width, of)

    other = _other_noun(noun)
    others: tuple[Write, ...] = () if other is None else (lambda one: write(one, other or ""),)
    return Writing(write, Decimal(1), "about", others)


def score(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`47.7 of 100`, `48 points`, `47.7/100`."""
    step = Decimal(chance.choice(("0.1", "0.1", "1")))
    form = chance.choice(("{} of 100", "{} out of 100", "{}/100", "{} points", "{}"))
    if is_tie(value, step) or not rounded(value, step):
        return None
    return Writing(lambda one: form.format(digits(one, step)), step)


def times(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`0.84 times`, `3.3x`."""
    step = Decimal(chance.choice(("0.01", "0.1")))
    form = chance.choice(("{} times", "{}x", "{} ×"))
    if is_tie(value, step) or not rounded(value, step):
        return None
    return Writing(
        lambda one: form.format(digits(one, step)), step, other_units=(lambda one: digits(one, step) + " %",)
    )


def days(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`72 days`, `nine days`, `two weeks` where they are 14 days."""
    whole = int(value)
    if whole >= 14 and whole % 7 == 0 and chance.random() < 0.7:
        as_word = chance.random() < 0.5

        def weeks(one: Decimal, of: str = "weeks") -> str:
            count = one / 7
            text = in_words(int(count)) if as_word else digits(count, Decimal(1))
            return f"{text} {singular(of, count)}"

        return Writing(
            weeks, Decimal(7), other_units=(lambda one: weeks(one, "months"), lambda one: weeks(one, "days"))
        )
    if whole < 1:
        return None
    as_word = whole <= 12 and chance.random() < 0.5

    def write(one: Decimal, of: str = "days") -> str:
        text = in_words(int(one)) if as_word else digits(one, Decimal(1))
        return f"{text} {singular(of, one)}"

    others = ("weeks", "months") if whole < 40 else ("weeks", "hours")
    return Writing(write, Decimal(1), other_units=tuple(lambda one, of=of: write(one, of) for of in others))  # type: ignore[misc]


def months(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`about three months`, within five in a hundred."""
    month = Decimal("30.44")
    near = rounded(value, month)
    if near < month * 2 or abs(near - value) > Decimal("0.05") * value or near > month * 12:
        return None
    words = chance.choice(("about", "around", "roughly"))

    def write(one: Decimal, of: str = "months") -> str:
        return f"{words} {in_words(int(rounded(one, month) / month))} {of}"

    return Writing(write, month, "about", (lambda one: write(one, "weeks"), lambda one: write(one, "years")), near)


def multiple(value: Decimal, unit: str, noun: str, chance: Random) -> Writing | None:
    """`doubled`, `halved`, with the noun `as` `twice as`, for a value that is so many times another one."""
    said_as = {"2": "twice as", "3": "three times as", "0.5": "half as", "4": "four times as"}
    said_of = {"2": "doubled", "3": "tripled", "0.5": "halved", "4": "quadrupled"}
    known = {Decimal(text): words for text, words in (said_as if noun == "as" else said_of).items()}
    for near in known:
        off = abs(value / near - 1)
        if off <= Decimal("0.1"):
            way = "" if off <= Decimal("0.005") else chance.choice(("roughly ", "about ", "more or less "))

            def write(one: Decimal, way: str = way) -> str:
                return way + known[min(known, key=lambda name: abs(name - one))]

            return Writing(write, Decimal("0.5"), "about", shown=near)
    return None
