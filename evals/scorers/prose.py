"""An answer as a reader meets it: its sentences with what they cite, apart from the notes at its end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from evals.scorers.folding import folded, tidy, unlinked

HANDLES = re.compile(r"\[(?:[FP]\d+(?:[ ,;]+[FP]\d+)*|\^[\w-]+)\]")
"""Citations: `[F2]`, `[F1 P3]`, and the notes of a document, `[^12]`."""
_ONE = re.compile(r"[FP]\d+|\^[\w-]+")
_NOTE = re.compile(r"^\[(\^[\w-]+)\]:[ \t]*(.*)$")
_BULLET = re.compile(r"^\s*(?:>\s*)*(?:[-*+]\s+|\d{1,3}[.)]\s+)?")
_RULE = re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*$")
_END = re.compile(
    r"(?<=[.!?])[\"”»“')*_]{0,4}(?:\s{0,2}\[[FP^][^\[\]]{1,80}\]){0,4}(?P<gap>\s+)(?=\S)(?!\[[FP^])"
    r"(?=[*_\"“„«(]{0,4}[^\W\d_a-zß-ÿ])"
)
_SHORT = re.compile(
    r"(?:\b\d{1,2}|\b[^\W\d_]|\b(?:e\.g|i\.e|z\.B|d\.h|p\.ex|bzw|ca|Dr|Mr|Mrs|Ms|St|No|Nr|vs|Inc|Ltd|approx))\.$"
)
_QUOTED = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"\n]+)\"")
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the and for with that this from are was were has have had not but its their they them our you your who what "
        "which when into than then over under per all any one out also been will would der die das und mit von ist "
        "sind war nicht ein eine auf für den dem des les une est sont pour dans sur avec qui que pas par aux",
    )
)


@dataclass(frozen=True)
class Sentence:
    """A sentence, list item or table row: `raw` as it stands, `text` without markup and citations, and what it cites.

    `is_head` is a heading or the first row of a table.
    """

    raw: str
    text: str
    cites: tuple[str, ...]
    is_head: bool = False
    is_row: bool = False

    @cached_property
    def folded(self) -> str:
        """The text as words are looked for in it."""
        return folded(self.text)

    @cached_property
    def stems(self) -> set[str]:
        """The words of it that carry a meaning."""
        return stems(self.text)

    @cached_property
    def quotes(self) -> list[str]:
        """What stands between quotation marks."""
        return [next(filter(None, found)) for found in _QUOTED.findall(self.raw)]


def body(text: str) -> str:
    """Return a text without the notes at its end."""
    return "\n".join(line for _, line in _lines(text) if line is not None)


def notes(text: str) -> dict[str, str]:
    """Return the notes of a document by their marks (`^12`)."""
    found: dict[str, list[str]] = {}
    lines = text.splitlines()
    for (mark, _), line in zip(_lines(text), lines, strict=True):
        if mark:
            opening = _NOTE.match(line)
            found.setdefault(mark, []).append(opening[2] if opening else line.strip())
    return {mark: "\n".join(parts) for mark, parts in found.items()}


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text's body, in order; those of a block of quoted lines cite what the block does."""
    lines = body(text).splitlines()
    found = []
    for block in _blocks(lines):
        shared = _cites("\n".join(block)) if block[0].startswith(">") else ()
        told = [line.lstrip("> ") for line in block]
        for line, following in zip(told, [*told[1:], ""], strict=True):
            if not line.strip() or _RULE.match(line):
                continue
            if line.startswith("|"):
                found.append(_sentence(line, shared, is_head=bool(_RULE.match(following)), is_row=True))
            elif line.startswith("#"):
                found.append(_sentence(line.lstrip("# "), shared, is_head=True))
            else:
                found += [_sentence(part, shared) for part in _parts(_BULLET.sub("", line, count=1))]
    return found


def without_handles(text: str) -> str:
    """Return a text with blanks where it cites, each place as long as before."""
    return HANDLES.sub(lambda found: " " * len(found[0]), text)


def said(text: str) -> str:
    """Return the body of a text, folded and without citations: where words are looked for."""
    return folded(_closed(HANDLES.sub("", body(text))))


def quotable(text: str) -> str:
    """Return the body of a text, tidy and without citations, with its capitals: where quotes are looked for."""
    return tidy(_closed(HANDLES.sub("", body(text).replace("\n> ", "\n"))))


def stems(text: str) -> set[str]:
    """Return the beginnings of the words that carry a meaning, and the numbers."""
    words = _WORD.findall(folded(text))
    return {word[:6] for word in words if (len(word) > 2 and word not in _STOP) or word.isdigit()}


def _lines(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield for each line the note that it belongs to, or the line itself where it belongs to none."""
    mark = ""
    for line in text.splitlines():
        opening = _NOTE.match(line)
        if opening:
            mark = opening[1]
        elif line.strip() and not line.startswith(("    ", "\t")):
            mark = ""
        yield (mark, None) if mark else ("", line)


def _parts(line: str) -> Iterator[str]:
    start = seen = depth = 0
    closing = line.rfind("”")
    for end in _END.finditer(line):
        passed = line[seen : end.start("gap")]
        depth, seen = depth + passed.count("“") - passed.count("”"), end.start("gap")
        is_quoted = depth > 0 and closing >= seen
        if not is_quoted and not _SHORT.search(line, max(start, end.start() - 8), end.start()):
            yield line[start:seen]
            start = end.end()
    yield line[start:]


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines in runs: those that are quoted with `>` together, others too."""
    for _, run in groupby(lines, key=lambda line: line.lstrip().startswith(">")):
        yield [line.lstrip() for line in run]


def _cites(raw: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for group in HANDLES.findall(raw) for one in _ONE.findall(group)))


def _sentence(raw: str, shared: tuple[str, ...], *, is_head: bool = False, is_row: bool = False) -> Sentence:
    return Sentence(raw, tidy(_closed(HANDLES.sub("", raw))), _cites(raw) or shared, is_head, is_row)


def _closed(text: str) -> str:
    """Take the space away that a citation leaves before a full stop or comma, and where links lead."""
    return re.sub(r"(?<=\S) (?=[.,;:!?)](?:\s|$))", "", unlinked(text))
