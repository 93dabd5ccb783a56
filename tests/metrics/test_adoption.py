"""Use of the product, by hand."""

from decimal import Decimal

from copilot.metrics.adoption import licence_utilisation, monthly_active_users, usage_change
from tests.metrics.snapshots import day, facts, gaps, line, rows, snapshot, usage


def test_utilisation_is_monthly_users_over_the_seats_that_run() -> None:
    lines = [
        line(1, 1, day(-10), day(10), seats=200),
        line(2, 1, day(-10), day(10), seats=50),
        line(3, 1, day(-10), day(10)),
        line(4, 1, day(5), day(10), seats=900),
    ]
    told = facts(licence_utilisation(snapshot(subscriptions=lines, usage=usage(day(-2), 112))))
    assert told["seats"].value == 250
    assert told["licence_utilisation"].value == Decimal("0.448")
    assert (told["licence_utilisation"].unit, told["licence_utilisation"].display) == ("ratio", "44.8 %")
    assert "usage:A1/2026-06-28" in rows(told["licence_utilisation"])


def test_no_seats_means_no_utilisation_and_unknown_is_not_zero() -> None:
    used = usage(day(-2), 5)
    none = gaps(licence_utilisation(snapshot(usage=used)))
    zero = snapshot(subscriptions=[line(1, 1, day(-1), day(1), seats=0)], usage=used)
    assert none == {"licence_utilisation": "no seats on contract"}
    assert gaps(licence_utilisation(zero)) == none
    assert facts(licence_utilisation(zero))["seats"].value == 0


def test_nobody_active_is_zero_but_no_row_is_unknown() -> None:
    lines = [line(1, 1, day(-1), day(1), seats=10)]
    told = licence_utilisation(snapshot(subscriptions=lines, usage=usage(day(0), 0)))
    assert facts(told)["licence_utilisation"].display == "0.0 %"
    assert gaps(monthly_active_users(snapshot())) == {"monthly_active_users": "no usage data for 60 days"}


def test_a_row_without_monthly_users_is_said_to_be_one() -> None:
    reason = gaps(monthly_active_users(snapshot(usage=usage(day(0), None))))["monthly_active_users"]
    assert reason == "the latest usage row, of 30 June 2026, does not tell the monthly active users"


def test_change_is_against_28_days_before() -> None:
    told = usage_change(snapshot(usage=usage(day(0), 112), usage_before=usage(day(-28), 148)))
    change = facts(told)["usage_change_28d"]
    assert change.value == Decimal(112) / Decimal(148) - 1
    assert change.display == "-24.3 %"
    assert rows(change) == {"usage:A1/2026-06-30", "usage:A1/2026-06-02"}


def test_change_needs_users_before() -> None:
    for before in (None, usage(day(-28), None), usage(day(-28), 0)):
        assert "usage_change_28d" in gaps(usage_change(snapshot(usage=usage(day(0), 9), usage_before=before)))
