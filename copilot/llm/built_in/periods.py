"""Dates and periods in a question, by rule: `next 90 days`, `this quarter`, `since 1 June`, `in March`, `in 2023`."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_GERMAN = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
_NUMBERS = {word: number for words in (_ENGLISH, _GERMAN) for number, word in enumerate(words, start=1)}
_COUNT = r"(\d{1,4}|" + "|".join(_NUMBERS) + ")"
_UNITS = {"tag": "day", "woche": "week", "monat": "month", "quartal": "quarter", "jahr": "year"}
_UNIT = r"(day|week|month|quarter|year|tag|woche|monat|quartal|jahr)(?:s|en|n|e)?\b"
_MONTHS = {name.lower(): index for index, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): index for index, name in enumerate(calendar.month_abbr) if name}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"

_AHEAD = re.compile(
    rf"\b(?:next|coming|(?:within|inside)(?: the next)?|in(?: the next)?|nächsten|kommenden)\s+{_COUNT}\s+{_UNIT}",
    re.I,
)
_BACK = re.compile(
    rf"\b(?:last|past|previous|in|for|over|letzten|vergangenen)\s+(?:the\s+(?:last|past)\s+)?{_COUNT}\s+{_UNIT}", re.I
)
_AGO = re.compile(
    rf"\b(?P<count>an?|{_COUNT})\s+(?P<unit>{_UNIT[:-2]})\s+ago\b"
    rf"|\bvor\s+(?P<zahl>eine[mr]|{_COUNT})\s+(?P<einheit>{_UNIT[:-2]})\b"
    r"|\bil y a\s+(?P<nombre>une?|\d{1,3}|deux|trois|six)\s+(?P<temps>jour|semaine|mois|trimestre|an)s?\b",
    re.I,
)
_TEMPS = {"jour": "day", "semaine": "week", "mois": "month", "trimestre": "quarter", "an": "year"}
_ON_A_DAY = re.compile(r"\b(?:on|as of|as at|am|zum|le|au|at)\s+(?:the\s+)?$", re.I)
_NOW = re.compile(r"\b(?:today|now|right now|at the moment|currently|heute|jetzt|aujourd['’]hui|maintenant)\b", re.I)
_NAMED = re.compile(r"\b(this|next|last|current|coming|previous)\s+(week|month|quarter|year)\b", re.I)
_END_OF = re.compile(r"\bend of (?:the |(this|next) )?(week|month|quarter|year)\b|\b(year)[- ]end\b", re.I)
_ISO = re.compile(r"\b((?:19|20)\d{2})-(0[1-9]|1[0-2])-(\d{2})\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(\d{{4}}))?", re.I)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?", re.I)
_MONTH_YEAR = re.compile(rf"\b(?:in|since|until|by|before|after|during|of)\s+{_MONTH}(?:\s+(\d{{4}}))?", re.I)
_QUARTER = re.compile(
    r"\b(?:Q([1-4])|(first|second|third|fourth|1st|2nd|3rd|4th) quarter)\b"
    r"(?:[\s/]+(?:of\s+)?(?:(\d{4})\b|(this|next|last) year))?",
    re.I,
)
_ORDINALS = ("first", "second", "third", "fourth")
_YEAR = re.compile(r"\b(?:in|during|for|of)\s+((?:19|20)\d{2})\b", re.I)
_SINCE = re.compile(r"\b(?:since|after|from)\s*$", re.I)
_LIES_BACK = re.compile(
    r"\b(?:was|were|did|had|last|previous|past|since|ago|back|used to)\b"
    r"|\b(?:war(?:en)?|hatten?|letzte\w*|seit|était|avait|dernière?s?)\b|\b(?:19|20)\d{2}\b",
    re.I,
)
_NAMES_MONTH = re.compile(rf"\b{_MONTH}", re.I)
_UNTIL = re.compile(
    r"\b(?:until|till|by|(before)|up to)\s+(?:the\s+)?(?:(?:(end)|(start|beginning))\s+of\s+)?(?:the\s+)?$", re.I
)

_COMES = re.compile(r"\b(?:renew\w*|ends?|ending|expires?|due|verläng\w*|läuft|will)\b", re.I)
_COUNTED = re.compile(rf"\b{_COUNT}\s+{_UNIT}", re.I)
_LEADS_TO = r"\b(?:on|in|for|to|as|of|at|since|until|by|the|during|over|and|am|im|zum|seit|le|au|en|depuis|last|past)\b"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; None is open."""

    start: date | None
    end: date | None


def count_of(word: str) -> int:
    """Return the number that digits or a word up to twelve say; any other word (`a`, `several`) is one."""
    return int(word) if word.isdecimal() else _NUMBERS.get(word.lower(), 1)


def unit_of(word: str) -> str:
    """Return the unit that a word means: `day` for `Tag`."""
    return _UNITS.get(word.lower(), word.lower())


def read_ahead(text: str, as_of: date) -> Period | None:
    """Return the period ahead that a question names, from the as-of date on."""
    if match := _AHEAD.search(text):
        return Period(as_of, _shift(as_of, count_of(match[1]), unit_of(match[2])))
    return read_period(text, as_of, forward=True)


def read_back(text: str, as_of: date) -> Period | None:
    """Return the period behind that a question names, up to the as-of date."""
    if match := _BACK.search(text):
        return Period(_shift(as_of, -count_of(match[1]), unit_of(match[2])), as_of)
    return read_period(text, as_of, forward=False)


def read_past(text: str, as_of: date) -> Period | None:
    """Return the period behind of which a question asks for figures.

    A month without a year is behind only where the question is about the past: `what ends in December?` is not. A day
    that a figure is asked of is.
    """
    if match := _AGO.search(text):
        day = _ago(match, as_of)
        return Period(day, day)
    is_day = (match := _DAY_MONTH.search(text) or _MONTH_DAY.search(text)) and _ON_A_DAY.search(text[: match.start()])
    if is_day and not _COMES.search(text):
        return read_period(text, as_of, forward=False)
    if _NAMES_MONTH.search(text) and not _LIES_BACK.search(text):
        return None
    return read_period(text, as_of, forward=False)


def _ago(match: re.Match[str], as_of: date) -> date:
    """Return the day that lies so far back: `a year ago`, `vor drei Monaten`, `il y a un an`."""
    found = {name: text for name, text in match.groupdict().items() if text}
    if "temps" in found:
        count, unit = {"deux": 2, "trois": 3, "six": 6}.get(found["nombre"], 0), _TEMPS[found["temps"].lower()]
        return _shift(as_of, -(count or count_of(found["nombre"])), unit)
    unit = next(found[name] for name in ("unit", "einheit") if name in found)
    stem = next(one for one in (*_UNITS, *_UNITS.values()) if unit.lower().startswith(one))
    return _shift(as_of, -count_of(next(found[name] for name in ("count", "zahl") if name in found)), unit_of(stem))


def without_period(text: str) -> str:
    """Return a text without the days and periods that it names, and the words that led to them."""
    for pattern in _PERIODS:
        text = re.sub(rf"(?:{_LEADS_TO}\s+)*(?:{pattern.pattern})", " ", text, flags=re.I)
    return " ".join(text.split())


def asks_of_today_too(text: str, as_of: date) -> bool:
    """Tell whether a question asks of a day behind and of today as well: `now and on 26 February`."""
    period = read_past(text, as_of)
    return bool(_NOW.search(text) and period and period.end and period.end < as_of)


def with_count(text: str, other: str) -> str:
    """Return a text with the count of days of another in the place of its own; empty where either has none."""
    count, own = _COUNTED.search(other), _COUNTED.search(text)
    return text[: own.start()] + count.group() + text[own.end() :] if count and own else ""


def names_a_month(text: str) -> bool:
    """Tell whether a text names a month."""
    return bool(_NAMES_MONTH.search(text))


def count_in_words(count: int) -> str:
    """Write a small number as a word: `no`, `three`; larger ones in digits."""
    return "no" if count == 0 else _ENGLISH[count - 1] if count <= len(_ENGLISH) else str(count)


def read_period(text: str, as_of: date, *, forward: bool) -> Period | None:
    """Return a named period or one that a date opens or closes; `forward` settles a month without a year."""
    if match := _END_OF.search(text):
        period = _named((match[1] or "this").lower(), (match[2] or match[3]).lower(), as_of)
        return Period(as_of, period.end) if forward else period
    if (match := _NAMED.search(text)) and not _QUARTER.search(text):
        return _named(match[1].lower(), match[2].lower(), as_of)
    found = _date(text, as_of, forward)
    if found is None:
        return None
    period, start = found
    if _SINCE.search(text[:start]):
        since = period.start or as_of
        return Period(since, None) if forward else Period(min(since, as_of), as_of)
    if match := _UNTIL.search(text[:start]):
        end = _last_day(period, is_before=bool(match[1]), is_end=bool(match[2]), is_start=bool(match[3]))
        return Period(min(as_of, end or as_of) if forward else None, end)
    return period


def _last_day(period: Period, *, is_before: bool, is_end: bool, is_start: bool) -> date | None:
    """Return the last day of `before 1 February` (31 January), `until March` and `before the end of March` (31)."""
    if period.start is None or period.end is None or is_end:
        return period.end
    if is_before:
        return period.start - timedelta(days=1) if period.start > date.min else period.start
    return period.start if is_start else period.end


def _date(text: str, as_of: date, forward: bool) -> tuple[Period, int] | None:
    """Find a date, month, quarter or year with its place; the exact ones first."""
    if match := _ISO.search(text):
        return _one(int(match[1]), int(match[2]), int(match[3])), match.start()
    if match := _DAY_MONTH.search(text) or _MONTH_DAY.search(text):
        month_first = not match[1].isdigit()
        month = _MONTHS[match[1 if month_first else 2].lower()]
        day = int(match[2 if month_first else 1])
        return _one(_year(match[3], month, as_of, forward), month, day), match.start()
    if match := _MONTH_YEAR.search(text):
        month = _MONTHS[match[1].lower()]
        return _months(_year(match[2], month, as_of, forward), month, 1), match.start(1)
    if match := _QUARTER.search(text):
        return _quarter(match, as_of, forward), match.start()
    if match := _YEAR.search(text):
        return _months(int(match[1]), 1, 12), match.start(1)
    return None


def _quarter(match: re.Match[str], as_of: date, forward: bool) -> Period:
    """Return the quarter that is meant; without a year, the next one ahead, or this year's behind."""
    words = (match[2] or "").lower()
    number = int(match[1] or words[0]) if match[1] or words[:1].isdigit() else _ORDINALS.index(words) + 1
    if match[3]:
        year = int(match[3])
    elif match[4]:
        year = as_of.year + {"this": 0, "next": 1, "last": -1}[match[4].lower()]
    else:
        year = as_of.year + (forward and 3 * number < as_of.month)
    return _months(year, 3 * number - 2, 3)


def _one(year: int, month: int, day: int) -> Period:
    last = calendar.monthrange(_in_calendar(year), month)[1]
    moment = date(_in_calendar(year), month, min(max(day, 1), last))
    return Period(moment, moment)


def _year(given: str | None, month: int, as_of: date, forward: bool) -> int:
    """Return the year that is meant: the next such month ahead, or the last one behind."""
    if given:
        return int(given)
    if forward:
        return as_of.year + (month < as_of.month)
    return as_of.year - (month > as_of.month)


def _months(year: int, first: int, count: int) -> Period:
    last, year = first + count - 1, _in_calendar(year)
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _named(which: str, unit: str, as_of: date) -> Period:
    step = {"this": 0, "current": 0, "next": 1, "coming": 1, "last": -1, "previous": -1}[which]
    if unit == "week":
        monday = _days_on(as_of, 7 * step - as_of.weekday())
        return Period(monday, _days_on(monday, 6))
    if unit == "year":
        return _months(as_of.year + step, 1, 12)
    size = 3 if unit == "quarter" else 1
    index = (as_of.year * 12 + as_of.month - 1) // size + step
    return _months(index * size // 12, index * size % 12 + 1, size)


def _shift(day: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return _days_on(day, count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(months, 12)
    if year != _in_calendar(year):
        return date.max if count > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _days_on(day: date, count: int) -> date:
    return date.fromordinal(min(max(1, day.toordinal() + count), date.max.toordinal()))


def _in_calendar(year: int) -> int:
    """Return the nearest year that a date can have."""
    return min(max(year, date.min.year), date.max.year)


_PERIODS = (
    _AGO,
    _AHEAD,
    _BACK,
    _END_OF,
    _ISO,
    _DAY_MONTH,
    _MONTH_DAY,
    _MONTH_YEAR,
    _QUARTER,
    _NAMED,
    _YEAR,
    _NOW,
    _COUNTED,
)
