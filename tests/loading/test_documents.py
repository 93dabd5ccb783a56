from typing import Any

import pytest

from copilot.loading.documents import knowledge_document, note_document
from copilot.records import Note
from copilot.sources.knowledge import Knowledge
from copilot.store.tables import documents

NOTE: dict[str, Any] = dict(
    Note.model_validate({"note_id": "2026/call.md", "account_id": "A1", "date": "2026-03-01", "text": "Words."})
)
PLAYBOOK = Knowledge("# A", "A", "playbook", None, None, "Ana", None, ())


def test_a_document_has_every_column_but_what_the_index_writes() -> None:
    columns = {column.name for column in documents.c} - {"indexed_hash"}
    assert note_document(NOTE).keys() == columns
    assert knowledge_document(PLAYBOOK, "knowledge:k/", "/k", "a.md").keys() == columns


def test_a_note_without_title_and_kind_gets_those_of_its_file() -> None:
    document = note_document(NOTE)
    assert (document["title"], document["kind"], document["document_id"]) == ("call", "note", "note:2026/call.md")


@pytest.mark.parametrize("change", [{"text": "Other."}, {"title": "T"}, {"kind": "qbr"}, {"visibility": "customer"}])
def test_whatever_search_makes_use_of_changes_the_hash(change: dict[str, str]) -> None:
    assert note_document(NOTE | change)["content_hash"] != note_document(NOTE)["content_hash"]


def test_attributes_do_not_change_the_hash() -> None:
    assert note_document(NOTE | {"attributes": {"a": "b"}})["content_hash"] == note_document(NOTE)["content_hash"]
