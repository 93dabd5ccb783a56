"""The demo book: hand-written accounts of knowledge/demo, told relative to the as-of date."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from copilot.errors import Conflict
from copilot.records import RECORDS, Note
from copilot.settings import ROOT
from copilot.sources.demo_dates import Clock
from copilot.sources.demo_scale import copies
from copilot.sources.demo_story import Row, Story, Tables, read_yaml, told
from copilot.sources.demo_usage import daily_rows, feature_rows, random_of, users_by_day

STORIES = ROOT / "knowledge" / "demo"
"""book.yaml (team, rates) and a folder an account: account.yaml, and notes/ with its notes and transcripts."""

MARKER = ".csm-demo"
"""The file that says that a folder is a demo book, which may be written over."""


def write_demo_book(folder: Path, *, as_of: date, seed: int = 7, accounts: int | None = None) -> None:
    """Write the demo book as a folder for import: the same bytes for the same arguments.

    With `accounts`, the first so many are written; beyond the hand-written ones, copies of them follow under invented
    names, other sizes and a few days on, without notes, for trying how the copilot does in a large book. A folder
    that holds anything but a demo book is left alone, and is a Conflict.
    """
    stories = [Story.read(file.parent) for file in sorted(STORIES.glob("accounts/*/account.yaml"))]
    stories.sort(key=lambda story: story.account_id)
    _claim(folder)
    clock = Clock(as_of)
    with ExitStack() as files:
        write = _Writer(folder, files)
        write({name: told(rows, clock, {}) for name, rows in read_yaml(STORIES / "book.yaml").items()})
        for story in stories[:accounts]:
            write(_tell(story, folder / "notes" / story.path.name, clock, seed))
        for tables in copies(stories, max(0, (accounts or 0) - len(stories)), as_of, seed):
            write(tables)


def _tell(story: Story, notes: Path, clock: Clock, seed: int) -> Tables:
    """Write an account's notes and return its rows."""
    random = random_of(seed, story.account_id)
    usage = daily_rows(story.account_id, story.shape, as_of=clock.as_of, random=random)
    features = feature_rows(story.account_id, story.shape, as_of=clock.as_of, random=random)
    users = users_by_day(usage)
    story.write_notes(notes, clock, users)
    rows = {name: told(rows, clock, users) for name, rows in story.rows(clock).items()}
    return {**rows, "usage": usage, "features": features}


def _claim(folder: Path) -> None:
    """Make the folder, or empty it of the demo book in it; a folder that holds something else is a Conflict."""
    if folder.exists() and not folder.is_dir():
        raise Conflict(f"{folder} is a file.", "Name a new or empty folder for the demo book.")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise Conflict(
            f"{folder} is not empty and is no demo book.", "Nothing was written: name a new or empty folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Written by `csm demo`; the next one writes over it.\n", encoding="utf-8")
    for note in sorted(folder.glob("notes/*/*")):
        note.unlink()


class _Writer:
    """Writes rows to the files of their tables as they come, so that a book of any size fits in memory."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        self._tables: dict[str, csv.DictWriter[str]] = {}
        for record in RECORDS:
            if record is not Note:
                columns = [name for name in record.model_fields if name != "attributes"]
                path = folder / f"{record.table}.csv"
                file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                self._tables[record.table] = writer

    def __call__(self, tables: Tables) -> None:
        for name, rows in tables.items():
            self._tables[name].writerows(_plain(rows))


def _plain(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield {column: _text(value) for column, value in row.items()}


def _text(value: object) -> object:
    """Return a cell as it is written: lists joined, booleans as words; csv writes the rest."""
    if isinstance(value, list):
        return ";".join(value)
    return str(value).lower() if isinstance(value, bool) else value
