"""Use of the product, by hand."""

from decimal import Decimal
from typing import Any

import pytest

from copilot.metrics.adoption import (
    feature_breadth,
    licence_utilisation,
    monthly_active_users,
    stickiness,
    usage_change,
)
from copilot.snapshot import Snapshot
from tests.metrics.accounts import running, used
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


def _account(users: int = 40, seats: int = 100, **known: Any) -> Snapshot:
    return running(readings=used(users), subscriptions=[line(1, 1, day(-400), day(9), seats=seats)], **known)


@pytest.mark.parametrize(
    ("users", "band"),
    [(0, "red"), (49, "red"), (50, "yellow"), (79, "yellow"), (80, "green"), (100, "green"), (130, "green")],
)
def test_utilisation_is_red_under_50_yellow_under_80_else_green(users: int, band: str) -> None:
    assert facts(licence_utilisation(_account(users)))["utilisation_band"].value == band


def test_users_above_seats_are_more_than_the_whole() -> None:
    assert facts(licence_utilisation(_account(130)))["licence_utilisation"].display == "130.0 %"


def test_utilisation_counts_the_seats_of_each_day() -> None:
    """40 of 100 seats now, 30 of 50 seats 28 days ago and 20 of 50 ninety days ago: -20 and 0 points."""
    lines = [line(1, 1, day(-400), day(9), seats=50), line(2, 1, day(-10), day(9), seats=50)]
    readings = used(40) | used(30, days_ago=28) | used(20, days_ago=90)
    told = facts(licence_utilisation(running(subscriptions=lines, readings=readings)))
    assert told["licence_utilisation.change_28d"].value == Decimal("-0.2")
    assert told["licence_utilisation.change_28d"].display == "-20.0 points"
    assert told["licence_utilisation.change_28d"].formula == ("licence utilisation less that of 28 days before, 60.0 %")
    assert told["licence_utilisation.change_90d"].display == "0.0 points"
    assert rows(told["licence_utilisation.change_28d"]) == {
        "usage:A1/2026-06-30",
        "usage:A1/2026-06-02",
        "subscriptions:S1",
        "subscriptions:S2",
    }


def test_a_share_that_was_not_known_before_has_no_change() -> None:
    assert {name for name in facts(licence_utilisation(_account())) if "change" in name} == set()


def test_stickiness_is_the_mean_of_daily_over_monthly_users() -> None:
    """90 users on two days of the 28 are 45 a day; of 112 a month that is 0.402, and 0.2 more than 28 days before."""
    readings = used(112, daily=(90, 2)) | used(100, days_ago=28, daily=(20, 1))
    fact = facts(stickiness(running(readings=readings)))["stickiness"]
    assert (fact.value, fact.display) == (Decimal(45) / 112, "40.2 %")
    assert fact.formula.startswith("mean of daily active users over the 2 days of the last 28 that have them")
    assert rows(fact) == {"usage:A1/2026-06-30", "usage:A1/2026-06-29"}
    change = facts(stickiness(running(readings=readings)))["stickiness.change_28d"]
    assert (change.value, change.display) == (Decimal(45) / 112 - Decimal("0.2"), "+20.2 points")


def test_stickiness_that_cannot_be_told_says_why() -> None:
    def why(readings: dict[Any, Any]) -> str:
        return gaps(stickiness(running(readings=readings)))["stickiness"]

    assert why({}) == "no usage data for 60 days"
    assert why(used(5)) == "no daily active users in the last 28 days"
    assert why(used(0, daily=(0, 3))) == "nobody was active in the month"
    assert why(used(None, daily=(3, 1))) == "no usage data for 60 days"
    nobody = facts(stickiness(running(readings=used(5, daily=(0, 3)))))["stickiness"]
    assert nobody.value == 0


def test_breadth_is_the_features_in_use_of_those_known_by_then() -> None:
    """Two of three known, one more is first used tomorrow; 28 days ago one of two."""
    known = {"a": day(-100), "b": day(-28), "c": day(0), "d": day(1)}
    readings = used(5, "a", "b") | used(5, "a", days_ago=28)
    told = facts(feature_breadth(running(readings=readings, known_features=known)))
    assert (told["feature_breadth"].value, told["feature_breadth"].display) == (Decimal(2) / 3, "66.7 %")
    assert rows(told["feature_breadth"]) == {"features:A1/2026-06-30/a", "features:A1/2026-06-30/b"}
    assert told["feature_breadth.change_28d"].value == Decimal(2) / 3 - Decimal("0.5")
    assert "feature_breadth.change_90d" not in told


def test_breadth_needs_usage_and_a_feature_in_the_book() -> None:
    unused = running(readings=used(5), known_features={"a": day(-9)})
    assert facts(feature_breadth(unused))["feature_breadth"].value == 0
    no_feature = gaps(feature_breadth(running(readings=used(5), known_features={"a": day(1)})))
    assert no_feature == {"feature_breadth": "the book holds no use of features by then"}
    no_usage = gaps(feature_breadth(running(readings=used(None, "a"), known_features={"a": day(-9)})))
    assert no_usage == {"feature_breadth": "no usage data for 60 days"}


def test_the_change_of_usage_has_its_own_changes() -> None:
    """+20 % now, -50 % 28 days ago, +100 % ninety days ago: 70 points more, 80 fewer."""
    by_day = {0: 60, 28: 50, 56: 100, 90: 8, 118: 4}
    readings = {on: one for back, users in by_day.items() for on, one in used(users, days_ago=back).items()}
    told = facts(usage_change(running(readings=readings)))
    assert {name: fact.display for name, fact in told.items()} == {
        "usage_change_28d": "+20.0 %",
        "usage_change_28d.change_28d": "+70.0 points",
        "usage_change_28d.change_90d": "-80.0 points",
    }
    assert told["usage_change_28d.change_28d"].formula == (
        "usage change over 28 days less that of 28 days before, -50.0 %"
    )
