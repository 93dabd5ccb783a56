"""Sentences held against what they cite."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from copilot.display import show_money
from copilot.evidence import Claim, Evidence, Fact, Passage
from copilot.grounding.check import check
from copilot.grounding.handles import render

AS_OF = date(2026, 6, 30)
TEXT = "Jo: We save two hours a day on claims letters. If the connector isn't there by the audit, we leave."
PASSAGE = Passage(
    id="P1",
    document_id="note:n.md",
    path="n.md",
    title="Review",
    date=date(2026, 4, 2),
    kind="call",
    account_name="Acme",
    start=0,
    end=len(TEXT),
    text=TEXT,
)


def _fact(display: str, handle: str = "F1") -> Fact:
    return Fact(id=handle, name="arr", label="ARR", value=1, display=display, as_of=date(2026, 6, 30))


EVIDENCE = Evidence(facts=[_fact("$186,000"), _fact("74 days", "F2")], passages=[PASSAGE])


def _claims(text: str) -> list[Claim]:
    return [claim for _, claim in check(text, EVIDENCE, AS_OF)]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("They pay $186,000 [F1].", "grounded"),
        ("They pay 186000 dollars [F1].", "grounded"),
        ("They pay $186,001 [F1].", "unverified"),
        ("They pay $186,000.", "unverified"),
        ("They pay $186,000 [F2].", "unverified"),
        ("Jo said “We save two hours a day” [P1].", "quoted"),
        ("Jo said “We save three hours a day” [P1].", "unverified"),
        ("Jo said “disaster” [P1].", "unverified"),
        ("On 2 April 2026 we met [P1].", "grounded"),
        ("> If the connector isn’t there by the audit, we leave. [P1]", "quoted"),
        ("> If the connector is there by the audit, we leave. [P1]", "unverified"),
        ("Ask who owns the rollout now.", "advice"),
        ("They pay (figure not found).", "unverified"),
    ],
)
def test_each_sentence_has_its_state_and_a_reason_where_it_failed(text: str, state: str) -> None:
    (claim,) = _claims(text)
    assert claim.state == state
    assert bool(claim.reason) == (state == "unverified")


def test_a_quotation_is_not_pieced_together_from_two_sources() -> None:
    other = PASSAGE.model_copy(update={"id": "P2", "text": "and we stay", "account_name": None, "title": ""})
    evidence = Evidence(passages=[PASSAGE, other])
    ((_, claim),) = check("He said “by the audit, we leave. and we stay” [P1 P2].", evidence, AS_OF)
    assert claim.state == "unverified"


def test_the_number_of_a_list_item_is_no_figure() -> None:
    assert [claim.state for claim in _claims("1. Call Jo.\n2. Send the plan.")] == ["advice", "advice"]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_changed_figure_is_flagged(true: int, told: int) -> None:
    assume(true != told)
    evidence = Evidence(facts=[_fact(show_money(Decimal(true), "USD"))])
    ((_, right),) = check(f"They pay {show_money(Decimal(true), 'USD')} [F1].", evidence, AS_OF)
    ((_, wrong),) = check(f"They pay {show_money(Decimal(told), 'USD')} [F1].", evidence, AS_OF)
    assert (right.state, wrong.state) == ("grounded", "unverified")


@given(st.data())
def test_a_changed_word_in_a_quotation_is_flagged(data: st.DataObject) -> None:
    words = TEXT.split()
    start = data.draw(st.integers(0, len(words) - 3))
    end = data.draw(st.integers(start + 2, len(words)))
    quoted = words[start:end]
    changed = list(quoted)
    changed[data.draw(st.integers(0, len(quoted) - 1))] = "never"
    ((_, right),) = check(f"Jo said “{' '.join(quoted)}” [P1]", EVIDENCE, AS_OF)
    ((_, wrong),) = check(f"Jo said “{' '.join(changed)}” [P1]", EVIDENCE, AS_OF)
    assert (right.state, wrong.state) == ("quoted", "unverified")


@given(st.text(st.characters(exclude_characters='“”"«»>|', exclude_categories=["C", "Z"]), min_size=2, max_size=60))
def test_whatever_a_passage_says_can_be_quoted_word_for_word(text: str) -> None:
    passage = PASSAGE.model_copy(update={"text": text})
    evidence = Evidence(passages=[passage])
    shown = render(f"Jo: “{text}” [P1]", evidence).text
    assert all(claim.state != "unverified" for _, claim in check(shown, evidence, AS_OF))
