"""A document as docx, with Word's own headings, lists, contents, links and page numbers."""

import io
from collections.abc import Sequence
from itertools import count, zip_longest
from pathlib import Path

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph as Line

from copilot.documents.export.blocks import (
    Block,
    Code,
    Heading,
    Items,
    Note,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
    Words,
    plain,
)
from copilot.documents.export.docx_fields import (
    Numbering,
    add_bookmark,
    add_field,
    add_link,
    add_web_link,
    begin_columns,
    keep_rows_whole,
    mark_right_to_left,
    number_pages,
    rule_below,
    set_size,
    stamp,
)
from copilot.documents.export.docx_styles import ensure_styles, open_docx
from copilot.documents.export.fitting import column_widths
from copilot.documents.export.letters import runs_right_to_left
from copilot.documents.export.manuscript import Chapter, Manuscript
from copilot.documents.export.packing import repacked
from copilot.documents.export.sources import Source, rows_told

CELL_SIZE, CELL_SIDE = 10, 5.4
"""Points: the type of a cell at most, and the margin that Word leaves at its sides."""
_SMALL, _LEAST_MEASURED = 8, 5
"""The smallest type of a cell, and the size down to which columns are measured: that is done with a wide margin."""
CONTENTS = 'TOC \\o "1-1" \\h \\z \\n'
"""Contents of the first headings, as links without page numbers: those only Word can tell, and it would have to ask."""
_SIDES = {"left": None, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def write_docx(manuscript: Manuscript, template: Path | None) -> bytes:
    """Write the document into a company's template, whose header, footer and styles it takes, or into our own."""
    file = open_docx(template)
    ensure_styles(file, own=template is None)
    writer = _Writer(file)
    writer.title(manuscript)
    for place, chapter in enumerate(manuscript.chapters):
        writer.chapter(chapter)
        if place == 0:  # the answer comes first, then what else there is
            writer.contents(manuscript)
    writer.left_out(manuscript)
    writer.sources(manuscript.sources)
    number_pages(file, manuscript.running_title if template is None else "")
    stamp(file.core_properties, manuscript.title, manuscript.kind, manuscript.made_at)
    written = io.BytesIO()
    file.save(written)
    return repacked(written.getvalue())


class _Writer:
    """Puts blocks at the end of a file."""

    def __init__(self, file: Docx) -> None:
        self._file = file
        self._numbering = Numbering(file)
        self._marks = count(1)
        self._styles = {style.name: style.style_id for style in file.styles}
        section = file.sections[-1]
        width = (section.page_width or Cm(21)) - (section.left_margin or Cm(2.5)) - (section.right_margin or Cm(2.5))
        self._width = Emu(max(width, Cm(5)))

    def title(self, manuscript: Manuscript) -> None:
        """Write the title block."""
        if manuscript.kind:
            self._line("Report Label", manuscript.kind)
        self._line("Title", manuscript.title)
        table = self._file.add_table(rows=0, cols=2)
        for name, value in manuscript.particulars:
            if name != "Kind":
                cells = table.add_row().cells
                for cell, text, style in zip(cells, (name, value), ("Report Label", "Report Cell"), strict=True):
                    _letters(self._styled(cell.paragraphs[0], style), text)
                cells[0].width, cells[1].width = Cm(3), Emu(self._width - Cm(3))
        table.autofit = False

    def contents(self, manuscript: Manuscript) -> None:
        """Write the contents, as links."""
        entries = [(_mark(chapter.anchor), chapter.title) for chapter in manuscript.chapters]
        entries += [("left_out", "Left out, and why")] if manuscript.left_out else []
        entries += [("sources", "Sources")] if manuscript.sources else []
        self._line("Report Contents", "Contents")
        lines = [self._line("Report Entry") for _ in entries]
        for line, (anchor, title) in zip(lines, entries, strict=True):
            add_link(line, anchor, title)
        if lines:
            add_field(lines[0], CONTENTS, until=lines[-1])

    def chapter(self, chapter: Chapter) -> None:
        """Write a section with its parts."""
        self._headed("Heading 1", chapter.title, _mark(chapter.anchor))
        for group in chapter.groups:
            if group.label:
                self._line("Report Basis", group.label)
            self._blocks(group.blocks)

    def left_out(self, manuscript: Manuscript) -> None:
        """Write what was left out."""
        if not manuscript.left_out:
            return
        self._headed("Heading 1", "Left out, and why", "left_out")
        for one in manuscript.left_out:
            line = self._line("Report Source")
            line.add_run(f"{one.section}: ").bold = True
            line.add_run(f"{one.text} ")
            line.add_run(f"({one.reason})").italic = True

    def sources(self, sources: Sequence[Source]) -> None:
        """Write the appendix, each source as one paragraph under its number."""
        if sources:
            begin_columns(self._file, 2)
            self._headed("Heading 1", "Sources", "sources")
        for source in sources:
            line = self._line("Report Source")
            add_bookmark(line, f"source_{source.number}", next(self._marks), lambda: None)
            line.add_run(f"{source.number}\t")
            if source.link:
                add_web_link(line, source.link, source.name)
            else:
                line.add_run(source.name).bold = True
            if source.dating:
                line.add_run(f"  {source.dating}")
            told = [f"Formula: {source.formula}."] if source.formula else []
            told += [f"Rows: {rows_told(source.rows)}"] if source.rows else []
            if told:
                _letters(line, f"\n{' '.join(told)}")
            if source.excerpt:
                _letters(line, f"\n{source.excerpt}")

    def _headed(self, style: str, title: str, anchor: str) -> None:
        line = self._line(style)
        add_bookmark(line, anchor, next(self._marks), lambda: _letters(line, title))

    def _line(self, style: str, text: str = "") -> Line:
        line = self._styled(self._file.add_paragraph(), style)
        if text:
            _letters(line, text)
        return line

    def _styled(self, line: Line, style: str) -> Line:
        """Give a paragraph a style by its id; the library would look through all styles for each paragraph."""
        line._p.style = self._styles[style]
        return line

    def _blocks(self, blocks: Sequence[Block], level: int = 0, style: str = "Report Text") -> None:
        """Write blocks; what leads to a table, list, quote or picture stays on its page."""
        for block, following in zip_longest(blocks, blocks[1:]):
            self._block(block, level, style)
            if isinstance(block, Paragraph) and not isinstance(following, Paragraph | None):
                self._file.paragraphs[-1].paragraph_format.keep_with_next = True

    def _block(self, block: Block, level: int = 0, style: str = "Report Text") -> None:
        match block:
            case Paragraph(words):
                self._words(words, style).paragraph_format.left_indent = Cm(0.75 * level) if level else None
            case Heading(words):
                self._words(words, "Heading 2")
            case Items():
                self._items(block, level)
            case Quote(blocks):
                self._blocks(blocks, level, "Report Quote")
            case Code(text):
                self._words((Run(text, code=True),), "Report Code")
            case Table():
                self._table(block)
            case Picture(_, title, image):
                line = self._line("Report Text")
                shape = line.add_run().add_picture(io.BytesIO(image), width=self._width)
                shape._inline.docPr.set("descr", title)
                shape._inline.docPr.set("title", title)

    def _words(self, words: Words, style: str) -> Line:
        line = self._line(style)
        write_words(line, words)
        return line

    def _items(self, block: Items, level: int) -> None:
        number = self._numbering.begin(block.start)
        for item in block.items:
            first = item[0] if item and isinstance(item[0], Paragraph) else None
            line = self._words(first.words if first else (), "Report Item")
            self._numbering.number(line, number, level)
            self._blocks(item[1:] if first else item, level + 1)

    def _table(self, block: Table) -> None:
        table = self._file.add_table(rows=1 + len(block.rows), cols=len(block.head))
        table.autofit = False
        widths, size = _column_widths(block, self._width)
        for place, (cells, row) in enumerate(zip((block.head, *block.rows), table.rows, strict=True)):
            for cell, words, align, width in zip(row.cells, cells, block.align, widths, strict=True):
                cell.width = width
                line = self._styled(cell.paragraphs[0], "Report Cell")
                line.paragraph_format.alignment = _SIDES[align]
                write_words(line, words, bold=place == 0)
                if size < CELL_SIZE:
                    set_size(line, Pt(size))
                rule_below(cell, heavy=place == 0)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        keep_rows_whole(table)
        self._line("Report Gap")


def write_words(line: Line, words: Words, *, bold: bool = False) -> None:
    """Write words at the end of a paragraph, with its notes as raised links to the appendix."""
    for word in words:
        if isinstance(word, Note):
            for place, number in enumerate(word.numbers):
                add_link(line, f"source_{number}", f"{', ' if place else chr(0x202F)}{number}", raised=True)
            continue
        for place, text in enumerate(word.text.split("\n")):
            run = line.add_run()
            if place:
                run.add_break()
            run.add_text(text)
            run.bold, run.italic, run.font.strike = (
                word.strong or bold or None,
                word.emphasis or None,
                word.struck or None,
            )
            if word.code:
                run.font.name = "Consolas"
    mark_right_to_left(line, runs_right_to_left(plain(words)))


def _letters(line: Line, text: str) -> None:
    write_words(line, (Run(text),))


def _mark(anchor: str) -> str:
    """Return a section's name as a bookmark's, which has no hyphens."""
    return anchor.replace("-", "_")


def _column_widths(table: Table, width: int) -> tuple[list[Emu], int]:
    """Share a width among columns, each as wide as its longest word, with the size of type at which that goes."""
    for size in range(CELL_SIZE, _LEAST_MEASURED - 1, -1):
        measured = column_widths(table, Emu(width).pt, size, CELL_SIDE)
        if measured:
            return [Emu(Pt(one)) for one in measured], max(size, _SMALL)
    return [Emu(width // len(table.head)) for _ in table.head], _SMALL
