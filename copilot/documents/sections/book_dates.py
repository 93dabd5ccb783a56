"""Dates in the plan of a document about all accounts."""

from copilot.display import show_date
from copilot.documents.overall import Overall
from copilot.documents.sections.working_days import after
from copilot.evidence import Fact


def due_in(d: Overall, count: int) -> Fact:
    """Return the day so many working days after the as-of date, as a fact."""
    words = "1 working day" if count == 1 else f"{count} working days"
    formula = f"{words} after {show_date(d.as_of)}"
    return d.make("plan_date", "Date in the plan", after(d.as_of, count), unit="date", formula=formula)
