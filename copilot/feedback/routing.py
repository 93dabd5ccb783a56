"""Where a theme goes: Product, Engineering, AI, Support or Commercial, by the words of its items.

Each item reads like one of them, by the words it holds, the product area that its row names, and whether it wishes
for something. A theme goes where most of its items go, and the words that say so are its reason.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

import yaml

from copilot.feedback_item import Item

Route = Literal["Product", "Engineering", "AI", "Support", "Commercial"]

ROUTES: Final[tuple[Route, ...]] = ("Commercial", "Support", "AI", "Engineering", "Product")
"""In the order in which they go before each other where all else is equal: from the most to the least specific."""

_LEXICON = Path(__file__).with_suffix(".yaml")
_CLOSE = 0.5
"""A second route is named that has at least this part of the first one's items, and more than one of them."""
_MOST_WORDS = 3
"""Words that say the same thing again count no further, and so many are named in a reason."""
_OF_WORD, _OF_AREA, _OF_HINT, _OF_WISH, _OF_PROBLEM = 10, 8, 5, 5, 3
"""What a telling word counts, the area of a row, a hint, a wish, and that it is a problem or a ticket."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a theme goes somewhere: of its `of` items those that read like it, their words and areas, most first.

    A theme is routed by all of it that is on record, whatever part is looked at, and its words say so.
    """

    route: Route
    items: Sequence[Item]
    of: int
    words: Sequence[tuple[str, int]]
    areas: Sequence[tuple[str, int]]

    def __str__(self) -> str:
        words = ", ".join(f"“{word}” ({count:,})" for word, count in self.words[:_MOST_WORDS])
        areas = ", ".join(f"{area} ({count:,})" for area, count in self.areas[:_MOST_WORDS])
        told = f"{len(self.items):,} of its {self.of:,} items on record read like it"
        if not words and not areas:
            return f"{told}, by their tone alone"
        return told + (f": {words}" if words else "") + (f"; product area {areas}" if areas else "")


@dataclass(frozen=True, slots=True)
class Routing:
    """Who looks at a theme first, and second where two are close; without a telling word it is Product, and so said."""

    first: Reason
    second: Reason | None = None

    def __str__(self) -> str:
        if not self.first.items:
            return f"{self.first.route}: no word of its items tells, and a PM decides"
        second = f". Close to {self.second.route}: {self.second}" if self.second else ""
        return f"{self.first.route}: {self.first}{second}"


def route(items: Iterable[Item]) -> Routing:
    """Return where a theme goes, and why."""
    every = list({item.item_id: item for item in items}.values())
    going: dict[Route, list[Item]] = {one: [] for one in ROUTES}
    for item in every:
        goes = route_of(item)
        if goes is not None:
            going[goes].append(item)
    reasons = [_reason(one, some, len(every)) for one, some in going.items() if some]
    reasons.sort(key=lambda one: (-len(one.items), ROUTES.index(one.route)))
    if not reasons:
        return Routing(_reason("Product", [], len(every)))
    first, *others = reasons
    close = [one for one in others if len(one.items) > 1 and len(one.items) >= _CLOSE * len(first.items)]
    return Routing(first, close[0] if close else None)


def route_of(item: Item) -> Route | None:
    """Return where one item goes; None where neither its words nor its area tell."""
    points = _points(item)
    best = max(ROUTES, key=lambda one: (points[one], -ROUTES.index(one)))
    return best if points[best] > 0 else None


def _points(item: Item) -> dict[Route, int]:
    text, lexicon = _plain(item.text), _lexicon()
    points = {
        one: _OF_WORD * _counted(lexicon.words.get(one), text) + _OF_HINT * _counted(lexicon.hints[one], text)
        for one in ROUTES
    }
    area = _route_of_area(item)
    if area is not None:
        points[area] += _OF_AREA
    if item.tone == "problem" or item.origin == "ticket":
        points["Engineering"] += _OF_PROBLEM
    if item.tone == "request" or (item.tone != "problem" and lexicon.wishes.search(text)):
        points["Product"] += _OF_WISH
    return points


def _counted(words: re.Pattern[str] | None, text: str) -> int:
    return min(_MOST_WORDS, len(_found(words, text)))


def _found(words: re.Pattern[str] | None, text: str) -> set[str]:
    """Return the words that a text holds, each once."""
    return {" ".join(one.group().split()) for one in words.finditer(text)} if words else set()


def _said(one: Route, item: Item) -> set[str]:
    """Return the words of an item that read like a route, in small letters."""
    text, lexicon = _plain(item.text), _lexicon()
    return _found(lexicon.words.get(one), text) | _found(lexicon.hints[one], text)


def _plain(text: str) -> str:
    return text.replace("’", "'").casefold()


def _route_of_area(item: Item) -> Route | None:
    areas = _lexicon().areas
    return next((one for one in ROUTES if areas[one].search(_plain(item.area or ""))), None)


def _reason(one: Route, items: Sequence[Item], of: int) -> Reason:
    words = Counter(word for item in items for word in _said(one, item))
    areas = Counter(item.area for item in items if item.area)
    return Reason(one, items, of, _most(words), _most(areas))


def _most(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


class _Lexicon(NamedTuple):
    """What reads like each route by itself or beside other words, what names its product areas, and what wishes."""

    words: Mapping[Route, re.Pattern[str]]
    hints: Mapping[Route, re.Pattern[str]]
    areas: Mapping[Route, re.Pattern[str]]
    wishes: re.Pattern[str]


@cache
def _lexicon() -> _Lexicon:
    entries = yaml.safe_load(_LEXICON.read_text(encoding="utf-8"))
    words, hints, areas = (
        {one: _pattern(entries[kind][one]) for one in ROUTES if one in entries[kind]}
        for kind in ("words", "hints", "areas")
    )
    return _Lexicon(words, hints, areas, _pattern(entries["wishes"]))


def _pattern(entries: str) -> re.Pattern[str]:
    """Make one pattern of entries; Japanese is written without spaces, so its words stand anywhere."""
    every = [entry.strip().casefold() for entry in entries.split(",") if entry.strip()]
    unspaced = [re.escape(entry) for entry in every if entry[0] >= _FIRST_UNSPACED]
    by_initial: defaultdict[str, list[str]] = defaultdict(list)
    for entry in sorted(set(every), reverse=True):
        if entry[0] < _FIRST_UNSPACED:
            by_initial[entry[0]].append(_spelt(entry[1:]))
    # By initials, so that a word is held against few entries and not against all of them.
    told = "|".join(f"{_spelt(initial)}(?:{'|'.join(rests)})" for initial, rests in by_initial.items())
    return re.compile("|".join([rf"(?<!\w)(?:{told})(?!\w)", *unspaced]))


def _spelt(entry: str) -> str:
    return re.escape(entry).replace(r"\*", r"\w*").replace(r"\#", r"\d+").replace(r"\ ", r"\s+")


_FIRST_UNSPACED = "\u2e80"
"""The first character of the scripts that set no spaces between words."""
