"""What customers answer, by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.metrics.satisfaction import ces, csat, latest_nps, nps
from copilot.records import Survey
from tests.metrics.accounts import survey
from tests.metrics.snapshots import D, day, facts, gaps, rows, snapshot


def test_nps_is_the_share_of_9_and_10_less_that_of_0_to_6() -> None:
    """Of 10, 9, 8, 7 and 6: 2 promote, 1 detracts, so 100 x (2 - 1) / 5 = 20 points."""
    answers = [survey(number, "nps", score) for number, score in enumerate((10, 9, 8, 7, 6))]
    fact = facts(nps(snapshot(surveys=answers)))["nps"]
    assert (fact.value, fact.unit, fact.display) == (Decimal(20), "points", "20 points (5 answers)")
    assert "n = 5" in fact.formula
    assert rows(fact) == {f"surveys:V{number}" for number in range(5)}


def test_under_five_answers_are_marked_as_a_small_sample() -> None:
    answers = [survey(number, "nps", 0) for number in range(4)]
    assert facts(nps(snapshot(surveys=answers)))["nps"].display == "-100 points (4 answers, a small sample)"
    assert facts(nps(snapshot(surveys=answers[:1])))["nps"].display == "-100 points (1 answer, a small sample)"
    assert facts(csat(snapshot(surveys=[survey(1, "csat", 4)])))["csat"].display == "100 % (1 answer, a small sample)"
    assert facts(ces(snapshot(surveys=[survey(1, "ces", 7)])))["ces"].display == "7 of 7 (1 answer, a small sample)"


def test_the_latest_answer_of_each_contact_counts_and_those_without_one_each() -> None:
    answers = [
        survey(1, "nps", 0, day(-20), "C1"),
        survey(2, "nps", 10, day(-10), "C1"),
        survey(3, "nps", 0, day(1), "C1"),
        survey(4, "nps", 9),
        survey(5, "nps", 9),
    ]
    assert facts(nps(snapshot(surveys=answers)))["nps"].value == 100
    assert [one.survey_id for one in latest_nps(answers[::-1], D)] == ["V2", "V4", "V5"]


def test_a_contact_that_is_called_like_an_answer_is_not_taken_for_it() -> None:
    answers = [survey(1, "nps", 10), survey(2, "nps", 0, contact_id="V1")]
    assert facts(nps(snapshot(surveys=answers)))["nps"].value == 0


@pytest.mark.parametrize(
    ("as_of", "on", "counts"),
    [
        (date(2026, 6, 30), date(2025, 6, 30), False),
        (date(2026, 6, 30), date(2025, 7, 1), True),
        (date(2026, 6, 30), date(2026, 6, 30), True),
        (date(2026, 6, 30), date(2026, 7, 1), False),
        (date(2028, 2, 29), date(2027, 2, 28), False),
        (date(2028, 2, 29), date(2027, 3, 1), True),
        (date(2025, 2, 28), date(2024, 2, 29), True),
        (date(2025, 2, 28), date(2024, 2, 28), False),
        (date.min, date.min, False),
        (date.max, date.max, True),
    ],
)
def test_12_months_are_the_days_after_the_same_date_a_year_before(as_of: date, on: date, counts: bool) -> None:
    measured = nps(snapshot(surveys=[survey(1, "nps", 9, on)], as_of=as_of))
    assert ("nps" in facts(measured)) == counts


@pytest.mark.parametrize(("offset", "counts"), [(-90, False), (-89, True), (0, True), (1, False)])
def test_csat_and_ces_count_90_days(offset: int, counts: bool) -> None:
    answers = [survey(1, "csat", 4, day(offset)), survey(2, "ces", 4, day(offset))]
    assert ("csat" in facts(csat(snapshot(surveys=answers)))) == counts
    assert ("ces" in facts(ces(snapshot(surveys=answers)))) == counts


def test_csat_is_the_share_of_the_top_two_boxes_and_ces_the_mean() -> None:
    """Of 5, 4 and 3, two are satisfied: 66.7 %; the efforts 7, 4 and 2 are 4.3 in the mean."""
    answers = [survey(number, "csat", score) for number, score in enumerate((5, 4, 3))]
    answers += [survey(number, "ces", score) for number, score in enumerate((7, 4, 2), 3)]
    satisfied, effort = facts(csat(snapshot(surveys=answers)))["csat"], facts(ces(snapshot(surveys=answers)))["ces"]
    assert (satisfied.value, satisfied.unit) == (Decimal(2) / 3, "ratio")
    assert satisfied.display == "66.7 % (3 answers, a small sample)"
    assert effort.value == Decimal(13) / 3
    assert effort.display == "4.3 of 7 (3 answers, a small sample)"


def test_nobody_asked_is_unknown_and_says_for_how_long() -> None:
    assert gaps(nps(snapshot())) == {"nps": "no NPS answer in the last 12 months"}
    assert gaps(csat(snapshot())) == {"csat": "no CSAT answer in the last 90 days"}
    assert gaps(ces(snapshot())) == {"ces": "no CES answer in the last 90 days"}


ANSWERS = st.lists(
    st.builds(
        lambda kind, score, offset, who: survey(0, kind, score, day(offset), who),
        st.sampled_from(["nps", "csat", "ces"]),
        st.integers(1, 5),
        st.integers(-400, 20),
        st.sampled_from([None, "C1", "C2"]),
    ),
    max_size=12,
).map(lambda rows: [one.model_copy(update={"survey_id": f"V{number}"}) for number, one in enumerate(rows)])


@given(ANSWERS, st.randoms(use_true_random=False))
def test_scores_stay_in_their_scale_in_any_order_and_whatever_comes_later(rows: list[Survey], random: object) -> None:
    told = [facts(metric(snapshot(surveys=rows))) for metric in (nps, csat, ces)]
    known = [one for one in rows if one.date <= D]
    random.shuffle(known)  # type: ignore[attr-defined]
    again = [facts(metric(snapshot(surveys=known))) for metric in (nps, csat, ces)]
    values = [{name: fact.value for name, fact in one.items()} for one in told]
    assert values == [{name: fact.value for name, fact in one.items()} for one in again]
    assert all(-100 <= one <= 100 for one in values[0].values())  # type: ignore[operator]
    assert all(0 <= one <= 1 for one in values[1].values())  # type: ignore[operator]
    assert all(1 <= one <= 7 for one in values[2].values())  # type: ignore[operator]
