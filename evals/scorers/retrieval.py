"""Whether the passages that answer were found, and how far up: nDCG, recall and reciprocal rank of the first ten.

A gold place is found by the first passage of its document that holds at least half of its words in their order, as a
place may lie across two passages; each place counts once. For answers the cited passages come before the gathered.
"""

import re
from collections.abc import Iterable
from math import log2

from copilot.evidence import Passage
from evals.case import Case, Place
from evals.mark import Mark
from evals.response import Response
from evals.scorers.folding import folded

DEPTH = 10
"""How many passages are looked at."""
_HALF = 0.5
_WORD = re.compile(r"\w+")


def ndcg(case: Case, response: Response) -> Mark | None:
    """Give the discounted gain of the places found, against that of all at the top."""
    ranks = _ranks(case, response)
    if ranks is None:
        return None
    gain = sum(1 / log2(rank + 1) for rank in ranks.values() if rank)
    best = sum(1 / log2(rank + 1) for rank in range(1, min(len(ranks), DEPTH) + 1))
    return Mark(min(1.0, gain / best), _why(ranks))


def recall(case: Case, response: Response) -> Mark | None:
    """Give the share of the places found."""
    ranks = _ranks(case, response)
    return None if ranks is None else Mark(sum(map(bool, ranks.values())) / len(ranks), _why(ranks))


def reciprocal_rank(case: Case, response: Response) -> Mark | None:
    """Give 1 for a place found first, a half for second, and so on."""
    ranks = _ranks(case, response)
    if ranks is None:
        return None
    return Mark(max((1 / rank for rank in ranks.values() if rank), default=0.0), _why(ranks))


def _ranks(case: Case, response: Response) -> dict[str, int] | None:
    """Return the rank at which each place is found, 0 where it is not; a passage may hold several places."""
    places = case.expect.passages
    if not places:
        return None
    shown = list(_once([*response.evidence.passages, *response.retrieved.passages]))[:DEPTH]
    texts = [_WORD.findall(folded(passage.text)) for passage in shown]
    found: dict[str, int] = {}
    taken: set[int] = set()
    for place in places:
        fits = [rank for rank, passage in enumerate(shown, start=1) if _is_in(place, passage.path, texts[rank - 1])]
        rank = next((rank for rank in fits if rank not in taken), 0)
        taken.add(rank)
        found[f"{place.path} “{place.words[:40]}”"] = rank or min(fits, default=0)
    return found


def _once(passages: Iterable[Passage]) -> Iterable[Passage]:
    return {passage.id: passage for passage in passages}.values()


def _is_in(place: Place, path: str, text: list[str]) -> bool:
    one, two = place.path.strip("/"), path.strip("/")
    if one != two and not one.endswith(f"/{two}") and not two.endswith(f"/{one}"):
        return False
    wanted = _WORD.findall(folded(place.words))
    size = min(3, len(wanted))
    runs = [tuple(wanted[at : at + size]) for at in range(len(wanted) - size + 1)]
    there = {tuple(text[at : at + size]) for at in range(len(text) - size + 1)}
    return bool(runs) and sum(run in there for run in runs) >= _HALF * len(runs)


def _why(ranks: dict[str, int]) -> str:
    missed = [place for place, rank in ranks.items() if not rank]
    found = ", ".join(str(rank) for rank in ranks.values() if rank)
    return "; ".join(
        [f"found at {found}"] * bool(found) + [f"not among the first {DEPTH}: {place}" for place in missed]
    )
