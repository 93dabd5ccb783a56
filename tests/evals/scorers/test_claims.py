import pytest

from copilot.evidence import Claim, ClaimState
from evals.case import Case
from evals.scorers import claims
from tests.evals.scorers.answers import answer, asking


def claim(text: str, state: ClaimState = "grounded") -> Claim:
    return Claim(text=text, state=state, reason="12 has no source" if state == "unverified" else "")


def test_claims_that_are_all_verified_score_full() -> None:
    told = [claim("ARR: $186,000 [F1]"), claim("Half of it is new.", "derived"), claim("Ask them.", "advice")]
    mark = claims.score(asking(), answer("ARR: $186,000 [F1]\nHalf of it is new.\nAsk them.", claims=told))
    assert mark is not None
    assert mark.value == 1


@pytest.mark.parametrize(("bad", "value"), [(1, 0.5), (2, 0)])
def test_unverified_claims_cost_their_share_and_advice_does_not_count(bad: int, value: float) -> None:
    told = [
        claim("A 12.", "unverified"),
        claim("B 13.", "unverified" if bad == 2 else "grounded"),
        claim("C.", "advice"),
    ]
    mark = claims.score(asking(), answer("A 12.\nB 13.\nC.", claims=told))
    assert mark is not None
    assert mark.value == value
    assert "12 has no source" in mark.why


def test_a_statement_without_a_claim_is_not_verified() -> None:
    mark = claims.score(asking(), answer("ARR is $186,000. They use 44.8 %.", claims=[claim("They use 44.8 %.")]))
    assert mark is not None
    assert mark.value == 0.5
    assert mark.why == "no claim: “ARR is $186,000.”"


def test_an_empty_answer_scores_none_and_one_that_states_nothing_is_not_marked() -> None:
    empty = claims.score(asking(), answer("", error="The model is down."))
    assert empty is not None
    assert empty.value == 0
    assert "The model is down." in empty.why
    assert claims.score(asking(), answer("Which one do you mean?", claims=[])) is None


def test_an_error_where_one_is_right_is_not_marked() -> None:
    for case in (asking(refused="no account"), asking(abstains="yes")):
        assert claims.score(case, answer("", error="There is no account Nope.")) is None


def test_a_search_makes_no_claims() -> None:
    case = Case.model_validate({"id": "s", "search": "sso", "expect": {"says": ["x"]}})
    assert claims.score(case, answer("$5")) is None
