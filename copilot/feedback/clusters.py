"""Themes: items that mean much the same, found without a list of them and without being told how many.

Items are linked to their nearest neighbours, and the communities of that graph are the themes: as coarse as
they can be while two items of a theme are, on average, as alike as `ALIKE` asks. What the corpus has in common is
taken out first, so "alike" means alike beyond what all of it is about. An item far from its theme belongs to none.
"""

from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from copilot.feedback.graph import Graph, Ints, communities, condensed, linked, nearest, sums_by_group
from copilot.index.embeddings import Vector, Vectors

NEIGHBOURS = 15
"""Links that an item asks for. The results hardly change from 10 to 25."""
STRANGERS = 0.35
"""Items with a smaller cosine are not linked. At 0.4 people's labels are met less well on all three sets looked at, and
two thirds of the feedback of a book of business stay in no theme."""
ALIKE = 0.5
"""The cosine that two items of a theme have on average. Under people's labels of both sets looked at it is 0.48."""
BELONGS = STRANGERS
"""The cosine with the middle of a theme that an item needs to belong to it."""
FEWEST = 3
"""What fewer people say is no theme yet."""
SAME = 0.6
"""Items with a larger cosine count as one topic when what all items have in common is worked out."""
UNSURE = 10
"""A few topics say little of what all items have in common: of the middle of this many, only half is taken out."""
AREA_NEIGHBOURS = 5
KIN = 0.2
"""Themes with a smaller cosine are not linked: of their items, fewer are alike than of one theme."""
_FINEST = 0.3
"""The finest resolution asks that a theme's items share this part of the links that they could share."""
_COARSEST = 0.02
_HALVINGS = 12
_SAMPLE = 2_000
_BLOCK = 2_048
_SEED = 6

UNTHEMED = -1


@dataclass(frozen=True)
class Clustering:
    """The theme of each item, numbered from the largest, or UNTHEMED; and the area of each theme.

    `middle` is what all items have in common, and `centroids` are the themes' own directions beside it: with both,
    items that come later find their theme (`join`).
    """

    theme_of: Ints
    area_of: Ints
    centroids: Vectors
    middle: Vector


def cluster(vectors: Vectors, *, middle: Vector | None = None) -> Clustering:
    """Find the themes of items, given as vectors of about length 1. The same vectors have the same themes.

    To find new themes among items that no theme took, hand over the `middle` that their themes were found with.
    Items with the same vector count as often as they come, and weigh once.
    """
    said, item_of, times = _distinct(vectors)
    if middle is None:
        middle = middle_of(said)
    beside = _beside(said, middle)
    theme_of = np.full(len(said), UNTHEMED)
    while True:  # until what is left forms no theme: else the next item to come would bring it out
        left = np.flatnonzero(theme_of == UNTHEMED)
        more = _themes(beside[left], times[left])
        if (more == UNTHEMED).all():
            break
        theme_of[left] = np.where(more == UNTHEMED, UNTHEMED, more + theme_of.max(initial=-1) + 1)
        theme_of = _by_size(theme_of, times)
        left = np.flatnonzero(theme_of == UNTHEMED)
        theme_of[left] = join(said[left], centroids(said, theme_of, middle), middle)
    theme_of = _by_size(theme_of, times)
    directions = centroids(said, theme_of, middle)
    return Clustering(theme_of[item_of], areas(directions), directions, middle)


def cluster_around(fresh: NDArray[np.bool_], vectors: Vectors, middle: Vector) -> Clustering:
    """Find the themes that fresh items make among those that are left, which made none before.

    A theme has a fresh item, so only what is near enough to one to be linked with it is looked through; the others
    then join as items that come later do.
    """
    if fresh.all():
        return cluster(vectors, middle=middle)
    beside = _beside(vectors, middle)
    rows = np.flatnonzero(_is_near(beside, beside[fresh]) | fresh)
    found = cluster(vectors[rows], middle=middle)
    theme_of = join(vectors, found.centroids, middle)
    theme_of[rows] = found.theme_of
    return replace(found, theme_of=theme_of)


def _is_near(beside: Vectors, to: Vectors) -> NDArray[np.bool_]:
    """Tell for each row whether it could be linked with one of the others."""
    if not len(to):
        return np.zeros(len(beside), dtype=np.bool_)
    blocks = (beside[at : at + _BLOCK] @ to.T for at in range(0, len(beside), _BLOCK))
    return np.concatenate([block.max(axis=1) >= STRANGERS for block in blocks])


def _themes(vectors: Vectors, times: Ints) -> Ints:
    """Return the theme of each item, where those too far from theirs and those of too small ones have none."""
    if len(vectors) < 2:
        return np.where(times >= FEWEST, 0, UNTHEMED)
    graph = linked(*nearest(vectors, min(NEIGHBOURS, len(vectors) - 1)), STRANGERS)
    group_of = communities(graph, _resolution(graph, vectors))
    count = int(group_of.max()) + 1
    middles = _unit(sums_by_group(vectors, group_of, count))
    near = (vectors * middles[group_of]).sum(axis=1) >= BELONGS
    sizes = np.bincount(group_of[near], times[near], minlength=count)
    return np.where(near & (sizes[group_of] >= FEWEST), group_of, UNTHEMED)


def _by_size(theme_of: Ints, times: Ints) -> Ints:
    """Return the items' themes numbered from the largest."""
    themed = theme_of != UNTHEMED
    themes, member = np.unique(theme_of[themed], return_inverse=True)
    order = np.argsort(-np.bincount(member, times[themed], minlength=len(themes)), kind="stable")
    number = np.empty(len(themes), dtype=np.int64)
    number[order] = np.arange(len(themes))
    theme_of = np.full(len(theme_of), UNTHEMED)
    theme_of[themed] = number[member]
    return theme_of


def join(vectors: Vectors, known: Vectors, middle: Vector) -> Ints:
    """Return the theme that each item belongs to, or UNTHEMED, given the centroids of the themes there are."""
    if not len(known) or not len(vectors):
        return np.full(len(vectors), UNTHEMED)
    cosines = likeness(vectors, known, middle)
    return np.where(cosines.max(axis=1) >= BELONGS, cosines.argmax(axis=1), UNTHEMED)


def likeness(vectors: Vectors, known: Vectors, middle: Vector) -> Vectors:
    """Return how near each item is to each theme, as cosines."""
    return np.asarray(_beside(vectors, middle) @ known.T)


def centroids(vectors: Vectors, theme_of: Ints, middle: Vector) -> Vectors:
    """Return the direction of each theme: needed again where people have merged, split or moved."""
    return _unit(sums_by_group(_beside(vectors, middle), theme_of, int(theme_of.max(initial=-1)) + 1))


def _distinct(vectors: Vectors) -> tuple[Vectors, Ints, Ints]:
    """Return the different vectors in the order they come, which of them each item has, and how often each comes."""
    place: dict[bytes, int] = {}
    marks = (blake2b(row.tobytes(), digest_size=16).digest() for row in vectors)
    item_of = np.array([place.setdefault(mark, len(place)) for mark in marks], dtype=np.int64)
    first = np.unique(item_of, return_index=True)[1]
    return vectors if len(first) == len(vectors) else vectors[first], item_of, np.bincount(item_of)


def middle_of(vectors: Vectors) -> Vector:
    """Return what items have in common, whatever they are about.

    An item counts the less, the more items are like it, so that each topic counts about once: a topic that many
    speak of is not what all have in common. The sum of the counts is then about the number of topics.
    """
    vectors = _distinct(vectors)[0]
    random = np.random.default_rng(_SEED)
    sample = vectors[np.sort(random.permutation(len(vectors))[:_SAMPLE])]
    counts = 1 / np.maximum((sample @ sample.T >= SAME).sum(axis=1), 1)
    return np.asarray((counts @ sample) / (counts.sum() + UNSURE), dtype=np.float32)


def _beside(vectors: Vectors, middle: Vector) -> Vectors:
    return _unit(vectors - middle)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _resolution(graph: Graph, vectors: Vectors) -> float:
    """Return the coarsest resolution whose themes are alike enough.

    It is looked for among groupings of the finest communities: all of the search takes as long as about three
    runs over the items themselves.
    """
    finest = _FINEST * graph.nodes / NEIGHBOURS
    group_of = communities(graph, finest)
    count = int(group_of.max()) + 1
    small = condensed(graph, group_of, count)
    sums, sizes = sums_by_group(vectors, group_of, count), np.bincount(group_of, minlength=count)
    low, high = min(_COARSEST, finest), finest
    for _ in range(_HALVINGS):
        between = float(np.sqrt(low * high))
        if _likeness(sums, sizes, communities(small, between)) < ALIKE:
            low = between
        else:
            high = between
    return high


def _likeness(sums: Vectors, sizes: Ints, group_of: Ints) -> float:
    """Return the mean cosine of two items of a theme, averaged over the items of all themes."""
    size = np.bincount(group_of, sizes)
    kept = size >= FEWEST
    if not kept.any():
        return 1.0
    total = sums_by_group(sums, group_of, len(size))[kept].astype(np.float64)
    size = size[kept]
    alike = ((total**2).sum(axis=1) - size) / (size * (size - 1))
    return float((alike * size).sum() / size.sum())


def areas(directions: Vectors) -> Ints:
    """Return the area of each theme: the communities of the graph that links themes as items are linked."""
    if len(directions) < 2:
        return np.zeros(len(directions), dtype=np.int64)
    graph = linked(*nearest(directions, min(AREA_NEIGHBOURS, len(directions) - 1)), KIN)
    return communities(graph, 1.0)
