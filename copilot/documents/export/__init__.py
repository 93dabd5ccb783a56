"""How a document leaves the house: as Markdown, a page, Word, PowerPoint or PDF."""

from pathlib import Path
from typing import Literal

from copilot.documents.document import Document
from copilot.documents.export.docx import write_docx
from copilot.documents.export.html import write_html
from copilot.documents.export.manuscript import Draw, ImageForm, prepare
from copilot.documents.export.markdown import write_markdown
from copilot.documents.export.pdf import write_pdf
from copilot.documents.export.pptx import write_pptx
from copilot.errors import InvalidInput

Form = Literal["md", "html", "docx", "pptx", "pdf"]
_IMAGES: dict[Form, ImageForm | None] = {"md": None, "html": "svg", "docx": "png", "pptx": "png", "pdf": "png"}
"""What each form holds pictures as. Typst would set an SVG's words in its own fonts, so a PDF holds them drawn."""


def export(document: Document, form: Form, picture: Draw, template: Path | None = None, base_url: str = "") -> bytes:
    """Write a document in a form; the same document gives the same bytes.

    `picture` draws a chart by its name (`usage`); where it raises a CopilotError, a line of text says so. `template` is
    a company's own file of the form docx or pptx; InvalidInput where it cannot be used. Passages link to
    `/passages/ID` below `base_url` if that is given. A document for a customer has no rows, formulas, paths, marks of
    old sources or left-out sentences in any form.
    """
    if template is not None and form not in ("docx", "pptx"):
        raise InvalidInput(f"A document in the form {form} takes no template.", "Templates are for docx and pptx.")
    manuscript = prepare(document, picture, _IMAGES[form], base_url)
    match form:
        case "md":
            return write_markdown(manuscript)
        case "html":
            return write_html(manuscript)
        case "docx":
            return write_docx(manuscript, template)
        case "pptx":
            return write_pptx(manuscript, template)
        case "pdf":
            return write_pdf(manuscript)
