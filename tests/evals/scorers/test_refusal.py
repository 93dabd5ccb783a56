import pytest

from evals.response import Response
from evals.scorers import refusal
from tests.evals.scorers.answers import asking

CASE = asking(refused="no account|not yours")


@pytest.mark.parametrize(
    ("response", "value"),
    [
        (Response(error="There is no account Nope."), 1),
        (Response(error="It is not yours."), 1),
        (Response(error="The model is down."), 0),
        (Response(text="Here it is.", error="There is no account Nope."), 0),
        (Response(text="There is no account Nope."), 0),
        (Response(), 0),
    ],
)
def test_only_the_right_error_and_no_answer_is_right(response: Response, value: float) -> None:
    mark = refusal.score(CASE, response)
    assert mark is not None
    assert mark.value == value


def test_a_case_that_wants_an_answer_is_not_marked() -> None:
    assert refusal.score(asking(says=["x"]), Response(error="no")) is None
