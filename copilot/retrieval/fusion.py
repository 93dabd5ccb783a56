"""Joining what words and what meaning say of each passage into one ranking."""

from collections.abc import Mapping

Scores = Mapping[int, float]


def fuse(words: Scores, cosines: Scores) -> list[tuple[int, float]]:
    """Return every passage of the two, best first, with a score from 0 to 1.

    Each side counts half, as a share of its own best score, so neither can drown the other; what a side does
    not know counts nothing there. Where one side found nothing at all, the other decides alone.
    """
    sides = [side for side in (_shares(words), _shares(cosines)) if side]
    passages = {passage for side in sides for passage in side}
    scores = {passage: sum(side.get(passage, 0.0) for side in sides) / len(sides) for passage in passages}
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _shares(scores: Scores) -> dict[int, float]:
    best = max(scores.values(), default=0.0)
    return {passage: max(score, 0.0) / best for passage, score in scores.items()} if best > 0 else {}
