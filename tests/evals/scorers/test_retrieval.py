import pytest

from evals.case import Case
from evals.response import Response
from evals.scorers import retrieval
from tests.evals.scorers.answers import evidence, passage

ONE = {"path": "tamarack-foods/call.md", "words": "if the connector is not there by the audit"}
TWO = {"path": "playbooks/champion-loss.md", "words": "Call within five days"}
HIT = passage("P1", "And if the connector is not there by the audit, we leave.")
PLAY = passage("P2", "Call within five days.", "champion-loss.md")
NOISE = [passage(f"P{10 + at}", "By the audit, the connector is there if not.") for at in range(12)]


def case(*places: dict[str, str]) -> Case:
    return Case.model_validate({"id": "r", "search": "connector", "expect": {"passages": list(places)}})


def scores(wanted: Case, *found: object) -> list[float]:
    response = Response(retrieved=evidence(*found))  # type: ignore[arg-type]
    marks = [score(wanted, response) for score in (retrieval.ndcg, retrieval.recall, retrieval.reciprocal_rank)]
    return [mark.value for mark in marks if mark is not None and mark.value is not None]


def test_the_passages_that_answer_at_the_top_score_full() -> None:
    assert scores(case(ONE, TWO), PLAY, HIT, *NOISE) == [1, 1, 1]


def test_none_among_the_first_ten_scores_none() -> None:
    assert scores(case(ONE), *NOISE, HIT) == [0, 0, 0]
    assert scores(case(ONE)) == [0, 0, 0]


def test_one_of_two_further_down_scores_in_between() -> None:
    ndcg, recall, reciprocal = scores(case(ONE, TWO), NOISE[0], HIT)
    assert ndcg == pytest.approx(0.6309 / 1.6309, abs=1e-3)
    assert (recall, reciprocal) == (0.5, 0.5)


def test_half_a_place_at_the_edge_of_a_passage_is_found_and_the_words_in_another_document_are_not() -> None:
    assert scores(case(ONE), passage("P1", "and then, if the connector is not there"))[1] == 1
    assert scores(case(ONE), passage("P1", HIT.text, "other/call.md"))[1] == 0


def test_an_answer_s_cited_passages_come_before_those_gathered() -> None:
    response = Response(evidence=evidence(HIT), retrieved=evidence(*NOISE))
    mark = retrieval.reciprocal_rank(case(ONE), response)
    assert mark is not None
    assert mark.value == 1


def test_a_miss_is_named() -> None:
    mark = retrieval.recall(case(ONE), Response())
    assert mark is not None
    assert mark.why == "not among the first 10: tamarack-foods/call.md “if the connector is not there by the aud”"
