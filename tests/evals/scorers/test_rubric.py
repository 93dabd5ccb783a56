import pytest

from copilot.errors import Unavailable
from evals.mark import Mark
from evals.scorers.rubric import Judge, rubric
from tests.evals.scorers.answers import answer, asking

CASE = asking(says=["verdict"], rubric=["Does it lead with the verdict?", "Does it name the gap?"])


def saying(*answers: str) -> Judge:
    told = iter(answers)
    return lambda question, text: next(told)


def down(question: str, text: str) -> str:
    raise Unavailable("The judge is down.")


def marked(**judges: Judge) -> Mark:
    mark = rubric(judges)(CASE, answer("Yellow. I find no note."))
    assert mark is not None
    return mark


@pytest.mark.parametrize(
    ("answers", "value"), [(("yes", "Yes."), 1), (("no", " NO\n"), 0), (("yes", "no"), 0.5), (("**yes**", "'no'"), 0.5)]
)
def test_one_judge_s_yes_and_no_are_the_mark(answers: tuple[str, str], value: float) -> None:
    assert marked(one=saying(*answers)).value == value


def test_most_judges_decide_and_their_agreement_is_told() -> None:
    mark = marked(a=saying("yes", "no"), b=saying("yes", "no"), c=saying("no", "no"))
    assert mark.value == 0.5
    assert "Does it lead with the verdict? yes (2 of 3 judges say yes)" in mark.why
    assert "judges agree in 4 of 6 pairs" in mark.why


def test_an_even_vote_decides_nothing_and_is_left_out() -> None:
    mark = marked(a=saying("yes", "yes"), b=saying("no", "yes"))
    assert mark.value == 1
    assert "undecided (1 of 2 judges say yes)" in mark.why


@pytest.mark.parametrize("judge", [saying("perhaps", "yes and no"), saying("", "yes " * 900), down])
def test_nonsense_and_a_judge_that_is_down_are_no_mark_and_never_a_zero(judge: Judge) -> None:
    mark = marked(a=judge)
    assert mark.value is None
    assert "undecided" in mark.why


def test_the_other_judges_go_on_when_one_is_down() -> None:
    mark = marked(a=down, b=saying("yes", "yes"))
    assert mark.value == 1
    assert "a is down (The judge is down.)" in mark.why


def test_an_empty_answer_is_not_put_to_the_judges() -> None:
    mark = rubric({"a": down})(CASE, answer(""))
    assert mark == Mark(0.0, "there is no answer to judge")


def test_a_case_without_questions_is_not_marked() -> None:
    assert rubric({"a": saying("yes")})(asking(says=["x"]), answer("x")) is None
