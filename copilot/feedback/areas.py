"""The areas that new themes belong to: as their rows say, as the theme next to them, or as their own phrases."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from copilot.feedback.clusters import STRANGERS, areas
from copilot.feedback.phrases import READ
from copilot.feedback_item import Item
from copilot.index.embeddings import Vectors

_OF_A_THEME = READ // 10
"""Items of each theme that an area's name is read from: as many of a small theme as of a large one."""

Call = Callable[[Sequence[Sequence[str]]], list[str]]
"""Returns a phrase for each area, given its texts."""


def areas_of(
    groups: Sequence[Sequence[Item]], directions: Vectors, known: Sequence[str], places: Vectors, call: Call
) -> list[str]:
    """Return the area of each new theme, given its items and direction, and the areas and directions that there are.

    It is the product area that most of its rows name; else that of the nearest theme which has one, if it is near
    enough to be linked with; and themes that are left are put together, and called by what they share.
    """
    told = [_told(group) for group in groups]
    named = [at for at, area in enumerate(told) if area]
    found = _as_nearest(told, directions, [*known, *(told[at] for at in named)], [*places, *directions[named]])
    left = [at for at, area in enumerate(found) if not area]
    if left:
        area_of = areas(directions[left])
        texts: list[list[str]] = [[] for _ in range(int(area_of.max()) + 1)]
        for at, area in zip(left, area_of.tolist(), strict=True):
            texts[area] += _some([item.text for item in groups[at]])
        names = call(texts)
        for at, area in zip(left, area_of.tolist(), strict=True):
            found[at] = _spelled(names[area])
    return found


def _told(items: Sequence[Item]) -> str:
    """Return the product area that at least half of the rows name of those that name one."""
    told = Counter(_spelled(item.area) for item in items if item.area)
    name, number = told.most_common(1)[0] if told else ("", 0)
    return name if 2 * number >= told.total() else ""


def _as_nearest(told: Sequence[str], directions: Vectors, known: Sequence[str], places: Sequence[object]) -> list[str]:
    """Return the areas with those filled in that the nearest theme tells."""
    if not known:
        return list(told)
    near = directions @ np.asarray(places, dtype=np.float32).T
    best = near.argmax(axis=1)
    return [area or (known[best[at]] if near[at, best[at]] >= STRANGERS else "") for at, area in enumerate(told)]


def _some(texts: Sequence[str]) -> Sequence[str]:
    return texts[:: max(1, -(-len(texts) // _OF_A_THEME))]


def _spelled(area: str) -> str:
    """Return an area as it is written at the beginning of a line: `administration` and `Administration` are one."""
    return area[:1].upper() + area[1:]
