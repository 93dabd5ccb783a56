import pytest

from copilot.evidence import Claim
from evals.case import Case
from evals.response import Response
from evals.scorers import flags

GOOD, BAD = Claim(text="A.", state="grounded"), Claim(text="B 12.", state="unverified", reason="12 has no source")


@pytest.mark.parametrize(
    ("wanted", "claims", "value"),
    [("yes", [GOOD, BAD], 1), ("yes", [GOOD], 0), ("no", [GOOD], 1), ("no", [GOOD, BAD], 0), ("no", [], 0)],
)
def test_a_check_is_right_where_it_flags_what_is_false_and_nothing_else(
    wanted: str, claims: list[Claim], value: float
) -> None:
    told = {"id": "c", "check": {"text": "A. B 12.", "sources": ["A."]}, "expect": {"flags": wanted}}
    mark = flags.score(Case.model_validate(told), Response(text="A. B 12.", claims=claims))
    assert mark is not None
    assert mark.value == value
