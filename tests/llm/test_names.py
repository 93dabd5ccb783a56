"""Names in a question that are no account's."""

import pytest

from copilot.evidence import Evidence, Passage
from copilot.llm.built_in.names import is_known, name_to_check, names_something, nearest_account, said_by
from copilot.llm.built_in.turn import Call, Turn


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Prepare me for the renewal call with Northwind Bakery", "Northwind Bakery"),
        ("What is the ARR of Northwind Bakery?", "Northwind Bakery"),
        ("Wie ist die Nutzung bei Nordwind?", "Nordwind"),
        ("What did Jo Winter say about price?", "Jo Winter"),
        ("what ends in December?", ""),
        ("what was the ARR of December", ""),
        ("What is our policy for Quarterly Business Reviews?", ""),
        ("What Is The Usage Of Our Biggest Customers?", ""),
        ("how do we prepare for a QBR?", ""),
    ],
)
def test_the_name_that_could_be_an_accounts(question: str, name: str) -> None:
    assert name_to_check(question) == name


@pytest.mark.parametrize(
    ("question", "person"),
    [
        ("what did Lionel Skaggs write about price?", "Lionel Skaggs"),
        ("Has Dr. Rosselet ever complained about it?", "Dr. Rosselet"),
        ("What does Theo think of Scrivra?", "Theo"),
        ("what did the buyer say?", ""),
        ("what is open with Quarrion?", ""),
    ],
)
def test_whose_words_are_asked_for(question: str, person: str) -> None:
    assert said_by(question) == person


def test_a_month_is_no_name() -> None:
    assert names_something("what ends in December?") == ""
    assert names_something("ask Umbrella Corp") == "Umbrella Corp"


def _looked_for(name: str, text: str, account: str) -> Turn:
    passage = Passage(
        id="P1",
        document_id="n",
        path="n.md",
        title="Call",
        kind="call",
        account_id="A-1",
        account_name=account,
        start=0,
        end=len(text),
        text=text,
    )
    return Turn("?", [Call("search_notes", {"query": name}, Evidence(passages=[passage]))])


def test_a_name_that_stands_in_a_note_is_known() -> None:
    assert is_known(_looked_for("Scrivra", "Petra had Scrivra in.", "Marlow Freight"), "Scrivra")
    assert not is_known(_looked_for("Northwind Bakery", "The bakery is closed.", "Marlow Freight"), "Northwind Bakery")


def test_the_nearest_account_is_offered_where_it_is_close() -> None:
    assert nearest_account(_looked_for("Marlo Fright", "x", "Marlow Freight"), "Marlo Fright") == "Marlow Freight"
    assert nearest_account(_looked_for("Northwind", "x", "Marlow Freight"), "Northwind") == ""
