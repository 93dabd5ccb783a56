"""Text on slides, set so that it stands as it was measured: exact lines, our own indents, no fitting by the program."""

from typing import Any

from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide as Page
from pptx.text.text import TextFrame, _Paragraph, _Run
from pptx.util import Pt

from copilot.documents.export.blocks import Align, Note, Words, plain
from copilot.documents.export.filling import GAP, STEP
from copilot.documents.export.fitting import LINE
from copilot.documents.export.letters import runs_right_to_left
from copilot.documents.export.pptx_layouts import INSET

ALIGN: dict[Align, PP_ALIGN] = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_LARGEST_NUMBER = 32767

Targets = dict[int, Page]
"""The slide that names each source."""
_Element = Any
"""An element of a file's XML: the library gives its own no types."""


def open_frame(shape: Shape, anchor: MSO_ANCHOR) -> TextFrame:
    """Prepare a box for text."""
    frame: TextFrame = shape.text_frame
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(INSET)
    return frame


def begin_line(frame: Any, place: int, size: int, gap: int = GAP, above: int = 0) -> _Paragraph:
    """Return the paragraph at a place, the first of which is there already."""
    paragraph: _Paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
    paragraph.line_spacing, paragraph.space_before, paragraph.space_after = Pt(size * LINE), Pt(above), Pt(gap)
    return paragraph


def set_indent(paragraph: _Paragraph, inset: int = 0, mark: str = "") -> None:
    """Set a paragraph's indent, and its bullet or number."""
    properties: _Element = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Pt(inset)))
    properties.set("indent", str(Pt(-STEP if mark else 0)))
    number = int(mark.rstrip(".")) if mark.rstrip(".").isdigit() else 0
    if 0 < number <= _LARGEST_NUMBER:
        _add(properties, "a:buAutoNum", type="arabicPeriod", startAt=str(number))
    elif mark.strip():
        _add(properties, "a:buChar", char="•")
    else:
        _add(properties, "a:buNone")


def add_words(
    paragraph: _Paragraph, words: Words, size: int, page: Page, targets: Targets, *, linked: bool = True
) -> None:
    """Add words; a note is raised, and a link to the slide that names its source."""
    if runs_right_to_left(plain(words)):
        paragraph._p.get_or_add_pPr().set("rtl", "1")
    for word in words:
        if isinstance(word, Note):
            for place, number in enumerate(word.numbers):
                _raised(paragraph, ", " if place else "\u202f", size)
                run = _raised(paragraph, str(number), size)
                if linked and number in targets and targets[number] is not page:
                    _link(run, page, targets[number])
            continue
        for place, text in enumerate(word.text.split("\n")):
            if place:
                paragraph._p.add_br()
            run = _run(paragraph, text, size)
            run.font.bold, run.font.italic = word.strong or None, word.emphasis or None
            if word.struck:
                run._r.get_or_add_rPr().set("strike", "sngStrike")


def _raised(paragraph: _Paragraph, text: str, size: int) -> _Run:
    run = _run(paragraph, text, size)
    run._r.get_or_add_rPr().set("baseline", "30000")
    return run


def _run(paragraph: _Paragraph, text: str, size: int) -> _Run:
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().set("cap", "none")
    return run


def _link(run: _Run, page: Page, target: Page) -> None:
    """Make a run a link to another slide, which the library knows for whole shapes only."""
    link = _add(run._r.get_or_add_rPr(), "a:hlinkClick", action="ppaction://hlinksldjump")
    link.set(qn("r:id"), page.part.relate_to(target.part, RELATIONSHIP_TYPE.SLIDE))


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    child: _Element = OxmlElement(name)
    for key, value in attributes.items():
        child.set(key, value)
    parent.append(child)
    return child
