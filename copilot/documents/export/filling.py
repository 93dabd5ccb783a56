"""Slides filled line by line: what fits and no more, each line under the label of what it stands on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from copilot.documents.export.blocks import Block, Picture, Run, Words, plain
from copilot.documents.export.fitting import LINE, Box, Sheet, cut, line_ends

Style = Literal["label", "heading", "text", "item", "quote", "code", "source"]
SIZES: dict[Style, int] = {"label": 12, "heading": 20, "text": 20, "item": 20, "quote": 20, "code": 14, "source": 12}
GAP, STEP, ABOVE_LABEL = 8, 24, 8
"""The space after a line, how far an item stands in, and the space before a label, in points."""
LEAST_PICTURE = 230
"""The least height of a picture, in points."""
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a slide; `mark` is an item's bullet or number, `source` the number of the source that it names."""

    words: Words
    style: Style
    level: int = 0
    mark: str = ""
    source: int | None = None

    @property
    def inset(self) -> int:
        """Return how far the text stands in, in points."""
        stands_in = self.mark or self.style == "quote"
        return STEP * (min(self.level, _DEEPEST) + 1) if stands_in else STEP * min(self.level, _DEEPEST)

    @property
    def bold(self) -> bool:
        """Tell whether some of it may be bold, and so wider."""
        return self.style in ("label", "heading") or any(isinstance(one, Run) and one.strong for one in self.words)


@dataclass(slots=True)
class Slide:
    """A slide: lines, a table or a picture below them, lines below that, and the blocks that it tells, labelled."""

    title: Words = ()
    size: int = 0
    lines: list[Line] = field(default_factory=list)
    sheet: Sheet | None = None
    picture: Picture | None = None
    below: list[Line] = field(default_factory=list)
    told: list[tuple[str, Block]] = field(default_factory=list)
    notes: str = ""

    @property
    def all_lines(self) -> list[Line]:
        """Return the lines above and below."""
        return [*self.lines, *self.below]

    @property
    def shown_height(self) -> float:
        """Return the least height that the table or picture takes with the space below it, in points."""
        if self.sheet:
            return sum(self.sheet.heights) + 2 * GAP
        return LEAST_PICTURE + 2 * GAP if self.picture else 0


def height_of(lines: Sequence[Line], width: float) -> float:
    """Return the height of lines below each other."""
    return sum(len(_ends(line, width)) * SIZES[line.style] * LINE + above(line) + GAP for line in lines)


def above(line: Line) -> int:
    """Return the space before a line."""
    return ABOVE_LABEL if line.style == "label" else 0


def _ends(line: Line, width: float) -> list[int]:
    return line_ends(plain(line.words, notes=True), width - line.inset, SIZES[line.style], bold=line.bold)


_KEPT = 3
"""Lines from which on a slide can do without its last one: a label and what is below it stay."""


class Filler:
    """Fills slides, and begins the next one where a line does not fit."""

    def __init__(self, body: Box, most: int) -> None:
        self._body = body
        self._most = most
        self._label: Line | None = None
        self._top_label: Line | None = None
        self._labelled = False
        self.slides: list[Slide] = []

    def begin_group(self, label: str, with_section: str) -> None:
        """Put what follows under a label, which is repeated on every slide, at its top with the section's title."""
        self._label, self._top_label = Line((Run(label),), "label"), Line((Run(with_section),), "label")
        self._labelled = False

    def add(self, line: Line, told: Block | None = None) -> None:
        """Add a line that tells of a block; a long one is cut, so that each piece fits a slide."""
        room = self.room_below_label().height
        for piece in _pieces(line, self._body.width, room):
            if not self.slides or not self._has_room([piece]):
                self._begin_slide()
            slide = self._current(told)
            (slide.below if slide.shown_height else slide.lines).append(piece)

    def show(self, shown: Sheet | Picture, told: Block) -> None:
        """Put a table or a picture below what is on the slide, or on the next one where that leaves no room."""
        added = Slide(picture=shown) if isinstance(shown, Picture) else Slide(sheet=shown)
        if not self.slides or self.slides[-1].shown_height or not self._has_room([], added.shown_height):
            self._begin_slide()
        slide = self._current(told)
        slide.sheet, slide.picture = added.sheet, added.picture

    def room_below_label(self) -> Box:
        """Return the room of a slide that has nothing but its label."""
        used = height_of([self._top_label], self._body.width) if self._top_label else 0
        return Box(self._body.width, self._body.height - used)

    def _has_room(self, pieces: Sequence[Line], shown: float = 0) -> bool:
        slide = self.slides[-1]
        label = [self._label] if self._label and not self._labelled else []
        wanted = [*slide.all_lines, *label, *pieces]
        count = sum(one.style != "label" for one in wanted)
        height = height_of(wanted, self._body.width) + slide.shown_height + shown
        return count <= self._most and height <= self._body.height

    def _begin_slide(self) -> None:
        """Begin a slide, and take along the line that leads to what follows."""
        before = self.slides[-1] if self.slides else None
        self.slides.append(Slide())
        self._labelled = False
        lines = before.all_lines if before else []
        if before is None or len(lines) < _KEPT or not _leads(lines[-1]):
            return
        lead = (before.below or before.lines).pop()
        self._current(None).lines.append(lead)

    def _current(self, told: Block | None) -> Slide:
        """Return the last slide, with the label on it and the block among what it tells."""
        slide = self.slides[-1]
        if self._label and not self._labelled:
            label = self._label if slide.all_lines or slide.shown_height else self._top_label or self._label
            (slide.below if slide.shown_height else slide.lines).append(label)
            self._labelled = True
        if told is not None and not any(one is told for _, one in slide.told):
            slide.told.append((plain(self._label.words) if self._label else "", told))
        return slide


def _leads(line: Line) -> bool:
    """Tell whether a line says nothing without what follows it: `Agreed on 1 October:`."""
    return line.style == "heading" or (line.style == "text" and plain(line.words).rstrip().endswith(":"))


def _pieces(line: Line, width: float, height: float) -> Iterator[Line]:
    """Cut a line that is higher than a slide."""
    most = int((height - GAP) / (SIZES[line.style] * LINE))
    rest = line
    while True:
        ends = _ends(rest, width)
        if len(ends) <= most:
            yield rest
            return
        first, after = cut(rest.words, ends[most - 1], notes=True)
        yield Line(first, rest.style, rest.level, rest.mark, rest.source)
        rest = Line(after, rest.style, rest.level, " " if rest.mark else "", rest.source)
