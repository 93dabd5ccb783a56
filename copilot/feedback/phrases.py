"""A name for each theme: the phrases of its own items that say most about it and least about the others."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from math import log, sqrt

import numpy as np
import numpy.typing as npt

from copilot.feedback.stopwords import STOP_WORDS

LONGEST = 3
"""Telling words of a phrase, or twice as many ideographs. Others may stand between them, as in "terms of service"."""
BETWEEN = 2
READ = 200
"""Items of a theme that are read for its name, spread over all of them: reading all changed 1 name of 14."""
READ_BESIDE = 20
"""Items of another theme, which only tell how usual a phrase is."""
COVERS = 0.4
"""A longer phrase is taken for a shorter one inside it, if this part of the shorter one's items say it so."""
SHORTLIST = 8
"""The most telling phrases, among which the nearest in meaning is chosen."""
PARTS = 3
"""Phrases of a name: the first alone is often a bare word; `cited, source, sentence` tells more than `cited`."""
SPEAKS = 0.1
"""A further phrase stands in this part of the items, and in two at least."""
_SAID_BEFORE = 0.25
"""What an item counts for a further phrase in which a phrase before it stands, too."""
_LONGEST_PHRASE, _LONGEST_NAME = 40, 56
_UNNAMED = "unnamed"

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+(?:['’-][^\W_{_IDEOGRAPHS}]+)*")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_TELLING_SIGN = re.compile(f"(?![\u3040-\u309f])[{_IDEOGRAPHS}]")
"""Signs of the Japanese syllabary are mostly endings and particles."""
_BREAK = re.compile(r"[^\s'’\"“”‘-]")

Likeness = Callable[[Sequence[str]], npt.NDArray[np.floating]]
"""How near phrases are in meaning to the themes: a row a phrase, a column a theme."""

Barred = Callable[[str, Sequence[str]], bool]
"""Tells whether a phrase may not be the name of a theme, given the theme's texts."""

Key = tuple[str, ...]
"""The stems of a phrase's telling words, by which its forms count as one."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of a theme: in which of its texts it stands, by number, and in how many of them in which form."""

    forms: Counter[str] = field(default_factory=Counter)
    texts: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A phrase in the form that it most often has, how telling it is, and the texts of the theme in which it stands."""

    key: Key
    form: str
    worth: float
    texts: frozenset[int]


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    lower: str
    stem: str
    """Empty if the word says nothing."""
    opens: bool
    """It begins a sentence, so its capital says nothing."""


def phrases(
    texts_by_theme: Sequence[Sequence[str]],
    likeness: Likeness | None = None,
    barred: Barred | None = None,
    others: Sequence[Sequence[str]] = (),
    parts: int = PARTS,
) -> list[str]:
    """Return a name for each theme, given its texts; no two are alike, and none is barred.

    A phrase says the less, the more of the other themes say it too: `others` are the texts of those that have a name.

    A name is phrases that stand so in texts of the theme, with commas between. Where two themes would begin alike, the
    first keeps it. With `likeness` the first phrase is, among the most telling ones, the nearest to the theme in
    meaning; up to `parts` of them are put together where the others stand for items that it does not stand for.
    """
    read = [[" ".join(text.split()) for text in _spread(texts, READ)] for texts in texts_by_theme]
    said = [_said(texts) for texts in read]
    everywhere: defaultdict[Key, float] = defaultdict(float)
    beside = [_spread(texts, READ_BESIDE) for texts in others]
    for forms, texts in chain(zip(said, read, strict=True), ((_said(texts), texts) for texts in beside)):
        for key, phrase in forms.items():
            everywhere[key] += len(phrase.texts) / len(texts)
    themes = len(read) + len(beside)
    if barred:
        said = [_allowed(forms, texts, barred) for forms, texts in zip(said, read, strict=True)]
    ranked = [_ranked(forms, len(texts), everywhere, themes) for forms, texts in zip(said, read, strict=True)]
    if likeness:
        ranked = _by_meaning(ranked, likeness)
    capitals = _capitals(text for texts in read for text in texts)
    taken: set[str | frozenset[str]] = set()
    return [
        _name(candidates, len(texts), parts, capitals, taken) or _beginning(texts, taken, barred)
        for candidates, texts in zip(ranked, read, strict=True)
    ]


def _spread(texts: Sequence[str], count: int) -> list[str]:
    step = max(1, -(-len(texts) // count))
    return list(texts[::step])


def _said(texts: Iterable[str]) -> dict[Key, _Phrase]:
    """Return the phrases of a theme; the first form that a text has of one counts."""
    found: defaultdict[Key, _Phrase] = defaultdict(_Phrase)
    for number, text in enumerate(texts):
        for key, start, end in _candidates(text):
            phrase = found[key]
            if number not in phrase.texts:
                phrase.texts.add(number)
                phrase.forms[text[start:end].lower()] += 1
    return found


def _allowed(said: dict[Key, _Phrase], texts: Sequence[str], barred: Barred) -> dict[Key, _Phrase]:
    """Leave out the phrases that are barred, and those of a single text, which are no names where there are others."""
    often = {key: phrase for key, phrase in said.items() if len(phrase.texts) > 1 or len(texts) == 1}
    return {key: phrase for key, phrase in often.items() if not any(barred(one, texts) for one in phrase.forms)}


def _candidates(text: str) -> Iterator[tuple[Key, int, int]]:
    """Yield the phrases of a text: each begins and ends with a telling word, and crosses no comma and no figure."""
    words = list(_words(text))
    for at, first in enumerate(words):
        if not first.stem:
            continue
        stems, longest = [first.stem], LONGEST * (1 + bool(_IDEOGRAPH.match(first.stem)))
        yield (first.stem,), first.start, first.end
        between = 0
        for before, word in zip(words[at:], words[at + 1 :], strict=False):
            is_apart = bool(_BREAK.search(text, before.end, word.start)) or word.lower[0].isdecimal()
            if len(stems) == longest or between > BETWEEN or is_apart:
                break
            if not word.stem:
                between += 1
                continue
            between = 0
            stems.append(word.stem)
            yield tuple(stems), first.start, word.end


def _words(text: str) -> Iterator[_Word]:
    end = 0
    for match in _TOKEN.finditer(text):
        elided = _ELISION.match(match[0])
        start = match.start() + (elided.end() if elided else 0)
        lower = text[start : match.end()].lower().replace("’", "'")
        opens = end == 0 or bool(re.search(r"[.!?:]", text[end:start]))
        end = match.end()
        yield _Word(start, end, lower, "" if _is_empty(lower) else _stem(lower), opens)


def _is_empty(word: str) -> bool:
    return (
        word in STOP_WORDS
        or word.split("'", maxsplit=1)[0] in STOP_WORDS
        or (len(word) == 1 and not _TELLING_SIGN.match(word))
        or not any(letter.isalpha() for letter in word)
    )


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """Return what a word shares with its other forms: charge, charges, charged and charging have one stem."""
    word = word.removesuffix("'s")
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "als", "al", "ers", "ed", "es", "er", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou" else word.rstrip("e")


def stems_of(words: str) -> set[str]:
    """Return the stems of the words that tell something, to compare names by."""
    return {word.stem for word in _words(words.replace("_", " ")) if word.stem}


def _capitals(texts: Iterable[str]) -> dict[str, str]:
    """Return how words are written inside a sentence, where that is not small: SSO, Slack, iPhone."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in _words(text):
            written = text[word.start : word.end]
            forms[word.lower][written if not word.opens or written[1:] != written[1:].lower() else word.lower] += 1
    best = {lower: max(counts, key=lambda form: (counts[form], form)) for lower, counts in forms.items()}
    return {lower: form for lower, form in best.items() if form != lower}


def _ranked(said: dict[Key, _Phrase], items: int, everywhere: dict[Key, float], themes: int) -> list[_Candidate]:
    """Return the phrases of a theme, the most telling first: what many of its items have and other themes have not."""
    share = {key: len(phrase.texts) / items for key, phrase in said.items()}
    worth = {
        key: part * log(1 + themes * part / everywhere[key]) * sqrt(len(key))
        for key, part in share.items()
        if len(said[key].texts) > 1 or items == 1
    }
    best = dict.fromkeys(_longer(key, share, worth) for key in sorted(worth, key=lambda key: (-worth[key], key)))
    candidates = [_Candidate(key, _usual(said[key].forms), worth[key], frozenset(said[key].texts)) for key in best]
    return [one for one in candidates if 1 < len(one.form) <= _LONGEST_PHRASE]


def _usual(forms: Counter[str]) -> str:
    return max(forms, key=lambda form: (forms[form], -len(form), form))


def _by_meaning(ranked: list[list[_Candidate]], likeness: Likeness) -> list[list[_Candidate]]:
    """Return the candidates with the first of them sorted by how near they are to their theme."""
    row = {one.form: 0 for candidates in ranked for one in candidates[:SHORTLIST]}
    row.update({form: number for number, form in enumerate(row)})
    if not row:
        return ranked
    near = likeness(list(row))
    return [
        sorted(candidates[:SHORTLIST], key=lambda one: -near[row[one.form], theme]) + candidates[SHORTLIST:]
        for theme, candidates in enumerate(ranked)
    ]


def _name(
    candidates: list[_Candidate], items: int, parts: int, capitals: dict[str, str], taken: set[str | frozenset[str]]
) -> str:
    """Return the first phrase that no other theme begins with, and those that go with it; nothing if there is none."""
    first = next((one for one in candidates if frozenset(one.key) not in taken), None)
    if first is None:
        return ""
    taken.add(frozenset(first.key))
    found = [first]
    while len(found) < parts and (more := _further(candidates, items, found)):
        found.append(more)
    return _TOKEN.sub(lambda word: capitals.get(word[0], word[0]), _joined(found))


def _further(candidates: list[_Candidate], items: int, found: list[_Candidate]) -> _Candidate | None:
    """Return the phrase that tells most, above all of items in which none of those found stands; None if none does.

    It shares no word with them, as it would say the same again.
    """
    there = frozenset().union(*(one.texts for one in found))
    words = {stem for one in found for stem in one.key}

    def adds(one: _Candidate) -> float:
        again = len(one.texts & there) / len(one.texts)
        return one.worth * (1 - again + _SAID_BEFORE * again)

    fit = [
        one
        for one in candidates
        if len(one.texts) >= max(2, SPEAKS * items)
        and words.isdisjoint(one.key)
        and len(_joined([*found, one])) <= _LONGEST_NAME
    ]
    return max(fit, key=adds, default=None)


def _joined(found: Sequence[_Candidate]) -> str:
    return ", ".join(one.form for one in found)


def _longer(key: Key, share: dict[Key, float], worth: dict[Key, float]) -> Key:
    """Return the phrase around this one that most of its items have, or the phrase itself."""
    around = [
        other
        for other in worth
        if len(other) == len(key) + 1
        and (other[1:] == key or other[:-1] == key)
        and share[other] >= COVERS * share[key]
    ]
    return max(around, key=lambda other: (worth[other], other), default=key)


def _beginning(texts: list[str], taken: set[str | frozenset[str]], barred: Barred | None) -> str:
    """Return the beginning of the shortest text, numbered where another theme has it."""
    text = min(texts, key=lambda text: (len(text), text), default="")
    begin = re.split(r"(?<=[\w])[.!?]\s", text, maxsplit=1)[0]
    most = _LONGEST_PHRASE - len(" (999)")
    begin = begin if len(begin) <= most else begin[:most].rsplit(" ", 1)[0]
    begin = _UNNAMED if not begin or (barred and barred(begin, texts)) else begin
    name, number = begin, 1
    while name in taken:
        number += 1
        name = f"{begin} ({number})"
    taken.add(name)
    return name
