"""The sources on slides: a dense table with two sources a row, each cut to a few lines; the notes tell them whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from copilot.documents.export.blocks import Run, Table, Words
from copilot.documents.export.filling import Slide
from copilot.documents.export.fitting import Box, Sheet, row_height, shortened
from copilot.documents.export.letters import shorten
from copilot.documents.export.manuscript import Manuscript
from copilot.documents.export.sources import Source, rows_told

T = TypeVar("T")
SIZE = 9
_TITLE_SIZES = (24, 20, 16)
_EDGE, _NUMBER = 1.5, 32.0
_NONE: tuple[Words, Words] = ((), ())
_LONGEST = 110
"""Letters of a source on a slide."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A source as it stands on a slide, with its height."""

    source: Source
    cells: tuple[Words, Words]
    height: float


def source_slides(manuscript: Manuscript, title: Box, body: Box) -> list[Slide]:
    """Return the slides that name the sources; on each the left column is read before the right one."""
    widths = (_NUMBER, body.width / 2 - _NUMBER) * 2
    head = (), (Run(f"as of {manuscript.as_of} where no day is named"),), (), ()
    head_height = row_height(head, widths, SIZE, bold=True, edge=_EDGE)
    rest = [_entry(one, widths[:2], manuscript.as_of) for one in manuscript.sources]
    slides: list[Slide] = []
    while rest:
        many = _fitting(rest, body.height - head_height)
        shown, rest = rest[:many], rest[many:]
        heights = tuple(map(max, *_columns([one.height for one in shown], 0.0)))
        rows = tuple(
            (*left, *right) for left, right in zip(*_columns([one.cells for one in shown], _NONE), strict=True)
        )
        sheet = Sheet(Table(head, rows, ("right", "left") * 2), SIZE, widths, (head_height, *heights), _EDGE)
        numbers = tuple(one.source.number for one in shown)
        slides.append(Slide(stack=[sheet], sources=numbers, notes="\n\n".join(_whole(one.source) for one in shown)))
    for place, slide in enumerate(slides, start=1):
        of = f" ({place} of {len(slides)})" if len(slides) > 1 else ""
        told, slide.size = shortened("Sources", title, _TITLE_SIZES, of)
        slide.title = (Run(told),)
    return slides


def _columns(entries: Sequence[T], empty: T) -> tuple[Sequence[T], Sequence[T]]:
    """Part entries into two columns of one length."""
    half = (len(entries) + 1) // 2
    return entries[:half], [*entries[half:], *([empty] if len(entries) % 2 else [])]


def _fitting(entries: Sequence[_Entry], height: float) -> int:
    """Return how many of the first entries fit, at least one."""
    many = 1
    while many < len(entries):
        heights = _columns([one.height for one in entries[: many + 1]], 0.0)
        if sum(map(max, *heights)) > height:
            break
        many += 1
    return many


def _entry(source: Source, widths: Sequence[float], as_of: str) -> _Entry:
    name, dating = shorten(source.name, _LONGEST), _dating(source, as_of)
    cells = ((Run(str(source.number)),), (Run(name), *((Run(f" · {dating}", emphasis=True),) if dating else ())))
    return _Entry(source, cells, row_height(cells, widths, SIZE, edge=_EDGE))


def _dating(source: Source, as_of: str) -> str:
    """Return the day and kind of a source, where they are not those of the document itself."""
    told = [one for one in source.details[:2] if one != f"as of {as_of}"]
    return shorten(" · ".join([*told, *([source.old] if source.old else [])]), _LONGEST)


def _whole(source: Source) -> str:
    lines = [f"[{source.number}] {source.name}, {source.dating}"]
    lines += [f"Formula: {source.formula}"] if source.formula else []
    lines += [f"Rows: {rows_told(source.rows)}"] if source.rows else []
    lines += [source.excerpt] if source.excerpt else []
    lines += [source.link] if source.link else []
    return "\n".join(lines)
