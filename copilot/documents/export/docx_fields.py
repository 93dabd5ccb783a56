"""What python-docx has no words for: fields, links within a file, bookmarks, lists, lines of tables."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from docx.document import Document as Docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.coreprops import CoreProperties
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.shared import Length, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LINK = RGBColor(0x1F, 0x4E, 0x79)
_BULLETS, _DEEPEST = "•–•", 2
_LEVEL = """<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>
<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="360"/></w:pPr></w:lvl>"""

_WHOLE, _TOGETHER = 5, 2
"""Rows up to which a table stays on one page, and those at its ends that stay together."""

_Element = Any
"""An element of a file's XML: the library gives its own no types."""


class Numbering:
    """The lists of a file; each numbered one begins anew."""

    def __init__(self, file: Docx) -> None:
        self._file = file
        self._abstract: dict[bool, int] = {}

    def begin(self, start: int | None) -> int:
        """Begin a list, numbered from `start` or with bullets, and return its number in the file."""
        numbering = self._root()
        number = numbering.add_num(self._kind(numbering, numbered=start is not None))
        if start is not None:
            number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(number.numId)

    def number(self, line: Paragraph, number: int, level: int) -> None:
        """Make a paragraph an item of a list."""
        properties = line._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = min(level, _DEEPEST)
        properties.get_or_add_numId().val = number

    def _root(self) -> _Element:
        """Return the file's numbering, which a template without lists has not got."""
        part = self._file.part
        if not any(one.reltype == RELATIONSHIP_TYPE.NUMBERING for one in part.rels.values()):
            empty = parse_xml(f"<w:numbering {nsdecls('w')}/>")
            made = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, empty, part.package)
            part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return part.numbering_part.element

    def _kind(self, numbering: _Element, *, numbered: bool) -> int:
        if numbered not in self._abstract:
            there = numbering.findall(qn("w:abstractNum"))
            number = max((int(one.get(qn("w:abstractNumId"))) for one in there), default=-1) + 1
            levels = "".join(
                _LEVEL.format(
                    level=level,
                    form="decimal" if numbered else "bullet",
                    text=f"%{level + 1}." if numbered else _BULLETS[level],
                    left=360 * (level + 1),
                )
                for level in range(_DEEPEST + 1)
            )
            made = parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
                f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            )
            numbering.insert(len(there), made)
            self._abstract[numbered] = number
        return self._abstract[numbered]


def add_bookmark(line: Paragraph, name: str, number: int, inside: Callable[[], None]) -> None:
    """Put what `inside` writes at the end of a paragraph between a bookmark's ends; `number` is unique in the file."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    end.set(qn("w:id"), str(number))
    line._p.append(start)
    inside()
    line._p.append(end)


def add_link(line: Paragraph, anchor: str, text: str, *, raised: bool = False) -> None:
    """Add a link to a bookmark of the same file."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.set(qn("w:history"), "1")
    line._p.append(link)
    _linked(line, link, text).font.superscript = raised or None


def add_web_link(line: Paragraph, address: str, text: str) -> None:
    """Add a link to a page."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), line.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    line._p.append(link)
    _linked(line, link, text).font.bold = True


def _linked(line: Paragraph, link: _Element, text: str) -> Run:
    element = OxmlElement("w:r")
    link.append(element)
    run = Run(element, line)
    run.text = text
    run.font.color.rgb = LINK
    return run


def add_field(line: Paragraph, code: str, until: Paragraph | None = None, shown: str = "") -> None:
    """Add a field that shows a text, or make the whole of the paragraphs to `until` what it shows."""
    begin = [_field_sign("begin"), _field_code(code), _field_sign("separate")]
    if until is None:
        for run in begin:
            line._p.append(run)
        line.add_run(shown)
        line._p.append(_field_sign("end"))
        return
    place = 1 if line._p.pPr is not None else 0
    for run in reversed(begin):
        line._p.insert(place, run)
    until._p.append(_field_sign("end"))


def _field_sign(kind: str) -> _Element:
    run, sign = OxmlElement("w:r"), OxmlElement("w:fldChar")
    sign.set(qn("w:fldCharType"), kind)
    run.append(sign)
    return run


def _field_code(code: str) -> _Element:
    run, text = OxmlElement("w:r"), OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    run.append(text)
    return run


def number_pages(file: Docx, running_title: str) -> None:
    """Write the running title and the page number at the foot; a template's own page number stays alone."""
    footer = file.sections[-1].footer
    told = "".join(node.text or "" for node in footer._element.iter(qn("w:instrText")))
    simple = "".join(node.get(qn("w:instr"), "") for node in footer._element.iter(qn("w:fldSimple")))
    if "PAGE" in told or "PAGE" in simple:
        return
    empty = [line for line in footer.paragraphs if not line.text]
    line = empty[0] if empty else footer.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.style = "Report Label"
    line.add_run(f"{running_title}   ·   " if running_title else "")
    add_field(line, "PAGE", shown="1")
    line.add_run(" / ")
    add_field(line, "NUMPAGES", shown="1")


def mark_right_to_left(line: Paragraph, wanted: bool) -> None:
    """Turn a paragraph that is Hebrew or Arabic."""
    properties = line._p.get_or_add_pPr()
    if not wanted or properties.find(qn("w:bidi")) is not None:
        return
    turn = OxmlElement("w:bidi")
    # The schema wants it before these.
    after = (
        "w:adjustRightInd",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:outlineLvl",
        "w:rPr",
        "w:sectPr",
    )
    properties.insert_element_before(turn, *after)
    for run in line.runs:
        run.font.rtl = True


def rule_below(cell: _Cell, *, heavy: bool) -> None:
    """Draw a line below a cell; below a head it is heavier."""
    colour, size = ("1F4E79", 8) if heavy else ("D5DAE1", 4)
    rule = f'<w:bottom w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
    properties = cell._tc.get_or_add_tcPr()
    properties.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{rule}</w:tcBorders>"))


def keep_rows_whole(table: Table) -> None:
    """Repeat a table's head on every page, let no row run over a page's end, and leave no row alone on a page."""
    last = len(table.rows) - 1
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        if place < last and (last <= _WHOLE or place < _TOGETHER or place > last - _TOGETHER):
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def set_size(line: Paragraph, size: Length) -> None:
    """Set the type of a paragraph, links included."""
    for element in line._p.iter(qn("w:r")):
        Run(element, line).font.size = size


def begin_columns(file: Docx, count: int) -> None:
    """Set what follows in columns, on the page where it begins."""
    section = file.add_section(WD_SECTION.CONTINUOUS)._sectPr
    for columns in section.findall(qn("w:cols")):
        section.remove(columns)
    columns = parse_xml(f'<w:cols {nsdecls("w")} w:num="{count}" w:space="425"/>')
    after = [
        one
        for name in ("w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:docGrid")
        for one in section.findall(qn(name))
    ]
    after[0].addprevious(columns) if after else section.append(columns)


def stamp(properties: CoreProperties, title: str, kind: str, made_at: dt.datetime) -> None:
    """Write what a file says about itself; it names no person and no tool."""
    properties.title, properties.subject = title[:255], kind
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    properties.revision = 1
