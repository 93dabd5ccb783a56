"""What the metrics read about one account: its records, and its use on the days that matter."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn, overload

from dateutil.relativedelta import relativedelta

from copilot.evidence import RowRef
from copilot.money import Exchange
from copilot.records import (
    Account,
    Colleague,
    Contact,
    Milestone,
    Opportunity,
    Outcome,
    Record,
    Sentiment,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from copilot.standards import Standards, default_standards

USAGE_IS_STALE_AFTER = 60
"""Days; usage older than this says nothing about today (metric definitions, Adoption)."""

USE_WINDOW = 28
"""Days over which daily users are averaged and features count as used."""

USAGE_DAYS = (0, 28, 30, 56, 58, 90, 118)
FEATURE_DAYS = (0, 28, 30, 90)
DAILY_DAYS = (0, 28, 90)
"""Days before the as-of date whose use is read: for changes over 28 and 90 days, and for the health of 30 days ago."""


class Touch(NamedTuple):
    """A note that is not internal: we spoke with the customer that day, and with whom, names in small letters."""

    date: date
    note_id: str
    people: Collection[str] = ()


class FeatureSeen(NamedTuple):
    """A feature that somebody used within the window: the row with the most users, and how many, if that is known."""

    feature: str
    date: date
    active_users: int | None


class FirstUse(NamedTuple):
    """The first day of use on record, of the product or of a feature, and the row that says so."""

    date: date
    row: RowRef


@dataclass(frozen=True, slots=True)
class Reading:
    """An account's use as it was known on a day.

    `usage` is the latest row of the last 60 days; `daily_total` the sum of the daily active users over those of the
    last 28 days that have them, `daily_days`; `features` what was used in those 28 days.
    """

    usage: Usage | None = None
    daily_total: int = 0
    daily_days: Sequence[str] = ()
    features: Sequence[FeatureSeen] = ()

    @property
    def monthly_active_users(self) -> int | None:
        """The monthly active users of the latest row."""
        return None if self.usage is None else self.usage.monthly_active_users

    @property
    def mean_daily_users(self) -> Decimal | None:
        """The mean of the daily active users over the days that have them."""
        return Decimal(self.daily_total) / len(self.daily_days) if self.daily_days else None


NO_USE = Reading()


class Reads(NamedTuple):
    """What of each account is read: kinds of records, and its use on how many days before the as-of date.

    Of a kind in `within` only the rows of so many days are read, with `only_open` only the tickets that are open.
    """

    kinds: Collection[type[Record] | type[Touch] | type[FirstUse]]
    usage: Collection[int]
    features: Collection[int] = ()
    daily: Collection[int] = ()
    within: Mapping[type[Record], int] = MappingProxyType({})
    only_open: bool = False


class Unread(Sequence[Any]):
    """Rows that were not read; whoever looks at them would take what is unknown for nothing, so it is an error."""

    def __len__(self) -> int:
        return _refuse()

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        _refuse()


def _refuse() -> NoReturn:
    raise LookupError("These rows were not read for this snapshot.")


UNREAD = Unread()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One account as it is known on `as_of`; every metric passes over what is dated later.

    `readings` are its use by day, as many days back as the `…_DAYS` above say or as `read_on` names days;
    `known_features` every feature of the book with the day on which it was first used anywhere; `touches` the notes
    that are not internal; `team` is our own people by e-mail address.
    """

    account: Account
    as_of: date
    subscriptions: Sequence[Subscription] = ()
    contacts: Sequence[Contact] = ()
    tickets: Sequence[Ticket] = ()
    surveys: Sequence[Survey] = ()
    opportunities: Sequence[Opportunity] = ()
    milestones: Sequence[Milestone] = ()
    outcomes: Sequence[Outcome] = ()
    sentiments: Sequence[Sentiment] = ()
    touches: Sequence[Touch] = ()
    first_uses: Sequence[FirstUse] = ()
    readings: Mapping[date, Reading] = field(default_factory=dict)
    read_on: Collection[date] | None = None
    known_features: Mapping[str, date] = field(default_factory=dict)
    standards: Standards = field(default_factory=default_standards)
    exchange: Exchange = field(default_factory=lambda: Exchange("USD", {}))
    team: Mapping[str, Colleague] = field(default_factory=dict)

    def reading(self, days_ago: int = 0) -> Reading:
        """Return the use so many days before the as-of date; empty where there was none, LookupError if not read."""
        day = days_before(self.as_of, days_ago)
        found = self.readings.get(day)
        if found is None and self.read_on is not None and day not in self.read_on:
            raise LookupError(f"The use of {day} was not read for this snapshot.")
        return found or NO_USE

    def on(self, day: date) -> "Snapshot":
        """Return the same account as it was known on an earlier day."""
        return replace(self, as_of=day)


def days_before(day: date, count: int) -> date:
    """Return the day so many days earlier; the calendar begins with the year 1."""
    return date.fromordinal(max(1, day.toordinal() - count))


@cache
def year_before(day: date) -> date:
    """Return the same day a year earlier: of 29 February the 28th."""
    return day - relativedelta(years=1) if day.year > 1 else date.min


def window(as_of: date, days: int) -> tuple[date, date]:
    """Return the first and the last day of the window of so many days to the as-of date."""
    return days_before(as_of, days - 1), as_of
