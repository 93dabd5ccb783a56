"""What the check of a book finds: faults counted and the first ones kept, and rejected rows set aside."""

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from copilot.errors import InvalidInput
from copilot.sources.book import TABLE_FILES, Book
from copilot.sources.faults import Fault

SHOWN = 50
"""Faults that are kept to be shown; the others are only counted."""


class FaultyBook(InvalidInput):
    """A book with faults, of which nothing was imported; `faults` are the first of `count`."""

    def __init__(self, faults: Sequence[Fault], count: int) -> None:
        self.faults = tuple(faults)
        self.count = count
        lines = [f"The book has {count:,} fault{'s' * (count != 1)}; nothing was imported.", *map(str, faults)]
        if count > len(faults):
            lines.append(f"and {count - len(faults):,} more.")
        super().__init__("\n".join(lines), "\nMend them, or import the sound rows alone with --keep-good.")


class Findings:
    """The faults of a book; where `rejected` is a folder, the faulty rows and files go there with their reasons."""

    def __init__(self, rejected: Path | None) -> None:
        self.count = 0
        self.rows = 0
        self.first: list[Fault] = []
        self.faulty: set[str] = set()
        self.folder = rejected
        self._open: tuple[str, TextIO] | None = None

    def row(self, file: str, header: Sequence[str], line: int, cells: Sequence[str], faults: Sequence[Fault]) -> None:
        """Note a row with faults."""
        self._count(file, faults)
        if self.folder:
            writer = csv.writer(self._table(file, header))
            writer.writerow([str(line), _reason(faults), *cells])

    def file(self, path: Path, name: str, faults: Sequence[Fault]) -> None:
        """Note a file that cannot be imported at all."""
        self._count(name.partition("/")[0], faults)
        if self.folder:
            copy = self.folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            copy.with_name(f"{copy.name}.reason.txt").write_text(_reason(faults) + "\n", encoding="utf-8")

    def close(self) -> None:
        """Close the file of rejected rows that is open."""
        if self._open:
            self._open[1].close()
            self._open = None

    def _count(self, part: str, faults: Sequence[Fault]) -> None:
        self.rows += 1
        self.count += len(faults)
        self.faulty.add(part)
        self.first.extend(faults[: SHOWN - len(self.first)])

    def _table(self, file: str, header: Sequence[str]) -> TextIO:
        """Return the open file of a table's rejected rows; tables come one after the other."""
        if self._open and self._open[0] == file:
            return self._open[1]
        self.close()
        assert self.folder is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        out = (self.folder / file).open("w", encoding="utf-8", newline="")
        self._open = (file, out)
        csv.writer(out).writerow([_free("line", header), _free("reason", header), *header])
        return out


def rejected_folder(book: Book) -> Path:
    """Return the folder for rejected rows, next to the book, emptied of what an earlier import put there."""
    folder = book.folder.resolve()
    rejected = folder.parent / "rejected"
    if rejected == folder:
        raise InvalidInput(
            "The book's folder is itself called `rejected`, where rejected rows would go.", "Rename the folder."
        )
    for name in TABLE_FILES:
        for old in (rejected / name, rejected / f"{name}.reason.txt"):
            old.unlink(missing_ok=True)
    if (rejected / "notes").is_dir():
        shutil.rmtree(rejected / "notes")
    return rejected


def _reason(faults: Sequence[Fault]) -> str:
    return "; ".join(": ".join(part for part in (fault.column, fault.problem) if part) for fault in faults)


def _free(name: str, header: Sequence[str]) -> str:
    """Return a name for a column that the header does not have yet."""
    return name if name not in header else _free(f"rejected_{name}", header)
