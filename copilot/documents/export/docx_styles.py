"""The styles of a docx: those of a company's template, and ours for what it lacks."""

import zipfile
from pathlib import Path

import docx
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from copilot.errors import InvalidInput

INK, MUTED, ACCENT = RGBColor(0x1C, 0x24, 0x30), RGBColor(0x56, 0x60, 0x70), RGBColor(0x1F, 0x4E, 0x79)
FONT, CODE_FONT = "Calibri", "Consolas"


def open_docx(template: Path | None) -> Docx:
    """Open a template without its text, or our own empty file; InvalidInput where it is no docx."""
    if template is None:
        file = docx.Document()
        section = file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
        return file
    try:
        file = docx.Document(str(template))
    except (
        OSError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        SyntaxError,
        PackageNotFoundError,
    ):
        raise InvalidInput(
            f"The template {template.name} cannot be read as a Word document.", "Give a .docx file, as Word saves it."
        ) from None
    body = file.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return file


def ensure_styles(file: Docx, *, own: bool) -> None:
    """Add the styles that the file lacks; in our own file the built-in ones get our look."""
    normal = _style(file, "Normal", None)
    if own:
        _look(normal, 10.5, INK, after=6)
        normal.paragraph_format.line_spacing = 1.12
    for name, size, before, after in (("Title", 24, 0, 10), ("Heading 1", 15, 20, 6), ("Heading 2", 11.5, 10, 3)):
        missing = name not in file.styles
        style = _style(file, name, normal)
        if own or missing:
            _look(style, size, INK if name == "Title" else ACCENT, bold=True, before=before, after=after, keep=True)
            style.paragraph_format.line_spacing = 1.0
            _without_rule(style)
    _ours(file, normal)


def _ours(file: Docx, normal: ParagraphStyle) -> None:
    base = normal.font.size.pt if normal.font.size else 11
    _look(_style(file, "Report Label", normal), base - 1, MUTED, after=2)
    _look(_style(file, "Report Basis", normal), base - 1.5, MUTED, bold=True, before=8, after=2, keep=True)
    _look(_style(file, "Report Text", normal), None, None, after=6)
    _look(_style(file, "Report Item", normal), None, None, after=3)
    _look(_style(file, "Report Cell", normal), base - 1, None, before=2, after=2)
    _look(_style(file, "Report Gap", normal), 4, None, after=2)
    _look(_style(file, "Report Contents", normal), base, MUTED, bold=True, before=14, after=4, keep=True)
    _look(_style(file, "Report Entry", normal), base - 1, None)
    quote = _style(file, "Report Quote", normal)
    _look(quote, None, None, after=4)
    quote.font.italic = True
    quote.paragraph_format.left_indent = Cm(0.7)
    code = _style(file, "Report Code", normal)
    _look(code, base - 1.5, None, after=6)
    _font(code, CODE_FONT)
    source = _style(file, "Report Source", normal)
    _look(source, base - 2.5, None, after=3)
    source.paragraph_format.line_spacing = 1.0
    source.paragraph_format.left_indent, source.paragraph_format.first_line_indent = Cm(0.8), Cm(-0.8)
    source.paragraph_format.tab_stops.add_tab_stop(Cm(0.8))


def _style(file: Docx, name: str, base: ParagraphStyle | None) -> ParagraphStyle:
    if name in file.styles:
        found = file.styles[name]
        if isinstance(found, ParagraphStyle):
            return found
    style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=not name.startswith("Report"))
    if not isinstance(style, ParagraphStyle):  # the library's type is that of all styles
        raise TypeError(name)
    style.base_style = base
    style.quick_style = True
    return style


def _look(
    style: ParagraphStyle,
    size: float | None,
    colour: RGBColor | None,
    *,
    bold: bool | None = None,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> None:
    """Set how a style looks; what is None is as in the style that it is based on."""
    style.font.size = Pt(size) if size else None
    style.font.bold = bold
    if colour is not None:
        style.font.color.rgb = colour
    if style.name in ("Normal", "Title", "Heading 1", "Heading 2"):
        _font(style, FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.keep_with_next = keep or None


def _font(style: ParagraphStyle, name: str) -> None:
    """Set a style's font; the theme's would win over it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in [key for key in fonts.attrib if "Theme" in key]:
        del fonts.attrib[key]
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def _without_rule(style: ParagraphStyle) -> None:
    for rule in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        rule.getparent().remove(rule)
