"""The folder of a book: which files it has and how large they are."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from copilot.errors import InvalidInput
from copilot.records import RECORDS, Note, Record
from copilot.sources.notes import SUFFIXES

TABLE_FILES: dict[str, type[Record]] = {f"{record.table}.csv": record for record in RECORDS if record is not Note}
"""The kind of record in each file, in the order in which they are read: accounts first."""


@dataclass(frozen=True, slots=True)
class Book:
    """A book's folder, with its table files in the order in which they are read: accounts first."""

    folder: Path
    tables: list[tuple[Path, type[Record]]]

    @property
    def notes(self) -> Path:
        """The folder of the notes, which need not be there."""
        return self.folder / "notes"

    def note_files(self) -> Iterator[tuple[Path, str]]:
        """Give each note's file with its id, the path below notes/."""
        for path in files_below(self.notes):
            if path.suffix.lower() in SUFFIXES:
                yield path, path.relative_to(self.notes).as_posix()

    def size(self) -> int:
        """Return the bytes of everything that an import reads."""
        tables = sum(path.stat().st_size for path, _ in self.tables)
        return tables + sum(path.stat().st_size for path, _ in self.note_files())

    def strangers(self) -> Iterator[str]:
        """Name the files that look like a part of the book, but that the format does not know."""
        for path in sorted(self.folder.glob("*.csv")):
            if path.name not in TABLE_FILES:
                yield path.name
        for path in files_below(self.notes):
            is_header = path.suffix == ".yaml" and path.with_suffix(".vtt").is_file()
            if path.suffix.lower() not in SUFFIXES and not is_header:
                yield path.relative_to(self.folder).as_posix()


def open_book(folder: Path) -> Book:
    """Look at a book's folder; InvalidInput where there is none or it has no accounts.csv."""
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "is not there"
        raise InvalidInput(f"{folder} {what}; a book is a folder.", "Give the folder that holds accounts.csv.")
    if not (folder / "accounts.csv").is_file():
        raise InvalidInput(f"accounts.csv is missing in {folder}.", "It is the one file that every book needs.")
    tables = [(folder / name, record) for name, record in TABLE_FILES.items() if (folder / name).is_file()]
    return Book(folder, tables)


def files_below(folder: Path) -> Iterator[Path]:
    """Give every file below a folder, in a fixed order; what begins with a dot is left out, and node_modules."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent, name)
