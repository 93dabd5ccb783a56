"""Messages to customers: when one is asked for, and what the answer stands on."""

import pytest

from copilot.llm.built_in.letters import READERS, is_letter
from copilot.scope import EVERYTHING
from copilot.wiring import Copilot
from tests.llm.asking import DEL, ask


@pytest.mark.parametrize(
    "question",
    [
        "Write me a mail that I can send to Acme about the outage",
        "Something I can send to Mr. Ode about what they got for their money",
        "a note to Jo (Acme) with the waiting list, ready to send",
        "Write to Dr. Ode where we are. Goes out today.",
        "can you draft a reply to Acme about their price question",
        "email Theo the renewal date",
        "Tell Priya at Acme when the connector comes",
        "What can I tell Acme about the outage?",
        "Give me two lines for Jo at Acme about the delay",
        "Summarise the call for Acme so I can forward it",
        "write Theo at Acme a mail on what our support found",
        "reply to the CFO at Acme on price",
        "Schreib mir eine Mail an Frau Weber, die ich so verschicken kann",
        "Antworte Frau Weber auf ihre Frage zum Datenschutz",
        "Was darf ich dem Kunden zum Preis sagen?",
        "Rédige un mail pour Bastien, à envoyer tel quel",
        "Prépare une réponse pour le client sur la panne",
    ],
)
def test_words_that_go_to_a_customer_are_a_letter(question: str) -> None:
    assert is_letter(question)


@pytest.mark.parametrize(
    "question",
    [
        "Did Ada write a mail to us?",
        "What did Tomas write in his mail?",
        "what did we agree with the customer",
        "Show me the last e-mail from Priya",
        "Give me a summary of Acme's tickets",
        "Tell me when Acme renews",
        "What should we say when a champion leaves?",
        "Draft the renewal brief for Acme",
        "Write a mail to my boss about Acme's risk",
        "Draft an internal note on Acme's fallback price",
        "draft an email to our product team about Acme's request",
        "Schreib meinem Chef eine Mail zu Acme",
        "Hat Bastien geschrieben?",
    ],
)
def test_what_our_own_people_read_is_none(question: str) -> None:
    assert not is_letter(question)


def test_the_answer_stands_on_what_the_customer_may_read(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Write Bastien at Maison Delorge a mail about the goal of 110 active users, ready to send")
    assert told.text.startswith("Only what Maison Delorge may read is told here")
    assert {passage.account_id for passage in told.cited.passages} <= {DEL}
    documents = [demo_copilot.documents.document(one.document_id, EVERYTHING) for one in told.cited.passages]
    assert all(one.visibility == "customer" for one in documents)
    assert {fact.account_id for fact in told.cited.facts if fact.name != READERS} == {DEL}
    assert "110" in told.text
    assert "I don't write the message itself" in told.text


def test_where_nothing_is_left_the_answer_says_so(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Write Theo at Halden Logistics who of us distrusts him, so that I can send it")
    assert "I find nothing about this that they may read." in told.text
    assert told.cited.passages == []
    assert {fact.name for fact in told.cited.facts} == {READERS}
