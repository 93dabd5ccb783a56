"""The sentences of the notes, one by one, as they may be quoted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.documents.cleaning import cleaned
from copilot.documents.dossier import Dossier
from copilot.evidence import Passage
from copilot.grounding.sources import fold
from copilot.llm.built_in.lines import read_lines
from copilot.orders import WITHHELD
from copilot.store.documents import IndexedNote

_MARKS = re.compile(r"[\"“”„«»|]")
_OPENING, _CLOSING = re.compile(r"[“„«]"), re.compile(r"[”»]")
_FEWEST, _MOST = 4, 60
"""Words of a sentence that is worth quoting."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a note, word for word, and where it stands; `is_item` where it is an item of a list."""

    text: str
    passage: Passage
    note: IndexedNote
    is_item: bool

    @property
    def is_bare(self) -> bool:
        """Tell whether it can stand in a line between quotation marks, as it has none of its own."""
        return not _MARKS.search(self.text)


def sentences_since(d: Dossier, since: date) -> Iterator[Sentence]:
    """Yield the sentences of the notes since a day, the oldest note first, without what is quoted of a mail before."""
    for note in reversed(d.notes):
        for passage in note.passages if note.date >= since else ():
            yield from _of_passage(note, passage)


def _of_passage(note: IndexedNote, passage: Passage) -> Iterator[Sentence]:
    folded = fold(passage.text)
    for line in read_lines(passage):
        for sentence in () if line.is_quoted else _whole(line.sentences):
            text = cleaned(sentence)
            if _FEWEST <= len(text.split()) <= _MOST and text != WITHHELD and fold(text) in folded:
                yield Sentence(text, passage, note, line.is_item)


def _whole(sentences: Sequence[str]) -> list[str]:
    """Put together again what was cut inside a quotation: `Why? – "I was never there.` and `I asked."`."""
    found: list[str] = []
    for one in sentences:
        if found and _is_open(found[-1]):
            found[-1] = f"{found[-1]} {one}"
        else:
            found.append(one)
    return found


def _is_open(text: str) -> bool:
    return text.count('"') % 2 == 1 or len(_OPENING.findall(text)) > len(_CLOSING.findall(text))
