"""Days on which people work, counted from or back from a day: Monday to Friday, without the two widest holidays.

The book names regions and no countries, so no other public holiday is known; a plan says which days it left out.
"""

from datetime import date, timedelta

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.documents.overall import Overall
from copilot.documents.writing import join
from copilot.evidence import Fact
from copilot.snapshot import days_before

_FRIDAY = 4
_HOLIDAYS = ((1, 1), (12, 25))
"""Month and day of New Year's Day and Christmas Day, which are holidays nearly everywhere."""
_MOST = 4
_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Tell whether people work on a day, as far as is known."""
    return day.weekday() <= _FRIDAY and (day.month, day.day) not in _HOLIDAYS


def after(day: date, count: int) -> date:
    """Return the day so many working days later: two after a Friday is a Tuesday."""
    while count and day < date.max:
        day += _DAY
        count -= is_working_day(day)
    return day


def before(day: date, count: int) -> date:
    """Return the day so many working days earlier: two before a Monday is a Thursday."""
    day = day if count else on_or_before(day)
    while count and day > date.min:
        day -= _DAY
        count -= is_working_day(day)
    return day


def on_or_before(day: date) -> date:
    """Return the day itself, or the last working day before it where nobody works on it."""
    while not is_working_day(day) and day > date.min:
        day -= _DAY
    return day


def due_in(d: Dossier | Overall, count: int) -> Fact:
    """Return the day so many working days after the as-of date, as a fact."""
    words = "1 working day" if count == 1 else f"{count} working days"
    return _dated(d, after(d.as_of, count), f"{words} after {show_date(d.as_of)}")


def back_from(d: Dossier, goal: date, days: int, what: str) -> Fact:
    """Return the last working day that lies so many calendar days before a goal, as a fact."""
    day = on_or_before(days_before(goal, days))
    return _dated(d, day, f"{days} days before {what} on {show_date(goal)}, on a working day")


def left_out(d: Dossier, first: date, last: date) -> str:
    """Say which holidays between two days are not counted as working days; nothing where there is none."""
    found = _holidays(first, last)
    if not found:
        return ""
    fact = d.make(
        "plan_date.holidays",
        "Not counted as working days",
        len(found),
        display=join([show_date(one) for one in found]),
        formula="New Year's Day and Christmas Day; the book names no country, so other holidays are not known",
    )
    ask = "other public holidays are not known here" if d.is_internal else "please tell us which other days you keep"
    return f"Not counted as working days: {d.put(fact)}; {ask}."


def _holidays(first: date, last: date) -> list[date]:
    """Return the first few holidays of a period that would be working days otherwise."""
    years = range(first.year, min(last.year, first.year + _MOST) + 1)
    days = sorted(date(year, month, day) for year in years for month, day in _HOLIDAYS)
    return [one for one in days if first <= one <= last and one.weekday() <= _FRIDAY][:_MOST]


def _dated(d: Dossier | Overall, day: date, formula: str) -> Fact:
    return d.make("plan_date", "Date in the plan", day, unit="date", formula=formula)
