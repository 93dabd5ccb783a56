"""The blocks that a part's Markdown is made of, each of words: what every form writes in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one look; a newline breaks its line."""

    text: str
    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """The numbers of the sources cited at a place."""

    numbers: tuple[int, ...]


Words = tuple[Run | Note, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    words: Words


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    words: Words


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered from `start` or, where that is None, with bullets."""

    items: tuple[tuple["Block", ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of somebody else, set apart."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Letters whose lines and blanks are meant."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the head."""

    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    align: tuple[Align, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart by its name; `image` is empty until it is drawn, and where a form has no pictures."""

    name: str
    title: str
    image: bytes = b""


Block = Paragraph | Heading | Items | Quote | Code | Table | Picture


def plain(words: Sequence[Run | Note], *, notes: bool = False) -> str:
    """Return words as letters, with the notes as `[1, 2]` if wanted."""
    told = (word.text if isinstance(word, Run) else f" [{numbers_of(word)}]" if notes else "" for word in words)
    return "".join(told)


def numbers_of(note: Note) -> str:
    """Write a note's numbers."""
    return ", ".join(map(str, note.numbers))


def plain_lines(block: Block) -> list[str]:
    """Return a block as lines of letters, with the notes."""
    match block:
        case Paragraph(words) | Heading(words):
            return [plain(words, notes=True)]
        case Items(items, start):
            marks = [f"{start + place}." if start is not None else "-" for place in range(len(items))]
            return [
                f"{mark if not place else ' '} {line}"
                for mark, item in zip(marks, items, strict=True)
                for place, line in enumerate(line for inner in item for line in plain_lines(inner))
            ]
        case Quote(blocks):
            return [line for inner in blocks for line in plain_lines(inner)]
        case Code(text):
            return text.split("\n")
        case Table(head, rows):
            return [" | ".join(plain(cell, notes=True) for cell in row) for row in (head, *rows)]
        case Picture():
            return [f"Chart: {block.title}"]


def notes_of(block: Block) -> list[int]:
    """List the numbers of the sources that a block cites."""
    match block:
        case Paragraph(words) | Heading(words):
            return [number for word in words if isinstance(word, Note) for number in word.numbers]
        case Items(items):
            return [number for item in items for inner in item for number in notes_of(inner)]
        case Quote(blocks):
            return [number for inner in blocks for number in notes_of(inner)]
        case Table(head, rows):
            return [number for row in (head, *rows) for cell in row for number in notes_of(Paragraph(cell))]
        case _:
            return []
