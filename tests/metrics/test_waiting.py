"""The wait for the first value over a portfolio, against a product-limit estimate computed another way."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from copilot.metrics.time_to_value import Wait, quantile
from copilot.metrics.waiting import time_to_value
from copilot.records import Milestone
from copilot.snapshot import Snapshot
from tests.metrics.books import FIRST, firm
from tests.metrics.snapshots import D, day, facts, gaps, rows


def _customer(name: str, waited: int, reached: bool, since: date | None = None) -> Snapshot:
    """Return an account that had its first value after so many days, or has waited for it as long."""
    start = since or day(-200 if reached else -waited)
    done = date.fromordinal(start.toordinal() + waited) if reached else None
    milestone = Milestone(
        milestone_id=f"M-{name}", account_id=name.lower(), name="First", kind="first_value", completed_date=done
    )
    return firm(name, customer_since=start, milestones=[milestone])


WORKED = [
    _customer("Acme", 10, True),
    _customer("Brine", 20, True),
    _customer("Cobalt", 30, True),
    _customer("Dune", 25, False),
]
NAMES = [f"time_to_value_{name}_days" for name in ("lower_quartile", "median", "upper_quartile")]


def test_the_worked_example() -> None:
    told = facts(time_to_value(WORKED))
    assert [told[name].value for name in NAMES] == [10, 20, 30]
    assert (told["time_to_value_median_days"].display, told["time_to_value_median_days"].unit) == ("20 days", "days")
    assert "1 still waiting counted as open" in told["time_to_value_median_days"].formula
    assert [told[f"time_to_value_{name}"].value for name in ("started", "reached", "open")] == [4, 3, 1]
    assert rows(told["time_to_value_open"]) == {"accounts:dune"}
    assert rows(told["time_to_value_reached"]) >= {"accounts:acme", "milestones:M-Acme"}


def test_a_median_that_is_not_reached_says_how_many_still_wait() -> None:
    measured = time_to_value([WORKED[0], *(_customer(f"Firm{number}", 50, False) for number in range(3))])
    assert facts(measured)["time_to_value_lower_quartile_days"].value == 10
    assert gaps(measured) == {
        "time_to_value_median_days": "not reached by half yet: 1 of 4 are there, 3 still wait",
        "time_to_value_upper_quartile_days": "not reached by three quarters yet: 1 of 4 are there, 3 still wait",
    }


def test_only_accounts_that_started_in_the_12_months_count() -> None:
    others = [
        _customer("Old", 5, True, since=FIRST),
        _customer("Coming", 0, False, since=day(1)),
        firm("Unknown"),
    ]
    assert facts(time_to_value([*WORKED, *others]))["time_to_value_started"].value == 4
    assert facts(time_to_value([_customer("New", 5, True, since=day(-364))]))["time_to_value_started"].value == 1
    assert set(gaps(time_to_value(others)).values()) == {
        "no account started in the 12 months to 30 June 2026; 1 have no customer_since on record"
    }
    assert set(gaps(time_to_value([]))) == set(NAMES)


def test_a_value_that_came_later_is_not_known_and_one_before_the_start_took_no_days() -> None:
    later = _customer("Later", 100, True, since=day(-50))
    assert facts(time_to_value([later]))["time_to_value_open"].value == 1
    early = _customer("Early", -5, True, since=day(-50))
    assert facts(time_to_value([early]))["time_to_value_median_days"].value == 0


def _by_redistribution(waits: list[Wait], share: Fraction) -> int | None:
    """Compute the quantile of the product-limit estimate another way.

    Efron's redistribution to the right: every account weighs the same, and one that leaves unfinished hands its
    weight on, in equal parts, to those that are still there.
    """
    in_order = sorted(waits, key=lambda wait: (wait.days, not wait.reached))
    weights = [Fraction(1, len(waits))] * len(waits)
    there = Fraction(0)
    for place, wait in enumerate(in_order):
        if wait.reached:
            there += weights[place]
            if there >= share:
                return wait.days
        elif behind := len(waits) - place - 1:
            for later in range(place + 1, len(waits)):
                weights[later] += weights[place] / behind
    return None


WAITS = st.lists(st.builds(Wait, st.integers(0, 12), st.booleans()), min_size=1, max_size=25)


@given(WAITS, st.sampled_from(["0.1", "0.25", "0.5", "0.75", "0.9", "1"]))
def test_the_quantile_is_that_of_the_product_limit_estimate(waits: list[Wait], share: str) -> None:
    assert quantile(waits, float(share)) == _by_redistribution(waits, Fraction(share))


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30))
def test_with_nobody_waiting_it_is_the_day_on_which_half_are_there(days: list[int]) -> None:
    assert quantile([Wait(one, True) for one in days], 0.5) == sorted(days)[(len(days) - 1) // 2]


@given(
    st.lists(st.tuples(st.integers(0, 364), st.integers(-10, 400), st.booleans()), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_accounts_and_what_comes_later_change_nothing(
    drawn: list[tuple[int, int, bool]], random: Any
) -> None:
    book = [
        _customer(f"Firm{number}", waited, reached, since=day(-ago))
        for number, (ago, waited, reached) in enumerate(drawn)
    ]
    known = [
        firm(
            one.account.name,
            customer_since=one.account.customer_since,
            milestones=[
                step if (step.completed_date or D) <= D else step.model_copy(update={"completed_date": None})
                for step in one.milestones
            ],
        )
        for one in book
    ]
    told = time_to_value(book)
    assert told == time_to_value(known)
    random.shuffle(book)
    assert told == time_to_value(book)
    counted = facts(told)
    assert Decimal(len(book)) == sum(
        Decimal(str(counted[f"time_to_value_{name}"].value)) for name in ("reached", "open")
    )
