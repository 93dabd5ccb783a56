"""A Markdown text cut into the sentences that can be claims."""

import re
from dataclasses import dataclass

_ENDS = re.compile(
    r"(?:(?<!\d)|(?=\.\s)(?!\.\s+(?:Jan|Feb|M[aä]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])))(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!e\.g)(?<!i\.e)(?<!z\.B)[.!?…]['”\")*_]*(?:\s*\[[FP]\d[^\]]*\])*(?=\s+[\"“*_(]*[A-Z0-9ÄÖÜ])"
)
_CITED_ENDS = re.compile(r"[.!?…]['”\")*_]*(?:\s*\[[FP]\d[^\]]*\])+(?=\s+[\"“*_(]*[A-Z0-9ÄÖÜ])")
"""In a list item a sentence ends where it cites: the item's citation holds for all of it."""
_MARKER = re.compile(r"\s*(?:[-*+]|\d+[.)]|#+)\s+|\s*>\s?")
_RULE = re.compile(r"^[\s|:*_-]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item, table row or quoted block, with its place in the text."""

    text: str
    start: int
    end: int
    is_quote: bool = False


def split_sentences(text: str) -> list[Sentence]:
    """Cut a text into sentences; a block quote with its citation, and a table row, stay whole."""
    sentences: list[Sentence] = []
    position = 0
    lines = text.splitlines(keepends=True)
    index = 0
    while index < len(lines):
        first = position
        line = lines[index]
        position += len(line)
        index += 1
        if line.lstrip().startswith(">"):
            while index < len(lines) and lines[index].lstrip().startswith(">"):
                position += len(lines[index])
                index += 1
            sentences.append(_sentence(text, first, position, is_quote=True))
        elif line.lstrip().startswith("|"):
            sentences.append(_sentence(text, first, position))
        else:
            while index < len(lines) and line.strip() and _goes_on(lines[index], line):
                position += len(lines[index])
                index += 1
            sentences.extend(_sentences_of_line(text, first, position))
    return [sentence for sentence in sentences if not _RULE.match(sentence.text)]


def _goes_on(line: str, first: str) -> bool:
    """Tell whether a line goes on with the paragraph or list item that another line began."""
    begins = bool(_MARKER.match(line)) or line.lstrip()[:1] in ("", "|")
    return not begins and not first.lstrip().startswith("#")


def _sentences_of_line(text: str, start: int, end: int) -> list[Sentence]:
    marker = _MARKER.match(text, start, end)
    start = marker.end() if marker else start
    found: list[Sentence] = []
    ends = _CITED_ENDS if marker else _ENDS
    for match in ends.finditer(text, start, end):
        if text.count("“", start, match.start()) > text.count("”", start, match.end()):
            continue
        found.append(_sentence(text, start, match.end()))
        start = match.end()
    found.append(_sentence(text, start, end))
    return found


def _sentence(text: str, start: int, end: int, *, is_quote: bool = False) -> Sentence:
    raw = text[start:end]
    start += len(raw) - len(raw.lstrip())
    end -= len(raw) - len(raw.rstrip())
    return Sentence(text[start : max(start, end)], start, max(start, end), is_quote)
