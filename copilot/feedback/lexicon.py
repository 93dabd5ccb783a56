"""Words and phrases that tell something, found in a text in one pass over its words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

BREAKS = frozenset(".,;:!?()\n–—")
"""The marks that end a clause; they stand among the words."""
_ENDINGS = {"’": "'", "can't": "can not", "cannot": "can not", "won't": "will not", "n't": " not"}
_SPELT = re.compile("|".join(_ENDINGS))
_TOKEN = re.compile(r"[^\W_]+|[.,;:!?()\n–—]|…")
_LONGEST_WORD = 40
_WHOLE = {
    "cant": ("can", "not"),
    "dont": ("do", "not"),
    "doesnt": ("does", "not"),
    "didnt": ("did", "not"),
    "isnt": ("is", "not"),
    "wasnt": ("was", "not"),
    "arent": ("are", "not"),
    "wont": ("will", "not"),
    "couldnt": ("could", "not"),
    "wouldnt": ("would", "not"),
    "havent": ("have", "not"),
    "hasnt": ("has", "not"),
    "d": ("would",),
    "ll": ("will",),
    "…": (".",),
}
_FILLED = """
really just also very so quite still actually even honestly truly pretty simply
sehr auch wirklich doch mal ja schon ganz eigentlich einfach
vraiment aussi quand même
"""
_FILLERS = frozenset(_FILLED.split())
"""Words that stand between the others and change nothing."""


class Cue(NamedTuple):
    """What the words from `at` on, `length` of them, tell."""

    kind: str
    at: int
    length: int


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, its fillers left out, and the marks that end clauses.

    Contractions are spelt out: "can't" is "can", "not".
    """
    spelt = _SPELT.sub(lambda match: _ENDINGS[match[0]], text.replace("’", "'").lower())
    found: list[str] = []
    for word in _TOKEN.findall(spelt):
        if word in _WHOLE:
            found.extend(_WHOLE[word])
        elif word not in _FILLERS:
            found.append(word[:_LONGEST_WORD])
    return found


class Lexicon:
    """Entries by kind: words, `stem*`, `*ending`, and phrases of them, where `_` stands for any one word.

    The first word of a phrase is a whole one. The longest phrase at a place counts, and a word for itself only
    where no phrase begins.
    """

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._words: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._ends: dict[str, str] = {}
        phrases: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for kind, texts in entries.items():
            for text in texts:
                first, *others = text.split()
                if others:
                    phrases[first].append((tuple(others), kind))
                elif text.endswith("*"):
                    self._stems[text[:-1]] = kind
                elif text.startswith("*"):
                    self._ends[text[1:]] = kind
                else:
                    self._words[text] = kind
        self._phrases = {first: sorted(those, key=_closeness) for first, those in phrases.items()}
        self._kind_of = lru_cache(maxsize=50_000)(self._find)

    def cues(self, words: Sequence[str]) -> list[Cue]:
        """Return what the words tell, in their order; no word tells twice."""
        found: list[Cue] = []
        at = 0
        while at < len(words):
            word = words[at]
            cue = self._phrase(words, at) if word in self._phrases else None
            if cue is None:
                kind = self._kind_of(word)
                cue = Cue(kind, at, 1) if kind else None
            if cue:
                found.append(cue)
            at += cue.length if cue else 1
        return found

    def kind_of(self, word: str) -> str | None:
        """Return what a word tells by itself."""
        return self._kind_of(word)

    def _phrase(self, words: Sequence[str], at: int) -> Cue | None:
        for others, kind in self._phrases[words[at]]:
            behind = words[at + 1 : at + 1 + len(others)]
            if len(behind) == len(others) and all(map(_fits, others, behind)):
                return Cue(kind, at, 1 + len(others))
        return None

    def _find(self, word: str) -> str | None:
        if word in self._words:
            return self._words[word]
        for size in range(len(word), 1, -1):
            kind = self._stems.get(word[:size]) or self._ends.get(word[-size:])
            if kind:
                return kind
        return None


def _closeness(phrase: tuple[tuple[str, ...], str]) -> tuple[int, int]:
    return -len(phrase[0]), sum(one == "_" or "*" in one for one in phrase[0])


def _fits(entry: str, word: str) -> bool:
    if entry == "_":
        return word not in BREAKS
    if entry.startswith("*"):
        return word.endswith(entry[1:])
    return word.startswith(entry[:-1]) if entry.endswith("*") else word == entry
