"""What can be taken from a passage: sentences to quote, who says them, figures and names that stand in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from copilot.evidence import Passage
from evals.grounding.writing import in_words

_TURN = re.compile(r"^\[\d\d:\d\d:\d\d\] ([^:\n]{3,40}): (.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]+(?=\s|$)")
_UNQUOTABLE = re.compile(r"[\"“”„«»*_#|{}\[\]<>`]|https?:|^\W*\d+[.)]")
_COUNTED = re.compile(r"(?<![\w.,:/€$-])(\d{2,4}|[A-Za-z]+(?:-[a-z]+)?) ([a-z]{3,14}s)\b")
_WORDS = {in_words(number): number for number in range(3, 100)}
_NO_NOUNS = {"was", "is", "has", "does", "as", "less", "times", "plus", "this", "us", "minus", "yes", "its", "his"}
MARKS = (("“", "”"), ("“", "”"), ('"', '"'), ("„", "“"), ("«", "»"))


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a passage, and who says it, if that is known."""

    passage: Passage
    words: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of things that a passage speaks of: `41 prompts`."""

    passage: Passage
    value: Decimal
    noun: str


def sentences(passage: Passage) -> Iterator[Said]:
    """Return the sentences of 5 to 28 words that can be quoted as they stand."""
    turns = list(_TURN.finditer(passage.text))
    lines = [(turn[1], turn[2]) for turn in turns] or [("", line) for line in passage.text.split("\n")]
    for speaker, line in lines:
        for match in _SENTENCE.finditer(line.strip(" -*>")):
            words = match[0].strip()
            if 5 <= len(words.split()) <= 28 and not _UNQUOTABLE.search(words) and "\n" not in words:
                yield Said(passage, words, speaker)


def counted(passage: Passage) -> Iterator[Counted]:
    """Return the numbers of things, from 3, that a passage tells in digits or words."""
    for match in _COUNTED.finditer(passage.text):
        said, noun = match[1].casefold(), match[2]
        value = int(said) if said.isdecimal() else _WORDS.get(said)
        if value is not None and value >= 3 and noun not in _NO_NOUNS and not 1900 < value < 2100:
            yield Counted(passage, Decimal(value), noun)


def mentioned(passage: Passage, names: Sequence[str]) -> list[str]:
    """Return which of these names stand in a passage as they are written."""
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", passage.text)]


def as_quoted(words: str, style: str, chance: Random) -> str | None:
    """Return a sentence as people quote it: whole or in part, with other typographic marks."""
    if style == "part":
        every = words.split(" ")
        if len(every) < 8:
            return None
        length = chance.randint(5, len(every) - 2)
        start = chance.randint(0, len(every) - length)
        words = " ".join(every[start : start + length]).rstrip(",;:–- ")
        if len(words.split()) < 5:
            return None
    changed = chance.random()
    if changed < 0.25:
        words = words.replace("'", "’") if "'" in words else words.replace("’", "'")
    elif changed < 0.35:
        words = words.replace(" - ", " – ").replace("...", "…").replace("—", "–")
    elif changed < 0.5:
        words = words.rstrip(".")
    return words


def plain(text: str) -> str:
    """Return a text without marks, capitals and doubled blanks, to compare words alone."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("’", "'").replace("'", "")))
