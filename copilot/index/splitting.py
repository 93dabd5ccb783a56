"""Splitting documents into passages, each a verbatim span with its heading path.

Markdown is cut along its headings; under one heading, blocks are gathered up to the limit. A block that
does not fit is cut where its parts meet (items, rows, lines, turns), then between sentences, then words. A line
that ends in a colon stays with what it announces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from copilot.index.tokens import TokenMap, count_tokens
from copilot.index.turns import TURN, is_transcript, speaker_of

LIMIT = 320
"""No passage has more tokens of the built-in tokenizer than this."""
VERSION = "2"
"""Changes when the same text would be split otherwise, so that everything is split again."""

_NEWLINE = re.compile(r"\r\n?|\n")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？])")
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*(?:\r\n?|\n)(?:.*?(?:\r\n?|\n))??---[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL)
_ONLY_MARKS = re.compile(r"[\s\-*_=|:#>`~+]*")
_TITLE = re.compile(r"[^\r\n]{1,69}[^\r\n.!?…;,]")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+\S")
_INLINE_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\{[^}]*\}|<[^>]*>|[*`]|(?<!\w)_+|_+(?!\w)")
_PROSE = {"paragraph_open", "heading_open", "inline"}
_WHOLE = _PROSE | {"table_open"}
"""Blocks without blocks inside; a table is cut between rows, so that its header stays with the first of them."""


@dataclass(frozen=True, slots=True)
class Span:
    """The passage `document[start:end]`, below these headings."""

    start: int
    end: int
    heading: tuple[str, ...] = ()


@dataclass(slots=True)
class _Block:
    """A block of Markdown and the blocks inside it; prose is cut between sentences, all else between lines."""

    start: int
    end: int
    prose: bool
    inner: "list[_Block]"


def split(text: str, limit: int = LIMIT) -> list[Span]:
    """Split Markdown, plain text or a transcript into spans of at most `limit` tokens, in their order."""
    return list(_Splitter(text, limit).spans())


class _Splitter:
    def __init__(self, text: str, limit: int) -> None:
        self.text = text
        self.limit = limit
        self.tokens = TokenMap(text)

    def spans(self) -> Iterator[Span]:
        if is_transcript(self.text):
            yield from self.gather([_Block(0, len(self.text), True, [])], ())
            return
        for heading, blocks in _sections(self.text):
            yield from self.gather(blocks, heading)

    def gather(self, blocks: list[_Block], heading: tuple[str, ...]) -> Iterator[Span]:
        """Join neighbouring pieces as long as they fit."""
        open_: Span | None = None
        for block in blocks:
            for piece in self.pieces(block, heading):
                if open_ is None:
                    open_ = piece
                elif self.fits(open_.start, piece.end):
                    open_ = Span(open_.start, piece.end, open_.heading)
                else:
                    joint = self.before_lead_in(open_, piece)
                    yield from self.trimmed(Span(open_.start, joint, open_.heading))
                    open_ = piece if joint == open_.end else Span(joint, piece.end, piece.heading)
        if open_ is not None:
            yield from self.trimmed(open_)

    def before_lead_in(self, span: Span, after: Span) -> int:
        """Return where to end a span so that a last line such as `Agreed:` or a list's title goes with what follows."""
        text = self.text[span.start : span.end].rstrip()
        line = span.start + max(text.rfind("\n"), text.rfind("\r")) + 1
        is_title = bool(_TITLE.fullmatch(text, line - span.start)) and not _ITEM.match(self.text, line)
        leads_in = text.endswith(":") or (is_title and bool(_ITEM.match(self.text, after.start)))
        goes_along = leads_in and span.start < line and span.heading == after.heading
        return line if goes_along and self.fits(line, after.end) else span.end

    def fits(self, start: int, end: int) -> bool:
        return self.tokens.count(start, end) <= self.limit

    def trimmed(self, span: Span) -> Iterator[Span]:
        """Leave out white space at the ends, and what is nothing but white space or rules."""
        raw = self.text[span.start : span.end]
        if _ONLY_MARKS.fullmatch(raw):
            return
        start = span.start + len(raw) - len(raw.lstrip())
        end = span.end - (len(raw) - len(raw.rstrip()))
        if (self.divides_word(start) or self.divides_word(end)) and count_tokens(raw) > self.limit:
            middle = (start + end) // 2
            yield from self.trimmed(Span(start, middle, span.heading))
            yield from self.trimmed(Span(middle, end, span.heading))
        else:
            yield Span(start, end, span.heading)

    def divides_word(self, at: int) -> bool:
        """Tell whether a cut is inside a word, whose parts may have more tokens than they had in it."""
        return not any(side.isspace() for side in self.text[max(at - 1, 0) : at + 1]) and 0 < at < len(self.text)

    def pieces(self, block: _Block, heading: tuple[str, ...]) -> Iterator[Span]:
        """Cut a block into pieces that fit, at the coarsest joints that will do."""
        if self.fits(block.start, block.end):
            yield Span(block.start, block.end, heading)
        elif block.inner:
            # The marks between inner blocks (bullets, quote signs) go with the block that follows them.
            starts = [block.start, *(inner.start for inner in block.inner[1:]), block.end]
            for (start, end), inner in zip(pairwise(starts), block.inner, strict=True):
                yield from self.pieces(_Block(start, end, inner.prose, inner.inner), heading)
        elif block.prose and (turns := [turn.start() for turn in TURN.finditer(self.text, block.start, block.end)]):
            for start, end in pairwise(_joints(block.start, block.end, turns)):
                yield from self.turn(start, end, heading)
        elif block.prose:
            yield from self.cut(block.start, block.end, heading, (_SENTENCE, _NEWLINE))
        else:
            yield from self.cut(block.start, block.end, heading, (_NEWLINE, _SENTENCE))

    def turn(self, start: int, end: int, heading: tuple[str, ...]) -> Iterator[Span]:
        """Cut a speaker's turn where it does not fit; the rest of it names the speaker in its heading."""
        speaker = speaker_of(self.text, start, end)
        rest = (*heading, speaker) if speaker else heading
        for piece in self.cut(start, end, heading, (_SENTENCE, _NEWLINE)):
            yield piece if piece.start == start else Span(piece.start, piece.end, rest)

    def cut(
        self, start: int, end: int, heading: tuple[str, ...], joints: tuple[re.Pattern[str], ...]
    ) -> Iterator[Span]:
        """Cut at these joints, gathering what fits; a part that still does not fit is cut at the next ones."""
        if self.fits(start, end):
            yield Span(start, end, heading)
            return
        if not joints:
            for first, last in pairwise(self.tokens.cuts(start, end, self.limit)):
                yield Span(first, last, heading)
            return
        ends = [match.end() for match in joints[0].finditer(self.text, start, end)]
        cuts = _joints(start, end, ends)
        first = start
        for before, after in pairwise(cuts):
            if self.fits(first, after):
                continue
            if first < before:
                yield Span(first, before, heading)
                first = before
            if not self.fits(before, after):
                yield from self.cut(before, after, heading, joints[1:])
                first = after
        if first < end:
            yield Span(first, end, heading)


def _joints(start: int, end: int, inner: list[int]) -> list[int]:
    return sorted({start, end, *(joint for joint in inner if start < joint < end)})


def _sections(text: str) -> Iterator[tuple[tuple[str, ...], list[_Block]]]:
    """Yield the blocks below each heading, with the path of headings that leads there."""
    front = _FRONT_MATTER.match(text)
    skipped = front.end() if front else 0
    body = text[skipped:]
    lines = [skipped, *(skipped + newline.end() for newline in _NEWLINE.finditer(body)), len(text)]
    path: list[tuple[int, str]] = []
    blocks: list[_Block] = []
    tokens = _parser().parse(body)
    for index, token in enumerate(tokens):
        if token.level or token.map is None:
            continue
        if token.type == "heading_open":
            yield tuple(title for _, title in path), blocks
            level, title = int(token.tag[1]), _plain(tokens[index + 1].content)
            path = [(above, name) for above, name in path if above < level] + [(level, title)] * bool(title)
            blocks = []
        else:
            blocks.append(_block(tokens, index, lines))
    yield tuple(title for _, title in path), blocks


def _parser() -> MarkdownIt:
    """Return a parser of blocks alone; link definitions are text to it, so that none is lost."""
    return MarkdownIt("commonmark").enable("table").disable(["inline", "reference"])


def _plain(heading: str) -> str:
    """Return a heading's words without links, emphasis and anchors."""
    return " ".join(_INLINE_MARKS.sub(lambda match: match[1] or "", heading).split())


def _block(tokens: list[Token], index: int, lines: list[int]) -> _Block:
    """Build the tree below the opening token at `index`."""
    token = tokens[index]
    first, last = token.map or (0, 0)
    inner: list[_Block] = []
    if token.nesting == 1 and token.type not in _WHOLE:
        for at in range(index + 1, len(tokens)):
            below = tokens[at]
            if below.level == token.level:
                break
            if below.level == token.level + 1 and below.nesting >= 0 and below.map is not None:
                inner.append(_block(tokens, at, lines))
    return _Block(lines[first], lines[min(last, len(lines) - 1)], token.type in _PROSE, inner)
