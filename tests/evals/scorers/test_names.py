import pytest

from evals.scorers import names
from tests.evals.scorers.answers import ARR, OTHER, answer, asking, fact

TWO = ["Tamarack Foods", "Brine Marine"]
THIRD = fact("F7", "arr", 1, "$1", "USD", ("A-3", "Vesper Labs"))


def test_all_names_in_order_and_no_other_score_full() -> None:
    mark = names.score(
        asking(names=TWO, ordered=True, only=True), answer("Tamarack Foods, then BRINE MARINE.", ARR, OTHER, THIRD)
    )
    assert mark is not None
    assert mark.value == 1


def test_no_name_scores_none() -> None:
    mark = names.score(asking(names=TWO), answer("Vesper Labs", THIRD))
    assert mark is not None
    assert mark.value == 0
    assert mark.why == "does not name Tamarack Foods; does not name Brine Marine"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Tamarack Foods", 0.5),
        ("Brine Marine, Tamarack Foods", 0),
        ("Tamarack Foods, Brine Marine, Vesper Labs", pytest.approx(2 / 3)),
        (
            "| account | ARR |\n|---|---|\n| Tamarack Foods | |\n| Brine Marine | |\n| Never Heard Inc | |",
            pytest.approx(2 / 3),
        ),
    ],
)
def test_a_missing_one_a_wrong_order_and_a_stranger_cost(text: str, value: float) -> None:
    mark = names.score(asking(names=TWO, ordered=True, only=True), answer(text, THIRD))
    assert mark is not None
    assert mark.value == value


def test_one_name_inside_another_is_not_taken_for_it() -> None:
    mark = names.score(
        asking(names=["Halden"]), answer("Halden Energy", fact("F1", "arr", 1, "1", "", ("A", "Halden Energy")))
    )
    assert mark is not None
    assert mark.value == 0


def test_a_name_may_have_alternatives() -> None:
    mark = names.score(asking(names=["Tamarack Foods|Tamarack"]), answer("Tamarack is the one."))
    assert mark is not None
    assert mark.value == 1


def test_a_case_without_names_is_not_marked() -> None:
    assert names.score(asking(says=["x"]), answer("Tamarack Foods")) is None
