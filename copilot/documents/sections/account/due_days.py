"""The day by which something is promised, as its words name it in English, German or French."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date

from copilot.grounding.dates import DateMention, dates

_FARTHEST = 300
"""Days ahead; a day without a year that would be later than this is one that has gone."""
_WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
)
_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(names.split(), 1)
}
_BY = (
    r"(?:by|before|no later than|bis(?: spätestens)?(?: zum)?|vor(?: dem)?|spätestens(?: am)?|d['’]ici(?: au| à| le)?"
    r"|avant(?: le)?|pour le|au plus tard(?: le)?)"
)
_BEFORE_DAY = re.compile(rf"\b{_BY}\s+(?:the\s+)?$", re.I)
_LASTS = re.compile(r"\b(?:until|till|jusqu['’](?:au|à))\b[^.;:]{0,25}$", re.I)
"""What is to last until a day, and is not due on it."""
_OF_THE_WEEK = re.compile(r"\b(?:week of|week from|woche (?:ab|vom)(?: dem)?|semaine du)\s+$", re.I)
_NOT_UNTIL = re.compile(r"^[^.;,:]{0,25}\b(?:nicht|nichts|kein\w*)\b", re.I)
_BY_WEEKDAY = re.compile(rf"\b{_BY} (?:(?:this|kommenden|diesen|ce) )?({'|'.join(_WEEKDAYS)})\b(?! week\b)", re.I)
_THAT_DAY = re.compile(
    r"\b(?:tonight|this (?:morning|afternoon|evening)|heute|ce (?:soir|matin)|cet après-midi|aujourd['’]hui)\b", re.I
)
_NEXT_DAY = re.compile(r"\bbis morgen\b|\bmorgen (?:früh|vormittag|nachmittag|abend)\b|\bdemain\b", re.I)
_THAT_WEEK = re.compile(
    r"\b(?:(?:in )?diese[rn]? woche|cette semaine|end of (?:the|this) week|ende der woche|fin de (?:la )?semaine)\b",
    re.I,
)
_END_OF_MONTH = re.compile(
    r"\b(?:(?:by|before) month[- ]end|end of (?:the|this) month|bis (?:zum )?monatsende|ende (?:des|dieses) monats"
    r"|fin du mois)\b",
    re.I,
)
_END_OF = re.compile(rf"\b(?:end of|ende|fin)\s+({'|'.join(_MONTHS)})\b", re.I)
_SMALL_MONTH = re.compile(rf"(\d(?:er|\.)?\s)({'|'.join(one for one in _MONTHS if one not in ('may', 'march'))})\b")
"""A month in small letters behind the day, as the French write it and people in a hurry."""
_SHORT = re.compile(
    r"\b(?:bis(?: spätestens)?(?: zum)?|spätestens(?: am)?|am|zum)\s+(\d{1,2})\.\s?(\d{1,2})\.(?!\d)"
    r"|\b(?:d['’]ici (?:au|le)|avant le|pour le|au plus tard le|le)\s+(\d{1,2})[/.](\d{1,2})(?![\d/.])",
    re.I,
)
"""`bis 30.11.`, `avant le 30/11`: no American writes these."""


def due_day(text: str, said_on: date) -> date | None:
    """Return the day by which something is promised, where its words name one beyond doubt.

    A weekday behind `by`, `bis` or `avant` is the next one after the day of the note; a period is due on its last day.
    """
    plain = with_large_months(text)
    mentions = [one for one in dates(plain, said_on) if not _is_lasting(plain, one)]
    found = [(day, one) for one in mentions if (day := _meant(plain, one, said_on)) is not None]
    by = [day for day, one in found if _BEFORE_DAY.search(plain[: one.span[0]])]
    days = by or [day for day, _ in found] or list(_in_other_words(plain, said_on))
    return max((day for day in days if 0 <= (day - said_on).days <= _FARTHEST), default=None)


def days_named(text: str, said_on: date) -> list[date]:
    """Return the days that a text names by their date, each once; of one without a year the next after it was said.

    A period names no day: `this year`, `in June`.
    """
    plain = with_large_months(text)
    named = [one for one in dates(plain, said_on) if one.is_day or (one.day and one.month)]
    return sorted({day for one in named if (day := _meant(plain, one, said_on)) is not None})


def with_large_months(text: str) -> str:
    """Write months large as the dates of the checker want them: `le 30 novembre` is `le 30 Novembre`."""
    return _SMALL_MONTH.sub(lambda match: f"{match[1]}{match[2].capitalize()}", text)


def _is_lasting(text: str, mention: DateMention) -> bool:
    """Tell whether something lasts until a day: `keeps it until 22 September`, `rührt es bis 7. Dezember nicht an`."""
    before, behind = text[: mention.span[0]], text[mention.span[1] :]
    return bool(_LASTS.search(before) or (_BEFORE_DAY.search(before) and _NOT_UNTIL.match(behind)))


def _meant(text: str, mention: DateMention, said_on: date) -> date | None:
    """Return the last day that is meant: of one without a year the next."""
    day = mention.last if mention.last is not None else _next(mention.month, mention.day, said_on)
    if day is not None and _OF_THE_WEEK.search(text[: mention.span[0]]):
        return _on(day, 6)
    return day


def _next(month: int, day: int, said_on: date) -> date | None:
    for year in (said_on.year, said_on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= said_on:
            return found
    return None


def _in_other_words(text: str, said_on: date) -> Iterator[date]:
    """Yield the days that are named without a date: `bis Freitag`, `ce soir`, `by the end of the month`."""
    for match in _SHORT.finditer(text):
        day, month = (int(one) for one in match.groups() if one)
        yield from filter(None, [_next(month, day, said_on)])
    for match in _BY_WEEKDAY.finditer(text):
        ahead = (_WEEKDAYS.index(match[1].casefold()) - said_on.weekday()) % 7
        yield _on(said_on, ahead or 7)
    for match in _END_OF.finditer(text):
        yield from filter(None, [_end_of(_MONTHS[match[1].casefold()], said_on)])
    for pattern, day_of in _RELATIVE:
        if pattern.search(text):
            yield day_of(said_on)


def _on(day: date, days: int) -> date:
    return date.fromordinal(min(date.max.toordinal(), day.toordinal() + days))


def _end_of(month: int, said_on: date) -> date | None:
    year = said_on.year + (month < said_on.month)
    return _next(month, calendar.monthrange(year, month)[1], said_on)


def _last_of_month(said_on: date) -> date:
    return said_on.replace(day=calendar.monthrange(said_on.year, said_on.month)[1])


_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[date], date]], ...] = (
    (_THAT_DAY, lambda day: day),
    (_NEXT_DAY, lambda day: _on(day, 1)),
    (_THAT_WEEK, lambda day: _on(day, 6 - day.weekday())),
    (_END_OF_MONTH, _last_of_month),
)
