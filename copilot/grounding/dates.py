"""Days and periods that a text names, in several languages and relative to the as-of date."""

import calendar
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from dateutil.relativedelta import relativedelta

from copilot.grounding.spans import Span, overlaps
from copilot.grounding.words import words_in

_ENGLISH = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_GERMAN = (
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)
_FRENCH = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_MONTHS = {
    **{name: number for number, name in enumerate(_FRENCH, 1)},
    **{name: number for number, name in enumerate(_GERMAN, 1)},
    **{"okt": 10, "dez": 12, "mrz": 3},
    **_SHORT,
    **_ENGLISH,
}
_INITIALS = "".join(sorted({name[0] for name in _MONTHS}))
_MONTH = rf"(?=[{_INITIALS}])(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
"""The look at the first letter spares trying forty names at every word."""
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"

_DIGIT = re.compile(r"\d")
_ISO = re.compile(rf"(?<![\w-])({_YEAR})-(0[1-9]|1[0-2])(?:-({_DAY}))?(?![\w-])")
_NUMERIC = re.compile(rf"(?<![\w.])({_DAY})\.(1[0-2]|0?[1-9])\.({_YEAR})(?!\w)")
_SLASHED = re.compile(rf"(?<![\w/.])(\d{{1,2}})/(\d{{1,2}})/({_YEAR})(?![\w/])")
_DAY_MONTH = re.compile(
    rf"(?<![\w.,])({_DAY})(?:st|nd|rd|th|\.|er)?\s+(?:of\s+)?({_MONTH})\b\.?(?:,?\s+({_YEAR}))?", re.I
)
_MONTH_DAY = re.compile(rf"({_MONTH})\.?\s+({_DAY})(?:st|nd|rd|th)?(?![\w%])(?!\s?%)(?:,?\s+({_YEAR}))?", re.I)
_MONTH_YEAR = re.compile(rf"({_MONTH})\.?,?\s+({_YEAR})\b", re.I)
_QUARTER = re.compile(
    rf"\b(?:Q([1-4])(?:[\s/-]+(?:of\s+)?({_YEAR}))?|({_YEAR})-Q([1-4])"
    rf"|(first|second|third|fourth) quarter(?:\s+of\s+({_YEAR}))?)\b",
    re.I,
)
_ORDINALS = ("first", "second", "third", "fourth")
_RELATED = frozenset(("week", "month", "quarter", "year", "today", "yesterday", "tomorrow"))
_ONLY_YEAR = re.compile(rf"(?<=\s){_YEAR}\b(?!-)")
_LEADS_TO_YEAR = re.compile(r"\b(?:in|since|of|during|until|by|before|after|for|year|seit|im jahr|en|depuis)$", re.I)
_ONLY_DAY = re.compile(rf"\bon the ({_DAY})(?:st|nd|rd|th)\b", re.I)
_ONLY_MONTH = re.compile(rf"({_MONTH})\b(?!\s+\d)", re.I)
_LEADS_TO_MONTH = re.compile(r"\b(?:in|since|until|by|before|after|during|last|of|im|seit|en)$", re.I)
_LEAD = 9
"""Letters that are read for a word which leads to a month or a year, the letter before it among them."""
_RELATIVE = re.compile(
    r"\b(?:(today|yesterday|tomorrow)|(last|previous|this|next|current)\s+(week|month|quarter|year))\b", re.I
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day or a period that a text names, `text[span]`: any day from `first` to `last` is meant.

    `other` is the other reading of `04/05/2026`. Without a year, `month` and `day` say what has to be the same:
    `12 May`, `in June`, `on the 23rd`.
    """

    text: str
    span: Span
    first: date | None = None
    last: date | None = None
    month: int = 0
    day: int = 0
    is_relative: bool = False
    other: date | None = None

    @property
    def is_day(self) -> bool:
        """Tell whether it is one day."""
        return self.first is not None and self.first == self.last

    def fits(self, other: date) -> bool:
        """Tell whether a day may be the one that is meant."""
        if self.first is not None and self.last is not None:
            return self.first <= other <= self.last or other == self.other
        return self.month in (0, other.month) and self.day in (0, other.day)


@lru_cache(maxsize=4096)
def dates(text: str, as_of: date) -> Sequence[DateMention]:
    """Return the days and periods of a text in their order; where two readings overlap, the longer one."""
    kept: list[DateMention] = []
    for one in sorted(_all(text, as_of), key=lambda mention: (mention.span[0] - mention.span[1], mention.span[0])):
        if not overlaps(one.span, [other.span for other in kept]):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.span))


def _all(text: str, as_of: date) -> Iterator[DateMention]:
    words = words_in(text)
    months = _places(text, _MONTHS.keys() & words)
    yield from _with_digits(text, months) if _DIGIT.search(text) else ()
    for match in _QUARTER.finditer(text) if "q" in words or "quarter" in words else ():
        yield _quarter(match, as_of)
    for place in months:
        alone = _ONLY_MONTH.match(text, place) if text[place].isupper() else None
        if alone and _leads(text, place, _LEADS_TO_MONTH):
            yield DateMention(alone[1], alone.span(1), month=_MONTHS[alone[1].casefold()])
    for match in _RELATIVE.finditer(text) if not _RELATED.isdisjoint(words) else ():
        first, last = _relative(match, as_of)
        yield DateMention(match.group(), match.span(), first, last, is_relative=True)


def _places(text: str, names: Set[str]) -> Sequence[int]:
    """Return where the names of months stand, so that only there is looked for what stands around them."""
    return sorted(match.start() for name in names for match in _named(name).finditer(text))


@cache
def _named(month: str) -> re.Pattern[str]:
    return re.compile(rf"\b{month}\b", re.I)


def _leads(text: str, place: int, words: re.Pattern[str]) -> bool:
    """Tell whether one of these words stands before a place."""
    before = text[:place].rstrip()
    return len(before) < place and bool(words.search(before[-_LEAD:]))


def _with_digits(text: str, months: Sequence[int]) -> Iterator[DateMention]:
    for match in _ISO.finditer(text) if "-" in text else ():
        yield from _dated(match, match[1], int(match[2]), match[3])
    for match in _NUMERIC.finditer(text) if text.count(".") > 1 else ():
        yield from _dated(match, match[3], int(match[2]), match[1])
    for match in _SLASHED.finditer(text) if "/" in text else ():
        yield from _slashed(match)
    if months:
        yield from _with_month(text, months)
    for match in _ONLY_YEAR.finditer(text):
        if _leads(text, match.start(), _LEADS_TO_YEAR):
            year = int(match.group())
            yield DateMention(match.group(), match.span(), date(year, 1, 1), date(year, 12, 31))
    for match in _ONLY_DAY.finditer(text):
        yield DateMention(match.group(), match.span(), day=int(match[1]))


def _with_month(text: str, places: Sequence[int]) -> Iterator[DateMention]:
    for match in _DAY_MONTH.finditer(text):
        yield from _dated(match, match[3], _MONTHS[match[2].casefold()], match[1])
    for match in filter(None, (_MONTH_DAY.match(text, place) for place in places)):
        yield from _dated(match, match[3], _MONTHS[match[1].casefold()], match[2])
    for match in filter(None, (_MONTH_YEAR.match(text, place) for place in places)):
        yield from _dated(match, match[2], _MONTHS[match[1].casefold()], None)


def _dated(match: re.Match[str], year: str | None, month: int, day: str | None) -> Iterator[DateMention]:
    """Give the day, or the month where no day is told; a month in small letters without a year (`may`) is a word."""
    try:
        if year is None:
            date(2000, month, int(day or 1))
            name = next((group for group in match.groups() if group and group.casefold() in _MONTHS), "X")
            if name[0].isupper():
                yield DateMention(match.group(), match.span(), month=month, day=int(day or 0))
        elif day is None:
            yield DateMention(match.group(), match.span(), date(int(year), month, 1), _end_of_month(int(year), month))
        else:
            exact = date(int(year), month, int(day))
            yield DateMention(match.group(), match.span(), exact, exact)
    except ValueError:
        return  # 31 February is no day


def _slashed(match: re.Match[str]) -> Iterator[DateMention]:
    """Give the day, which most of the world writes first and Americans second."""
    readings = []
    for day, month in ((match[1], match[2]), (match[2], match[1])):
        try:
            readings.append(date(int(match[3]), int(month), int(day)))
        except ValueError:
            continue
    if readings:
        yield DateMention(match.group(), match.span(), readings[0], readings[0], other=readings[-1])


def _quarter(match: re.Match[str], as_of: date) -> DateMention:
    number = match[1] or match[4] or str(_ORDINALS.index(match[5].casefold()) + 1)
    year = match[2] or match[3] or match[6]
    first_month = 3 * int(number) - 2
    if year is None:
        # Without a year: the one of the as-of date, or the next one where that quarter is over.
        over = date(as_of.year, first_month, 1) + relativedelta(months=3) <= as_of
        year = str(as_of.year + 1 if over and as_of.year < date.max.year else as_of.year)
    return DateMention(
        match.group(), match.span(), date(int(year), first_month, 1), _end_of_month(int(year), first_month + 2)
    )


def _relative(match: re.Match[str], as_of: date) -> tuple[date, date]:
    if match[1]:
        shift = {"today": 0, "yesterday": -1, "tomorrow": 1}[match[1].casefold()]
        day = as_of + timedelta(days=shift)
        return day, day
    steps = {"last": -1, "previous": -1, "next": 1}.get(match[2].casefold(), 0)
    unit = match[3].casefold()
    if unit == "week":
        first = as_of - timedelta(days=as_of.weekday()) + timedelta(weeks=steps)
        return first, first + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    begin = date(as_of.year, (as_of.month - 1) // months * months + 1, 1) + relativedelta(months=steps * months)
    return begin, begin + relativedelta(months=months) - timedelta(days=1)


@cache
def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
