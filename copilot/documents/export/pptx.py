"""A document as pptx: the planned slides, put into a company's layouts or our own."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide as Page
from pptx.util import Emu, Pt

from copilot.documents.export.blocks import Picture, Run, Words
from copilot.documents.export.docx_fields import stamp
from copilot.documents.export.filling import GAP, LEAST_PICTURE, Line, Lines, Slide
from copilot.documents.export.fitting import CELL_SIDE, Box, Sheet, shortened
from copilot.documents.export.manuscript import Manuscript
from copilot.documents.export.packing import repacked
from copilot.documents.export.pptx_layouts import INSET, Layouts, box_of, copy_slide_number, open_pptx
from copilot.documents.export.pptx_text import ALIGN, Targets, add_words, begin_line, open_frame, set_indent
from copilot.documents.export.slides import Room, plan

_Library: Any = RGBColor
MUTED, ACCENT, WASH, PAPER = (_Library.from_string(one) for one in ("566070", "1F4E79", "F4F6F9", "FFFFFF"))
_COVER_SIZES, _COVER_LINE_SIZES = (40, 36, 32, 28, 24, 20, 16), (18, 16, 14, 12)


def write_pptx(manuscript: Manuscript, template: Path | None) -> bytes:
    """Write the slides into a company's template, or into our own look."""
    file, layouts = open_pptx(template)
    _cover(file, layouts, manuscript)
    slides = plan(manuscript, Room(box_of(layouts.content_title), box_of(layouts.content_body)))
    pages = [file.slides.add_slide(layouts.content) for _ in slides]
    targets: Targets = {}
    for slide, page in zip(slides, pages, strict=True):
        targets.update(dict.fromkeys(slide.sources, page))
    for slide, page in zip(slides, pages, strict=True):
        _write(page, slide, layouts, targets)
        _notes(page, slide.notes)
    stamp(file.core_properties, manuscript.title, manuscript.kind, manuscript.made_at)
    written = io.BytesIO()
    file.save(written)
    return repacked(written.getvalue())


def _cover(file: Presentation, layouts: Layouts, manuscript: Manuscript) -> None:
    page = file.slides.add_slide(layouts.cover)
    title, body = _kept(page, layouts.cover_title.idx, layouts.cover_body.idx)
    text, size = shortened(manuscript.title, box_of(layouts.cover_title), _COVER_SIZES)
    frame = open_frame(title, MSO_ANCHOR.BOTTOM)
    add_words(begin_line(frame, 0, size, gap=0), (Run(text),), size, page, {})
    version = f"Version {manuscript.version}" if manuscript.version else ""
    lines = (
        (manuscript.account, manuscript.kind),
        (f"As of {manuscript.as_of}", manuscript.audience, version),
        (manuscript.status,),
    )
    told = [line for line in (" · ".join(filter(None, one)) for one in lines) if line]
    room = box_of(layouts.cover_body)
    line_room = Box(room.width, room.height / len(told) - GAP)
    frame = open_frame(body, MSO_ANCHOR.TOP)
    for place, line in enumerate(told):
        text, size = shortened(line, line_room, _COVER_LINE_SIZES)
        paragraph = begin_line(frame, place, size)
        set_indent(paragraph)
        if layouts.own:
            paragraph.alignment = ALIGN["left"]
        add_words(paragraph, (Run(text),), size, page, {})
    _notes(page, "\n".join([manuscript.title, *(f"{name}: {value}" for name, value in manuscript.particulars)]))


def _notes(page: Page, text: str) -> None:
    frame = page.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = text


def _kept(page: Page, *wanted: int) -> list[Shape]:
    """Return the placeholders that a page is filled in, without the layout's others, and number the page."""
    for shape in list(page.placeholders):
        if shape.placeholder_format.idx not in wanted:
            shape._element.getparent().remove(shape._element)
    found = {shape.placeholder_format.idx: shape for shape in page.placeholders}
    copy_slide_number(page)
    return [found[place] for place in wanted]


def _write(page: Page, slide: Slide, layouts: Layouts, targets: Targets) -> None:
    title, body = _kept(page, layouts.content_title.idx, layouts.content_body.idx)
    line = begin_line(open_frame(title, MSO_ANCHOR.BOTTOM), 0, slide.size, gap=0)
    add_words(line, slide.title, slide.size, page, targets)
    left, top, width, inner = body.left, body.top, body.width, box_of(layouts.content_body)
    spare = Pt(inner.height - slide.height(inner.width))
    if isinstance(slide.stack[0], Lines) and len(slide.stack) == 1:
        _set_lines(body, slide.stack[0].lines, layouts, page, targets)
        return
    under = top + Pt(INSET)
    for place, one in enumerate(slide.stack):
        if isinstance(one, Lines):
            high = Pt(one.height(inner.width))
            box = body if place == 0 else page.shapes.add_textbox(left, Emu(under - Pt(INSET)), width, Emu(0))
            box.left, box.top, box.width, box.height = left, Emu(under - Pt(INSET)), width, Emu(high + Pt(2 * INSET))
            _set_lines(box, one.lines, layouts, page, targets)
            under += high
        elif isinstance(one, Sheet):
            _set_table(page, one, (left + Pt(INSET), under), layouts, targets)
            under += Pt(sum(one.heights) + 2 * GAP)
        else:
            free = Pt(LEAST_PICTURE) + spare
            _set_picture(page, one, (left + Pt(INSET), under, width - Pt(2 * INSET), free))
            under += free + Pt(2 * GAP)
    if not isinstance(slide.stack[0], Lines):
        body._element.getparent().remove(body._element)


def _set_lines(shape: Shape, lines: Sequence[Line], layouts: Layouts, page: Page, targets: Targets) -> None:
    frame = open_frame(shape, MSO_ANCHOR.TOP)
    for place, line in enumerate(lines):
        paragraph = begin_line(frame, place, line.size, gap=line.below, above=line.above)
        set_indent(paragraph, line.inset, line.mark)
        add_words(paragraph, line.words, line.size, page, targets)
        for run in paragraph.runs:
            if line.style in ("label", "heading"):
                run.font.bold = True
            if line.style == "quote":
                run.font.italic = True
            if line.style == "label" and layouts.own:
                run.font.color.rgb = MUTED


def _set_table(page: Page, sheet: Sheet, place: tuple[int, int], layouts: Layouts, targets: Targets) -> None:
    rows: Sequence[tuple[Words, ...]] = (sheet.table.head, *sheet.table.rows)
    width, height = Pt(sum(sheet.widths)), Pt(sum(sheet.heights))
    table: Any = page.shapes.add_table(len(rows), len(sheet.widths), Emu(place[0]), Emu(place[1]), width, height).table
    for column, wide in zip(table.columns, sheet.widths, strict=True):
        column.width = Pt(wide)
    for number, (row, high) in enumerate(zip(table.rows, sheet.heights, strict=True)):
        row.height = Pt(high)
        for cell, words, align in zip(row.cells, rows[number], sheet.table.align, strict=True):
            cell.margin_left = cell.margin_right = Pt(CELL_SIDE)
            cell.margin_top = cell.margin_bottom = Pt(sheet.edge)
            paragraph = begin_line(cell.text_frame, 0, sheet.size, gap=0)
            paragraph.alignment = ALIGN[align]
            add_words(paragraph, words, sheet.size, page, targets, linked=number > 0)
            if layouts.own:
                cell.fill.solid()
                cell.fill.fore_color.rgb = ACCENT if number == 0 else WASH if number % 2 else PAPER


def _set_picture(page: Page, picture: Picture, place: tuple[int, int, int, int]) -> None:
    """Put a picture into the middle of a rectangle, as large as fits."""
    left, top, width, height = place
    shape = page.shapes.add_picture(io.BytesIO(picture.image), Emu(left), Emu(top))
    scale = min(width / shape.width, height / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left = Emu(left + (width - shape.width) // 2)
    shape._element._nvXxPr.cNvPr.set("descr", picture.title)
