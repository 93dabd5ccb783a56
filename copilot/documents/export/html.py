"""A document as one HTML page that needs nothing else: style and charts are in it."""

from base64 import b64encode
from functools import cache
from html import escape
from importlib.resources import files

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
)
from copilot.documents.export.manuscript import Chapter, Group, Manuscript
from copilot.documents.export.sources import MOST_ROWS, Source, rows_told

_ELEMENTS = {"strong": "strong", "emphasis": "em", "struck": "s", "code": "code"}
ALLOWED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def write_html(manuscript: Manuscript) -> bytes:
    """Write the page; every link in it leads to a place in it, but for the passages' own."""
    title = escape(manuscript.title)
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{ALLOWED}">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{_style()}</style>
</head>
<body>
<header>
{_kind(manuscript)}<h1 dir="auto">{title}</h1>
{_particulars(manuscript)}
</header>
<main>
{"".join(map(_chapter, manuscript.chapters[:1]))}{_contents(manuscript)}
{"".join(map(_chapter, manuscript.chapters[1:]))}{_left_out(manuscript)}{_sources(manuscript)}</main>
</body>
</html>
"""
    return page.encode()


@cache
def _style() -> str:
    return (files("copilot.documents") / "templates" / "report.css").read_text(encoding="utf-8")


def _kind(manuscript: Manuscript) -> str:
    return f'<p class="kind">{escape(manuscript.kind)}</p>\n' if manuscript.kind else ""


def _particulars(manuscript: Manuscript) -> str:
    told = [pair for pair in manuscript.particulars if pair[0] != "Kind"]
    return (
        "<dl>\n"
        + "".join(f'<div><dt>{name}</dt><dd dir="auto">{escape(value)}</dd></div>\n' for name, value in told)
        + "</dl>"
    )


def _contents(manuscript: Manuscript) -> str:
    entries = [(chapter.anchor, chapter.title) for chapter in manuscript.chapters]
    entries += [("left-out", "Left out, and why")] if manuscript.left_out else []
    entries += [("sources", "Sources")] if manuscript.sources else []
    links = "".join(f'<li><a href="#{anchor}" dir="auto">{escape(title)}</a></li>\n' for anchor, title in entries)
    return f'<nav aria-label="Contents">\n<h2>Contents</h2>\n<ol>\n{links}</ol>\n</nav>'


def _chapter(chapter: Chapter) -> str:
    groups = "".join(map(_group, chapter.groups))
    return f'<section id="{chapter.anchor}">\n<h2 dir="auto">{escape(chapter.title)}</h2>\n{groups}</section>\n'


def _group(group: Group) -> str:
    blocks = "".join(map(_block, group.blocks))
    label = f'<p class="basis">{group.label}</p>\n' if group.label else ""
    return f'<div class="part {group.basis}">\n{label}{blocks}</div>\n'


def _left_out(manuscript: Manuscript) -> str:
    if not manuscript.left_out:
        return ""
    entries = "".join(
        f'<li dir="auto"><b>{escape(one.section)}:</b> {escape(one.text)} <em>({escape(one.reason)})</em></li>\n'
        for one in manuscript.left_out
    )
    return f'<section id="left-out" class="appendix">\n<h2>Left out, and why</h2>\n<ul>\n{entries}</ul>\n</section>\n'


def _sources(manuscript: Manuscript) -> str:
    if not manuscript.sources:
        return ""
    entries = "".join(map(_source, manuscript.sources))
    return f'<section id="sources" class="appendix">\n<h2>Sources</h2>\n<ol>\n{entries}</ol>\n</section>\n'


def _source(source: Source) -> str:
    name = f"<b>{escape(source.name)}</b>"
    if source.link:
        name = f'<a href="{escape(source.link)}">{name}</a>'
    dating = f' <span class="dating">{escape(" · ".join(source.details))}</span>' if source.details else ""
    old = f' <span class="old">{escape(source.old)}</span>' if source.old else ""
    formula = f"<p>Formula: {escape(source.formula)}</p>\n" if source.formula else ""
    text = f'<blockquote dir="auto">{_lines(source.text)}</blockquote>\n' if source.text else ""
    return f'<li id="source-{source.number}" dir="auto">{name}{dating}{old}\n{formula}{_rows(source)}{text}</li>\n'


def _rows(source: Source) -> str:
    """Write all rows; many of them are folded away."""
    if not source.rows:
        return ""
    if len(source.rows) <= MOST_ROWS:
        return f"<p>Rows: {escape(rows_told(source.rows))}</p>\n"
    all_of_them = escape(rows_told(source.rows, len(source.rows)))
    return f"<details><summary>Rows: {escape(rows_told(source.rows))}</summary><p>{all_of_them}</p></details>\n"


def _block(block: Block) -> str:
    match block:
        case Paragraph(words):
            return f'<p dir="auto">{_words(words)}</p>\n'
        case Heading(words):
            return f'<h3 dir="auto">{_words(words)}</h3>\n'
        case Items(items, start):
            kind = "ul" if start is None else "ol"
            first = f' start="{start}"' if start not in (None, 1) else ""
            entries = "".join(f'<li dir="auto">{_item(item)}</li>\n' for item in items)
            return f"<{kind}{first}>\n{entries}</{kind}>\n"
        case Quote(blocks):
            return f"<blockquote>\n{''.join(map(_block, blocks))}</blockquote>\n"
        case Code(text):
            return f"<pre><code>{escape(text)}</code></pre>\n"
        case Table():
            return _table(block)
        case Picture(_, title, image):
            data = b64encode(image).decode()
            return f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{escape(title)}"></figure>\n'


def _item(item: tuple[Block, ...]) -> str:
    """Write an item; a single paragraph stands without its own space."""
    match item:
        case (Paragraph(words), *rest) if not any(isinstance(block, Paragraph) for block in rest):
            return _words(words) + "".join(f"\n{_block(block)}" for block in rest)
        case _:
            return "".join(map(_block, item))


def _table(table: Table) -> str:
    def row(cells: tuple[Words, ...], name: str) -> str:
        aligned = zip(cells, table.align, strict=True)
        return (
            "<tr>"
            + "".join(f'<{name} class="{align}" dir="auto">{_words(cell)}</{name}>' for cell, align in aligned)
            + "</tr>\n"
        )

    body = "".join(row(cells, "td") for cells in table.rows)
    return (
        f'<div class="table"><table>\n<thead>{row(table.head, "th")}</thead>\n<tbody>{body}</tbody>\n</table></div>\n'
    )


def _words(words: Words) -> str:
    return "".join(_note(word) if isinstance(word, Note) else _run(word) for word in words)


def _run(run: Run) -> str:
    written = _lines(run.text)
    for name, element in _ELEMENTS.items():
        if getattr(run, name):
            written = f"<{element}>{written}</{element}>"
    return written


def _note(note: Note) -> str:
    links = (f'<a href="#source-{number}">{number}</a>' for number in note.numbers)
    return f'<sup class="note">{", ".join(links)}</sup>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")
