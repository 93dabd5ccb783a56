"""Whether a text fits its box on a slide: lines broken and measured in points, rather too wide than too narrow."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from copilot.charts.labels import text_width
from copilot.documents.export.blocks import Note, Run, Table, Words, plain

LINE = 1.2
"""The height of a line to its type's; it is set exactly, so that no font can change it."""
_MARGIN = 1.1
"""Company fonts run wider than the ones that widths are known of."""
CELL_SIDE, CELL_EDGE = 6.0, 3.0
"""The space within a cell, left and right, above and below."""
_TABLE_SIZES = (16, 14, 12)
_SOME = 3
"""Rows from which on a part of a table is worth showing."""
_WHOLE = 16
"""So many letters of a cell stay on one line."""


@dataclass(frozen=True, slots=True)
class Box:
    """The room for text, in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, or a part of one, with the sizes at which it fits; `edge` is the space above and below in a cell."""

    table: Table
    size: int
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    edge: float = CELL_EDGE


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is at most."""
    return size * (1.08 if bold else 1) * sum(map(_advance, text))


@lru_cache(maxsize=4096)
def _advance(letter: str) -> float:
    """Return a letter's width to its type's height."""
    if category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if letter in "\t\u202f\xa0":
        letter = " "
    if letter.isascii() or (letter < "\u0530" and letter.isalnum()):
        return _MARGIN * text_width(letter, 1)
    return 1.5 if letter > "\U0001f000" or category(letter) == "So" else 1.1


def line_ends(text: str, width: float, size: float, *, bold: bool = False) -> list[int]:
    """Break a text into lines and return where each ends; a word too wide for a line is broken in itself."""
    ends, used, place = list[int](), 0.0, 0
    for part in text.split("\n"):
        for word in part.split(" "):
            blank = place + len(word) < len(text) and text[place + len(word)] == " "
            wide = width_of(word, size, bold=bold)
            if used and used + wide > width:
                ends.append(place)
                used = 0.0
            for letter_place, letter in enumerate(word, place):
                step = width_of(letter, size, bold=bold)
                if wide > width and used and used + step > width:
                    ends.append(letter_place)
                    used = 0.0
                used += step
            place += len(word) + blank
            used += width_of(" ", size, bold=bold) if blank else 0.0
        place += 1
        ends.append(min(place, len(text)))
        used = 0.0
    return ends


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes."""
    return len(line_ends(text, width, size, bold=bold))


def cut(words: Words, place: int, *, notes: bool) -> tuple[Words, Words]:
    """Cut words at a place of their letters, counted with or without the notes; a note goes with what is before it."""
    before, after, passed = list[Run | Note](), list[Run | Note](), 0
    for word in words:
        length = len(plain((word,), notes=notes))
        if isinstance(word, Note):
            (before if passed <= place else after).append(word)
        elif passed + length <= place:
            before.append(word)
        elif passed >= place:
            after.append(word)
        else:
            look = (word.strong, word.emphasis, word.struck, word.code)
            before.append(Run(word.text[: place - passed], *look))
            after.append(Run(word.text[place - passed :], *look))
        passed += length
    return tuple(before), tuple(after)


def shortened(text: str, box: Box, sizes: Sequence[int], suffix: str = "") -> tuple[str, int]:
    """Return a text with the largest size at which it fits, cut at the smallest where it does not."""
    for size in sizes:
        if fits(text + suffix, box, size):
            return text + suffix, size
    size = sizes[-1]
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(f"{text[:middle]}…{suffix}", box, size) else (low, middle - 1)
    return f"{text[:low].rstrip()}…{suffix}", size


def fits(text: str, box: Box, size: float) -> bool:
    """Tell whether a bold text fits a box."""
    return lines_of(text, box.width, size, bold=True) * size * LINE <= box.height


def sheets(table: Table, box: Box) -> list[Sheet]:
    """Part a table by its rows into what fits a slide each; none if it is too wide at the smallest type."""
    found: list[Sheet] = []
    for size in _TABLE_SIZES:
        parted = _parted(table, box, size)
        if len(parted) == 1:
            return parted
        found = parted or found
    return found


def first_rows(table: Table, box: Box) -> tuple[Sheet, Table] | None:
    """Return some of a table's rows, as many as fit a box in the smallest type, and the table of the others."""
    parts = _parted(table, box, _TABLE_SIZES[-1])
    shown = len(parts[0].table.rows) if parts else 0
    if shown < _SOME or len(table.rows) - shown < 1:
        return None
    return parts[0], Table(table.head, table.rows[shown:], table.align)


def _parted(table: Table, box: Box, size: int) -> list[Sheet]:
    widths = column_widths(table, box.width, size, CELL_SIDE)
    if not widths:
        return []
    head, *rows = (row_height(row, widths, size, bold=not place) for place, row in enumerate((table.head, *table.rows)))
    if head + max(rows, default=0.0) > box.height:
        return []
    parts: list[Sheet] = []
    first = 0
    while first < len(rows) or not parts:
        last, height = first, head
        while last < len(rows) and height + rows[last] <= box.height:
            height += rows[last]
            last += 1
        part = Table(table.head, table.rows[first:last], table.align)
        parts.append(Sheet(part, size, widths, (head, *rows[first:last])))
        first = last
    return parts


def column_widths(table: Table, width: float, size: int, side: float) -> tuple[float, ...]:
    """Share a width among columns: each gets what its longest word needs, and more by what is in it.

    `side` is the margin within a cell; none where the words alone are wider.
    """
    columns = [[plain(cell, notes=True) for cell in column] for column in zip(table.head, *table.rows, strict=True)]
    least = [max(_widest_word(cell, size) for cell in column) + 2 * side + 1 for column in columns]
    whole = [max(width_of(cell, size, bold=True) for cell in column) + 2 * side + 1 for column in columns]
    spare = width - sum(least)
    if spare < 0:
        return ()
    wanted = [max(much - little, 1.0) for much, little in zip(whole, least, strict=True)]
    return tuple(little + spare * more / sum(wanted) for little, more in zip(least, wanted, strict=True))


def _widest_word(cell: str, size: int) -> float:
    words = [cell] if len(cell) <= _WHOLE else cell.split()
    return max((width_of(word, size, bold=True) for word in words), default=0.0)


def row_height(
    row: Sequence[Words], widths: Sequence[float], size: int, *, bold: bool = False, edge: float = CELL_EDGE
) -> float:
    """Return the height of a table's row."""
    lines = (
        lines_of(plain(cell, notes=True), width - 2 * CELL_SIDE, size, bold=bold or any(_is_bold(one) for one in cell))
        for cell, width in zip(row, widths, strict=True)
    )
    return max(lines) * size * LINE + 2 * edge


def _is_bold(word: Run | Note) -> bool:
    return isinstance(word, Run) and word.strong
