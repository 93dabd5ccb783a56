"""The days over which feedback is looked at, and as many before them."""

from dataclasses import dataclass
from datetime import date

from copilot.display import show_date
from copilot.errors import InvalidInput
from copilot.snapshot import days_before, window

USUAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `since` to `until`, both of them included; InvalidInput where they are the wrong way round."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise InvalidInput(f"The period from {self.since} to {self.until} has no days.", "Name a start before it.")

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until

    def __str__(self) -> str:
        return f"from {show_date(self.since)} to {show_date(self.until)}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Period | None":
        """The period of the same length that ends the day before it; None where the calendar has no day before it."""
        if self.since == date.min:
            return None
        until = days_before(self.since, 1)
        return Period(days_before(until, self.days - 1), until)


def period_to(as_of: date, days: int = USUAL_DAYS) -> Period:
    """Return the period of so many days to the as-of date."""
    return Period(*window(as_of, days))
