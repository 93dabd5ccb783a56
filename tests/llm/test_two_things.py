"""Questions that name two figures, nobody, or a time; that ask for a rule; or whether an account is at risk."""

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


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What do I need to have in writing before I publish a case study?", "Case study and win story"),
        ("when does a ticket go to escalation level 2?", "Escalation"),
        ("When should a new CSM run a call alone?", "A new CSM: ramp and coaching"),
        ("how many accounts may I hand to one colleague in two weeks?", "CSM-to-CSM handover"),
    ],
)
def test_what_asks_for_a_rule_is_answered_by_a_playbook(demo_copilot: Copilot, question: str, title: str) -> None:
    answer = ask(demo_copilot, question)
    assert "search_playbooks" in answer.tools()
    assert title in answer.text


@pytest.mark.parametrize("question", ["Is Pellworth at risk, and why?", "Which warning signals fire at Pellworth?"])
def test_an_account_at_risk_is_told_with_its_health_and_its_signals(demo_copilot: Copilot, question: str) -> None:
    answer = ask(demo_copilot, question)
    assert answer.text.startswith("**Pellworth Education: red")
    assert "Risk, medium: No contact for 123 days" in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which customers have we lost in the last twelve months?", "Corvane Retail Group"),
        ("contraction ARR and which accounts shrank", "Contraction ARR: $117,848"),
        ("CSAT across all accounts, last 90 days", "CSAT"),
        ("how many support tickets are open over all customers?", "open tickets: 32"),
        ("Wer braucht mich diese Woche?", "Most pressing first"),
        ("Is Halden Logistics red or green?", "red"),
        ("How many tickets does Quarrion have open, and how many of them urgent?", "open tickets: 3"),
    ],
)
def test_what_is_asked_in_other_words_is_told(demo_copilot: Copilot, question: str, told: str) -> None:
    assert told in ask(demo_copilot, question).text


def test_a_part_of_the_tickets_is_told_alone_where_they_were_told_before(demo_copilot: Copilot) -> None:
    answer = ask(demo_copilot, "Open tickets at Quarrion?", "which of them are urgent?")
    assert "T-5121" in answer.text
    assert "T-5130" not in answer.text
