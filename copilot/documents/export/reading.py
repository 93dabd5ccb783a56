"""Markdown read into blocks; whatever is no plain Markdown, such as HTML, mathematics or TeX, stays letters."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

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
    plain,
)
from copilot.documents.export.letters import clean
from copilot.grounding.handles import CITATION, handles_in

CHART = "chart:"
_PLAIN = Run("")
_DEEPEST = 18
_FIGURE = re.compile(r"[-+±~≈]?\s?(?:[A-Z]{3}\s|[$€£¥])?[-+]?\d[\d.,\s]*(?:%|[kMB]|days?)?")
Numbered = Callable[[str], int | None]
"""Gives the number of a handle's source, or None where there is no such source."""


def read_markdown(text: str, numbered: Numbered) -> list[Block]:
    """Read a text; its citations become notes, links the words with the address behind them, and no link."""
    tokens = _reader().parse(clean(text))
    if any(token.level >= _DEEPEST for token in tokens):
        return [_plain_line(line, numbered) for line in clean(text).split("\n") if line.strip()]
    return _blocks(SyntaxTreeNode(tokens).children, numbered)


def _plain_line(line: str, numbered: Numbered) -> Block:
    """Read a line of a text that is nested deeper than the reader goes, which would drop what is further in."""
    return Paragraph(_words(SyntaxTreeNode(_reader().parseInline(line.strip())).children[0].children, numbered))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.disable(["html_block", "html_inline", "autolink", "reference", "lheading", "hr", "code"])
    reader.inline.ruler.before("link", "citation", _citation)
    return reader


def _citation(state: StateInline, silent: bool) -> bool:
    """Take `[F3 P12]` before it can become the words of a link."""
    match = CITATION.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("citation", "", 0).content = match.group()
    state.pos = match.end()
    return True


def _blocks(nodes: Sequence[SyntaxTreeNode], numbered: Numbered) -> list[Block]:
    return [block for node in nodes for block in _block(node, numbered)]


def _block(node: SyntaxTreeNode, numbered: Numbered) -> Iterator[Block]:
    match node.type:
        case "paragraph":
            yield from _paragraphs(node.children[0].children, numbered)
        case "heading":
            yield Heading(_words(node.children[0].children, numbered))
        case "bullet_list" | "ordered_list":
            start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
            yield Items(tuple(tuple(_blocks(item.children, numbered)) for item in node.children), start)
        case "blockquote":
            yield Quote(tuple(_blocks(node.children, numbered)))
        case "fence":
            yield Code(_uncited(node.content.rstrip("\n")))
        case "table":
            yield _table(node, numbered)


def _paragraphs(nodes: Sequence[SyntaxTreeNode], numbered: Numbered) -> Iterator[Block]:
    """Part a paragraph at its charts, which stand on lines of their own."""
    waiting: list[SyntaxTreeNode] = []
    for node in [*nodes, None]:
        chart = node is not None and node.type == "image" and str(node.attrs["src"]).startswith(CHART)
        if node is not None and not chart:
            waiting.append(node)
            continue
        words = _words(waiting, numbered)
        waiting = []
        if plain(words).strip() or any(isinstance(word, Note) for word in words):
            yield Paragraph(words)
        if node is not None:
            yield Picture(str(node.attrs["src"]).removeprefix(CHART), plain(_words(node.children, lambda _: None)))


def _table(node: SyntaxTreeNode, numbered: Numbered) -> Table:
    lines = [list(row.children) for part in node.children for row in part.children]
    head, *rows = [tuple(_words(cell.children[0].children, numbered) for cell in line) for line in lines]
    align = tuple(_align(cell, [row[place] for row in rows]) for place, cell in enumerate(lines[0]))
    return Table(head, tuple(rows), align)


def _align(cell: SyntaxTreeNode, column: Sequence[Words]) -> Align:
    """Align a column as it says, else figures to the right."""
    style = str(cell.attrs.get("style", ""))
    if style.endswith(("right", "center")):
        return "right" if style.endswith("right") else "center"
    told = [text for text in (plain(one).strip() for one in column) if text not in ("", "-", "–", "—")]
    return "right" if not style and told and all(_FIGURE.fullmatch(text) for text in told) else "left"


def _words(nodes: Sequence[SyntaxTreeNode], numbered: Numbered, look: Run = _PLAIN) -> Words:
    words: list[Run | Note] = []
    for node in nodes:
        for word in _word(node, numbered, look):
            _append(words, word)
    last = words[-1] if words else None
    if isinstance(last, Run):
        kept = replace(last, text=last.text.rstrip())
        words[-1:] = [kept] if kept.text else []
    return tuple(words)


def _append(words: list[Run | Note], word: Run | Note) -> None:
    """Put a word behind the others: a note stands without a blank before it, and joins the note before it."""
    last = words[-1] if words else None
    if isinstance(word, Run):
        if isinstance(last, Run) and replace(last, text=word.text) == word:
            words[-1] = replace(last, text=last.text + word.text)
        elif word.text:
            words.append(word)
        return
    if isinstance(last, Run):
        kept = replace(last, text=last.text.rstrip(" "))
        words[-1:] = [kept] if kept.text else []
        last = words[-1] if words else None
    if isinstance(last, Note):
        words[-1] = Note(tuple(dict.fromkeys((*last.numbers, *word.numbers))))
    elif word.numbers:
        words.append(word)


def _word(node: SyntaxTreeNode, numbered: Numbered, look: Run) -> Words:
    match node.type:
        case "text":
            return (replace(look, text=node.content),)
        case "softbreak":
            return (replace(look, text=" "),)
        case "hardbreak":
            return (replace(look, text="\n"),)
        case "code_inline":
            return (replace(look, text=_uncited(node.content), code=True),)
        case "citation":
            numbers = (numbered(handle) for handle in handles_in(node.content))
            return (Note(tuple(number for number in numbers if number is not None)),)
        case "strong":
            return _words(node.children, numbered, replace(look, strong=True))
        case "em":
            return _words(node.children, numbered, replace(look, emphasis=True))
        case "s":
            return _words(node.children, numbered, replace(look, struck=True))
        case "link" | "image":
            address = str(node.attrs.get("href", node.attrs.get("src", "")))
            shown = replace(look, text=f" ({address})" if address and not address.startswith(CHART) else "")
            return (*_words(node.children, numbered, look), shown)
        case _:
            return (replace(look, text=node.content),)


def _uncited(text: str) -> str:
    return CITATION.sub("", text)
