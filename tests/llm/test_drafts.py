"""A document is drafted where somebody asks for one, and only there."""

from typing import get_args

import pytest

from copilot.documents import order
from copilot.documents.document import Kind
from copilot.llm.built_in import drafts
from copilot.llm.built_in.drafts import audience_asked, kind_asked
from copilot.scope import EVERYTHING
from copilot.wiring import Copilot
from tests.llm.asking import HLX, ask


def test_the_planner_knows_every_kind_of_document() -> None:
    assert set(drafts.KINDS) == set(get_args(Kind))
    assert set(drafts.ABOUT_ALL) == order.ABOUT_ALL


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Draft the renewal brief for Halden Logistics", "renewal-brief"),
        ("I need a QBR for Halden", "value-review"),
        ("Write a win story on Corvane", "case-study"),
        ("Erstelle ein Onboarding-Plan für Kranichfeld", "onboarding-plan"),
        ("Prépare un meeting prep pour Maison Delorge", "meeting-prep"),
        ("put together the portfolio review", "portfolio-review"),
    ],
)
def test_a_document_that_is_asked_for_is_recognised(question: str, kind: str) -> None:
    assert kind_asked(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "What does the renewal brief of Halden say?",
        "How do we run a QBR?",
        "Is there a success plan at Corvane?",
        "Write to the sponsor that we are sorry",
    ],
)
def test_a_question_about_documents_drafts_none(question: str) -> None:
    assert kind_asked(question) == ""


def test_who_reads_it_is_taken_from_the_question() -> None:
    assert audience_asked("Draft the success plan of Corvane for the customer") == "customer"
    assert audience_asked("Draft an EBR deck for Quarrion that I can send to the customer") == "customer"
    assert audience_asked("Draft a value review to share with the client") == "customer"
    assert audience_asked("Draft the success plan of Corvane") == "internal"
    assert audience_asked("Draft the renewal brief before I meet the customer") == "internal"


def test_the_answer_says_where_the_document_is_and_what_stands_first_in_it(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Draft the renewal brief for Halden Logistics")
    assert told.tools() == ["draft_document"]
    (document,) = (fact for fact in told.cited.facts if fact.name == "document")
    kept = demo_copilot.desk.get(str(document.value), EVERYTHING)
    assert (kept.kind, kept.account_id, kept.audience) == ("renewal-brief", HLX, "internal")
    assert f"/documents/{kept.document_id}" in told.text
    assert "ARR: $318,000" in told.text


def test_a_document_about_an_account_that_is_not_named_is_asked_for(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "draft a renewal brief")
    assert told.tools() == []
    assert told.text.startswith("Which account do you mean?")
