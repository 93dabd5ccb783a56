import datetime as dt
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from copilot.records import Account, Record
from copilot.store.books import BookWriter, row_key
from copilot.store.database import Database
from copilot.store.keys import Keys
from copilot.store.tables import TABLES, documents
from tests.records import any_records


def _write(database: Database, records: Sequence[Record]) -> int:
    with database.write() as connection:
        writer = BookWriter(connection)
        return sum(writer.write(record.table, [dict(record)]) for record in records)


def _read(database: Database, record: type[Record]) -> dict[str, Record]:
    with database.read() as connection:
        rows = connection.execute(select(TABLES[record.table])).mappings()
        found = [record.model_validate(dict(row)) for row in rows]
    return {one.row_id: one for one in found}


ACME = Account(account_id="A1", name="Acme", attributes={"tier": "gold", "colour": "red"})


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(record=any_records())
def test_any_valid_record_is_read_back_as_it_was_written(database: Database, record: Record) -> None:
    _write(database, [record])
    assert _read(database, type(record))[record.row_id] == record
    assert _write(database, [record]) == 0


def test_writing_counts_what_changed(database: Database) -> None:
    other = Account(account_id="A2", name="Other")
    assert _write(database, [ACME, other]) == 2
    assert _write(database, [ACME, other.model_copy(update={"name": "Another"})]) == 1


def test_a_value_that_becomes_unknown_is_a_change(database: Database) -> None:
    _write(database, [ACME.model_copy(update={"industry": "Food"})])
    assert _write(database, [ACME]) == 1
    assert _read(database, Account)["A1"] == ACME


def test_the_order_of_attributes_is_no_change(database: Database) -> None:
    _write(database, [ACME])
    turned = ACME.model_copy(update={"attributes": {"colour": "red", "tier": "gold"}})
    assert _write(database, [turned]) == 0


def test_rows_that_are_not_kept_are_removed_over_many_pages(database: Database) -> None:
    rows = [dict(Account(account_id=f"A{number}", name="Acme")) for number in range(2_500)]
    with database.write() as connection, Keys() as keys:
        writer = BookWriter(connection)
        writer.write("accounts", rows)
        for number in range(0, 2_500, 10):
            keys.add("accounts", row_key([f"A{number}"]))
        assert writer.remove("accounts", lambda key: keys.has("accounts", key)) == 2_250
        assert set(writer.account_ids()) == {f"A{number}" for number in range(0, 2_500, 10)}


def _document(name: str, text: str, **changes: object) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(column.name for column in documents.c if column.name != "indexed_hash")
    row |= {"document_id": f"knowledge:k/{name}", "source": "knowledge", "root": "/k", "path": name, "title": name}
    return row | {"kind": "playbook", "visibility": "internal", "text": text, "content_hash": text} | changes


def test_a_document_that_changed_is_to_be_indexed_again_and_another_is_not(database: Database) -> None:
    with database.write() as connection:
        writer = BookWriter(connection)
        assert writer.write_documents([_document("a", "one"), _document("b", "one")]) == 2
        connection.execute(documents.update().values(indexed_hash=documents.c.content_hash))
        assert writer.write_documents([_document("a", "one"), _document("b", "two")]) == 1
        stale = connection.execute(select(documents.c.path).where(documents.c.indexed_hash.is_(None))).scalars().all()
    assert stale == ["b"]


def test_a_document_that_goes_leaves_a_tombstone(database: Database) -> None:
    with database.write() as connection:
        writer = BookWriter(connection)
        writer.write_documents([_document("a", "one"), _document("b", "one"), _document("c", "one", root="/other")])
        assert writer.bury_knowledge("/k", lambda path: path == "a") == 1
        assert writer.bury_knowledge("/k", lambda path: path == "a") == 0
        rows = connection.execute(select(documents.c.path, documents.c.text, documents.c.content_hash)).all()
    assert sorted(map(tuple, rows)) == [("a", "one", "one"), ("b", "", ""), ("c", "one", "one")]


def test_a_second_folder_of_the_same_name_gets_ids_of_its_own(database: Database) -> None:
    with database.write() as connection:
        writer = BookWriter(connection)
        first = writer.knowledge_prefix("/a/k", "k")
        writer.write_documents([_document("x.md", "one", root="/a/k", document_id=f"{first}x.md")])
        second = writer.knowledge_prefix("/b/k", "k")
        writer.write_documents([_document("x.md", "one", root="/b/k", document_id=f"{second}x.md")])
        again = (writer.knowledge_prefix("/a/k", "k"), writer.knowledge_prefix("/b/k", "k"))
    assert first == "knowledge:k/"
    assert first != second
    assert again == (first, second)


def test_the_parts_of_a_key_cannot_run_into_each_other() -> None:
    assert row_key(["a/b", "c"]) != row_key(["a", "b/c"])
    assert row_key(["A1", dt.date(2026, 3, 31)]) == "A1\x002026-03-31"


@settings(max_examples=20)
@given(keys=st.lists(st.text(max_size=5)))
def test_keys_remember_the_line_of_the_first(keys: list[str]) -> None:
    first: dict[str, int] = {}
    with Keys() as seen:
        for line, key in enumerate(keys):
            assert seen.add("kind", key, line) == first.get(key)
            first.setdefault(key, line)
            assert not seen.has("other", key)
