"""The books that suites ask of: written to a folder, imported once, and kept until the product or the book changes."""

import csv
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from copilot.settings import ROOT, Settings
from copilot.sources.demo import write_demo_book
from copilot.wiring import open_copilot

OVERLAYS = Path(__file__).with_name("overlays")
"""A folder a name: rows that are added to the demo book's tables, its notes, and playbooks under `playbooks/`."""
_PLAYBOOKS = ROOT / "knowledge" / "playbooks"
_PRODUCT = ("copilot", "prompts", "knowledge")
_TEXTS = frozenset((".py", ".md", ".yaml", ".csv", ".vtt", ".txt", ".typ"))


@dataclass(frozen=True, slots=True)
class Book:
    """A book and how it is made: `write` fills a folder with `book/` and what else is to be indexed in `knowledge/`.

    `sources` are the files that it depends on beside the product's own.
    """

    name: str
    write: Callable[[Path], object]
    sources: tuple[Path, ...] = ()


def demo(name: str, as_of: date) -> Book:
    """Return the demo book as of a day, with our playbooks; `demo+NAME` is that with the overlay NAME."""
    overlay = OVERLAYS / name.partition("+")[2] if "+" in name else None

    def write(folder: Path) -> None:
        write_demo_book(folder / "book", as_of=as_of)
        shutil.copytree(_PLAYBOOKS, folder / "knowledge")
        if overlay is not None:
            _lay_over(overlay, folder)

    return Book(f"{name}-{as_of}", write, tuple(sorted(overlay.rglob("*"))) if overlay is not None else ())


def data_folder(book: Book, below: Path) -> Path:
    """Return a folder in which a book lies (`book/`) and is imported (`data/`), made anew where anything changed."""
    key = digest([*product_files(), *book.sources])[:12]
    folder = below / f"{book.name}-{key}"
    if folder.is_dir():
        return folder
    making = below / f".{folder.name}-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    book.write(making)
    with open_copilot(Settings(data_dir=making / "data", model="built-in")) as copilot:
        copilot.import_book(making / "book")
        if (making / "knowledge").is_dir():
            copilot.index_knowledge(making / "knowledge")
    for old in below.glob(f"{book.name}-????????????"):
        shutil.rmtree(old)
    making.rename(folder)
    return folder


def _lay_over(overlay: Path, folder: Path) -> None:
    """Add an overlay's rows to a book's tables, column by column, its notes to the notes, its playbooks to ours."""
    for table in sorted(overlay.glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / "book" / table.name).open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        unknown = set(rows[0]) - set(columns) if rows else set()
        if unknown:
            raise ValueError(f"{table}: the demo book's table has no column {', '.join(sorted(unknown))}")
        with (folder / "book" / table.name).open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, columns, restval="").writerows(rows)
    for ours, theirs in (("notes", "book/notes"), ("playbooks", "knowledge")):
        if (overlay / ours).is_dir():
            shutil.copytree(overlay / ours, folder / theirs, dirs_exist_ok=True)


def digest(paths: Iterable[Path]) -> str:
    """Return one hash of files' names and contents."""
    found = hashlib.sha256()
    for path in paths:
        if path.is_file():
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def product_files() -> list[Path]:
    """Return all files that an answer depends on beside its case: the code, the prompts and the knowledge."""
    return [path for room in _PRODUCT for path in sorted((ROOT / room).rglob("*")) if path.suffix in _TEXTS]
