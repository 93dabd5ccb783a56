"""Quotations of a text, and whether they stand word for word in what it cites."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.grounding.sentences import Sentence
from copilot.grounding.sources import Source, fold
from copilot.grounding.spans import Span

_QUOTE = re.compile(r"“([^”]+)”|„([^“”]+)[“”]|\"([^\"\n]+)\"|«\s?([^»]+?)\s?»")
_MARKS = re.compile(r"^\s*>\s?", re.MULTILINE)
_LEFT_OUT = re.compile(r"\s*\[?(?:…|\.\.\.)\]?\s*")
_ENDS = " .,;:!?\"'*_-"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in a text, `text[span]` with its marks; `words` are what is quoted."""

    words: str
    span: Span


def quotations(sentence: Sentence, bare: str) -> list[Quotation]:
    """Return what a sentence quotes: between quotation marks, or all of it where it is a block quote."""
    if sentence.is_quote:
        return [Quotation(_MARKS.sub("", bare), (0, len(bare)))]
    return [
        Quotation(next(group for group in match.groups() if group), match.span()) for match in _QUOTE.finditer(bare)
    ]


def source_of(quotation: Quotation, sources: Sequence[Source]) -> Source | None:
    """Return the source that holds a quotation word for word; what is left out of it by dots may lie between."""
    pieces = [fold(piece) for piece in _LEFT_OUT.split(quotation.words)]
    wanted = [piece.strip(_ENDS) or piece for piece in pieces if piece] or [fold(quotation.words)]
    return next((source for source in sources if _holds(source.folded, wanted)), None)


def _holds(text: str, pieces: Sequence[str]) -> bool:
    position = 0
    for piece in pieces:
        found = _find_whole(text, piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def holds_whole(text: str, piece: str) -> bool:
    """Tell whether a text holds a piece as whole words: `9 March` is not in `19 March`."""
    return _find_whole(text, piece, 0) >= 0


def _find_whole(text: str, piece: str, start: int) -> int:
    """Find words as whole words: `art` is not in `part`."""
    found = text.find(piece, start)
    while found >= 0:
        before, after = text[found - 1 : found], text[found + len(piece) : found + len(piece) + 1]
        if not (before.isalnum() and piece[0].isalnum()) and not (after.isalnum() and piece[-1].isalnum()):
            return found
        found = text.find(piece, found + 1)
    return -1
