"""A document as Markdown (GitHub's, with footnotes), with every other meaning of its letters taken away."""

import re
from collections.abc import Sequence

from copilot.documents.export.blocks import (
    Align,
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
from copilot.documents.export.manuscript import Chapter, Manuscript
from copilot.documents.export.sources import Source, rows_told

_MEANT = re.compile(r"[\\`*\[\]<>|{}~^]|\$(?!\d)|(?<!\w)[_@]|_(?!\w)|&(?=[#\w]+;)|!(?=\[)")
_MEANT_FIRST = re.compile(r"^(\s*)(?:([-+](?=\s|$)|-(?=--)|[#=:%])|(\d+)([.)])(?=\s|$))")
"""What makes a list, heading, rule or fence of a line that begins with it."""
_RULES: dict[Align, str] = {"left": "---", "center": ":---:", "right": "---:"}
_MARKS = {"strong": "**", "emphasis": "*", "struck": "~~"}


def write_markdown(manuscript: Manuscript) -> bytes:
    """Write the document; the sources are its footnotes."""
    lines = [f"# {escape(manuscript.title)}", ""]
    lines += [f"- **{name}:** {escape(value)}" for name, value in manuscript.particulars]
    for chapter in manuscript.chapters:
        lines += _chapter(chapter)
    if manuscript.left_out:
        lines += ["", "## Left out, and why", ""]
        lines += [
            f"- **{escape(one.section)}:** {escape(one.text)} *({escape(one.reason)})*" for one in manuscript.left_out
        ]
    if manuscript.sources:
        lines += ["", "## Sources", ""]
        lines += [line for source in manuscript.sources for line in (*_source(source), "")]
    return ("\n".join(lines).rstrip() + "\n").encode()


def escape(text: str) -> str:
    """Write letters so that they are read as letters, also by readers that know mathematics, TeX or citations."""
    lines = _MEANT.sub(r"\\\g<0>", text).split("\n")
    return "\n".join(_MEANT_FIRST.sub(_escape_first, line) for line in lines)


def _escape_first(match: re.Match[str]) -> str:
    blank, sign, number, point = match.groups()
    return f"{blank}\\{sign}" if sign else f"{blank}{number}\\{point}"


def _chapter(chapter: Chapter) -> list[str]:
    lines = ["", f"## {escape(chapter.title)}"]
    for group in chapter.groups:
        lines += ["", f"_{group.label}_"] if group.label else []
        lines += _separated(group.blocks)
    return lines


def _separated(blocks: Sequence[Block]) -> list[str]:
    return [line for block in blocks for line in ("", *_block(block))]


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph(words):
            return _words(words).split("\n")
        case Heading(words):
            return [f"### {_words(words).replace(chr(10), ' ')}"]
        case Items():
            return _items(block)
        case Quote(blocks):
            return [f"> {line}".rstrip() for line in _separated(blocks)[1:]]
        case Code(text):
            longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
            fence = "`" * max(3, longest + 1)
            return [fence, *text.split("\n"), fence]
        case Table():
            rule = "| " + " | ".join(_RULES[one] for one in block.align) + " |"
            head, *rows = [
                "| " + " | ".join(_words(cell).replace("\n", " ") for cell in row) + " |"
                for row in (block.head, *block.rows)
            ]
            return [head, rule, *rows]
        case Picture():
            return [f"*Chart: {escape(block.title)} (drawn in the other forms of this document)*"]


def _items(block: Items) -> list[str]:
    lines = []
    for place, item in enumerate(block.items):
        mark = f"{block.start + place}." if block.start is not None else "-"
        inner = _separated(item)[1:]
        indent = " " * (len(mark) + 1)
        lines.append(f"{mark} {inner[0]}" if inner else mark)
        lines += [f"{indent}{line}".rstrip() for line in inner[1:]]
    return lines


def _words(words: Words) -> str:
    """Write words with their marks; blanks stand outside of marks, which else would not be read."""
    written, open_marks, gap = "", list[str](), ""
    for word in (*words, Run("")):
        wanted = [mark for name, mark in _MARKS.items() if getattr(word, name, False)]
        while open_marks and not set(open_marks) <= set(wanted):
            written += open_marks.pop()
        if isinstance(word, Note):
            written += gap + "".join(f"[^{number}]" for number in word.numbers)
            gap = ""
            continue
        body = word.text.strip(" ")
        if not body:
            gap += word.text
            continue
        written += gap + word.text[: len(word.text) - len(word.text.lstrip(" "))]
        for mark in wanted:
            if mark not in open_marks:
                open_marks.append(mark)
                written += mark
        written += _ticked(body) if word.code else _broken(body, first=not written)
        gap = word.text[len(word.text.rstrip(" ")) :]
    return written


def _broken(text: str, *, first: bool) -> str:
    """Write letters; a line break within a paragraph is a backslash."""
    lead, *rest = text.split("\n")
    escaped = [escape(lead) if first else escape(f"x{lead}")[1:], *map(escape, rest)]
    return "\\\n".join(escaped)


def _ticked(text: str) -> str:
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{edge}{text.replace(chr(10), ' ')}{edge}{ticks}"


def _source(source: Source) -> list[str]:
    dating = f" ({escape(source.dating)})" if source.dating else ""
    lines = [f"[^{source.number}]: **{escape(source.name)}**{dating}"]
    if source.link:
        lines[0] += f" <{source.link}>"
    if source.formula:
        lines += ["", f"    Formula: {escape(source.formula)}"]
    if source.rows:
        lines += ["", f"    Rows: {escape(rows_told(source.rows, len(source.rows)))}"]
    if source.excerpt:
        lines += ["", *(f"    > {escape(line)}".rstrip() for line in source.excerpt.split("\n"))]
    return lines
