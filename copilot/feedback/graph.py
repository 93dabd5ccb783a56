"""A graph of items that are near to each other in meaning, and the communities in it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copilot.index.embeddings import Vectors

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

EXACT = 4_096
"""Up to this many items everyone is compared with everyone; above it, with those in the nearest cells."""
PROBES = 20
"""How many cells an item's neighbours are looked for in; at 10,000 and 100,000 items 98 of 100 neighbours are found."""
_SAMPLE = 32
_ROUNDS = 6
_ROWS = 256
_TURNS = 8
"""A sweep moves an eighth of the nodes at a time, so that two which want each other's place do not just swap."""
_SWEEPS = 20
_SEED = 6


@dataclass(frozen=True)
class Graph:
    """Weighted links, each stored in both directions, sorted by `source` and then `target`."""

    nodes: int
    source: Ints
    target: Ints
    weight: Floats
    degree: Floats
    """The weight of each node's links and, in a graph of communities, of those inside it, both ways."""


def nearest(vectors: Vectors, count: int) -> tuple[Ints, Vectors]:
    """Return for each row the rows nearest to it, and their cosines; a row that has too few is filled up with -1."""
    if len(vectors) <= EXACT:
        groups = [np.arange(first, min(first + _ROWS, len(vectors))) for first in range(0, len(vectors), _ROWS)]
        everyone = np.arange(len(vectors))
        pools = [everyone] * len(groups)
    else:
        groups, pools = _cells(vectors)
    ids = np.full((len(vectors), count), -1, dtype=np.int64)
    cosines = np.full((len(vectors), count), -1, dtype=np.float32)
    for group, pool in zip(groups, pools, strict=True):
        among = vectors if len(pool) == len(vectors) else vectors[pool]
        for first in range(0, len(group), _ROWS):
            rows = group[first : first + _ROWS]
            near = vectors[rows] @ among.T
            near[np.arange(len(rows)), np.searchsorted(pool, rows)] = -2
            width = min(count, len(pool) - 1)
            best = np.argpartition(near, len(pool) - width, axis=1)[:, len(pool) - width :]
            ids[rows, :width] = pool[best]
            cosines[rows, :width] = np.take_along_axis(near, best, axis=1)
    return ids, cosines


def _cells(vectors: Vectors) -> tuple[list[Ints], list[Ints]]:
    """Divide the items into some √n cells, and say for each cell where its items' neighbours are looked for."""
    random = np.random.default_rng(_SEED)
    count = int(np.sqrt(len(vectors)))
    sample = vectors[np.sort(random.permutation(len(vectors))[: _SAMPLE * count])]
    centres = sample[random.permutation(len(sample))[:count]]
    for _ in range(_ROUNDS):
        centres = _centres(sample, _nearest_centre(sample, centres), centres)
    cell_of = _nearest_centre(vectors, centres)
    order = np.argsort(cell_of, kind="stable")
    cells = np.split(order, np.searchsorted(cell_of[order], np.arange(1, count)))
    beside = np.argsort(-(centres @ centres.T), axis=1, kind="stable")[:, :PROBES]
    kept = [cell for cell in range(count) if len(cells[cell])]
    return [cells[cell] for cell in kept], [
        np.sort(np.concatenate([cells[at] for at in beside[cell]])) for cell in kept
    ]


def _nearest_centre(vectors: Vectors, centres: Vectors) -> Ints:
    blocks = [vectors[first : first + 16 * _ROWS] for first in range(0, len(vectors), 16 * _ROWS)]
    return np.concatenate([(block @ centres.T).argmax(axis=1) for block in blocks])


def _centres(vectors: Vectors, cell_of: Ints, before: Vectors) -> Vectors:
    """Return the cells' new centres; a cell that lost all its items keeps the one that it had."""
    sums = sums_by_group(vectors, cell_of, len(before))
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), before).astype(np.float32)


def sums_by_group(vectors: Vectors, group_of: Ints, count: int) -> Vectors:
    """Return the sum of each group's rows; rows of a negative group are left out."""
    order = np.argsort(group_of, kind="stable")
    order = order[np.searchsorted(group_of[order], 0) :]
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    if len(order):
        groups, first = np.unique(group_of[order], return_index=True)
        sums[groups] = np.add.reduceat(vectors[order], first, axis=0)
    return sums


def linked(ids: Ints, cosines: Vectors, weakest: float) -> Graph:
    """Return the graph that links neighbours; a link is as strong as the cosine, half of it if only one side names it.

    Cosines are rounded, so that the last bits of a matrix product do not decide a community.
    """
    rows = np.repeat(np.arange(len(ids)), ids.shape[1])
    weights: Floats = np.asarray(np.round(cosines.ravel(), 4), dtype=np.float64)
    kept = (weights >= weakest) & (ids.ravel() >= 0)
    source, target, weights = rows[kept], ids.ravel()[kept], weights[kept] / 2
    both = np.concatenate([source, target]), np.concatenate([target, source]), np.concatenate([weights, weights])
    source, target, weights = _summed(*both, len(ids))
    return Graph(len(ids), source, target, weights, _totals(source, weights, len(ids)))


def _totals(group_of: Ints, weights: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(group_of, weights, minlength=count), dtype=np.float64)


def _summed(source: Ints, target: Ints, weight: Floats, nodes: int) -> tuple[Ints, Ints, Floats]:
    """Sort links by source and target, and add up those that have both in common."""
    key = source * nodes + target
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = _beginnings(key)
    if not len(first):
        return source, target, weight
    return key[first] // nodes, key[first] % nodes, np.add.reduceat(weight[order], first)


def _beginnings(values: Ints) -> Ints:
    """Return where in a sorted array each new value begins."""
    return np.flatnonzero(np.concatenate([np.ones(min(1, len(values)), dtype=bool), values[1:] != values[:-1]]))


def communities(graph: Graph, resolution: float) -> Ints:
    """Return the community of each node, numbered from 0: the partition with the best modularity that is found.

    Louvain's method: nodes move to where they gain most, then each community becomes one node of a smaller
    graph, until nothing moves; and the whole once more from there. The same graph has the same communities.
    """
    random = np.random.default_rng(_SEED)
    found = np.arange(graph.nodes)
    for _ in range(2):
        level, member, start = graph, np.arange(graph.nodes), found
        while True:
            start = np.unique(_settled(level, start, resolution, random), return_inverse=True)[1]
            member = start[member]
            count = int(start.max(initial=-1)) + 1
            if count == level.nodes:
                break
            level, start = condensed(level, start, count), np.arange(count)
        found = member
    return found


def condensed(graph: Graph, group_of: Ints, count: int) -> Graph:
    """Return the graph whose nodes are the groups."""
    source, target = group_of[graph.source], group_of[graph.target]
    across = source != target
    links = _summed(source[across], target[across], graph.weight[across], count)
    return Graph(count, *links, _totals(group_of, graph.degree, count))


def _settled(graph: Graph, group_of: Ints, resolution: float, random: np.random.Generator) -> Ints:
    """Move nodes to the neighbouring group where they gain most, until hardly any wants to."""
    group_of = group_of.copy()
    weight_of = _totals(group_of, graph.degree, graph.nodes)
    price = resolution / max(graph.degree.sum(), 1e-9)
    first_link = np.searchsorted(graph.source, np.arange(graph.nodes + 1))
    waiting = np.ones(graph.nodes, dtype=bool)
    for _ in range(_SWEEPS):
        nodes = np.flatnonzero(waiting)
        if not len(nodes):
            break
        waiting[:] = False
        turn = random.integers(0, _TURNS, len(nodes))
        for number in range(_TURNS):
            movers, targets = _moves(graph, first_link, nodes[turn == number], group_of, weight_of, price)
            np.subtract.at(weight_of, group_of[movers], graph.degree[movers])
            np.add.at(weight_of, targets, graph.degree[movers])
            group_of[movers] = targets
            waiting[graph.target[_links_of(first_link, movers)[1]]] = True
    return group_of


def _links_of(first_link: Ints, nodes: Ints) -> tuple[Ints, Ints]:
    """Return the links of some nodes: for each, which of the nodes it belongs to, and where it stands."""
    counts = first_link[nodes + 1] - first_link[nodes]
    owner = np.repeat(np.arange(len(nodes)), counts)
    before = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) + (first_link[nodes] - before)[owner]


def _moves(
    graph: Graph, first_link: Ints, nodes: Ints, group_of: Ints, weight_of: Floats, price: float
) -> tuple[Ints, Ints]:
    """Return the nodes that gain by moving, and the group that each of them gains most in."""
    owner, link = _links_of(first_link, nodes)
    if not len(link):
        return nodes[:0], nodes[:0]
    owner, group, weight = _summed(owner, group_of[graph.target[link]], graph.weight[link], graph.nodes)
    degree = graph.degree[nodes]
    here = group == group_of[nodes][owner]
    gain = weight - price * degree[owner] * (weight_of[group] - np.where(here, degree[owner], 0))
    staying = -price * degree * (weight_of[group_of[nodes]] - degree)
    staying[owner[here]] = gain[here]
    first = _beginnings(owner)
    best = np.maximum.reduceat(gain, first)
    candidates = np.flatnonzero(gain == np.repeat(best, np.diff(np.append(first, len(owner)))))
    candidates = candidates[_beginnings(owner[candidates])]
    moving = gain[candidates] > staying[owner[candidates]] + 1e-9
    return nodes[owner[candidates[moving]]], group[candidates[moving]]
