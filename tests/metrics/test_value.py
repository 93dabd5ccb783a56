"""What outcomes are worth, and the ROI, by hand."""

from decimal import Decimal

import pytest

from copilot.metrics.value import roi, roi_of, value_of, value_realised
from copilot.money import Exchange
from copilot.records import FxRate
from tests.metrics.accounts import outcome, running
from tests.metrics.snapshots import day, facts, gaps, line, rows, snapshot

EUR = FxRate(currency="EUR", rate=Decimal("1.25"), as_of=day(-5))
JOINED = Exchange("USD", {"EUR": EUR})


@pytest.mark.parametrize(
    ("baseline", "current", "target", "worth"),
    [(34, 12, 15, "1689600"), (34, 40, 15, "-460800"), (10, 30, 25, "1536000"), (10, 4, 25, "-460800"), (5, 5, 9, "0")],
)
def test_value_is_what_was_gained_towards_the_target_x_volume_x_value_of_a_unit(
    baseline: int, current: int, target: int, worth: str
) -> None:
    """22 minutes less x 96,000 a year x 0.80 = 1,689,600; 6 minutes more is worth -460,800."""
    assert value_of(outcome(1, baseline, current, target, 96_000, "0.80")) == Decimal(worth)


def test_the_fact_names_every_input_with_all_its_digits() -> None:
    made = outcome(1, "0.125", "0.0625", "0.05", 1_200_000, "0.004", unit="errors", currency="EUR")
    told = facts(value_realised(snapshot(outcomes=[made])))
    assert told["value.O1"].value == Decimal("300")
    assert told["value.O1"].formula == "from 0.125 to 0.0625 errors (target 0.05) x 1,200,000 a year x 0.004 EUR"
    assert (told["value_realised"].value, told["value_realised"].unit) == (Decimal(300), "EUR")
    assert rows(told["value_realised"]) == rows(told["value.O1"]) == {"outcomes:O1"}


@pytest.mark.parametrize(
    ("values", "more", "lacks"),
    [
        ((None, 1, 2, 3, 4), {}, "no baseline"),
        ((1, None, 2, 3, 4), {}, "no current value"),
        ((1, 2, None, 3, 4), {}, "no target"),
        ((1, 2, 3, None, 4), {}, "no volume per year"),
        ((1, 2, 3, 4, None), {}, "no value per unit"),
        ((1, 2, 3, 4, 5), {"currency": None}, "no currency"),
        ((1, 2, 3, None, None), {}, "no volume per year and value per unit"),
    ],
)
def test_an_outcome_with_a_missing_input_is_not_yet_measurable(
    values: tuple[int | None, ...], more: dict[str, None], lacks: str
) -> None:
    told = value_realised(snapshot(outcomes=[outcome(1, *values, **more), outcome(2, 1, 2, 3, 4, 5)]))
    assert gaps(told)["value.O1"].startswith(f"Metric 1: not yet measurable, {lacks}")
    assert facts(told)["value_realised"].value == 20
    alone = gaps(value_realised(snapshot(outcomes=[outcome(1, *values, **more)])))
    assert alone["value_realised"] == "no outcome has all its inputs yet"


def test_an_outcome_measured_after_the_as_of_date_is_not_known() -> None:
    later = outcome(1, 1, 2, 3, 4, 5, as_of=day(1))
    assert gaps(value_realised(snapshot(outcomes=[later]))) == {"value_realised": "no outcome on record by then"}
    today = outcome(1, 1, 2, 3, 4, 5, as_of=day(0))
    assert facts(value_realised(snapshot(outcomes=[today])))["value_realised"].value == 20


def test_values_in_several_currencies_are_not_added_up() -> None:
    told = value_realised(snapshot(outcomes=[outcome(1, 0, 1, 1, 1, 7), outcome(2, 0, 1, 1, 1, 9, currency="EUR")]))
    assert [(one.unit, one.value) for one in told if one.name == "value_realised"] == [  # type: ignore[union-attr]
        ("EUR", Decimal(9)),
        ("USD", Decimal(7)),
    ]


def test_roi_is_the_value_a_year_against_the_arr() -> None:
    """1,689,600 on 486,000 is 3.48 times the ARR."""
    lines = [line(1, 400_000, day(-9), day(9)), line(2, 86_000, day(-9), day(9)), line(3, 5, day(1), day(9))]
    account = snapshot(subscriptions=lines, outcomes=[outcome(1, 34, 12, 15, 96_000, "0.8"), outcome(2, 1)])
    fact = facts(roi(account))["roi"]
    assert (fact.value, fact.unit) == (Decimal(1_689_600) / 486_000, "times")
    assert (fact.display, fact.formula) == ("3.48 times the ARR", "value a year / ARR")
    assert rows(fact) == {"outcomes:O1", "subscriptions:S1", "subscriptions:S2"}


def test_value_that_falls_makes_the_roi_negative() -> None:
    assert roi_of(running(outcomes=[outcome(1, 10, 20, 0, 1_000, 5)])) == Decimal("-0.5")


def test_roi_in_two_currencies_needs_a_rate() -> None:
    """80,000 EUR at 1.25 are 100,000 USD, on an ARR of 100,000 USD."""
    worth = [outcome(1, 0, 1, 1, 1, 80_000, currency="EUR")]
    fact = facts(roi(running(outcomes=worth, exchange=JOINED)))["roi"]
    assert fact.value == 1
    assert fact.formula == "value a year / ARR, at the latest rate of each currency"
    assert "fx:EUR/2026-06-25" in rows(fact)
    reason = "value and ARR are in different currencies, and no rate joins them"
    assert gaps(roi(running(outcomes=worth))) == {"roi": reason}


def test_roi_in_one_foreign_currency_needs_no_rate() -> None:
    lines = [line(1, 100, day(-9), day(9), currency="CHF")]
    assert roi_of(running(subscriptions=lines, outcomes=[outcome(1, 0, 1, 1, 1, 50, currency="CHF")])) == Decimal("0.5")


def test_mixed_values_are_added_up_at_their_rates_or_not_at_all() -> None:
    """40,000 EUR at 1.25 and 50,000 USD are 100,000 USD."""
    worth = [outcome(1, 0, 1, 1, 1, 40_000, currency="EUR"), outcome(2, 0, 1, 1, 1, 50_000)]
    assert roi_of(running(outcomes=worth, exchange=JOINED)) == 1
    assert roi_of(running(outcomes=worth)) is None


def test_a_free_line_in_another_currency_needs_no_rate() -> None:
    lines = [line(1, 100, day(-9), day(9)), line(2, 0, day(-9), day(9), currency="EUR")]
    assert roi_of(running(subscriptions=lines, outcomes=[outcome(1, 0, 1, 1, 1, 50)])) == Decimal("0.5")


def test_without_arr_or_value_there_is_no_roi() -> None:
    worth = [outcome(1, 0, 1, 1, 1, 50)]
    free = [line(1, 0, day(-9), day(9))]
    assert gaps(roi(running(subscriptions=free, outcomes=worth))) == {"roi": "no ARR on the as-of date"}
    assert gaps(roi(running(subscriptions=[], outcomes=worth))) == {"roi": "no ARR on the as-of date"}
    assert gaps(roi(running())) == {"roi": "no outcome has all its inputs yet"}


def test_amounts_of_any_size_are_told() -> None:
    huge = outcome(1, 0, 10**19, 10**19, 10**19, 10**19)
    assert facts(roi(running(outcomes=[huge])))["roi"].display.endswith(" times the ARR")
    assert facts(value_realised(running(outcomes=[huge])))["value_realised"].display.startswith("$1,000,000")
