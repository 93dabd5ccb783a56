"""Days and readings of a snapshot."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.snapshot import NO_USE, Reading, days_before, window
from tests.metrics.snapshots import D, day, snapshot, usage


@pytest.mark.parametrize(
    ("as_of", "days", "first"),
    [
        (date(2026, 6, 30), 28, date(2026, 6, 3)),
        (date(2026, 6, 30), 90, date(2026, 4, 2)),
        (date(2028, 3, 1), 2, date(2028, 2, 29)),
        (date(2027, 3, 1), 2, date(2027, 2, 28)),
        (date(2026, 6, 30), 1, date(2026, 6, 30)),
        (date.min, 90, date.min),
    ],
)
def test_a_window_holds_so_many_days_the_as_of_date_included(as_of: date, days: int, first: date) -> None:
    assert window(as_of, days) == (first, as_of)


@given(st.dates(min_value=date(2, 1, 1)), st.integers(1, 365))
def test_a_window_is_as_long_as_it_says(as_of: date, days: int) -> None:
    first, last = window(as_of, days)
    assert ((last - first).days + 1, last) == (days, as_of)


def test_the_calendar_begins_with_the_year_1() -> None:
    assert days_before(date.min, 5) == date.min
    assert days_before(D, 28) == day(-28)


def test_a_reading_is_looked_up_by_its_day() -> None:
    account = snapshot(usage=usage(day(-2), 7), usage_before=usage(day(-30), 9))
    assert (account.reading().monthly_active_users, account.reading(28).monthly_active_users) == (7, 9)
    assert account.on(day(-28)).reading().monthly_active_users == 9
    assert account.reading(1) is NO_USE
    assert account.on(day(-28)).account is account.account


def test_daily_users_are_a_mean_over_the_days_that_have_them() -> None:
    assert Reading(daily_total=7, daily_days=["2026-06-29", "2026-06-30"]).mean_daily_users == Decimal("3.5")
    assert Reading(daily_total=0, daily_days=["2026-06-30"]).mean_daily_users == 0
    assert NO_USE.mean_daily_users is None
    assert NO_USE.monthly_active_users is None
