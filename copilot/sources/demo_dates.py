"""Relative dates of the demo book: `-12d` becomes a date, `{{-12d}}` in a text what people write for it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

_STEP = re.compile(r"([+-]\d+)([dy])")
_WHEN = re.compile(r"=?(?:[+-]\d+[dy] ?)+")
_MOMENT = re.compile(rf"({_WHEN.pattern})(\d\d:\d\d)?")
_PLACE = re.compile(r"\{\{(mau )?([^{}|]+)(?:\|(\w+))?\}\}")
_HEADER_DATE = re.compile(r"^date: (.+)$", re.MULTILINE)

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _month(day: date, language: str) -> str:
    """Return the month's name; strftime would give it in the language of the machine."""
    return _MONTHS[language].split()[day.month - 1]


_STYLES: Mapping[str, Callable[[date], str]] = {
    "plain": lambda day: f"{day.day} {_month(day, 'en')}",
    "long": lambda day: f"{day.day} {_month(day, 'en')} {day.year}",
    "us": lambda day: f"{_month(day, 'en')[:3]} {day.day}",
    "de": lambda day: f"{day.day}. {_month(day, 'de')}",
    "fr": lambda day: f"{'1er' if day.day == 1 else day.day} {_month(day, 'fr')}",
    "month": lambda day: _month(day, "en"),
    "weekday": lambda day: _WEEKDAYS[day.weekday()],
    "quarter": lambda day: f"Q{(day.month + 2) // 3}",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns relative dates into dates, seen from `as_of`.

    `-12d` is twelve days before, moved back to Friday where that is a weekend, as people meet on working
    days; `=+58d -1y` is exactly that day, for contracts and counts; `-6d 09:14` is a moment.
    """

    as_of: date

    def day(self, when: str) -> date:
        """Return the date; anything but a relative date is a ValueError."""
        if not _WHEN.fullmatch(when):
            raise ValueError(f"not a relative date: {when!r}")
        day = self.as_of
        for amount, unit in _STEP.findall(when):
            day += relativedelta(years=int(amount)) if unit == "y" else timedelta(days=int(amount))
        past_friday = 0 if when.startswith("=") else max(0, day.weekday() - 4)
        return day - timedelta(days=past_friday)

    def cell(self, value: object, users: Mapping[date, int]) -> object:
        """Return a table's cell with its relative date or the places in its text filled in."""
        if not isinstance(value, str):
            return value
        moment = _MOMENT.fullmatch(value)
        if not moment:
            return self.fill(value, users)
        day = self.day(moment[1]).isoformat()
        return f"{day}T{moment[2]}:00" if moment[2] else day

    def fill(self, text: str, users: Mapping[date, int]) -> str:
        """Fill in `{{-12d}}`, `{{-12d|us}}` (a style) and `{{mau -12d}}`, the monthly users of that day."""

        def place(match: re.Match[str]) -> str:
            day = self.day(match[2])
            return str(users[day]) if match[1] else _STYLES[match[3] or "plain"](day)

        return _PLACE.sub(place, text)

    def note(self, text: str, users: Mapping[date, int]) -> str:
        """Fill in a note or its header: the places, and the relative date of its `date:` line."""
        dated = _HEADER_DATE.sub(lambda match: f"date: {self.day(match[1])}", text, count=1)
        return self.fill(dated, users)
