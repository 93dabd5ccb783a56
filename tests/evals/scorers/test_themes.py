import json
from typing import Any

import pytest

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.scorers import figures, themes

ROWS = ["A", "B"]
WEIGHT = {"accounts": 2, "arr": 186000.4, "currency": "USD"}


def case(by: str = "score", **expect: Any) -> Case:
    return Case.model_validate({"id": "t", "themes": {"by": by}, "expect": expect})


def listed(*groups: list[str], unthemed: tuple[str, ...] = ()) -> Response:
    told = [{"id": f"TH{at}", "items": group} for at, group in enumerate(groups)]
    return Response(text=json.dumps({"themes": told, "unthemed": list(unthemed)}))


def weighed(*told: dict[str, Any]) -> Response:
    """Themes of the rows A and B, then of X, with what is told of each."""
    rows = (["A", "B"], ["X"], ["Y"])
    found = [{"id": f"TH{at}", "items": rows[at], **one} for at, one in enumerate(told)]
    return Response(text=json.dumps({"themes": found, "unthemed": []}))


def figure(name: str, value: object, unit: str = "") -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "source": "by hand: invented"}


def marked(wanted: Case, response: Response, by: Any = themes.score) -> Mark:
    mark = by(wanted, response)
    assert isinstance(mark, Mark)
    return mark


def value(wanted: Case, response: Response) -> float:
    mark = marked(wanted, response)
    assert mark.value is not None
    return mark.value


BOTH = case(together=["A", "B", "C"], apart=["A", "X"])


def test_all_together_and_apart_as_they_should_scores_full() -> None:
    assert value(BOTH, listed(["A", "B", "C"], ["X"])) == 1
    assert value(BOTH, listed(["A", "B", "C"], unthemed=("X",))) == 1


@pytest.mark.parametrize(
    "response", [listed(), listed(["X"]), Response(), Response(text="no JSON"), Response(text="[]")]
)
def test_nothing_listed_scores_none(response: Response) -> None:
    assert value(BOTH, response) == 0


def test_one_big_theme_and_all_alone_score_in_between() -> None:
    assert value(BOTH, listed(["A", "B", "C", "X"])) == 0.5
    assert value(BOTH, listed(["A"], ["B"], ["C"], ["X"])) == 0.5
    assert value(BOTH, listed(["A", "B"], ["C"], ["X"])) == pytest.approx((1 / 3 + 1) / 2)


def test_what_is_wrong_is_named() -> None:
    mark = marked(BOTH, listed(["A", "B", "X"]))
    assert "C is not listed" in mark.why
    assert "A and X lie together" in mark.why


def test_a_case_without_themes_is_not_marked() -> None:
    assert themes.score(case(says=["x"]), listed(["A"])) is None


def test_themes_stand_in_the_order_that_was_asked_for_and_the_unknown_last() -> None:
    wanted = case(by="arr", ordered=True)
    assert value(wanted, weighed({"arr": 3}, {"arr": 3}, {"arr": None})) == 1
    assert value(wanted, weighed({"arr": None}, {"arr": 3}, {"arr": 1})) == 0.5
    assert value(wanted, weighed({"arr": 1}, {"arr": 2}, {"arr": 3})) == 0
    assert "TH1 has more arr than TH0" in marked(wanted, weighed({"arr": 1}, {"arr": 2}, {"arr": 2})).why


def test_an_order_is_by_what_was_asked_for() -> None:
    response = weighed({"arr": 9, "arr_renewing_90d": 1}, {"arr": 1, "arr_renewing_90d": 9})
    assert value(case(by="arr", ordered=True), response) == 1
    assert value(case(by="renewing_90d", ordered=True), response) == 0


def test_a_single_theme_shows_no_order() -> None:
    assert value(case(by="arr", ordered=True), weighed({"arr": 3})) == 0


def test_figures_are_those_of_the_theme_that_holds_the_rows() -> None:
    wanted = case(together=ROWS, figures=[figure("accounts", 2), figure("arr", 186000, "USD")])
    assert marked(wanted, weighed(WEIGHT, {**WEIGHT, "accounts": 9}), figures.score).value == 1
    assert marked(wanted, weighed({**WEIGHT, "accounts": 3}, WEIGHT), figures.score).value == 0.5
    assert marked(wanted, weighed({**WEIGHT, "currency": "EUR"}), figures.score).value == 0.5
    assert marked(wanted, weighed({"currency": "USD"}), figures.score).value == 0


def test_a_wrong_figure_is_told_with_the_rows_that_may_explain_it() -> None:
    response = Response(
        text=json.dumps({"themes": [{"id": "TH0", "items": ["A", "B", "Z"], **WEIGHT}], "unthemed": []})
    )
    mark = marked(case(together=ROWS, figures=[figure("accounts", 1)]), response, figures.score)
    assert mark.why == "accounts of TH0 is 2, not 1; it also holds Z"


@pytest.mark.parametrize("response", [Response(), listed(), listed(["X"]), Response(text="2 accounts, $186,000")])
def test_without_a_theme_of_the_rows_no_figure_is_right(response: Response) -> None:
    assert marked(case(together=ROWS, figures=[figure("accounts", 2)]), response, figures.score).value == 0
