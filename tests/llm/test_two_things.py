"""Questions that name two figures, nobody, or a time."""

import pytest

from copilot.wiring import Copilot
from tests.llm.asking import HLX, ask


@pytest.mark.parametrize(
    ("question", "told", "unknown"),
    [
        ("ARR and NPS of Zephrine Labs please", "ARR: $90,000", "nps"),
        ("Seats of Ville de Saint-Aubrac and their time to first value?", "140 seats", "time to first value"),
        ("Who is champion and who is economic buyer at Lumwood Studio?", "Cleo Banfield", "No economic buyer"),
    ],
)
def test_what_is_known_is_told_beside_what_is_not(
    demo_copilot: Copilot, question: str, told: str, unknown: str
) -> None:
    answer = ask(demo_copilot, question).text
    assert told in answer
    assert unknown in answer


@pytest.mark.parametrize(
    "question",
    ["when do they renew", "is the ticket closed now?", "how is the account doing?", "Wie steht es um den Kunden?"],
)
def test_a_question_on_one_account_that_names_none_asks_which(demo_copilot: Copilot, question: str) -> None:
    answer = ask(demo_copilot, question)
    assert answer.text.startswith("Which account do you mean?")
    assert answer.tools() == []


@pytest.mark.parametrize("question", ["When do we escalate?", "How do we handle the customer who goes silent?"])
def test_a_question_on_how_we_work_does_not_ask_which(demo_copilot: Copilot, question: str) -> None:
    assert "Which account" not in ask(demo_copilot, question).text


def test_of_a_month_without_a_note_it_says_so(demo_copilot: Copilot) -> None:
    answer = ask(demo_copilot, "What did we discuss with Pellworth in September?")
    assert "I find no note for Pellworth Education from 1 September 2026 to 30 September 2026" in answer.text
    assert answer.cited.passages == []
    assert ("search_notes", "2026-09-30") in [(name, call.get("until")) for name, call in answer.calls]


def test_of_a_month_with_notes_only_these_are_quoted(demo_copilot: Copilot) -> None:
    cited = ask(demo_copilot, "What did Halden Logistics say about price in October?").cited.passages
    assert cited
    assert {one.account_id for one in cited} == {HLX}
    assert all(one.date is not None and one.date.month == 10 for one in cited)
