"""The names of a book: its accounts, people, products and features, found in a text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from copilot.grounding.spans import Span, overlaps

NameKind = Literal["account", "person", "thing", "unknown"]

_TOKEN = re.compile(r"[^\W_]+(?:['’&.-][^\W_]+)*")
_IDENTIFIER = re.compile(r"\b[A-Z]{1,4}-\d+(?:-\d+)*\b")
_TITLED = re.compile(r"\b(?:Mr|Ms|Mrs|Dr|Herr|Frau|Mme|M)\.?\s+(?=[A-ZÀ-Þ])")


@cache
def listed(name: str) -> frozenset[str]:
    """Return a list of words: `common_words` are written large without naming anybody, `stop_words` say nothing."""
    return frozenset(Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").split())


class Mention(NamedTuple):
    """A name in a text, `text[span]`: what it names, by every name that this has."""

    text: str
    span: Span
    kind: NameKind
    names: Sequence[str]


class _Entry(NamedTuple):
    tokens: tuple[str, ...]
    kind: NameKind
    names: Sequence[str]
    is_letters: bool = False
    """A name of capital letters alone, such as `TAG`, which no word of the language is."""


@dataclass(frozen=True)
class Names:
    """What is called how: accounts with their ids and aliases, people, and products and features.

    `accounts` has every name of an account; the first of them is what it is called.
    """

    accounts: Sequence[Sequence[str]] = ()
    people: Sequence[str] = ()
    things: Sequence[str] = ()
    _by_first: Mapping[str, list[_Entry]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the names by their first word."""
        found: dict[str, list[_Entry]] = {}
        for entry in self._entries():
            if entry.tokens:
                found.setdefault(entry.tokens[0], []).append(entry)
        for entries in found.values():
            entries.sort(key=lambda entry: -len(entry.tokens))
        object.__setattr__(self, "_by_first", found)

    def _entries(self) -> Iterable[_Entry]:
        for names in self.accounts:
            yield from (_Entry(_tokens(name), "account", names, _is_letters(name)) for name in names)
        yield from (_Entry(_tokens(name), "person", (name,)) for name in self.people)
        yield from (_Entry(_tokens(name), "thing", (name,)) for name in self.things)

    def mentions(self, text: str) -> list[Mention]:
        """Return the names of the book that stand in a text, the longest at each place, written large as names are."""
        found: list[Mention] = []
        tokens = _tokens_in(text)
        index = 0
        while index < len(tokens):
            entry = None if text[tokens[index].start()].islower() else self._entry_at(tokens, index)
            if entry is None:
                index += 1
                continue
            span = tokens[index].start(), tokens[index + len(entry.tokens) - 1].end()
            found.append(Mention(text[span[0] : span[1]], span, entry.kind, entry.names))
            index += len(entry.tokens)
        return found

    def _entry_at(self, tokens: Sequence[re.Match[str]], index: int) -> _Entry | None:
        for entry in self._by_first.get(_word(tokens[index]).casefold(), ()):
            there = tokens[index : index + len(entry.tokens)]
            if tuple(_word(one).casefold() for one in there) == entry.tokens and not (
                entry.is_letters and not all(_word(one).isupper() for one in there)
            ):
                return entry
        return None


@lru_cache(maxsize=64)
def _tokens_in(text: str) -> Sequence[re.Match[str]]:
    """Return the words of a text, for which the names of the book and strangers are looked one after the other."""
    return list(_TOKEN.finditer(text))


def _word(token: re.Match[str]) -> str:
    """Return a word without the ending of its owner: `Halden’s` is `Halden`."""
    return token.group().removesuffix("’s").removesuffix("'s")


def identifiers(text: str) -> list[Mention]:
    """Return the ids of rows that a text names: `T-4412`."""
    return [Mention(one.group(), one.span(), "thing", (one.group(),)) for one in _IDENTIFIER.finditer(text)]


def strangers(text: str, known: Sequence[Span]) -> list[Mention]:
    """Return what reads like the name of a person or a firm, and is none of the known ones: `Marcus Feld`.

    Two or more words written large, none of them a word of the trade; one is enough after `Mr` or `Dr`.
    """
    found: list[Mention] = []
    run: list[re.Match[str]] = []
    for token in _tokens_in(text):
        if not _is_proper(token.group()):
            found += _stranger(text, run, known)
            run = []
        elif run and text[run[-1].end() : token.start()] in (" ", "\u00a0", " & ", "-"):
            run.append(token)
        elif run or not _opens(text, token):
            found += _stranger(text, run, known)
            run = [token]
    return found + _stranger(text, run, known)


def _opens(text: str, token: re.Match[str]) -> bool:
    """Tell whether a word is written large because a sentence begins with it: `Die Nutzung`, `At Halden`."""
    before = text[: token.start()].rstrip(' \u00a0"“„«(*_')
    return (not before or before[-1] in ".!?:\n|>-") and token.group().casefold() in listed("opening_words")


def _stranger(text: str, run: Sequence[re.Match[str]], known: Sequence[Span]) -> list[Mention]:
    if not run or all(_is_common(one.group()) for one in run):
        return []
    span = run[0].start(), run[-1].end()
    is_titled = _TITLED.search(text[: span[0] + 1]) is not None and text[: span[0]].rstrip().endswith(
        ("Mr", "Ms", "Dr", ".")
    )
    if (len(run) < 2 and not is_titled) or overlaps(span, known):
        return []
    return [Mention(text[span[0] : span[1]], span, "unknown", (text[span[0] : span[1]],))]


def _is_proper(word: str) -> bool:
    return word[0].isupper() and any(one.islower() for one in word)


def _is_common(word: str) -> bool:
    return word.casefold() in listed("common_words")


def _is_letters(name: str) -> bool:
    return name.isalpha() and name.isupper()


@lru_cache(maxsize=1 << 16)
def _tokens(name: str) -> tuple[str, ...]:
    return tuple(token.casefold() for token in _TOKEN.findall(name))
