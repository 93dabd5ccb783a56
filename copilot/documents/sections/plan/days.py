"""The days of a plan as facts: counted back from a goal in working days, or on from the day on which it began."""

from datetime import date

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.working_days import after, before, on_or_before
from copilot.evidence import Fact
from copilot.snapshot import days_before


def later(day: date, count: int) -> date:
    """Return the day so many calendar days later; the calendar ends with the year 9999."""
    return date.fromordinal(min(date.max.toordinal(), day.toordinal() + count))


def planned(d: Dossier, day: date, formula: str) -> Fact:
    """Return a day of the plan as a fact; `formula` says how it was reckoned, and what it is for."""
    return d.make("plan_date", "Date in the plan", day, unit="date", formula=formula)


def ahead_of(d: Dossier, goal: date, count: int, what: str) -> Fact:
    """Return the day so many working days ahead of a goal; the last working day up to it for none."""
    return planned(d, before(goal, count), f"{_counted(count)} before {what} on {show_date(goal)}")


def within(d: Dossier, count: int, why: str = "") -> Fact:
    """Return the day so many working days after the as-of date."""
    reason = f"; {why}" if why else ""
    return planned(d, after(d.as_of, count), f"{_counted(count)} after {show_date(d.as_of)}{reason}")


def day_number(d: Dossier, start: date, number: int, why: str) -> Fact:
    """Return day 14 after a start, on a working day; before the start it is counted back (day -5)."""
    day = later(start, number) if number >= 0 else days_before(start, -number)
    formula = f"day {number} from the start on {show_date(start)}, on a working day; {why}"
    return planned(d, on_or_before(day), formula)


def _counted(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"
