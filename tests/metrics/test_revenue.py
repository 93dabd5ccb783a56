"""ARR, the next renewal and its terms, by hand."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from copilot.evidence import Fact
from copilot.metrics.revenue import arr, ending_within, is_active, next_renewal, renewal_terms
from tests.metrics.snapshots import D, day, facts, gaps, line, rows, snapshot


def test_arr_is_the_sum_of_the_lines_that_run() -> None:
    lines = [line(1, 100_000, day(-100), day(100)), line(2, 20_000, day(0), day(365))]
    fact = facts(arr(snapshot(subscriptions=lines)))["arr"]
    assert (fact.value, fact.unit, fact.display) == (Decimal(120_000), "USD", "$120,000")
    assert rows(fact) == {"subscriptions:S1", "subscriptions:S2"}
    assert fact.as_of == D


def test_a_cancelled_line_counts_until_the_day_before_and_a_future_one_not_yet() -> None:
    lines = [
        line(1, 100_000, day(-100), day(100)),
        line(2, 30_000, day(-100), day(100), cancelled_on=day(0)),
        line(3, 40_000, day(-100), day(100), cancelled_on=day(1)),
        line(4, 50_000, day(1), day(366)),
        line(5, 60_000, day(-365), day(0)),
    ]
    fact = facts(arr(snapshot(subscriptions=lines)))["arr"]
    assert fact.value == Decimal(140_000)
    assert rows(fact) == {"subscriptions:S1", "subscriptions:S3"}


def test_currencies_are_facts_apart() -> None:
    lines = [line(1, 100, day(-1), day(1)), line(2, 70, day(-1), day(1), currency="EUR")]
    told = [fact for fact in arr(snapshot(subscriptions=lines)) if isinstance(fact, Fact)]
    assert [(fact.value, fact.unit) for fact in told] == [(Decimal(70), "EUR"), (Decimal(100), "USD")]


def test_arr_is_zero_after_the_end_and_in_a_gap_but_unknown_before_the_first_contract() -> None:
    ended = line(1, 100, day(-400), day(-35), currency="EUR")
    coming = line(2, 90, day(20), day(385))
    in_the_gap = facts(arr(snapshot(subscriptions=[ended, coming])))["arr"]
    assert (in_the_gap.value, in_the_gap.unit) == (Decimal(0), "EUR")
    assert rows(in_the_gap) == {"subscriptions:S1"}, "a row dated later is no source"
    assert gaps(arr(snapshot(subscriptions=[coming])))["arr"] == "no contract before 20 July 2026"
    assert gaps(arr(snapshot()))["arr"] == "no contract on record"


def test_the_next_renewal_is_the_earliest_end_of_the_lines_that_run() -> None:
    lines = [
        line(1, 1, day(-100), day(200)),
        line(2, 1, day(-100), day(74)),
        line(3, 1, day(-500), day(-20)),
        line(4, 1, day(5), day(30)),
        line(5, 1, day(-100), day(10), cancelled_on=day(-2)),
    ]
    told = facts(next_renewal(snapshot(subscriptions=lines)))
    assert told["next_renewal_date"].value == day(74)
    assert (told["days_to_renewal"].value, told["days_to_renewal"].display) == (74, "74 days")
    assert rows(told["next_renewal_date"]) == {"subscriptions:S2"}


def test_without_a_running_contract_the_reason_says_when_the_last_one_ended() -> None:
    lines = [line(1, 1, day(-500), day(-20)), line(2, 1, day(-500), day(60), cancelled_on=day(-5))]
    reason = gaps(next_renewal(snapshot(subscriptions=lines)))["next_renewal_date"]
    assert reason == "no running contract on 30 June 2026; the last one ended on 25 June 2026"


def test_renewal_terms_of_the_running_lines() -> None:
    yes, no = line(1, 1, day(-1), day(1), auto_renew=True), line(2, 1, day(-1), day(1), auto_renew=False)
    assert facts(renewal_terms(snapshot(subscriptions=[yes])))["auto_renew"].display == "yes"
    assert facts(renewal_terms(snapshot(subscriptions=[no])))["auto_renew"].display == "no"
    assert "some lines" in facts(renewal_terms(snapshot(subscriptions=[yes, no])))["auto_renew"].display
    assert "auto_renew" in gaps(renewal_terms(snapshot(subscriptions=[line(3, 1, day(-1), day(1))])))


@given(st.dates(), st.dates(), st.dates(), st.none() | st.dates())
def test_a_line_runs_on_the_days_from_its_start_to_its_end_or_cancelling(
    on: date, one: date, other: date, cancelled: date | None
) -> None:
    made = line(1, 1, min(one, other), max(one, other), cancelled_on=cancelled)
    last = min(made.end_date, cancelled or date.max)
    assert is_active(made, on) == (made.start_date <= on < last)


def test_every_line_that_ends_in_a_window_renews_in_it_not_only_the_next() -> None:
    lines = [line(1, 1_000, day(-9), day(30)), line(2, 200, day(-9), day(90)), line(3, 40, day(-9), day(91))]
    assert sum(one.arr for one in ending_within(lines, D, 90)) == 1_200
