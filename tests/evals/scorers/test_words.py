import pytest

from evals.scorers import words
from tests.evals.scorers.answers import answer, asking


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("SSO", "They ask for **sso**."),
        ("connector", "Two connectors are missing."),
        ("isn’t there", "It isn't there."),
        ("no answer|no reply", "I find no reply since May."),
        ("renews on 3 February", "It renews [F1] on 3 February [F2]."),
        ("größer", "GRÖSSER ist es."),
    ],
)
def test_words_stand_there_however_they_are_typed(wanted: str, text: str) -> None:
    mark = words.score(asking(says=[wanted]), answer(text))
    assert mark is not None
    assert mark.value == 1


@pytest.mark.parametrize(("wanted", "text"), [("red", "covered"), ("14", "$14,400"), ("14", "3.14"), ("SSO", "")])
def test_part_of_a_word_or_number_is_not_it(wanted: str, text: str) -> None:
    mark = words.score(asking(says=[wanted]), answer(text))
    assert mark is not None
    assert mark.value == 0


def test_a_quotation_stands_word_for_word_white_space_and_marks_aside() -> None:
    case = asking(quotes=["I can't defend this internally."])
    full = words.score(case, answer("Reuss: “I can’t defend this\ninternally.” [P1]"))
    none = words.score(case, answer("Reuss: “I cannot defend this internally.” [P1]"))
    assert full is not None
    assert full.value == 1
    assert none is not None
    assert none.value == 0
    assert none.why == "does not quote “I can't defend this internally.”"


def test_some_of_the_words_score_in_between() -> None:
    mark = words.score(asking(says=["SSO", "SCIM"], quotes=["by June"]), answer("SSO by June"))
    assert mark is not None
    assert mark.value == pytest.approx(2 / 3)


def test_the_sources_at_the_end_do_not_count() -> None:
    mark = words.score(asking(says=["SCIM"]), answer("They ask for SSO.[^1]\n\n[^1]: **Call**\n\n    > SCIM, too\n"))
    assert mark is not None
    assert mark.value == 0


def test_a_case_without_words_is_not_marked() -> None:
    assert words.score(asking(abstains="no"), answer("x")) is None
