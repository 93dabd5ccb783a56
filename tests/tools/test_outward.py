"""What goes to a customer: whichever tool is asked for whatever, it returns what that customer may read alone."""

from typing import Any

import pytest

from copilot.documents.audience import may_tell
from copilot.evidence import NOTHING
from copilot.llm.built_in.letters import READERS
from tests.tools.conftest import Use
from tests.tools.test_toolbox import CALLS

TO_MARLOW = "Write a mail to Marlow Freight about the claims letters"
TO_TILIA = "Schreib eine Mail an Tilia Labs zur Preiserhöhung"
OURS = ("Tilia", "price rise", "Call the sponsor", "@", "red", "yellow", "Kim", "health", "last contacted")
_DRAFTS = {"draft_document"}


@pytest.mark.parametrize("tool", sorted(CALLS.keys() - _DRAFTS))
def test_every_tool_tells_what_the_customer_may_read_alone(use: Use, tool: str) -> None:
    text, evidence = use(tool, **(CALLS[tool] | {"asked": TO_MARLOW}))
    told = [fact for fact in evidence.facts if fact.name not in (READERS, NOTHING, "account", "tickets")]
    assert {fact.account_id for fact in told} <= {"A1"}
    assert all(may_tell(fact, "customer") or fact.name == "note" for fact in told)
    assert {passage.account_id for passage in evidence.passages} <= {"A1"}
    said = " ".join(line for line in text.splitlines() if "may read is told here" not in line)
    for word in OURS:
        assert word not in said.replace("Compare Marlow Freight and Tilia Labs", "")


@pytest.mark.parametrize("arguments", [{"account": "Tilia Labs"}, {}])
def test_an_internal_note_is_not_found_for_its_own_customer_either(use: Use, arguments: dict[str, Any]) -> None:
    _, evidence = use("search_notes", query="price rise", asked=TO_TILIA, **arguments)
    assert evidence.passages == []
    assert [fact.name for fact in evidence.facts] == [NOTHING, READERS]
    assert use("search_notes", query="price rise", asked="Why a price rise at Tilia Labs?")[1].passages


def test_notes_that_they_may_see_are_told_to_them_alone(use: Use) -> None:
    _, own = use("read_notes", account="Marlow Freight", asked=TO_MARLOW)
    assert own.passages
    _, others = use("read_notes", account="Marlow Freight", asked=TO_TILIA)
    assert others.passages == []


def test_a_text_that_names_two_customers_is_told_nothing(use: Use) -> None:
    _, evidence = use("account_facts", account="A1", asked="Write Marlow Freight a mail on how Tilia Labs does it")
    assert [fact.name for fact in evidence.facts] == [NOTHING, READERS]
    assert "not plain which customer" in evidence.facts[-1].display


def test_the_account_of_a_person_or_of_the_page_is_meant_where_none_is_named(use: Use) -> None:
    for asked in ("Write an e-mail to Jo Winter about the seats", "Write them an e-mail about the seats"):
        _, evidence = use("account_facts", account="A1", names=["seats"], asked=asked, opened_on="A1")
        assert [fact.name for fact in evidence.facts] == ["seats", READERS]


def test_of_a_person_a_customer_is_told_name_and_title(use: Use) -> None:
    _, evidence = use("account_people", account="Marlow Freight", asked=TO_MARLOW)
    people = [fact for fact in evidence.facts if fact.name == "person"]
    assert people
    assert all(fact.label == "Contact" and "contact" not in fact.display for fact in people)


def test_a_document_that_is_to_be_sent_is_the_customers_version(use: Use) -> None:
    order = "Draft a value review of Marlow Freight that I can send to the customer"
    _, evidence = use("draft_document", kind="value-review", account="Marlow Freight", audience="internal", asked=order)
    assert "for the customer" in next(fact.label for fact in evidence.facts if fact.name == "document")


def test_a_name_that_is_no_account_of_the_caller_is_never_answered_with_another(use: Use) -> None:
    use("account_facts", account="Marlow Freight")
    _, evidence = use("account_facts", account="A1", asked="Write a mail to Marlow Shipping about the seats")
    assert [fact.name for fact in evidence.facts] == [NOTHING, READERS]


def test_two_customers_people_are_not_mixed_up(use: Use) -> None:
    _, evidence = use("account_facts", account="A2", asked="Write to Jo Winter how Tilia Labs does it")
    assert [fact.name for fact in evidence.facts] == [NOTHING, READERS]
