"""Slides filled from the top: what fits and no more, each line under the label of what it stands on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from copilot.documents.export.blocks import Block, Picture, Run, Table, Words, plain
from copilot.documents.export.fitting import LINE, Box, Sheet, cut, first_rows, line_ends, sheets

Style = Literal["label", "heading", "text", "item", "quote", "code", "small"]
SIZES = (20, 18, 16, 14)
"""The sizes of a slide's text, the largest first."""
LABEL_SIZE = 12
_SMALL: dict[Style, int] = {"label": LABEL_SIZE, "small": 12, "code": 14}
GAP, STEP, ABOVE_LABEL = 8, 24, 6
"""The space around a table or picture, how far an item stands in, and the space before a label, in points."""
LEAST_PICTURE = 220
"""The least height of a picture, in points."""
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a slide with the size of its type; `mark` is an item's bullet or number."""

    words: Words
    style: Style
    level: int = 0
    mark: str = ""
    size: int = SIZES[0]

    def sized(self, size: int) -> "Line":
        """Return it as it stands on a slide whose text has a size."""
        return replace(self, size=min(size, _SMALL.get(self.style, size)))

    @property
    def inset(self) -> int:
        """Return how far the text stands in, in points."""
        stands_in = self.mark or self.style == "quote"
        return STEP * (min(self.level, _DEEPEST) + 1) if stands_in else STEP * min(self.level, _DEEPEST)

    @property
    def bold(self) -> bool:
        """Tell whether some of it may be bold, and so wider."""
        return self.style in ("label", "heading") or any(isinstance(one, Run) and one.strong for one in self.words)

    @property
    def above(self) -> int:
        """Return the space before it."""
        return ABOVE_LABEL if self.style == "label" else 0

    @property
    def below(self) -> int:
        """Return the space after it."""
        return round(0.4 * self.size)


@dataclass(slots=True)
class Lines:
    """Lines below each other."""

    lines: list[Line] = field(default_factory=list)

    def height(self, width: float) -> float:
        """Return their height."""
        return sum(len(_ends(one, width)) * one.size * LINE + one.above + one.below for one in self.lines)


@dataclass(slots=True)
class Slide:
    """A slide: its title, what stands on it from the top, the sources that it lists, and the blocks that it tells."""

    title: Words = ()
    size: int = 0
    stack: list[Lines | Sheet | Picture] = field(default_factory=list)
    sources: tuple[int, ...] = ()
    told: list[tuple[str, Block]] = field(default_factory=list)
    notes: str = ""

    @property
    def lines(self) -> list[Line]:
        """Return all lines."""
        return [line for one in self.stack if isinstance(one, Lines) for line in one.lines]

    def height(self, width: float) -> float:
        """Return the height of what stands on it, where a picture is as low as it may be."""
        return sum(_height(one, width) for one in self.stack)

    def replace_first(self, line: Line) -> None:
        """Put a line in the place of the first."""
        first = self.stack[0]
        assert isinstance(first, Lines)
        first.lines[0] = line

    def write(self, line: Line) -> None:
        """Put a line below all else."""
        if not self.stack or not isinstance(self.stack[-1], Lines):
            self.stack.append(Lines())
        last = self.stack[-1]
        assert isinstance(last, Lines)
        last.lines.append(line)


def _height(one: Lines | Sheet | Picture, width: float) -> float:
    """Return the height of a piece of a slide, with the space below a table or a picture."""
    if isinstance(one, Lines):
        return one.height(width)
    return 2 * GAP + (sum(one.heights) if isinstance(one, Sheet) else LEAST_PICTURE)


class Filler:
    """Fills slides with text of a size, and begins the next one where something does not fit."""

    def __init__(self, body: Box, most: int, size: int = SIZES[0]) -> None:
        self._body, self._most, self._size = body, most, size
        self._label: Line | None = None
        self._top_label: Line | None = None
        self._labelled = False
        self.slides: list[Slide] = []

    def begin_group(self, label: str, with_section: str) -> None:
        """Put what follows under a label, which is repeated on every slide, at its top with the section's title.

        Without a label there is none, and at the top of a slide the section's title alone.
        """
        self._label = _label(label) if label else None
        self._top_label = _label(with_section) if with_section else None
        self._labelled = False

    def add(self, line: Line, told: Block | None = None) -> None:
        """Add a line that tells of a block; a long one is cut, so that each piece fits a slide."""
        for piece in _pieces(line.sized(self._size), self._body.width, self._height_of_new):
            if not self.slides or not self._has_room([piece]):
                self._begin_slide()
            self._current(told).write(piece)

    def show(self, picture: Picture, told: Block) -> None:
        """Put a picture below what is on the slide, or on the next one where that leaves no room."""
        if not self.slides or not self._has_room([], LEAST_PICTURE + 2 * GAP) or self._has_picture:
            self._begin_slide()
        self._current(told).stack.append(picture)

    def tabulate(self, table: Table, told: Block) -> bool:
        """Put a table below what is on the slide, or on slides of its own; False where it is too wide for any."""
        below = sheets(table, self._room_below()) if self.slides else []
        if len(below) == 1:
            self._current(told).stack.append(below[0])
            return True
        begun = first_rows(table, self._room_below()) if self.slides and self._is_fresh else None
        if begun:
            self._current(begun[0].table).stack.append(begun[0])
            return self.tabulate(begun[1], begun[1])
        self._begin_slide()
        parts = sheets(table, self._room_below())
        for place, part in enumerate(parts):
            if place:
                self._begin_slide()
            self._current(part.table if len(parts) > 1 else told).stack.append(part)
        return bool(parts)

    @property
    def _has_picture(self) -> bool:
        return any(isinstance(one, Picture) for one in self.slides[-1].stack)

    @property
    def _is_fresh(self) -> bool:
        """Tell whether the slide has nothing but a few lines on it, so that a table may begin below them."""
        slide = self.slides[-1]
        used = slide.height(self._body.width)
        return all(isinstance(one, Lines) for one in slide.stack) and used < self._body.height / 3

    @property
    def _height_of_new(self) -> float:
        """Return the height that is free on a slide that has nothing but its label."""
        return self._body.height - (Lines([self._top_label]).height(self._body.width) if self._top_label else 0)

    @property
    def _pending(self) -> list[Line]:
        """Return the label that is still to be written on the slide, if any."""
        label = self._label if self.slides[-1].stack else self._top_label
        return [label] if label and not self._labelled else []

    def _room_below(self) -> Box:
        """Return the room that is left on the slide, below the label of what comes."""
        used = self.slides[-1].height(self._body.width) + Lines(self._pending).height(self._body.width)
        return Box(self._body.width, self._body.height - used - 2 * GAP)

    def _has_room(self, pieces: Sequence[Line], shown: float = 0) -> bool:
        slide = self.slides[-1]
        added = [*self._pending, *pieces]
        count = sum(one.style != "label" for one in (*slide.lines, *added))
        height = slide.height(self._body.width) + Lines(added).height(self._body.width) + shown
        return count <= self._most and height <= self._body.height

    def _begin_slide(self) -> None:
        """Begin a slide, and take along the lines that lead to what follows."""
        before = self.slides[-1] if self.slides else None
        leads = _taken_leads(before) if before else []
        new = Slide()
        if before is not None and not before.stack:
            new.told = self.slides.pop().told
        self.slides.append(new)
        self._labelled = False
        for lead in leads:
            self._current(None).write(lead)

    def _current(self, told: Block | None) -> Slide:
        """Return the last slide, with the label on it and the block among what it tells."""
        slide = self.slides[-1]
        for label in self._pending:
            slide.write(label)
        self._labelled = True
        if told is not None and not any(one is told for _, one in slide.told):
            slide.told.append((plain(self._label.words) if self._label else "", told))
        return slide


def _label(text: str) -> Line:
    return Line((Run(text),), "label", size=LABEL_SIZE)


def _taken_leads(slide: Slide) -> list[Line]:
    """Take the leads off a slide's end, and the label above them where nothing else stands under that."""
    last = slide.stack[-1] if slide.stack else None
    if not isinstance(last, Lines) or not _leads(last.lines[-1]):
        return []
    leads: list[Line] = []
    while last.lines and _leads(last.lines[-1]):
        leads.insert(0, last.lines.pop())
    if last.lines and last.lines[-1].style == "label":
        last.lines.pop()
    if not last.lines:
        slide.stack.pop()
    return leads


def _leads(line: Line) -> bool:
    """Tell whether a line says nothing without what follows it: `Agreed on 1 October:`, **Who was lost**."""
    text = plain(line.words).rstrip()
    all_strong = all(one.strong for one in line.words if isinstance(one, Run) and one.text.strip())
    return line.style == "heading" or (
        line.style == "text" and (text.endswith(":") or (all_strong and not text.endswith((".", "?", "!"))))
    )


def _ends(line: Line, width: float) -> list[int]:
    return line_ends(plain(line.words, notes=True), width - line.inset, line.size, bold=line.bold)


def _pieces(line: Line, width: float, height: float) -> Iterator[Line]:
    """Cut a line that is higher than a slide."""
    most = int((height - line.below) / (line.size * LINE))
    rest = line
    while True:
        ends = _ends(rest, width)
        if len(ends) <= most:
            yield rest
            return
        first, after = cut(rest.words, ends[most - 1], notes=True)
        yield replace(rest, words=first)
        rest = replace(rest, words=after, mark=" " if rest.mark else "")
