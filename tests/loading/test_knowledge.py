from pathlib import Path

import pytest

from copilot.errors import InvalidInput
from copilot.loading.knowledge import KnowledgeSummary, load_knowledge
from copilot.progress import Progress
from copilot.store.database import Database
from copilot.store.tables import documents
from tests.loading.books import contents, write_book

PLAYBOOK = (
    "---\ntitle: Champion loss\nkind: playbook\nsegment: Mid-Market\nupdated: 2026-02-01\n---\n# Steps\n\nCall.\n"
)


def _documents(database: Database) -> dict[str, dict[str, object]]:
    return {row["document_id"]: row for row in contents(database).get("documents", [])}


def test_a_folder_becomes_documents_with_their_whole_text(database: Database, tmp_path: Path) -> None:
    folder = write_book(tmp_path / "plays", {"loss.md": PLAYBOOK, "deep/er/b.md": "# Renewal\r\n\r\nText.\r\n"})
    assert load_knowledge(folder, database) == KnowledgeSummary(added=2)
    found = _documents(database)
    loss, renewal = found["knowledge:plays/loss.md"], found["knowledge:plays/deep/er/b.md"]
    assert loss["text"] == PLAYBOOK
    assert (loss["title"], loss["kind"], loss["segment"]) == ("Champion loss", "playbook", "mid_market")
    assert (str(loss["date"]), loss["root"], loss["path"]) == ("2026-02-01", str(folder), "loss.md")
    assert renewal["text"] == "# Renewal\r\n\r\nText.\r\n"
    assert (renewal["title"], renewal["kind"], renewal["date"]) == ("Renewal", "playbook", None)


def test_an_unchanged_folder_changes_nothing(database: Database, tmp_path: Path) -> None:
    folder = write_book(tmp_path / "plays", {"a.md": PLAYBOOK, "b.md": "# B"})
    load_knowledge(folder, database)
    with database.write() as connection:
        connection.execute(documents.update().values(indexed_hash=documents.c.content_hash))
    before = contents(database)
    assert load_knowledge(folder, database) == KnowledgeSummary(unchanged=2)
    assert contents(database) == before


def test_changed_and_removed_files_are_told_apart(database: Database, tmp_path: Path) -> None:
    folder = write_book(tmp_path / "plays", {"a.md": "# A", "b.md": "# B", "c.md": "# C"})
    load_knowledge(folder, database)
    write_book(folder, {"a.md": "# A, new", "d.md": "# D"})
    (folder / "b.md").unlink()
    assert load_knowledge(folder, database) == KnowledgeSummary(added=1, changed=1, removed=1, unchanged=1)
    assert _documents(database)["knowledge:plays/b.md"]["content_hash"] == ""


def test_a_file_that_comes_back_is_a_document_again(database: Database, tmp_path: Path) -> None:
    folder = write_book(tmp_path / "plays", {"a.md": "# A", "b.md": "# B"})
    load_knowledge(folder, database)
    (folder / "b.md").unlink()
    load_knowledge(folder, database)
    write_book(folder, {"b.md": "# B"})
    assert load_knowledge(folder, database) == KnowledgeSummary(added=1, unchanged=1)
    assert _documents(database)["knowledge:plays/b.md"]["text"] == "# B"


def test_two_folders_leave_each_other_alone_even_with_one_name(database: Database, tmp_path: Path) -> None:
    first = write_book(tmp_path / "a" / "plays", {"x.md": "# First"})
    second = write_book(tmp_path / "b" / "plays", {"x.md": "# Second"})
    for _ in range(2):
        load_knowledge(first, database)
        load_knowledge(second, database)
    assert sorted(str(row["text"]) for row in _documents(database).values()) == ["# First", "# Second"]


def test_what_is_no_knowledge_is_left_out(database: Database, tmp_path: Path) -> None:
    hidden: dict[str, str | bytes] = {
        ".git/a.md": "# A",
        "node_modules/b.md": "# B",
        ".c.md": "# C",
        "image.png": b"\x89PNG",
        "d.txt": "D",
    }
    assert load_knowledge(write_book(tmp_path / "plays", hidden), database) == KnowledgeSummary()


def test_files_that_are_no_text_are_reported_with_the_place_and_skipped(database: Database, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "latin.md": "# Café".encode("latin-1"),
        "binary.md": b"# A\0",
        "empty.md": " \n",
        "good.md": "# Good",
    }
    summary = load_knowledge(write_book(tmp_path / "plays", files), database)
    assert summary.added == 1
    assert summary.warnings == [
        "binary.md: is no text, found a NUL byte at byte 3; skipped",
        "empty.md: is empty; skipped",
        "latin.md: is not UTF-8: save it as UTF-8, found byte 0xe9 at byte 5; skipped",
    ]


def test_a_file_that_became_unreadable_keeps_its_document(database: Database, tmp_path: Path) -> None:
    folder = write_book(tmp_path / "plays", {"a.md": "# A", "b.md": "# B"})
    load_knowledge(folder, database)
    write_book(folder, {"a.md": b"\xff", "b.md": ""})
    summary = load_knowledge(folder, database)
    assert (summary.removed, len(summary.warnings)) == (1, 2)
    assert [row["text"] for row in _documents(database).values()] == ["# A", ""]


def test_a_broken_header_is_a_warning_and_the_file_is_text(database: Database, tmp_path: Path) -> None:
    text = "---\ntitle: [never closed\n---\n# Heading\n"
    summary = load_knowledge(write_book(tmp_path / "plays", {"a.md": text}), database)
    assert summary.added == 1
    assert summary.warnings[0].startswith("a.md: the header is no YAML")
    assert _documents(database)["knowledge:plays/a.md"]["text"] == text


def test_a_file_of_20_megabytes_works(database: Database, tmp_path: Path) -> None:
    text = "# Large\n\n" + "A line of forty characters of plain text\n" * (20 * 26_215)
    assert len(text) > 20 << 20
    assert load_knowledge(write_book(tmp_path / "plays", {"a.md": text}), database).added == 1
    assert _documents(database)["knowledge:plays/a.md"]["text"] == text


def test_a_name_that_cannot_be_kept_is_reported(database: Database, tmp_path: Path) -> None:
    folder = write_book(tmp_path / "plays", {"a.md": "# A"})
    (folder / "caf\udce9.md").write_text("# B", encoding="utf-8")
    summary = load_knowledge(folder, database)
    assert summary.added == 1
    assert summary.warnings == ["caf?.md: has a name that cannot be kept (at most 500 characters of Unicode); skipped"]


def test_a_folder_that_is_not_there_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is not a folder"):
        load_knowledge(tmp_path / "nowhere", database)


def test_progress_counts_the_files(database: Database, tmp_path: Path) -> None:
    told: list[Progress] = []
    load_knowledge(write_book(tmp_path / "plays", {"a.md": "# A", "b.md": ""}), database, told.append)
    assert told == [Progress("reading", 1, 2), Progress("reading", 2, 2)]
