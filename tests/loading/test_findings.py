import csv
from pathlib import Path

import pytest

from copilot.errors import InvalidInput
from copilot.loading.book import import_book
from copilot.store.database import Database
from tests.loading.books import ACCOUNTS, BOOK, NOTE, USAGE, contents, write_book

FAULTY = BOOK | {
    "accounts.csv": ACCOUNTS + "A3,Cobalt,huge\n",
    "usage.csv": USAGE + "A3,2026-03-01,1\nA1,2026-03-09,many\nA1,2026-03-10\n",
    "sentiment.csv": "account_id,date,rating,reason\nA1,2026-03-01,blue,he said so\nA2,2026-03-01,red,left\n",
    "tickets.csv": "ticket_id,account_id\nT1,A1\n",
    "notes/bad.md": NOTE.replace("date: 2026-03-05", "date: soon"),
}


def _rejected(folder: Path, name: str) -> list[list[str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_sound_rows_are_imported_and_the_others_set_aside(database: Database, tmp_path: Path) -> None:
    summary = import_book(write_book(tmp_path / "book", FAULTY), database, keep_good=True)
    found = contents(database)
    assert {name: len(rows) for name, rows in found.items()} == {
        "accounts": 2,
        "subscriptions": 1,
        "usage": 3,
        "sentiment": 1,
        "notes": 1,
        "documents": 1,
    }
    assert (summary.rejected, summary.rejected_folder) == (7, tmp_path / "rejected")


def test_rejected_rows_keep_their_cells_and_get_a_line_and_a_reason(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", FAULTY), database, keep_good=True)
    rejected = tmp_path / "rejected"
    allowed = "must be one of enterprise, mid_market or smb, found 'huge'"
    assert _rejected(rejected, "accounts.csv") == [
        ["line", "reason", "account_id", "name", "segment"],
        ["4", f"segment: {allowed}", "A3", "Cobalt", "huge"],
    ]
    assert _rejected(rejected, "usage.csv") == [
        ["line", "reason", "account_id", "date", "events"],
        ["5", "account_id: no account has this id, found 'A3'", "A3", "2026-03-01", "1"],
        ["6", "events: must be a whole number, found 'many'", "A1", "2026-03-09", "many"],
        ["7", "must have 3 cells like the header, found 2", "A1", "2026-03-10"],
    ]


def test_a_reason_does_not_overwrite_a_column_of_that_name(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", FAULTY), database, keep_good=True)
    header, row = _rejected(tmp_path / "rejected", "sentiment.csv")
    assert header == ["line", "rejected_reason", "account_id", "date", "rating", "reason"]
    assert row[-1] == "he said so"


def test_a_file_that_cannot_be_used_at_all_is_copied_with_its_reason(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", FAULTY), database, keep_good=True)
    rejected = tmp_path / "rejected"
    assert (rejected / "tickets.csv").read_text() == FAULTY["tickets.csv"]
    assert (rejected / "tickets.csv.reason.txt").read_text() == "opened_at: the required column is missing\n"
    assert (rejected / "notes" / "bad.md").read_text() == FAULTY["notes/bad.md"]
    reason = (rejected / "notes" / "bad.md.reason.txt").read_text()
    assert reason == "date: must be a date such as 2026-03-31, found 'soon'\n"


def test_mended_rows_leave_nothing_rejected_behind(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", FAULTY), database, keep_good=True)
    (tmp_path / "book" / "notes" / "bad.md").unlink()
    (tmp_path / "book" / "tickets.csv").unlink()
    (tmp_path / "book" / "sentiment.csv").unlink()
    summary = import_book(write_book(tmp_path / "book", BOOK), database, keep_good=True)
    assert (summary.rejected, summary.rejected_folder) == (0, None)
    assert [path for path in (tmp_path / "rejected").rglob("*") if path.is_file()] == []


def test_rejected_rows_can_be_mended_and_imported_as_they_lie(database: Database, tmp_path: Path) -> None:
    import_book(write_book(tmp_path / "book", FAULTY), database, keep_good=True)
    mended = tmp_path / "mended"
    (tmp_path / "rejected").rename(mended)
    for name, old, new in (("accounts.csv", "huge", "smb"), ("usage.csv", "many", "5")):
        write_book(mended, {name: (mended / name).read_text().replace(old, new)})
    import_book(mended, database, keep_good=True)
    assert [row["account_id"] for row in contents(database)["accounts"]] == ["A1", "A2", "A3"]


def test_a_book_that_is_itself_called_rejected_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="Rename the folder"):
        import_book(write_book(tmp_path / "rejected", BOOK), database, keep_good=True)


def test_nothing_is_set_aside_unless_asked_for(database: Database, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="has 7 faults"):
        import_book(write_book(tmp_path / "book", FAULTY), database)
    assert not (tmp_path / "rejected").exists()
