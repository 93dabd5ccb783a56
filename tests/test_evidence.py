"""Facts and passages on the wire."""

import json
from datetime import date
from decimal import Decimal

import pytest

from copilot.evidence import Evidence, Fact, Passage


def _fact(value: Decimal | int | str | date | None, handle: str = "F1") -> Fact:
    return Fact(id=handle, name="arr", label="ARR", value=value, display="shown", as_of=date(2026, 6, 30))


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (Decimal("0.448"), 0.448),
        (Decimal("120000.00"), 120000),
        (7, 7),
        ("enterprise", "enterprise"),
        (date(2026, 9, 1), "2026-09-01"),
        (None, None),
    ],
)
def test_a_figure_is_a_number_in_json_and_comes_back_the_same(
    value: Decimal | int | str | date | None, wire: object
) -> None:
    text = _fact(value).model_dump_json()
    assert json.loads(text)["value"] == wire
    assert Fact.model_validate_json(text).model_dump_json() == text


def test_a_part_of_the_evidence_keeps_its_order() -> None:
    passage = Passage(id="P4", document_id="d", path="d.md", title="T", kind="call", start=0, end=1, text="x")
    evidence = Evidence(facts=[_fact(1), _fact(2, "F2"), _fact(3, "F3")], passages=[passage])
    assert evidence.handles() == {"F1", "F2", "F3", "P4"}
    part = evidence.only(["P4", "F3", "F1", "F9"])
    assert [fact.id for fact in part.facts] == ["F1", "F3"]
    assert part.passages == [passage]
