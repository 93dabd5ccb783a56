"""The layouts of a pptx that slides are made on: a company's, or our own."""

import copy
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation
from pptx.slide import Slide, SlideLayout, SlideMaster
from pptx.util import Cm, Emu, Pt

from copilot.documents.export.fitting import LINE, Box
from copilot.errors import InvalidInput

INSET = 6
"""The space between a text and its box's edge, in points."""
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_BODIES = (PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.BODY)
_LEAST_TITLE, _LEAST_BODY, _LEAST_SUBTITLE = Box(250, 16 * LINE), Box(250, 150), Box(200, 4 * 12 * LINE)
"""The least boxes that can be used, in points without their edges."""
_RULE = """<p:sp {spaces}><p:nvSpPr><p:cNvPr id="99" name="Rule"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>
<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:solidFill><a:srgbClr val="1F4E79"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"""


@dataclass(frozen=True, slots=True)
class Place:
    """A placeholder of a layout by its index, with its size in points."""

    idx: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layouts:
    """The layout of the title slide (where the template has one) and of all others, with their boxes."""

    own: bool
    content: SlideLayout
    content_title: Place
    content_body: Place
    cover: SlideLayout
    cover_title: Place
    cover_body: Place


def open_pptx(template: Path | None) -> tuple[Presentation, Layouts]:
    """Open a template without its slides; InvalidInput where it is no pptx or has no layout with title and text."""
    if template is None:
        file = pptx.Presentation()
        _dress(file)
        return file, _layouts(file, "", own=True)
    try:
        file = pptx.Presentation(str(template))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError, PackageNotFoundError):
        raise InvalidInput(
            f"The template {template.name} cannot be read as a PowerPoint presentation.",
            "Give a .pptx file, as PowerPoint saves it.",
        ) from None
    _without_slides(file)
    return file, _layouts(file, template.name, own=False)


def box_of(place: Place) -> Box:
    """Return the room for text in a placeholder, in points."""
    return Box(place.width - 2 * INSET, place.height - 2 * INSET)


def copy_slide_number(page: Slide) -> None:
    """Put the layout's slide number onto a slide, which does not get it by itself."""
    for shape in _placeholders(page.slide_layout):
        if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
            number = copy.deepcopy(shape._element)
            number.nvSpPr.cNvPr.set("id", str(max(one.shape_id for one in page.shapes) + 1))
            page.shapes._spTree.append(number)
            return


def _layouts(file: Presentation, name: str, *, own: bool) -> Layouts:
    usable = [(layout, *pair) for layout in file.slide_layouts if (pair := _pair(layout, _BODIES, _LEAST_BODY))]
    if not usable:
        raise InvalidInput(
            f"The template {name} has no layout with a title and a text box large enough for text.",
            "Add PowerPoint's layout “Title and Content”, or give another template.",
        )
    content = max(usable, key=lambda one: (_alone(one[0]), _area(one[2])))
    covers = [
        (layout, *pair)
        for layout in file.slide_layouts
        if (pair := _pair(layout, (PP_PLACEHOLDER.SUBTITLE,), _LEAST_SUBTITLE))
    ]
    return Layouts(own, *content, *(covers[0] if covers else content))


def _alone(layout: SlideLayout) -> bool:
    """Tell whether a layout has one text box only; the others of a layout would stay empty."""
    return sum(shape.placeholder_format.type in _BODIES for shape in _placeholders(layout)) == 1


def _pair(layout: SlideLayout, kinds: tuple[PP_PLACEHOLDER, ...], least: Box) -> tuple[Place, Place] | None:
    """Return a layout's title and its largest text box, where both are large enough."""
    titles, texts = _places(layout, _TITLES, _LEAST_TITLE), _places(layout, kinds, least)
    if not titles or not texts:
        return None
    return titles[0], max(texts, key=_area)


def _places(layout: SlideLayout, kinds: tuple[PP_PLACEHOLDER, ...], least: Box) -> list[Place]:
    shapes = [one for one in _placeholders(layout) if one.placeholder_format.type in kinds and one.width and one.height]
    places = [Place(one.placeholder_format.idx, Emu(one.width).pt, Emu(one.height).pt) for one in shapes]
    return [one for one in places if box_of(one).width >= least.width and box_of(one).height >= least.height]


def _placeholders(sheet: SlideLayout | SlideMaster) -> list[Any]:
    """List a layout's placeholders; the library's types for them do not hold."""
    placeholders: Any = sheet.placeholders
    return list(placeholders)


def _area(place: Place) -> float:
    return place.width * place.height


def _without_slides(file: Presentation) -> None:
    names = file.slides._sldIdLst
    for one in list(names):
        file.part.drop_rel(one.rId)
        names.remove(one)


def _dress(file: Presentation) -> None:
    """Give the library's own file, which is narrow and plain, the look of ours."""
    file.slide_width, file.slide_height = Cm(33.867), Cm(19.05)
    cover, content = file.slide_layouts[0], file.slide_layouts[1]
    for layout in list(file.slide_layouts)[2:]:
        file.slide_layouts.remove(layout)
    left, width = Cm(1.6), Cm(30.6)
    for sheet in (file.slide_master, content):
        _place(sheet, _TITLES, left, Cm(0.7), width, Cm(2.6))
        _place(sheet, _BODIES, left, Cm(3.6), width, Cm(14.2))
    _place(cover, _TITLES, left, Cm(5.0), width, Cm(4.6))
    _place(cover, (PP_PLACEHOLDER.SUBTITLE,), left, Cm(10.2), width, Cm(4.4))
    for sheet in (file.slide_master, content, cover):
        _place(sheet, (PP_PLACEHOLDER.SLIDE_NUMBER,), left + width - Cm(4), Cm(17.9), Cm(4), Cm(0.8))
    for layout, y, high in ((content, Cm(3.4), Pt(1.5)), (cover, Cm(9.85), Pt(3))):
        rule = _RULE.format(spaces=nsdecls("p", "a"), x=left + Pt(INSET), y=y, width=width - Pt(2 * INSET), height=high)
        layout.shapes._spTree.append(parse_xml(rule))
    for level, colour, bold in (("titleStyle", "1F4E79", "1"), ("bodyStyle", "1C2430", "0")):
        _colour(file, level, colour, bold)


def _place(
    sheet: SlideLayout | SlideMaster, kinds: tuple[PP_PLACEHOLDER, ...], left: int, top: int, width: int, height: int
) -> None:
    for shape in _placeholders(sheet):
        if shape.placeholder_format.type in kinds:
            shape.left, shape.top, shape.width, shape.height = left, top, width, height


def _colour(file: Presentation, style: str, colour: str, bold: str) -> None:
    for level in file.slide_master._element.find(qn("p:txStyles")).find(qn(f"p:{style}")):
        look = level.find(qn("a:defRPr"))
        if look is None:
            continue
        level.set("algn", "l")
        look.set("b", bold)
        for fill in look.findall(qn("a:solidFill")):
            look.remove(fill)
        look.insert(0, parse_xml(f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{colour}"/></a:solidFill>'))
