"""Days on which people work, counted from or back from a day: Monday to Friday; public holidays are not known."""

from datetime import date, timedelta

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.documents.overall import Overall
from copilot.evidence import Fact
from copilot.snapshot import days_before

_FRIDAY = 4


def after(day: date, count: int) -> date:
    """Return the day so many working days later: two after a Friday is a Tuesday."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() <= _FRIDAY
    return day


def on_or_before(day: date) -> date:
    """Return the day itself, or the Friday before it where it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _FRIDAY))


def due_in(d: Dossier | Overall, count: int) -> Fact:
    """Return the day so many working days after the as-of date, as a fact."""
    words = "1 working day" if count == 1 else f"{count} working days"
    return _dated(d, after(d.as_of, count), f"{words} after {show_date(d.as_of)}")


def back_from(d: Dossier, goal: date, days: int, what: str) -> Fact:
    """Return the last working day that lies so many calendar days before a goal, as a fact."""
    day = on_or_before(days_before(goal, days))
    return _dated(d, day, f"{days} days before {what} on {show_date(goal)}, on a working day")


def _dated(d: Dossier | Overall, day: date, formula: str) -> Fact:
    return d.make("plan_date", "Date in the plan", day, unit="date", formula=formula)
