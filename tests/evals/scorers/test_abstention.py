import pytest

from evals.response import Response
from evals.scorers import abstention
from tests.evals.scorers.answers import ARR, CALL, USE, answer, asking, fact

NOTHING = fact("F8", "arr", None, "no contract before 15 January 2024")


def value(wanted: str, response: Response) -> float:
    mark = abstention.score(asking(abstains=wanted), response)
    assert mark is not None
    assert mark.value is not None
    return mark.value


GAPS = [
    "I find no note on SSO since 3 May.",
    "I can't tell what they will do.",
    "I know no account called 'Apple'. Which account do you mean?",
    "Which one do you mean: Halden Energy or Halden Logistics? [F1 F2]",
    "Not known: ARR (no contract before 15 January 2024 [F8]).",
    "No contract before 15 January 2024 [F8].",
    "No economic buyer is on record at Tamarack Foods. [F8]",
    "Ich finde dazu keine Notiz.",
    "Welchen Kunden meinst du?",
    "Dazu liegt mir nicht vor, was sie zahlen.",
    "Je ne trouve aucune note à ce sujet.",
    "De quel compte parlez-vous ?",
]


@pytest.mark.parametrize("text", GAPS)
def test_a_plain_refusal_or_question_back_abstains_in_three_languages(text: str) -> None:
    response = answer(text, NOTHING, claims=[])
    assert value("yes", response) == 1
    assert value("no", response) == 0
    assert value("partly", response) == 0


@pytest.mark.parametrize(
    "text",
    [
        "ARR is $186,000 [F1].",
        "I can't tell. It was $250,000 in 2023.",
        "I find no contract of 2023, but ARR is $250,000.",
        "I find no note on it; they pay $250,000.",
        "I cannot say. ARR $186,000 [F1]. Use 44.8 % [F2]. “The audit is in June.” [P1] Again: $186,000 [F1].",
        "",
        "Sure.",
    ],
)
def test_an_answer_that_states_or_refuses_and_then_states_does_not_abstain(text: str) -> None:
    assert value("yes", answer(text, ARR, USE, CALL)) == 0


def test_the_nearest_thing_that_is_known_may_stand_beside_a_refusal_and_two_cost_half() -> None:
    near = "I have no contract before 2024, so I can't tell their ARR. The first one is $186,000 a year [F1]."
    assert value("yes", answer(near, ARR)) == 1
    assert value("yes", answer(f"{near} They use 44.8 % [F2].", ARR, USE)) == 0.5


def test_half_an_answer_states_the_one_and_says_that_the_other_is_missing() -> None:
    assert value("partly", answer("ARR is $186,000 [F1]. I find no NPS answer.", ARR)) == 1
    assert value("partly", answer("ARR is $186,000 [F1].", ARR)) == 0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ARR is $186,000 [F1].", 1),
        ("ARR is $186,000 [F1]. I find no active champion.", 1),
        ("ARR is $186,000 [F1]. Would you like the renewal too?", 1),
        ("There are no open tickets [F1].", 1),
        ("I find no note. I find no call. I find no ticket. ARR is $186,000 [F1].", 0.5),
        ("All is well.", 0.5),
        ("I can't help with that.", 0),
        ("", 0),
    ],
)
def test_where_an_answer_is_there_it_is_given(text: str, wanted: float) -> None:
    assert value("no", answer(text, ARR, claims=[])) == wanted


def test_a_case_that_does_not_say_is_not_marked() -> None:
    assert abstention.score(asking(says=["x"]), answer("I find nothing.")) is None
