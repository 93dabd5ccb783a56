"""The lines of a passage that may be quoted, with their sentences and who says them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from copilot.evidence import Passage
from copilot.orders import orders_a_model

_ENDS = re.compile(
    r"(?<![\d(])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bNo)(?<!e\.g)(?<!i\.e)(?<!z\.B)(?<!\b[A-Z])"
    r"[.!?…][\"'”)]*\s+(?=[\"“'(]*[A-ZÄÖÜÉ0-9])"
)
_PREFIX = re.compile(r"^\s*(?:[-*+•–—·]|\d+[.)]|#+|>+|\[[ xX]\])\s+")
_MAIL_HEADER = re.compile(
    r"^[>\s*_]*(?:from|to|cc|bcc|sent|date|subject|von|an|gesendet|betreff|de|à|objet|envoyé)\b[*_]*\s?:", re.I
)
_ITEM = re.compile(r"^(?:[-*+•–—·]|\d{1,2}[.)]|\(\d{1,2}\)|\[[ xX]\]|[a-z][.)])\s+\S")
_WROTE = re.compile(r"^[>\s]*(?:\S+\s+){0,12}(?:wrote|schrieb|a écrit)\s?:\s*$", re.I)
_HANDLE = re.compile(r"[\[{][FP]\d+[\]}]")
_SPEAKER = re.compile(r"^\[\d\d:\d\d:\d\d\]\s+([^:\n]{1,60}):\s+")
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands, its sentences without list marks, and its speaker, where a transcript tells."""

    text: str
    sentences: list[str]
    speaker: str = ""

    @property
    def is_item(self) -> bool:
        """Tell whether the line is an item of a list."""
        return bool(_ITEM.match(self.text))

    @property
    def is_quoted(self) -> bool:
        """Tell whether the line is quoted from a mail before."""
        return self.text.startswith(">")


def read_lines(passage: Passage) -> Iterator[Line]:
    """Yield the lines of a passage.

    Left out are the headers of mails and `Ada wrote:`, lines that give orders to a model, and sentences that are
    overlong or hold handles.
    """
    for line in passage.text.splitlines():
        if orders_a_model(line) or _MAIL_HEADER.match(line) or _WROTE.match(line):
            continue
        said = _SPEAKER.match(line)
        bare = line[said.end() :] if said else _PREFIX.sub("", _PREFIX.sub("", line))
        starts = [0, *(match.end() for match in _ENDS.finditer(bare)), len(bare)]
        sentences = [bare[start:end].strip() for start, end in pairwise(starts)]
        kept = [one for one in sentences if one and len(one) <= _LONGEST and not _HANDLE.search(one)]
        yield Line(line.strip(), kept, said[1] if said else "")


def with_speaker(passage: Passage, before: str) -> Iterator[Line]:
    """Yield the lines of a passage; its first goes on with the turn before where the heading names that speaker."""
    goes_on = before if passage.heading and passage.heading[-1] == before else ""
    for line in read_lines(passage):
        yield Line(line.text, line.sentences, line.speaker or goes_on)
        goes_on = ""
