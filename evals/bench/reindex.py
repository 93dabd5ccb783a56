"""Indexing 10,000 passages, and doing it again when nothing has changed.

python -m evals.bench.reindex
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from copilot.index.index import Index
from copilot.index.minilm import MiniLM
from copilot.index.vectors import VectorStore
from copilot.store.books import BookWriter
from copilot.store.database import Database
from evals.bench.scoped_search import note
from evals.bench.texts import sentences

PASSAGES = 10_000
SECTIONS, LINES = 5, 3
"""Of each note, and of each section; a section is a passage of some hundred tokens."""


def _texts() -> Iterator[tuple[list[str], str]]:
    """Yield the lines of each note, and its text: short sections under a heading each."""
    lines = sentences(seed=5, words=PASSAGES * LINES * 12)
    for first in range(0, len(lines), SECTIONS * LINES):
        own = lines[first : first + SECTIONS * LINES]
        yield own, "\n".join(f"## {own[at]}\n\n{' '.join(own[at : at + LINES])}\n" for at in range(0, len(own), LINES))


def main() -> None:
    """Print the table."""
    notes = [note(0, number, lines) | {"text": text} for number, (lines, text) in enumerate(_texts())]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'bench.sqlite'}")
        database.upgrade()
        index = Index(database, MiniLM(folder), VectorStore(folder / "chroma"))
        seconds = []
        for changed in (
            notes,
            notes,
            [{**notes[0], "text": str(notes[0]["text"]) + "\nOne more.", "content_hash": "x"}],
        ):
            begin = time.perf_counter()
            with database.write() as connection:
                BookWriter(connection).write_documents(changed)
            summary = index.sync()
            seconds.append((time.perf_counter() - begin, summary))
    first = seconds[0][0]
    print("| | seconds | share of the first | passages embedded |\n|---|---|---|---|")
    for label, (taken, summary) in zip(
        ("first indexing", "nothing changed", "one passage changed"), seconds, strict=True
    ):
        print(f"| {label} | {taken:.2f} | {taken / first:.2%} | {summary.embedded} |")


if __name__ == "__main__":
    main()
