from pathlib import Path

from copilot.records import RECORDS, Note
from copilot.sources.book import TABLE_FILES, files_below, open_book
from tests.loading.books import BOOK, write_book


def test_every_kind_of_record_has_its_file_and_accounts_come_first() -> None:
    assert list(TABLE_FILES.values()) == [record for record in RECORDS if record is not Note]
    assert next(iter(TABLE_FILES)) == "accounts.csv"


def test_a_book_knows_its_files_and_their_size(tmp_path: Path) -> None:
    book = open_book(write_book(tmp_path, BOOK | {"other.csv": "x", "notes/.hidden.md": "x", "notes/b.vtt": "WEBVTT"}))
    assert [path.name for path, _ in book.tables] == ["accounts.csv", "subscriptions.csv", "usage.csv"]
    assert [note_id for _, note_id in book.note_files()] == ["b.vtt", "2026/kick-off.md"]
    assert book.size() == sum(len(content) for content in BOOK.values()) + len("WEBVTT")
    assert list(book.strangers()) == ["other.csv"]


def test_a_book_needs_no_notes(tmp_path: Path) -> None:
    book = open_book(write_book(tmp_path, {"accounts.csv": BOOK["accounts.csv"]}))
    assert list(book.note_files()) == []


def test_files_come_in_the_same_order_everywhere(tmp_path: Path) -> None:
    write_book(tmp_path, {"b/x.md": "", "b/a.md": "", "a/z.md": "", "c.md": "", "node_modules/d.md": "", ".git/e": ""})
    found = [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)]
    assert found == ["c.md", "a/z.md", "b/a.md", "b/x.md"]
