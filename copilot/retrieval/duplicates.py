"""Leaving out passages that say what a better one has said already."""

import re
from collections.abc import Iterable

from copilot.evidence import Passage

SAME = 0.9
"""Share of the words of two passages that they have in common when one stands for both."""

_NUMBER = re.compile(r"\d+")


def without_duplicates(passages: Iterable[Passage], limit: int) -> list[Passage]:
    """Return the first `limit` passages, each only if it is not nearly the same as one before it.

    Texts with different figures are not the same, and neither are those of different accounts.
    """
    kept: list[Passage] = []
    said: list[tuple[str | None, list[str], frozenset[str]]] = []
    for passage in passages:
        text = passage.text.lower()
        own = (passage.account_id, _NUMBER.findall(text), frozenset(text.split()))
        if not any(own[:2] == other[:2] and _overlap(own[2], other[2]) >= SAME for other in said):
            kept.append(passage)
            said.append(own)
        if len(kept) == limit:
            break
    return kept


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
