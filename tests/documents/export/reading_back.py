"""All that an exported file holds for its readers, hidden places included."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import docx
import pptx

from copilot.documents.document import Document
from copilot.documents.export import Form, export
from copilot.documents.export.manuscript import prepare
from copilot.documents.export.pdf import texts_of
from tests.documents.documents import picture

FORMS: tuple[Form, ...] = ("md", "html", "docx", "pptx", "pdf")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)

    def handle_data(self, data: str) -> None:
        self.told.append(data)


def html_text(data: bytes) -> str:
    return "".join(_parsed(data).told)


def html_elements(data: bytes) -> set[str]:
    return _parsed(data).elements


def _parsed(data: bytes) -> _Text:
    parser = _Text()
    parser.feed(data.decode())
    return parser


def docx_text(data: bytes) -> str:
    """The paragraphs of the text and tables, with the words of links."""
    return "\n".join(_paragraphs(docx.Document(io.BytesIO(data)).element.body))


def pptx_text(data: bytes) -> str:
    """The paragraphs of all slides and notes."""
    pages = pptx.Presentation(io.BytesIO(data)).slides
    return "\n".join(line for page in pages for part in (page, page.notes_slide) for line in _paragraphs(part._element))


def _paragraphs(element: Any) -> Iterator[str]:
    for line in element.iter():
        if line.tag.endswith("}p"):
            yield "".join(node.text or "" for node in line.iter() if node.tag.endswith("}t"))


def everything_in(document: Document, form: Form) -> str:
    """Whatever letters a file holds: of Office files all parts, of a PDF the texts that it was set from."""
    data = export(document, form, picture)
    if form in ("docx", "pptx"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
    if form == "pdf":
        return "\n".join([*texts_of(prepare(document, picture, "png")).values(), pdf_objects(data)])
    return data.decode()


_PRINTED = frozenset(b"\t\r\n") | frozenset(range(32, 127))


def pdf_objects(data: bytes) -> str:
    """A PDF's objects: links, marks and what it says about itself, but not its pages' letters.

    Fonts and pictures are left out: among their bytes any three letters come up by chance.
    """
    told = [re.sub(rb"stream\r?\n.*?\r?\nendstream", b"", data, flags=re.DOTALL)]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        if sum(byte in _PRINTED for byte in content) >= 0.9 * len(content):
            told.append(content)
    return b"\n".join(told).decode("latin-1")
