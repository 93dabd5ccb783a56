"""What a part may say: each sentence stands on what it cites, or it goes."""

from datetime import date
from decimal import Decimal

import pytest

from copilot.documents.document import Author, Basis, Part
from copilot.documents.proofreading import NOT_VERIFIED, Proofreader
from copilot.errors import InvalidInput
from copilot.evidence import Evidence, Fact, Passage
from copilot.grounding.names import Names

AS_OF = date(2026, 7, 1)
NAMES = Names(accounts=[("Tamarack Foods", "A-1"), ("Cobalt Bank", "A-2")], people=["Ines Okafor"])


def fact(handle: str, name: str, label: str, value: Decimal | int | None, display: str, unit: str = "") -> Fact:
    return Fact(
        id=handle, name=name, label=label, value=value, display=display, unit=unit, as_of=AS_OF, account_id="A-1",
        account_name="Tamarack Foods",
    )  # fmt: skip


EVIDENCE = Evidence(
    facts=[
        fact("F1", "arr", "ARR", Decimal(186_000), "$186,000", "USD"),
        fact("F2", "seats", "Seats", 250, "250 seats", "seats"),
        fact("F3", "ticket", "Ticket T-1", None, "T-1 “A | B”, open for 6 days"),
    ],
    passages=[
        Passage(
            id="P1", document_id="n", path="n", title="Call", kind="call", start=0, end=40, account_id="A-1",
            text="I can't defend this without the connector.", date=date(2026, 6, 1),
        )
    ],
)  # fmt: skip


def read(text: str, author: Author = "code", basis: Basis = "fact", objection: str = "") -> tuple[str, list[str]]:
    reader = Proofreader(EVIDENCE, AS_OF, NAMES, lambda sentence: "ours" if objection and objection in sentence else "")
    kept, left_out = reader.read("section", [Part(basis=basis, text=text, author=author)])
    return "".join(one.text for one in kept), [one.text for one in left_out]


def test_a_figure_is_put_in_with_its_source() -> None:
    assert read("The ARR is {F1}.") == ("The ARR is $186,000 [F1].", [])


def test_a_sentence_that_does_not_hold_is_taken_out_and_told() -> None:
    text, left_out = read("The ARR is {F1}. It has 300 seats. [F2]")
    assert text == "The ARR is $186,000 [F1]."
    assert left_out == ["It has 300 seats. [F2]"]


def test_a_table_loses_the_row_that_does_not_hold_and_stays_a_table() -> None:
    table = "| what | how much |\n| --- | --- |\n| ARR | {F1} |\n| seats | 300 seats [F2] |\n| seats | {F2} |"
    text, left_out = read(table)
    assert text == "| what | how much |\n| --- | --- |\n| ARR | $186,000 [F1] |\n| seats | 250 seats [F2] |"
    assert len(left_out) == 1


def test_a_table_that_loses_every_row_goes_whole() -> None:
    assert read("| what | how much |\n| --- | --- |\n| seats | 300 seats [F2] |")[0] == ""


def test_a_bar_in_a_ticket_does_not_break_the_table() -> None:
    assert "“A / B”" in read("| ticket |\n| --- |\n| {F3} |")[0]
    assert "“A | B”" in read("{F3}.")[0]


def test_an_empty_list_item_is_not_left_behind() -> None:
    assert read("- The ARR is {F1}\n- It has 300 seats [F2]\n- It has {F2}")[0] == (
        "- The ARR is $186,000 [F1]\n- It has 250 seats [F2]"
    )


def test_a_chart_stays_in_what_code_and_people_write_and_not_in_a_models() -> None:
    assert read("![Use](chart:usage)")[0] == "![Use](chart:usage)"
    assert read("![Use](chart:usage)", "person")[0] == "![Use](chart:usage)"
    assert "chart:" not in read("![Use](chart:usage)", "model")[0]
    assert "http" not in read("![Use](https://evil.example/x.png) The ARR is {F1}.", "model")[0]


def test_what_a_person_writes_stays_and_is_marked_where_it_cannot_be_checked() -> None:
    text, left_out = read("They have 250 seats. They plan 900 seats.", "person")
    assert text == f"They have 250 seats. They plan 900 seats.{NOT_VERIFIED}"
    assert left_out == []
    assert read(text, "person")[0] == text, "marked once, however often it is read"


def test_a_persons_words_need_no_citation_where_the_evidence_has_them() -> None:
    assert read("The ARR is $186,000.", "person") == ("The ARR is $186,000.", [])


def test_what_a_reader_may_not_see_is_left_out_of_a_draft_and_refused_from_a_person() -> None:
    assert read("The ARR is {F1}. Offer a discount.", objection="discount")[1] == [
        "(a sentence that is not for customers)"
    ]
    with pytest.raises(InvalidInput, match="customer may not read “Offer a discount"):
        read("Offer a discount.", "person", objection="discount")


def test_an_empty_part_of_a_person_stays_so_that_what_it_took_out_stays_out() -> None:
    reader = Proofreader(EVIDENCE, AS_OF, NAMES, lambda _: "")
    assert reader.read("s", [Part(basis="fact", text="", author="person")])[0] == [
        Part(basis="fact", text="", author="person")
    ]
    assert reader.read("s", [Part(basis="fact", text="", author="model")])[0] == []


def test_a_quote_is_word_for_word_or_goes() -> None:
    assert read("> “I can't defend this without the connector.” [P1]", basis="said")[1] == []
    assert read("> “I can't defend this without the platform.” [P1]", basis="said")[0] == ""
