import pytest

from evals.case import Case
from evals.mark import Mark
from evals.scorers import citations
from tests.evals.scorers.answers import ARR, CALL, DUE, OTHER, USE, answer, asking

FULL = """**Tamarack Foods renews on 3 February 2027 [F3].**
- ARR: $186,000 [F1]
- They use 44.8 % of their seats [F2]. “I can't defend this internally.” [P1]
- What should we ask them?
- I find no note since 3 May."""


def both(text: str) -> tuple[Mark | None, Mark | None]:
    told = answer(text, ARR, USE, DUE, OTHER, CALL)
    return citations.precision(asking(), told), citations.recall(asking(), told)


def value(mark: Mark | None) -> float:
    assert mark is not None
    assert mark.value is not None
    return mark.value


def test_what_needs_a_source_and_has_the_right_one_scores_full() -> None:
    precision, recall = both(FULL)
    assert value(precision) == 1
    assert value(recall) == 1


def test_figures_without_sources_have_no_recall() -> None:
    precision, recall = both("Tamarack Foods pays $186,000 a year.")
    assert precision is None
    assert recall == Mark(0, "no source: “Tamarack Foods pays $186,000 a year.”")


@pytest.mark.parametrize(
    "text",
    [
        "ARR: $187,000 [F1]",
        "Tamarack Foods pays $340,000 a year [F1].",
        "“I will defend this internally.” [P1]",
        "They renew on 4 February 2027 [F3].",
        "Tamarack Foods is thrilled about everything [F99].",
    ],
)
def test_a_figure_or_quotation_that_its_source_does_not_hold_has_no_recall(text: str) -> None:
    assert value(both(text)[1]) == 0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("ARR: $186,000 [F99]", 0),
        ("ARR: $186,000 [P1]", 0),
        ("Tamarack Foods pays $340,000 [F9].", 0),
        ("ARR: $186,000 [F1 P1]", 0.5),
    ],
)
def test_a_citation_that_is_unknown_or_beside_the_point_has_no_precision(text: str, share: float) -> None:
    assert value(both(text)[0]) == share


def test_one_sentence_of_two_with_a_source_scores_in_between() -> None:
    assert value(both("ARR is $186,000 [F1]. They use 44.8 % of their seats.")[1]) == 0.5


@pytest.mark.parametrize(
    "told", ["Together $526,000 [F1 F9].", "A difference of $154,000 [F1 F9].", "45.3 % less [F1 F9]."]
)
def test_a_sum_difference_or_change_of_cited_facts_has_its_source(told: str) -> None:
    assert value(both(told)[1]) == 1


def test_a_table_s_rows_are_judged_and_its_head_is_not() -> None:
    text = "| account | 2026 |\n|---|---|\n| Tamarack Foods | $186,000 [F1] |\n| Brine Marine | $186,000 [F9] |"
    assert value(both(text)[1]) == 0.5


def test_quoted_lines_share_the_citation_of_their_block() -> None:
    assert value(both("> The audit is in June.\n> “I can't defend this internally.” [P1]")[1]) == 1


def test_a_document_is_judged_by_its_own_notes() -> None:
    case = Case.model_validate({"id": "d", "draft": {"kind": "account-brief"}, "expect": {"says": ["x"]}})
    text = (
        "# Brief\n\n- **As of:** 21 November 2026\n\n## In short\n\n- ARR: {}[^1]\n\n[^1]: **ARR: $186,000** (today)\n"
    )
    assert value(citations.recall(case, answer(text.format("$186,000")))) == 1
    assert value(citations.recall(case, answer(text.format("$168,000")))) == 0


def test_a_note_that_names_a_passage_shortened_leads_to_all_of_it() -> None:
    case = Case.model_validate({"id": "d", "draft": {"kind": "account-brief"}, "expect": {"says": ["x"]}})
    text = (
        "# Brief\n\n## In short\n\n> “I can't defend this internally.”[^1]\n\n[^1]: **{}** (today)\n\n    > … June.\n"
    )
    assert value(citations.recall(case, answer(text.format("Call"), CALL))) == 1
    assert value(citations.recall(case, answer(text.format("Another call"), CALL))) == 0


def test_what_says_nothing_needs_no_source() -> None:
    assert both("Which account do you mean?") == (None, None)
    assert both("") == (None, None)
