"""The backtest of health, by hand and against a count of all pairs."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from copilot.evidence import Fact, Gap
from copilot.metrics.backtest import Scored, auc, backtest, interval
from copilot.metrics.health import Component, Health, Input
from tests.metrics.snapshots import D

SCORES = st.lists(st.integers(0, 5).map(Decimal), min_size=1, max_size=12)


def scored(number: int, score: int, renewed: bool) -> Scored:
    usage = Component("product_usage", "Usage", [Input("use", Decimal(score), "")], weight=Decimal(100))
    return Scored(f"A{number}", date(2026, 1, 1), Health([usage]), renewed)


def test_auc_counts_pairs_and_ties_half() -> None:
    assert auc([Decimal(80), Decimal(60)], [Decimal(70)]) == Decimal("0.5")
    assert auc([Decimal(5)], [Decimal(5)]) == Decimal("0.5")
    assert auc([Decimal(9)], [Decimal(1), Decimal(2)]) == 1
    assert auc([], [Decimal(1)]) is None


@given(kept=SCORES, lost=SCORES)
def test_auc_of_the_reverse_is_the_rest(kept: list[Decimal], lost: list[Decimal]) -> None:
    one, other = auc(kept, lost), auc(lost, kept)
    assert one is not None
    assert other is not None
    assert abs(one + other - 1) < Decimal("1e-20")
    low, high = interval(one, len(kept), len(lost))
    assert 0 <= low <= one <= high <= 1


def test_the_interval_is_that_of_hanley_and_mcneil() -> None:
    # AUC 0.8 of 30 and 10: Q1 = 0.6667, Q2 = 0.7111, variance 1.5733 / 300, spread 1.96 x 0.0724.
    low, high = interval(Decimal("0.8"), 30, 10)
    assert (round(low, 2), round(high, 2)) == (Decimal("0.66"), Decimal("0.94"))


def test_enough_history_gives_an_area_and_a_table_by_band() -> None:
    past = [scored(number, 90, True) for number in range(18)] + [scored(number, 30, False) for number in range(6)]
    told = {one.name: one for one in backtest(past, D)}
    area = told["health_auc"]
    assert isinstance(area, Fact)
    assert area.value == 1
    assert "18 renewed, 6 lost" in area.display
    green, red = told["renewed.green"], told["renewed.red"]
    assert isinstance(green, Fact)
    assert isinstance(red, Fact)
    assert (green.value, red.value) == (1, 0)
    assert isinstance(told["health_auc.engagement"], Gap)


def test_too_little_history_is_said_plainly() -> None:
    for past in ([], [scored(1, 90, True)], [scored(number, 50, number > 3) for number in range(40)]):
        area = backtest(past, D)[0]
        assert isinstance(area, Gap)
        assert "not enough history" in area.reason
