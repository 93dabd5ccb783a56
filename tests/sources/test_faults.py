import pytest
from pydantic import ValidationError

from copilot.records import Contact, Record
from copilot.sources.faults import Fault, faults_of, found


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("usage.csv", "is wrong", 3, "date"), "usage.csv:3: date: is wrong"),
        (Fault("usage.csv", "is wrong", 3), "usage.csv:3: is wrong"),
        (Fault("notes/a.md", "is wrong", column="date"), "notes/a.md: date: is wrong"),
    ],
)
def test_a_fault_reads_as_file_line_column_and_problem(fault: Fault, text: str) -> None:
    assert str(fault) == text


def test_a_long_value_is_cut() -> None:
    assert len(found("x" * 1_000)) == 60
    assert found("x") == "'x'"


def test_no_word_of_pydantic_reaches_people() -> None:
    values = {"contact_id": 5, "account_id": "", "role": "boss", "active": "2", "left_on": ["x"], "attributes": []}
    with pytest.raises(ValidationError) as raised:
        Contact.model_validate(values)
    words = [str(fault) for fault in faults_of(raised.value, "contacts.csv", 2)]
    assert len(words) == 7
    assert not [text for text in words if "Input" in text or "pydantic" in text or "cannot be used (" in text]


def test_an_unforeseen_rule_keeps_its_name() -> None:
    class Odd(Record):
        code: bytes

    with pytest.raises(ValidationError) as raised:
        Odd.model_validate({"code": 5})
    assert [str(fault) for fault in faults_of(raised.value, "odd.csv", 2)] == [
        "odd.csv:2: code: cannot be used (bytes_type), found 5"
    ]
