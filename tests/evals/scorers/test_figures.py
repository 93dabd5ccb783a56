from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from evals.mark import Mark
from evals.scorers import figures
from tests.evals.scorers.answers import ARR, BAND, DUE, OTHER, USE, answer, asking, fact

WANTED = {"name": "arr", "account": "A-1", "value": "186000", "unit": "USD", "source": "arr(A-1)"}


def marked(text: str, *cited: Any, wanted: Any = WANTED) -> Mark:
    mark = figures.score(asking(figures=[wanted]), answer(text, *cited))
    assert mark is not None
    return mark


@pytest.mark.parametrize(
    "told",
    [
        "$186,000",
        "USD 186,000",
        "186.000 USD",
        "US$186k",
        "$0.186M",
        "186 000 $",
        "**$186,000**",
        "$186,000.00",
    ],
)
def test_a_figure_that_is_told_and_cited_scores_full_however_it_is_written(told: str) -> None:
    assert marked(f"Tamarack Foods pays {told} a year. [F1]", ARR).value == 1


@pytest.mark.parametrize(
    "told", ["$187,000", "€186,000", "186,000", "$186", "$1,186,000", "$18,600", "F186000", "$190k", ""]
)
def test_another_value_or_unit_scores_none(told: str) -> None:
    assert marked(f"Tamarack Foods pays {told} a year. [F1]", ARR).value == 0


def test_a_figure_without_its_fact_scores_a_half() -> None:
    mark = marked("Tamarack Foods pays $186,000 a year.")
    assert mark == Mark(0.5, "arr of A-1: told, but no cited fact is arr with this value")


def test_a_fact_of_another_account_is_not_the_one_that_was_asked_for() -> None:
    same = fact("F9", "arr", 186_000, "$186,000", "USD", ("A-2", "Brine Marine"))
    assert marked("It pays $186,000 a year. [F9]", same).value == 0.5
    assert marked("Brine Marine pays $186,000 a year. [F9]", same).value == 0


def test_a_figure_told_of_another_account_is_not_told() -> None:
    text = "| account | ARR |\n|---|---|\n| Tamarack Foods | $340,000 [F9] |\n| Brine Marine | $186,000 [F1] |"
    mark = marked(text, ARR, OTHER)
    assert mark.value == 0
    assert "186000 USD is not told; its arr is $186,000" in mark.why


def test_a_fact_as_of_another_day_does_not_do_where_the_day_is_asked_for() -> None:
    wanted = {**WANTED, "as_of": "2026-05-01"}
    assert marked("ARR was $186,000. [F1]", ARR, wanted=wanted).value == 0.5
    then = fact("F1", "arr", 186_000, "$186,000", "USD", as_of=date(2026, 5, 1))
    assert marked("ARR was $186,000. [F1]", then, wanted=wanted).value == 1


@pytest.mark.parametrize(
    "text",
    [
        "ARR is $186,000 [F1]. So the ARR of Tamarack Foods is $150,000.",
        "ARR is $186,000 [F1], or $150,000 [F1].",
    ],
)
def test_a_wrong_figure_beside_the_right_one_costs_half(text: str) -> None:
    mark = marked(text, ARR)
    assert mark.value == 0.5
    assert "$150,000 is told of it too" in mark.why


def test_an_earlier_value_from_the_evidence_and_a_change_cost_nothing() -> None:
    before = fact("F5", "arr", 150_000, "$150,000", "USD", as_of=date(2025, 11, 21))
    assert marked("ARR rose by $36,000 from $150,000 [F5] to $186,000 [F1].", ARR, before).value == 1


@pytest.mark.parametrize("told", ["44.8 %", "45 %", "44,8 Prozent", "44.8 percent", "44,8 pour cent"])
def test_a_share_is_told_at_the_precision_shown(told: str) -> None:
    wanted = {**WANTED, "name": "licence_utilisation", "value": "0.448", "unit": "ratio"}
    assert marked(f"They use {told} of their seats. [F2]", USE, wanted=wanted).value == 1


@pytest.mark.parametrize("told", ["44.9 %", "44 %", "45", "$44.8", "44.8 points"])
def test_a_share_that_is_off_or_without_its_sign_is_not_told(told: str) -> None:
    wanted = {**WANTED, "name": "licence_utilisation", "value": "0.448", "unit": "ratio"}
    assert marked(f"They use {told} of their seats. [F2]", USE, wanted=wanted).value == 0


@pytest.mark.parametrize(
    "told", ["3 February 2027", "Feb 3, 2027", "2027-02-03", "3. Februar 2027", "3 février 2027", "03.02.2027", "3 Feb"]
)
def test_a_day_is_told_in_any_usual_form(told: str) -> None:
    wanted = {**WANTED, "name": "next_renewal_date", "value": "2027-02-03", "unit": "date"}
    assert marked(f"They renew on {told}. [F3]", DUE, wanted=wanted).value == 1
    assert marked(f"They renew on {told}. [F3]", DUE, wanted={**wanted, "value": "2027-03-03"}).value == 0


def test_a_word_is_a_value_too() -> None:
    wanted = {**WANTED, "name": "health_band", "value": "yellow", "unit": ""}
    assert marked("Tamarack Foods is yellow. [F4]", BAND, wanted=wanted).value == 1
    assert marked("Tamarack Foods is red. [F4]", BAND, wanted=wanted).value == 0


def test_a_count_may_be_a_word_but_never_a_share() -> None:
    three = fact("F1", "accounts", 3, "3 accounts", "accounts", None)
    wanted = {"name": "accounts|customers", "value": "3", "unit": "accounts", "source": "count()"}
    for text in ("Three, worth a lot. [F1]", "3 accounts [F1]", "Drei Kunden [F1]"):
        assert marked(text, three, wanted=wanted).value == 1
    assert marked("3 % [F1]", three, wanted=wanted).value == 0


def test_a_fall_is_told_with_a_minus_or_a_word_for_it() -> None:
    change = fact("F1", "usage_change_28d", Decimal("-0.264"), "-26.4 %", "ratio")
    wanted = {**WANTED, "name": "usage_change_28d", "value": "-0.264", "unit": "ratio"}
    assert marked("Usage change: -26.4 % [F1]", change, wanted=wanted).value == 1
    assert marked("Usage fell 26.4 % [F1]", change, wanted=wanted).value == 1
    assert marked("Usage rose 26.4 % [F1]", change, wanted=wanted).value == 0


def test_some_of_several_figures_score_in_between() -> None:
    wanted = [WANTED, {**WANTED, "name": "next_renewal_date", "value": "2027-02-03", "unit": "date"}]
    mark = figures.score(asking(figures=wanted), answer("ARR: $186,000 [F1]", ARR, DUE))
    assert mark is not None
    assert mark.value == 0.5


def test_a_figure_lost_among_a_hundred_others_costs() -> None:
    many = " ".join(f"{1000 + number * 7} users." for number in range(100))
    mark = marked(f"ARR: $186,000 [F1]. {many}", ARR)
    assert mark.value is not None
    assert mark.value < 0.3
    assert "101 figures where 1 were asked for" in mark.why


def test_a_case_without_figures_is_not_marked() -> None:
    assert figures.score(asking(says=["x"]), answer("$186,000")) is None
