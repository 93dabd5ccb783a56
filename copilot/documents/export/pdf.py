"""A document as PDF, set by Typst: the texts are data of a fixed template, so none of their letters is Typst."""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from struct import unpack
from typing import Any

import typst

from copilot.documents.export.blocks import (
    Block,
    Code,
    Heading,
    Items,
    Note,
    Paragraph,
    Picture,
    Quote,
    Words,
    plain,
    plain_lines,
)
from copilot.documents.export.letters import runs_right_to_left
from copilot.documents.export.manuscript import Chapter, Manuscript
from copilot.documents.export.sources import Source, rows_told

_UNBROKEN = re.compile(r"[^\s\u200b]{30}(?=[^\s\u200b])")
"""So many letters without a blank get a place where the line may break."""

_SMALL_ROWS, _SMALL_LETTERS = 7, 1_000
"""Up to which a table stays on one page, which it is sure to fit."""

Json = dict[str, Any]


def write_pdf(manuscript: Manuscript, *, fonts: typst.Fonts | None = None) -> bytes:
    """Set the document; `fonts` are all of the machine's unless told.

    Typst brings letters for Latin, Greek, Cyrillic, Hebrew and (plain) Arabic. Others, as Chinese, Japanese, Korean,
    Thai and emoji, are drawn with fonts of the machine, and are empty boxes where it has none.
    """
    template = (files("copilot.documents") / "templates" / "report.typ").read_bytes()
    return typst.compile(
        template,
        font_paths=fonts or _fonts(),
        format="pdf",
        sys_inputs=texts_of(manuscript),
        timestamp=manuscript.made_at,
    )


@cache
def _fonts() -> typst.Fonts:
    """Look for the machine's fonts, once."""
    return typst.Fonts()


def texts_of(manuscript: Manuscript) -> dict[str, str]:
    """Return the report and its pictures as the texts that the template is given."""
    images: dict[str, str] = {}
    report = _report(manuscript, images)
    return {"report": json.dumps(report), **images}


def _report(manuscript: Manuscript, images: dict[str, str]) -> Json:
    return {
        "title": manuscript.title,
        "kind": manuscript.kind,
        "foot": manuscript.running_title,
        "particulars": [[name, _broken(value)] for name, value in manuscript.particulars if name != "Kind"],
        "chapters": [_chapter(chapter, images) for chapter in manuscript.chapters],
        "omissions": [[_broken(one.section), _broken(one.text), _broken(one.reason)] for one in manuscript.left_out],
        "sources": [_source(source) for source in manuscript.sources],
    }


def _chapter(chapter: Chapter, images: dict[str, str]) -> Json:
    groups = [
        {"basis": group.basis, "label": group.label, "blocks": _blocks(group.blocks, images)}
        for group in chapter.groups
    ]
    return {"title": _broken(chapter.title), "groups": groups}


def _source(source: Source) -> Json:
    return {
        "number": source.number,
        "name": _broken(source.name),
        "details": _broken(" · ".join(source.details)),
        "old": source.old,
        "formula": _broken(source.formula),
        "rows": _broken(rows_told(source.rows)),
        "excerpt": _broken(source.excerpt).split("\n"),
        "link": source.link,
    }


def _blocks(blocks: Sequence[Block], images: dict[str, str]) -> list[Json]:
    return [_block(block, images) for block in blocks]


def _block(block: Block, images: dict[str, str]) -> Json:
    match block:
        case Paragraph(words):
            return {"is": "paragraph", "words": _words(words), "rtl": runs_right_to_left(plain(words))}
        case Heading(words):
            return {"is": "heading", "words": _words(words)}
        case Items(items, start):
            rtl = runs_right_to_left(" ".join(plain_lines(block)))
            return {"is": "items", "start": start, "items": [_blocks(item, images) for item in items], "rtl": rtl}
        case Quote(blocks):
            return {"is": "quote", "blocks": _blocks(blocks, images)}
        case Code(text):
            return {"is": "code", "text": _broken(text)}
        case Picture(_, title, image):
            name = f"picture-{len(images) + 1}"
            images[name] = _framed(image)
            return {"is": "picture", "file": name, "title": title}
        case _:
            rows = [[_words(cell) for cell in row] for row in (block.head, *block.rows)]
            letters = sum(len(plain(cell)) for row in block.rows for cell in row)
            small = len(block.rows) <= _SMALL_ROWS and letters <= _SMALL_LETTERS
            return {"is": "table", "rows": rows, "align": block.align, "small": small}


def _framed(image: bytes) -> str:
    """Put a PNG into an SVG: the template is given texts only, and an SVG's own text would need its fonts."""
    width, height = unpack(">II", image[16:24])
    data = b64encode(image).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def _words(words: Words) -> list[Json]:
    return [
        {"notes": word.numbers}
        if isinstance(word, Note)
        else {
            "lines": _broken(word.text).split("\n"),
            "strong": word.strong,
            "emphasis": word.emphasis,
            "struck": word.struck,
            "code": word.code,
        }
        for word in words
    ]


def _broken(text: str) -> str:
    return _UNBROKEN.sub("\\g<0>\u200b", text)
