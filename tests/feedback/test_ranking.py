"""Which theme comes first: terms that are shown, weights that can be changed, and one order for the same figures."""

import random
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.feedback.facts import score_fact
from copilot.feedback.ranking import SCALE, By, Ranked, Weighed, ranked
from copilot.feedback.stakes import Stakes
from copilot.feedback.trend import trends
from copilot.feedback.weight import Whole, weigh, whole_of
from copilot.feedback_item import Item
from copilot.standards import DEFAULT, ThemeStandards, default_standards, load_standards
from tests.feedback.said import QUARTER, drawn_items, drawn_stakes, said, stakes
from tests.metrics.books import firm, term
from tests.metrics.snapshots import day

STANDARDS = default_standards().themes
BIG = firm("Big", term(900_000, day(-200), day(300)))
SOON = firm("Soon", term(100_000, day(-200), day(30)))
SMALL = [firm(f"Small{number}", term(1_000, day(-200), day(400))) for number in range(5)]
BOOK = stakes(BIG, SOON, *SMALL)


def _weighed(themes: dict[str, list[Item]], book: Stakes = BOOK) -> list[Weighed]:
    found = trends(themes, [], QUARTER, STANDARDS.false_trends)
    return [Weighed(name, name, weigh(items, book, QUARTER), found[name]) for name, items in themes.items()]


def _order(themes: dict[str, list[Item]], by: By = "score", standards: ThemeStandards = STANDARDS) -> list[str]:
    return [one.theme.name for one in ranked(_weighed(themes), _whole(themes), standards, by)]


def _whole(themes: dict[str, list[Item]], book: Stakes = BOOK) -> Whole:
    return whole_of((item for items in themes.values() for item in items), book, QUARTER)


def _ranked(themes: dict[str, list[Item]], book: Stakes = BOOK) -> dict[str, Ranked]:
    found = ranked(_weighed(themes, book), _whole(themes, book), STANDARDS)
    return {one.theme.name: one for one in found}


def _only(**weights: float) -> ThemeStandards:
    names = ("accounts", "people", "arr", "arr_renewing_90d", "arr_renewing_180d", "trend", "importance")
    return ThemeStandards.model_validate({"weights": {name: weights.get(name, 0) for name in names}})


THEMES = {
    "wide": [said(f"small{number}") for number in range(5)],
    "rich": [said("big", 30)],
    "near": [said("soon", 2), said("soon", 1, author="Ann"), said("soon", 20, author="Bo")],
}


@pytest.mark.parametrize(
    ("by", "first"),
    [
        ("accounts", "wide"),
        ("people", "wide"),
        ("arr", "rich"),
        ("renewing_90d", "near"),
        ("renewing_180d", "near"),
        ("last_seen", "near"),
    ],
)
def test_any_figure_can_put_the_themes_in_order(by: By, first: str) -> None:
    assert _order(THEMES, by)[0] == first


def test_by_trend_what_grows_comes_first_and_what_shrinks_last() -> None:
    def heard(now: int, before: int) -> list[Item]:
        return [said(f"a{n}", 5) for n in range(now)] + [said(f"a{n}", 100) for n in range(before)]

    themes = {"down": heard(2, 20), "level": heard(11, 11), "up": heard(20, 2), "few": [said("a1", 5)]}
    first, *_, last = _order(themes, "trend")
    assert (first, last) == ("up", "down")


def test_the_score_is_the_sum_of_the_terms_it_shows_times_its_tones() -> None:
    first = ranked(_weighed(THEMES), _whole(THEMES), STANDARDS)[0]
    assert first.score == sum(term.share * term.points for term in first.terms) * first.tone
    assert sum(term.points for term in first.terms) == 100
    fact = score_fact(first)
    assert all(term.words in fact.formula for term in first.terms)
    assert fact.display.endswith("of 100")


def test_a_term_is_the_part_of_the_whole_book_that_a_theme_has() -> None:
    found = _ranked(THEMES)
    shares = {name: one.terms[0].share for name, one in found.items()}
    assert shares == {"wide": Decimal(5) / 7, "rich": Decimal(1) / 7, "near": Decimal(1) / 7}
    told = {term.name: term.words for term in found["near"].terms}
    assert told["accounts"] == "accounts with a contract 1 of 7"
    assert told["people"] == "people heard 3 of 9"
    assert told["arr"] == "ARR $100,000 of $1,005,000"
    assert told["arr_renewing_90d"] == "ARR renewing in 90 days $100,000 of $100,000"


def test_an_account_that_has_left_is_heard_and_is_no_part_of_the_customers() -> None:
    gone = firm("Gone", term(50_000, day(-400), day(-30)))
    terms = {term.name: term for term in _ranked({"it": [said("gone"), said("big")]}, stakes(BIG, gone))["it"].terms}
    assert terms["accounts"].words == "accounts with a contract 1 of 1"
    assert terms["people"].words == "people heard 2 of 2"


def test_a_score_says_what_100_would_be() -> None:
    assert score_fact(_ranked(THEMES)["wide"]).formula.endswith(SCALE)


def test_what_nobody_has_is_a_share_of_nothing() -> None:
    found = _ranked({"it": [said("big")]}, stakes(BIG))
    assert [term.share for term in found["it"].terms if term.name.startswith("arr_renewing")] == [0, 0]


def test_merging_two_other_themes_leaves_a_score_as_it_was() -> None:
    risen = [said(f"small{n}", 5) for n in range(5)]
    others = {"wide": THEMES["wide"] + THEMES["near"], "loud": [said("big", n) for n in range(1, 60)]}
    before = _ranked({"it": risen} | others)["it"]
    after = _ranked({"it": risen, "both": others["wide"] + others["loud"]})["it"]
    assert (after.score, after.terms) == (before.score, before.terms)


@given(st.lists(drawn_items(), min_size=3, max_size=5), drawn_stakes())
def test_no_theme_that_is_merged_moves_the_score_of_another(items: list[list[Item]], book: Stakes) -> None:
    first, second, *rest = items
    others = {f"T{number}": some for number, some in enumerate(rest)}
    before = _ranked({"first": first, "second": second} | others, book)
    after = _ranked({"both": first + second} | others, book)
    assert all(after[name].score == before[name].score for name in others)


@given(drawn_items(), drawn_stakes(), st.integers(0, 5))
def test_a_theme_that_one_more_account_speaks_of_has_no_less_of_the_book(
    items: list[Item], book: Stakes, number: int
) -> None:
    before = {term.name: term for term in _ranked({"it": items}, book)["it"].terms}
    after = {term.name: term for term in _ranked({"it": [*items, said(f"firm{number}")]}, book)["it"].terms}
    measured = {"accounts", "people", "arr", "arr_renewing_90d", "arr_renewing_180d"} & before.keys()
    assert all(after[name].share >= before[name].share for name in measured)


def test_the_weights_can_be_changed() -> None:
    assert _order(THEMES, standards=_only(accounts=100))[0] == "wide"
    assert _order(THEMES, standards=_only(arr=100))[0] == "rich"
    assert _order(THEMES, standards=_only(arr_renewing_90d=100))[0] == "near"


def test_problems_and_requests_come_before_praise() -> None:
    themes = {tone: [said("big", tone=tone)] for tone in ("praise", "remark", "question", "request", "problem")}
    assert _order(themes) == ["problem", "request", "question", "remark", "praise"]
    loved = {"loved": [said(f"small{n}", tone="praise") for n in range(5)], "broken": [said("small1"), said("small2")]}
    assert _order(loved)[0] == "broken"


def test_the_points_of_a_term_that_cannot_be_told_are_spread_over_the_others() -> None:
    unknown, told = [said("ghost")], [said("ghost", importance=3)]
    found = _ranked({"told": told, "unknown": unknown})
    assert {term.name for term in found["unknown"].terms} == {"accounts", "people", "trend"}
    assert {term.name for term in found["told"].terms} == {"accounts", "people", "trend", "importance"}
    assert sum(term.points for term in found["unknown"].terms) == 100


def test_what_cannot_be_told_comes_last() -> None:
    assert _order({"unknown": [said("ghost")], "poor": [said("small1")]}, "arr") == ["poor", "unknown"]


def test_the_standards_that_come_with_the_copilot_are_those_of_the_code() -> None:
    assert load_standards(DEFAULT).themes == ThemeStandards()


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="must add up to 100"):
        _only(accounts=99)


def test_equal_themes_are_ordered_by_name_whatever_order_they_come_in() -> None:
    themes = {name: [said("big")] for name in ("b", "C", "a")}
    assert _order(themes) == ["a", "b", "C"]


@given(st.lists(drawn_items(), min_size=1, max_size=4), drawn_stakes(), st.sampled_from(get_args(By)), st.randoms())
def test_the_order_is_the_same_however_the_themes_come(
    items: list[list[Item]], book: Stakes, by: By, dice: random.Random
) -> None:
    themes = {f"T{number}": some for number, some in enumerate(items)}
    weighed, whole = _weighed(themes, book), _whole(themes, book)
    order = ranked(weighed, whole, STANDARDS, by)
    shuffled = dice.sample(weighed, len(weighed))
    assert ranked(shuffled, whole, STANDARDS, by) == order
    assert all(_is_sound(one) for one in order)


def _is_sound(one: Ranked) -> bool:
    return 0 <= one.score <= Decimal("100.0001") and all(0 <= term.share <= 1 for term in one.terms)
