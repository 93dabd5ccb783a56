"""The figures of a text: what each may mean, its unit, and how exactly it is told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from copilot.grounding.numerals import DIGITS, FRACTIONS, MAGNITUDES, NUMBER_WORDS, WORDS, Reading, readings
from copilot.grounding.spans import Span, overlaps
from copilot.grounding.units import CODES, DURATIONS, PERCENT, THINGS, is_money, unit_named
from copilot.grounding.words import words_in

Bound = Literal["", "about", "over", "under", "at least", "at most"]
_METRES = ("m", "mm")
"""Magnitudes only of money; elsewhere they may be metres or minutes."""
_SIGN = r"(?P<sign>[-−+]\s?)?"
_BEFORE = "|".join(re.escape(one) for one in ("US$", "$", "€", "£", "¥")) + "|" + "|".join(CODES)
_MAGNITUDE = "|".join(sorted(map(re.escape, MAGNITUDES), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,'’/#-])(?<![A-Za-z]-)(?P<outer>[-−+]\s?)?(?:(?P<before>{_BEFORE})\s?)?{_SIGN}"
    rf"(?P<digits>{DIGITS})(?![\d])(?P<ordinal>(?:st|nd|rd|th)\b)?"
    rf"(?:[\s\u00a0-]?(?P<magnitude>{_MAGNITUDE})\b\.?)?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LONGEST_SIGN = 9
"""Letters that may stand before the first digit of a number: `- US$ -.5`."""
_WORD = re.compile(
    rf"(?<![\w-])(?P<words>{WORDS})(?![\w])(?:[\s-](?P<magnitude>thousand|million|billion|Millionen|millions))?", re.I
)
_SHARE = re.compile(rf"(?<![\w-])(?:{'|'.join(FRACTIONS)})(?![\w])(?= (?:of|its|their|the|der|des|de|as)\b)", re.I)
_AFTER = re.compile(
    r"[\s\u00a0\u202f-]?"
    r"(?P<unit>%|×|US dollars?|percentage points?|per ?cent|pour cent|pct\b|Prozentpunkte|Prozent|[€£¥$]|[^\W\d_]+)"
)
_NOUN_AFTER = re.compile(r"[\s\u00a0-]+((?:[^\W\d_]+[\s-]+){0,2}?)([^\W\d_]+)")
_QUALIFIERS = {
    "about": r"about|around|roughly|approximately|nearly|almost|some|circa|ca\.|~|≈|rund|etwa|environ|close to|knapp"
    r"|gut|just (?:over|under)",
    "atleast": "at least|no fewer than|no less than|mindestens|au moins|≥",
    "atmost": "at most|no more than|(?<!add )(?<!adds )(?<!added )(?<!amount )up to|höchstens|au plus|≤",
    "over": "more than|upwards of|north of|over|above|exceed(?:s|ed|ing)?|greater than|higher than|beyond|mehr als|über"
    "|plus de|>",
    "under": "less than|fewer than|under|below|lower than|weniger als|unter|moins de|<",
}
_QUALIFIED = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _QUALIFIERS.items())})\s*(?:the\s+|a\s+)?$", re.I
)
_RANGE = re.compile(r"\s*(?:-|–|—|to|and|bis|à)\s*$")
_FROM = re.compile(r"\bfrom\s*$|\bvon\s*$|\bde\s*$", re.IGNORECASE)
_PARTS = frozenset(word for share in FRACTIONS for word in share.split())
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre)\s*$", re.IGNORECASE)
_TWICE = re.compile(
    r"\b(?P<two>doubled?|verdoppelt|doublé)\b|\b(?P<three>tripled?|trebled|verdreifacht)\b|\b(?P<half>halved|halbiert)\b",
    re.IGNORECASE,
)
_ADJECTIVES = frozenset(
    {
        "active", "monthly", "daily", "weekly", "open", "urgent", "high", "normal", "low", "new", "named", "known",
        "running", "overdue", "decided", "working", "calendar", "enterprise", "distinct", "paid", "customer",
        "recorded", "feedback", "support", "other", "further", "more", "additional", "contract", "the", "offene",
        "offenen",
        "aktive", "aktiven",
    }
)  # fmt: skip
_TIMES = frozenset(
    {"double", "doubled", "verdoppelt", "doublé", "triple", "tripled", "trebled", "verdreifacht", "halved", "halbiert"}
)
_NO = frozenset({"no", "zero", "kein", "keine", "keinen", "keinn", "aucun", "aucune"})
_NONE = re.compile(r"\b(?:no|zero|keine?n?|aucune?)(?= )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in a text, `text[span]`: what it may mean, in which unit (empty where none is told), how exactly.

    `high` is the upper end of a range. A percentage is told in percent, so that 44.8 % is 44.8.
    """

    text: str
    span: Span
    readings: Sequence[Reading]
    unit: str = ""
    bound: Bound = ""
    high: Sequence[Reading] = ()
    is_signed: bool = False


def quantities(text: str, taken: Sequence[Span] = (), *, of_source: bool = False) -> list[Quantity]:
    """Return the figures of a text in their order; what lies in the spans taken (dates, quotations) is passed over.

    Of a source every number in words counts, and none has a bound; of a sentence only those that count something.
    """
    words = words_in(text)
    shares = [] if _PARTS.isdisjoint(words) else list(_shares(text))
    told = [] if NUMBER_WORDS.isdisjoint(words) else list(_in_words(text, of_source))
    told = [one for one in told if not overlaps(one.span, [share.span for share in shares])]
    found = [*_in_digits(text, taken, of_source), *told, *shares]
    found += [] if _TIMES.isdisjoint(words) else _multiples(text)
    found += [] if _NO.isdisjoint(words) else _none(text)
    kept: list[Quantity] = []
    for one in sorted(found, key=lambda quantity: (quantity.span[0], -quantity.span[1])):
        if not overlaps(one.span, taken) and not (kept and one.span[0] < kept[-1].span[1]):
            kept.append(one)
    return list(_joined(text, kept))


def _in_digits(text: str, taken: Sequence[Span], of_source: bool) -> Iterator[Quantity]:
    for match in _numbers(text):
        if overlaps((match.start(), match.end("digits")), taken):
            continue
        sign, magnitude = (match["sign"] or match["outer"] or "").strip(), match["magnitude"] or ""
        unit, end = _unit(text, match.end())
        if match["before"]:
            unit, end = unit_named(match["before"]), match.end()
        elif magnitude.casefold() in _METRES and not is_money(unit):
            magnitude, (unit, end) = "", _unit(text, match.end("digits"))
        is_part_of_word = end in (match.end("digits"), match.end()) and text[end : end + 1].isalpha()
        if match["ordinal"] or is_part_of_word:
            continue
        said = readings(match["digits"], magnitude)
        if sign in ("-", "−"):
            said = [Reading(-one.value, one.step) for one in said]
        start = match.start()
        bound: Bound = "" if of_source else _bound(text, start)
        yield Quantity(text[start:end].strip(), (start, end), said, unit, bound, is_signed=sign != "")


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Give every number in digits; only from shortly before a digit is looked for one, which spares most of a text."""
    end = 0
    while digit := _DIGIT.search(text, end):
        match = _NUMBER.search(text, max(end, digit.start() - _LONGEST_SIGN))
        if match is None:
            return
        yield match
        end = match.end()


def _in_words(text: str, of_source: bool) -> Iterator[Quantity]:
    """Numbers in words count where they count something: `two weeks`, not `the two of them`."""
    for match in _WORD.finditer(text):
        unit, end = _unit(text, match.end())
        is_bare = match["words"].casefold() in ("one", "un", "an", "a", "second")
        is_figure = of_source or unit or (match["magnitude"] and not is_bare) or _FROM.search(text[: match.start()])
        if not is_figure:
            continue
        said = readings(match["words"], match["magnitude"] or "")
        yield Quantity(match.group().strip(), (match.start(), end), said, unit, _bound(text, match.start()))


def _shares(text: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(text):
        value, reach = FRACTIONS[match.group().casefold()]
        said = [Reading(100 * value, 200 * reach)]
        yield Quantity(match.group(), match.span(), said, PERCENT, _bound(text, match.start()))


def _multiples(text: str) -> Iterator[Quantity]:
    for match in _TWICE.finditer(text):
        value = Decimal(2) if match["two"] else Decimal(3) if match["three"] else Decimal("0.5")
        yield Quantity(match.group(), match.span(), [Reading(value, value / 5)], "ratio")


def _none(text: str) -> Iterator[Quantity]:
    """Give what is said not to be there: `no open tickets`."""
    for match in _NONE.finditer(text):
        unit, end = _unit(text, match.end())
        if unit:
            yield Quantity(match.group(), (match.start(), end), [Reading(Decimal(0), Decimal(0))], unit)


def _unit(text: str, end: int) -> tuple[str, int]:
    """Return the unit that follows a number, over adjectives too: of `12 open tickets` it is `ticket`."""
    match = _AFTER.match(text, end)
    if match is not None and (named := unit_named(match["unit"])):
        return named, match.end()
    noun = _NOUN_AFTER.match(text, end)
    while noun is not None and noun[2].casefold() in _ADJECTIVES:
        following = _NOUN_AFTER.match(text, noun.end())
        if following is None:
            return "", end
        if following[2].casefold() in THINGS or following[2].casefold().removesuffix("s") in DURATIONS:
            return unit_named(following[2]), end
        noun = following
    return "", end


def _bound(text: str, start: int) -> Bound:
    match = _QUALIFIED.search(text[max(0, start - 24) : start])
    if match is None:
        return ""
    kinds: dict[str, Bound] = {"atleast": "at least", "atmost": "at most"}
    name = match.lastgroup or ""
    return kinds.get(name, name)  # type: ignore[arg-type]


def _joined(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Join the ends of ranges: `3 to 5 days`, `between 40 and 45 %`; `from 401 to 460` is two figures."""
    index = 0
    while index < len(found):
        one = found[index]
        after = found[index + 1] if index + 1 < len(found) else None
        if after is not None and _is_range(text, one, after):
            unit = one.unit or after.unit
            span = (one.span[0], after.span[1])
            yield replace(one, text=text[span[0] : span[1]], span=span, unit=unit, high=after.readings)
            index += 2
            continue
        yield one
        index += 1


def _is_range(text: str, one: Quantity, after: Quantity) -> bool:
    between = text[one.span[1] : after.span[0]]
    if not _RANGE.fullmatch(between) or (one.unit and after.unit and one.unit != after.unit):
        return False
    before = text[: one.span[0]]
    if between.strip() == "and":
        return bool(_BETWEEN.search(before))
    return not _FROM.search(before) and one.readings[0].value < after.readings[0].value
