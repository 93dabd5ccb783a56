"""A sentence that takes over a fact's own words has to take over its figures with them."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from copilot.grounding.figures import supporting
from copilot.grounding.handles import plain_text
from copilot.grounding.numerals import readings
from copilot.grounding.quantities import Quantity
from copilot.grounding.sources import Source

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
_CLAUSE = re.compile(r"[;·()]|[,.:](?=\s|$)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_RECKONED = re.compile(r"\b(?:together|combined|altogether|in all|average|mean|sum|total\w*|both)\b", re.I)
_LEAST_WORDS = 2
"""Shorter clauses (`12 tickets`) are said of other counts too, unless they say of how many: `66.7 of 67` for
`66.7 of 100`."""
_OF = "# of #"

_IS = re.compile(r"\s*(?:is|are|was|were|ist|sind|war|est|sont|était|of|at|=|:)?\s*", re.I)
"""What stands between the label of a fact and its value."""

Told = tuple[str, ...]
"""The numbers of a clause, in their order."""


def retold_wrongly(sentence: str, cited: Sequence[Source]) -> str:
    """Say which clause of a fact stands in a sentence with other numbers: `baseline 40 minutes` for 70.

    A difference or a share that could be derived is no excuse there, as the words say that it is the fact's own figure.
    """
    clauses = _clauses_of(cited)
    if not clauses or _RECKONED.search(sentence):
        return ""
    numbers = list(_NUMBER.finditer(sentence))
    shape, places = _shape(sentence, numbers)
    for words, told in clauses.items():
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", shape):
            first = sum(place < match.start() for place in places)
            said = tuple(one.group() for one in numbers[first : first + words.count("#")])
            if len(_WORD.findall(words)) < _LEAST_WORDS and not _is_own(said, told, cited):
                continue
            if not any(_repeats(said, one) for one in told):
                return f"it says {_filled(words, said)}, and what it cites says {_filled(words, min(told))}"
    return ""


def wrong_after_label(sentence: str, figures: Sequence[Quantity], cited: Sequence[Source]) -> str:
    """Hold `Contraction to 90 seats: account GRR is 90.0 seats` against the fact, of whose label that number is."""
    folded = sentence.casefold()
    for source in cited:
        fact = source.fact
        at = folded.find(fact.label.casefold()) if fact is not None and _NUMBER.search(fact.label) else -1
        if fact is None or at < 0 or not source.typed or len(_NUMBER.findall(fact.display)) != 1:
            continue
        end = at + len(fact.label)
        told = next((one for one in figures if one.span[0] >= end), None)
        is_value = told is not None and _IS.fullmatch(sentence, end, told.span[0])
        if told is not None and is_value and not supporting(told, sentence, source.typed):
            return f"{told.text} is not what it cites; {fact.label} is {fact.display}"
    return ""


def _clauses_of(cited: Sequence[Source]) -> Mapping[str, set[Told]]:
    """Return the clauses with numbers of what the facts show, without their numbers, with those that they have."""
    found: defaultdict[str, set[Told]] = defaultdict(set)
    for source in cited:
        for words, told in _clauses(source.fact.display) if source.fact is not None else ():
            found[words].add(told)
    return found


@lru_cache(maxsize=1024)
def _clauses(display: str) -> Sequence[tuple[str, Told]]:
    found = []
    for clause in map(str.strip, _CLAUSE.split(plain_text(display))) if _NUMBER.search(display) else ():
        numbers = list(_NUMBER.finditer(clause))
        words, _ = _shape(clause, numbers)
        if numbers and (len(_WORD.findall(words)) >= _LEAST_WORDS or _OF in words):
            found.append((words, tuple(one.group() for one in numbers)))
    return found


def _is_own(said: Told, told: Collection[Told], cited: Sequence[Source]) -> bool:
    """Tell whether so short a clause is of the one fact that is cited: it begins with its number, which is not 0."""
    return len(cited) == 1 and said[0] != "0" and any(_repeats(said[:1], one[:1]) for one in told)


def _repeats(said: Told, told: Told) -> bool:
    """Tell whether the numbers are those of the fact, as exactly as they are said."""
    return all(
        any(abs(one.value - own.value) <= one.step / 2 for one in readings(mine) for own in readings(theirs))
        for mine, theirs in zip(said, told, strict=True)
    )


def _filled(words: str, told: Told) -> str:
    """Return a clause with its numbers in it again."""
    given = iter(told)
    return re.sub("#", lambda _: next(given), words)


def _shape(text: str, numbers: Sequence[re.Match[str]]) -> tuple[str, list[int]]:
    """Return a text in small letters with `#` for each number, and where these stand in it."""
    parts, places, end, length = list[str](), list[int](), 0, 0
    for one in numbers:
        before = text[end : one.start()].casefold()
        length += len(before)
        places.append(length)
        parts += [before, "#"]
        length, end = length + 1, one.end()
    return "".join([*parts, text[end:].casefold()]), places
