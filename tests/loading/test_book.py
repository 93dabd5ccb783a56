import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot.errors import Conflict, InvalidInput, Unavailable
from copilot.loading.book import ImportSummary, TableCounts, import_book
from copilot.loading.findings import FaultyBook
from copilot.progress import Progress
from copilot.records import RECORDS, Account, Note, Record
from copilot.store.books import BookWriter
from copilot.store.database import Database
from copilot.store.tables import documents
from tests.loading.books import ACCOUNTS, BOOK, NOTE, USAGE, contents, write_book, write_records
from tests.records import strategy

_OTHER_KINDS = [kind for kind in RECORDS if kind not in (Account, Note)]


def _mark_as_indexed(database: Database) -> None:
    with database.write() as connection:
        connection.execute(documents.update().values(indexed_hash=documents.c.content_hash))


def _stale(database: Database) -> list[str]:
    rows = contents(database).get("documents", [])
    return [row["document_id"] for row in rows if row["indexed_hash"] != row["content_hash"]]


def test_a_book_lands_in_the_tables(database: Database, tmp_path: Path) -> None:
    summary = import_book(write_book(tmp_path / "book", BOOK), database)
    found = contents(database)
    assert {name: len(rows) for name, rows in found.items()} == {
        "accounts": 2,
        "subscriptions": 1,
        "usage": 3,
        "notes": 1,
        "documents": 1,
    }
    assert found["subscriptions"][0]["arr"] == Decimal("1200.50")
    assert summary.tables["usage"] == TableCounts(inserted=3)
    assert (summary.rejected, summary.warnings, summary.changed) == (0, (), 7)


def test_an_empty_cell_is_unknown_and_not_zero(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", BOOK), database)
    assert [row["events"] for row in contents(database)["usage"]] == [10, 20, None]


def test_unknown_columns_are_kept_as_attributes(database: Database, tmp_path: Path) -> None:
    book = {"accounts.csv": "tier,account_id,name,colour\ngold,A1,Acme,\n"}
    import_book(write_book(tmp_path / "book", book), database)
    assert contents(database)["accounts"][0]["attributes"] == {"tier": "gold"}


def test_a_note_becomes_a_document_that_is_to_be_indexed(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", BOOK), database)
    document = contents(database)["documents"][0]
    assert document["document_id"] == "note:2026/kick-off.md"
    assert (document["kind"], document["title"], document["account_id"]) == ("call", "Kick-off", "A1")
    assert document["text"] == "They want SSO."
    assert document["indexed_hash"] is None


def test_the_same_book_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    book = write_book(tmp_path / "book", BOOK)
    import_book(book, database)
    _mark_as_indexed(database)
    before = contents(database)
    summary = import_book(book, database)
    assert contents(database) == before
    assert summary.changed == 0
    assert summary.tables["usage"] == TableCounts(unchanged=3)
    assert _stale(database) == []


def test_a_changed_row_is_updated_and_counted(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", BOOK), database)
    changed = {"usage.csv": USAGE.replace("2026-03-02,20", "2026-03-02,21") + "A2,2026-03-02,5\n"}
    summary = import_book(write_book(tmp_path / "book", changed), database)
    assert summary.tables["usage"] == TableCounts(inserted=1, updated=1, unchanged=2)
    assert contents(database)["usage"][1]["events"] == 21


@pytest.mark.parametrize(("old", "new"), [("SSO", "SCIM"), ("Kick-off", "Start"), ("kind: call", "kind: qbr")])
def test_a_changed_note_is_to_be_indexed_again(database: Database, tmp_path: Path, old: str, new: str) -> None:
    import_book(write_book(tmp_path / "book", BOOK), database)
    _mark_as_indexed(database)
    import_book(write_book(tmp_path / "book", {"notes/2026/kick-off.md": NOTE.replace(old, new)}), database)
    assert _stale(database) == ["note:2026/kick-off.md"]


def test_a_row_that_has_gone_is_kept(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", BOOK), database)
    before = contents(database)
    import_book(write_book(tmp_path / "other", {"accounts.csv": "account_id,name,segment\nA2,Brine,smb\n"}), database)
    assert contents(database) == before


def test_accounts_in_the_database_are_known(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", BOOK), database)
    second = {"accounts.csv": "account_id,name\nA3,Cobalt\n", "usage.csv": "account_id,date\nA1,2026-04-01\n"}
    assert import_book(write_book(tmp_path / "second", second), database).tables["usage"].inserted == 1


def test_a_survey_may_name_a_contact_that_is_not_in_the_book(database: Database, tmp_path: Path) -> None:
    surveys = "survey_id,account_id,date,kind,score,contact_id\nV1,A1,2026-03-01,nps,9,gone\n"
    import_book(write_book(tmp_path / "book", {"accounts.csv": ACCOUNTS, "surveys.csv": surveys}), database)
    assert contents(database)["surveys"][0]["contact_id"] == "gone"


def test_a_rate_without_a_date_holds_from_the_start(database: Database, tmp_path: Path) -> None:
    book = {"accounts.csv": ACCOUNTS, "fx.csv": "currency,rate\nEUR,1.08\n"}
    import_book(write_book(tmp_path / "book", book), database)
    assert str(contents(database)["fx"][0]["as_of"]) == "0001-01-01"


def test_one_fault_means_nothing_is_imported(database: Database, tmp_path: Path) -> None:
    book = write_book(tmp_path / "book", BOOK | {"usage.csv": USAGE + "A9,2026-03-01,1\n"})
    with pytest.raises(FaultyBook) as raised:
        import_book(book, database)
    assert contents(database) == {}
    assert raised.value.count == 1
    assert "usage.csv:5: account_id: no account has this id, found 'A9'" in str(raised.value)
    assert "--keep-good" in raised.value.hint


def test_the_first_faults_are_shown_and_all_are_counted(database: Database, tmp_path: Path) -> None:
    usage = "account_id,date\n" + "A9,2026-03-01\n" * 70
    with pytest.raises(FaultyBook) as raised:
        import_book(write_book(tmp_path / "book", {"accounts.csv": ACCOUNTS, "usage.csv": usage}), database)
    assert (raised.value.count, len(raised.value.faults)) == (70, 50)
    assert "has 70 faults" in raised.value.message
    assert raised.value.message.endswith("and 20 more.")


def test_a_second_row_with_the_same_id_is_a_fault_that_names_the_first(database: Database, tmp_path: Path) -> None:
    usage = USAGE + "A1,20260301,10\n"
    with pytest.raises(FaultyBook, match=r"usage.csv:5: account_id, date: is already on line 2, found 'A1/2026-03-01'"):
        import_book(write_book(tmp_path / "book", {"accounts.csv": ACCOUNTS, "usage.csv": usage}), database)


def test_a_note_of_an_unknown_account_is_a_fault(database: Database, tmp_path: Path) -> None:
    book = BOOK | {"notes/x.md": NOTE.replace("A1", "A9")}
    with pytest.raises(FaultyBook, match=r"notes/x.md: account_id: no account has this id, found 'A9'"):
        import_book(write_book(tmp_path / "book", book), database)


@pytest.mark.parametrize(
    ("files", "message"),
    [({}, "is not there"), ({"usage.csv": USAGE}, "accounts.csv is missing")],
)
def test_a_folder_that_is_no_book_is_refused(
    database: Database, tmp_path: Path, files: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        import_book(write_book(tmp_path / "book", files), database)


def test_a_file_instead_of_a_folder_is_refused(database: Database, tmp_path: Path) -> None:
    write_book(tmp_path, {"accounts.csv": ACCOUNTS})
    with pytest.raises(InvalidInput, match="is a file; a book is a folder"):
        import_book(tmp_path / "accounts.csv", database)


def test_files_that_a_book_does_not_have_are_pointed_out(database: Database, tmp_path: Path) -> None:
    book = BOOK | {"usages.csv": USAGE, "notes/slides.pptx": "x", "notes/call.yaml": "a: b", "README.md": "x"}
    warnings = import_book(write_book(tmp_path / "book", book), database).warnings
    assert [warning.partition(":")[0] for warning in warnings] == ["usages.csv", "notes/call.yaml", "notes/slides.pptx"]


def test_progress_is_told_in_bytes_and_then_in_rows(database: Database, tmp_path: Path) -> None:
    book = write_book(tmp_path / "book", BOOK)
    told: list[Progress] = []
    import_book(book, database, report=told.append)
    size = sum(path.stat().st_size for path in book.rglob("*.*"))
    checking = [step for step in told if step.stage == "checking"]
    writing = [step for step in told if step.stage == "writing"]
    assert (checking[-1].done, checking[-1].total) == (size, size)
    assert [step.done for step in checking] == sorted(step.done for step in checking)
    assert (writing[-1].done, writing[-1].total) == (7, 7)


def test_an_import_in_two_halves_ends_in_the_same_tables(database: Database, tmp_path: Path) -> None:
    lines = USAGE.splitlines(keepends=True)
    for number, half in enumerate((lines[1:2], lines[2:])):
        files = BOOK | {"usage.csv": lines[0] + "".join(half)}
        import_book(write_book(tmp_path / str(number), files), database)
    halves = contents(database)
    other = Database(f"sqlite:///{tmp_path / 'whole.sqlite'}")
    other.upgrade()
    import_book(write_book(tmp_path / "whole", BOOK), other)
    assert contents(other) == halves
    other.close()


def test_accounts_that_go_while_a_book_is_checked_are_a_conflict(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", BOOK), database)

    def remove_accounts(progress: Progress) -> None:
        if progress.stage == "checking" and progress.done == progress.total:
            with database.write() as connection:
                BookWriter(connection).remove("accounts", lambda key: key == "A1")

    with pytest.raises(Conflict, match="Accounts were removed"):
        import_book(tmp_path / "book", database, report=remove_accounts)


def _summary_of_mirror(
    database: Database, book: Path, files: dict[str, str | None], *, keep_good: bool = False
) -> ImportSummary:
    for name, content in files.items():
        (book / name).unlink() if content is None else write_book(book, {name: content})
    return import_book(book, database, mirror=True, keep_good=keep_good)


@pytest.fixture
def book(database: Database, tmp_path: Path) -> Path:
    """A book that has been imported and indexed."""
    folder = write_book(tmp_path / "book", BOOK)
    import_book(folder, database)
    _mark_as_indexed(database)
    return folder


def test_a_mirror_removes_rows_that_have_gone(database: Database, book: Path) -> None:
    summary = _summary_of_mirror(database, book, {"usage.csv": "account_id,date,events\nA1,2026-03-01,10\n"})
    assert summary.tables["usage"] == TableCounts(unchanged=1, removed=2)
    assert len(contents(database)["usage"]) == 1


def test_a_mirror_leaves_files_alone_that_the_book_does_not_have(database: Database, book: Path) -> None:
    before = contents(database)
    _summary_of_mirror(database, book, {"usage.csv": None})
    assert contents(database) == before


def test_a_mirror_of_the_same_book_changes_nothing(database: Database, book: Path) -> None:
    before = contents(database)
    assert import_book(book, database, mirror=True).changed == 0
    assert contents(database) == before


def test_a_mirrored_note_that_has_gone_leaves_a_tombstone_for_the_index(database: Database, book: Path) -> None:
    summary = _summary_of_mirror(database, book, {"notes/2026/kick-off.md": None})
    found = contents(database)
    assert summary.tables["notes"] == TableCounts(removed=1)
    assert "notes" not in found
    assert [(row["text"], row["content_hash"], row["indexed_hash"]) for row in found["documents"]] == [("", "", None)]


def test_a_mirrored_account_that_has_gone_takes_with_it_what_hangs_on_it(database: Database, book: Path) -> None:
    (book / "usage.csv").unlink()
    (book / "subscriptions.csv").unlink()
    files = {"accounts.csv": "account_id,name,segment\nA2,Brine,smb\n", "notes/2026/kick-off.md": None}
    summary = _summary_of_mirror(database, book, files)
    found = contents(database)
    assert [row["account_id"] for row in found["accounts"] + found["usage"]] == ["A2", "A2"]
    assert "subscriptions" not in found
    assert summary.tables["usage"] == TableCounts(removed=2)
    assert found["documents"][0]["content_hash"] == ""


def test_a_row_of_an_account_that_a_mirror_removes_is_a_fault(database: Database, book: Path) -> None:
    with pytest.raises(FaultyBook, match=r"usage.csv:2: account_id: no account has this id, found 'A1'"):
        _summary_of_mirror(database, book, {"accounts.csv": "account_id,name,segment\nA2,Brine,smb\n"})


def test_a_faulty_row_has_not_gone(database: Database, book: Path) -> None:
    before = contents(database)
    faulty = {"accounts.csv": ACCOUNTS.replace("enterprise", "huge"), "usage.csv": USAGE.replace("02,20", "02,many")}
    summary = _summary_of_mirror(database, book, dict(faulty), keep_good=True)
    assert contents(database) == before
    assert summary.rejected == 2
    assert any("usage.csv: has faults, so nothing was removed" in warning for warning in summary.warnings)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_book_written_from_records_imports_to_the_same_records(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("records")
    accounts = data.draw(st.lists(strategy(Account), min_size=1, max_size=3, unique_by=lambda one: one.row_id))
    known = st.sampled_from([one.row_id for one in accounts])
    records: list[Record] = list(accounts)
    for kind in data.draw(st.lists(st.sampled_from(_OTHER_KINDS), max_size=4, unique=True)):
        rows = data.draw(st.lists(strategy(kind), max_size=4))
        if "account_id" in kind.model_fields:
            rows = [row.model_copy(update={"account_id": data.draw(known)}) for row in rows]
        records += {row.row_id: row for row in rows}.values()
    database = Database(f"sqlite:///{folder / 'a.sqlite'}")
    database.upgrade()
    import_book(write_records(folder / "book", records), database)
    found = contents(database)
    database.close()
    for kind in {type(record) for record in records}:
        read = [kind.model_validate(row) for row in found[kind.table]]
        written = [record for record in records if type(record) is kind]
        assert sorted(read, key=lambda row: row.row_id) == sorted(written, key=lambda row: row.row_id)


def test_notes_written_from_records_import_to_the_same_records(database: Database, tmp_path: Path) -> None:
    notes = [
        Note.model_validate(
            {
                "note_id": f"{number}/a.md",
                "account_id": "A1",
                "date": "2026-03-05",
                "participants": ["Ines Okafor", "Daniel: Reuß"],
                "text": "---\nno header\n---\nbut text: yes",
                "attributes": {"meeting room": "0123", "x": "true"},
            }
        )
        for number in range(3)
    ]
    account = Account(account_id="A1", name="Acme")
    import_book(write_records(tmp_path / "book", [account, *notes]), database)
    assert [Note.model_validate(row) for row in contents(database)["notes"]] == notes


def test_the_order_of_rows_does_not_matter(database: Database, tmp_path: Path) -> None:
    rows = [
        f"A{1 + number % 2},{2026 - number // 300}-{1 + number % 300 // 28:02}-{1 + number % 28:02}"
        for number in range(300)
    ]
    unique = sorted(set(rows))
    found = []
    for seed in range(2):
        random.Random(seed).shuffle(unique)
        files = BOOK | {"usage.csv": "account_id,date\n" + "\n".join(unique) + "\n"}
        import_book(write_book(tmp_path / str(seed), files), database, mirror=True)
        found.append(contents(database))
    assert found[0] == found[1]


def test_a_file_that_cannot_be_opened_is_said_plainly(database: Database, tmp_path: Path) -> None:
    book = write_book(tmp_path / "book", BOOK)

    def lose_the_file(progress: Progress) -> None:
        (book / "usage.csv").unlink(missing_ok=True)

    with pytest.raises(Unavailable, match=r"usage.csv cannot be used: No such file or directory. Nothing was imported"):
        import_book(book, database, report=lose_the_file)
    assert contents(database) == {}
