"""Whether a theme grows beyond chance: by accounts, against all feedback, and beside all other themes."""

import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.feedback.facts import facts_of
from copilot.feedback.period import Period
from copilot.feedback.ranking import Weighed
from copilot.feedback.trend import Trend, among_all, chance, least_chance, trends
from copilot.feedback.weight import weigh
from copilot.feedback_item import Item
from copilot.standards import default_standards
from tests.feedback.said import QUARTER, said, stakes
from tests.metrics.snapshots import D

NOW, BEFORE = 10, 100
RATE = 0.1


def _heard(now: int, before: int, name: str = "a") -> list[Item]:
    """Return items of so many accounts in the period and in the one before it."""
    return [said(f"{name}{number}", NOW) for number in range(now)] + [
        said(f"{name}{number}", BEFORE) for number in range(before)
    ]


def _among(theme: list[Item], others: int = 8, of_each: int = 10) -> Trend:
    """Return the trend of a theme beside others that do not change."""
    rest = {f"other{number}": _heard(of_each, of_each, f"o{number}-") for number in range(others)}
    return trends({"it": theme, **rest}, [], QUARTER, RATE)["it"]


def _counted(now: int, before: int, all_now: int, all_before: int) -> float:
    """Count the splits with whole numbers: the probability of the rarer ones, and half that of the equally rare."""
    count = now + before
    ways = {
        one: comb(all_now, one) * comb(all_before, count - one)
        for one in range(max(0, count - all_before), min(count, all_now) + 1)
    }
    rarer = sum(one for one in ways.values() if one < ways[now])
    alike = sum(one for one in ways.values() if one == ways[now])
    return float((rarer + Fraction(alike, 2)) / comb(all_now + all_before, count))


SPLITS = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)).map(
    lambda n: (n[0], n[1], n[0] + n[2], n[1] + n[3])
)


@pytest.mark.parametrize(
    ("split", "fisher"),
    [
        ((3, 1, 4, 4), 0.485714),  # the lady tasting tea
        ((1, 11, 10, 14), 0.002759),
        ((8, 1, 10, 6), 0.034965),
    ],
)
def test_the_test_is_fishers_whose_published_values_it_has(split: tuple[int, int, int, int], fisher: float) -> None:
    now, before, all_now, all_before = split
    first, last = max(0, now + before - all_before), min(now + before, all_now)
    every = comb(all_now + all_before, now + before)
    odds = [comb(all_now, one) * comb(all_before, now + before - one) / every for one in range(first, last + 1)]
    alike = sum(one for one in odds if abs(one - odds[now - first]) < 1e-12)
    assert chance(*split) + alike / 2 == pytest.approx(fisher, abs=1e-6), "the mid-p form counts equal splits half"


@given(SPLITS)
def test_p_is_what_counting_every_split_gives(split: tuple[int, int, int, int]) -> None:
    assert chance(*split) == pytest.approx(_counted(*split), abs=1e-9)


@given(SPLITS)
def test_p_lies_between_0_and_1_and_is_the_same_both_ways_round(split: tuple[int, int, int, int]) -> None:
    now, before, all_now, all_before = split
    p = chance(*split)
    assert 0 <= p <= 1
    assert p == pytest.approx(chance(before, now, all_before, all_now))
    assert p == pytest.approx(chance(all_now - now, all_before - before, all_now, all_before))


def test_large_numbers_are_no_matter_and_impossible_ones_are_refused() -> None:
    assert chance(5_000, 0, 200_000, 200_000) == pytest.approx(0)
    assert chance(50_000, 50_000, 100_000, 100_000) > 0.9
    with pytest.raises(ValueError, match="no shares"):
        chance(5, 1, 4, 4)


def test_many_tests_at_once_are_corrected_for_each_other() -> None:
    assert among_all([0.01, 0.9, 0.02]) == pytest.approx([0.03, 0.9, 0.03])
    assert among_all([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05] * 5)
    assert among_all([]) == []


@given(st.lists(st.floats(0, 1), max_size=30))
def test_a_correction_makes_nothing_less_likely_to_be_chance_and_keeps_the_order(odds: list[float]) -> None:
    corrected = among_all(odds)
    assert all(one <= other <= 1 for one, other in zip(odds, corrected, strict=True))
    by_odds = [one for _, one in sorted(zip(odds, corrected, strict=True))]
    assert by_odds == sorted(by_odds)


def test_a_theme_that_many_accounts_take_up_grows_beyond_chance() -> None:
    found = _among(_heard(20, 3))
    assert (found.now, found.before, found.direction, found.verdict) == (20, 3, "up", "more than chance")
    assert found.rises_alone
    assert _among(_heard(3, 20)).strength == pytest.approx(-found.strength, abs=0.5)


def test_a_small_change_could_be_chance() -> None:
    assert _among(_heard(12, 9)).verdict == "could be chance"


def test_of_a_few_accounts_nothing_can_be_told() -> None:
    found = _among(_heard(3, 0))
    assert (found.verdict, found.p, found.strength) == ("too few to tell", None, 0)
    assert _among([]).verdict == "too few to tell"
    assert least_chance(4, 100, 100) > RATE > least_chance(5, 100, 100)


def test_one_loud_customer_makes_no_trend() -> None:
    found = _among(_heard(4, 4) + [said("a1", NOW) for _ in range(500)])
    assert (len(found.said_now), len(found.said_before)) == (504, 4)
    assert found.verdict != "more than chance"


def test_what_grows_as_all_feedback_does_says_nothing_new() -> None:
    every = {name: _heard(16, 8, name) for name in "abcdefgh"}
    found = trends(every, [], QUARTER, RATE)
    assert {one.verdict for one in found.values()} == {"could be chance"}
    assert {one.direction for one in found.values()} == {"level"}


def test_what_is_in_no_theme_counts_once_an_account() -> None:
    rest = [said("a1", NOW) for _ in range(100)] + [said("a2", BEFORE)]
    found = trends({"it": _heard(5, 5)}, rest, QUARTER, RATE)["it"]
    assert (found.all_now, found.all_before) == (6, 6)


def test_a_theme_too_small_to_tell_stands_in_no_other_ones_way() -> None:
    theme = _heard(18, 5)
    small = {f"small{number}": [said(f"s{number}", NOW)] for number in range(40)}
    small_before = {name: [*items, said(f"t{name}", BEFORE)] for name, items in small.items()}
    rest = {f"other{number}": _heard(10, 10, f"o{number}-") for number in range(4)}
    found = trends({"it": theme, **rest, **small_before}, [], QUARTER, RATE)
    assert found["small7"].p is None
    assert found["it"].p_among_all == pytest.approx((found["it"].p or 0) * 5)


def test_without_a_period_before_nothing_can_be_told() -> None:
    items = _heard(30, 0)
    found = trends({"it": items}, [], Period(D.min, D), RATE)["it"]
    assert (found.verdict, found.all_before) == ("too few to tell", 0)
    assert trends({"it": items}, [], QUARTER, RATE)["it"].verdict == "too few to tell", "all of it is new"


def test_where_nothing_changes_hardly_any_run_tells_of_a_trend() -> None:
    alarms = sum(
        any(one.verdict == "more than chance" for one in _unchanging(random.Random(seed)).values())
        for seed in range(40)
    )
    assert alarms <= 4, "one in ten, of accounts that are loud one quarter and silent the next"


def _unchanging(dice: random.Random) -> dict[str, Trend]:
    """Return the trends of a book whose accounts speak by the same habits in both periods, in bursts."""
    themes: dict[str, list[Item]] = {f"theme{number}": [] for number in range(20)}
    for account in range(40):
        habits = [dice.gammavariate(0.5, 1) for _ in themes]
        for days_ago in (NOW, BEFORE):
            burst = [habit * dice.gammavariate(0.7, 1) for habit in habits]
            for name in dice.choices(list(themes), burst, k=int(dice.expovariate(0.2))):
                themes[name].append(said(f"a{account}", days_ago))
    return trends(themes, [], QUARTER, RATE)


def test_a_trend_is_a_fact_that_says_how_it_was_tested() -> None:
    theme = _heard(20, 3)
    weighed = Weighed("T1", "Export", weigh(theme, stakes(), QUARTER), _among(theme))
    found = {one.name: one for one in facts_of(weighed, default_standards().themes)}
    told = found["theme.T1.trend"]
    assert told.display.startswith("a larger share: more than chance (p = ")
    assert "20 of 100 voices" in told.formula
    assert "3 of 83" in told.formula
    assert (found["theme.T1.now"].display, found["theme.T1.before"].display) == ("20 accounts", "3 accounts")
