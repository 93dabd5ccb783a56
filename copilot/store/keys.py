"""A set of keys on disk, for telling duplicates and gone rows in files that do not fit into memory."""

import sqlite3
from types import TracebackType
from typing import Self

from copilot.errors import Unavailable

CACHE = 16_000
"""Kilobytes of keys that are held in memory; the others are on disk."""


class Keys:
    """Keys of several kinds, each with the line that it was first seen on; gone when closed."""

    def __init__(self) -> None:
        # An empty name is SQLite's way to ask for a private file in the folder for temporary files.
        self._file = sqlite3.connect("")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute(f"PRAGMA cache_size = -{CACHE}")
        self._file.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, kind: str, key: str, line: int = 0) -> int | None:
        """Add a key; the answer is None, or the line of the one that is there already."""
        try:
            added = self._file.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (f"{kind}\0{key}", line)).rowcount
        except sqlite3.OperationalError as error:
            raise Unavailable(
                f"The folder for temporary files cannot be used: {error}.", "Free some space there, or set TMPDIR."
            ) from error
        return None if added else self._line(kind, key)

    def has(self, kind: str, key: str) -> bool:
        """Tell whether the key is there."""
        return self._line(kind, key) is not None

    def _line(self, kind: str, key: str) -> int | None:
        row = self._file.execute("SELECT line FROM seen WHERE key = ?", (f"{kind}\0{key}",)).fetchone()
        return None if row is None else int(row[0])
