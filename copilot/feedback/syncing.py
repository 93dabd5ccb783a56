"""Brings items and themes up to date with the book: new items join the themes there are, the rest may make new ones."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np

from copilot.feedback.clusters import UNTHEMED, Clustering, centroids, cluster, join, likeness, middle_of
from copilot.feedback.folding import folded
from copilot.feedback.phrases import phrases
from copilot.feedback_item import Item
from copilot.index.embeddings import Embedder, Vector, Vectors, as_rows
from copilot.progress import Progress, Report, quiet
from copilot.store.locks import work_lock
from copilot.store.themes import ThemeStore

FORM = "1"
"""The form of items and themes: what an older form left is made anew."""
BATCH = 256
"""Items that are embedded and written at a time."""

Gather = Callable[[], Iterable[Item]]
"""Reads every item of the book."""


@dataclass(frozen=True, slots=True)
class ThemeSummary:
    """What a sync did: items that are new and that have gone, how many joined a theme, and the themes that are new."""

    added: int = 0
    removed: int = 0
    joined: int = 0
    new_themes: tuple[int, ...] = ()


class ThemeSync:
    """Keeps the themes of one database; a sync that was interrupted goes on where it was."""

    def __init__(self, store: ThemeStore, embedder: Embedder, gather: Gather) -> None:
        self._store, self._embedder, self._gather = store, embedder, gather
        self._basis = f"{embedder.name} {embedder.version} {FORM}"

    def sync(self, revision: str, report: Report = quiet) -> ThemeSummary:
        """Bring themes up to date with the book of this revision, and wait if another process is at it."""
        last = self._store.last_run()
        if last is not None and (last.basis, last.revision) == (self._basis, revision):
            return ThemeSummary()
        with work_lock(self._store.database, "themes"):
            last = self._store.last_run()
            is_other_model = last is not None and last.basis != self._basis
            if is_other_model:
                self._store.forget_vectors()
            added, removed = self._read()
            self._embed(report)
            if is_other_model:
                self._place_themes_anew(revision)
            report(Progress("Finding themes", 0, 1))
            joined, new = self._find(revision)
            report(Progress("Finding themes", 1, 1))
            return ThemeSummary(added, removed, joined, tuple(new))

    def centroid(self, item_ids: Sequence[str]) -> bytes:
        """Return the direction of some items, by which later ones will join the theme that they make."""
        last = self._store.last_run()
        vectors = as_rows(vector for _, vector in self._store.vectors(item_ids))
        assert last is not None
        direction: Vector = centroids(vectors, np.zeros(len(vectors), dtype=np.int64), as_rows([last.middle])[0])[0]
        return direction.tobytes()

    def near(self, subject: str) -> dict[int, float]:
        """Return how near each theme is to a subject in meaning, as cosines."""
        last, known = self._store.last_run(), self._store.themes()
        if last is None or not known:
            return {}
        rows = likeness(
            self._embedder.embed([subject]), as_rows(one.centroid for one in known), as_rows([last.middle])[0]
        )
        return {one.theme_id: float(cosine) for one, cosine in zip(known, rows[0], strict=True)}

    def _read(self) -> tuple[int, int]:
        """Write the items that are new or say something else, and take out those whose source is gone."""
        kept = {item.item_id: item for item, _ in self._store.items()}
        there = {item.item_id: item for item in folded(self._gather())}
        new = [item for item_id, item in there.items() if kept.get(item_id) != item]
        gone = [item_id for item_id in kept if item_id not in there]
        self._store.remove(gone)
        self._store.put(new)
        return len(new), len(gone)

    def _embed(self, report: Report) -> None:
        total, done = self._store.count_without_vector(), 0
        while some := self._store.without_vector(BATCH):
            report(Progress("Reading feedback", done, total))
            rows = self._embedder.embed([text for _, text in some])
            self._store.set_vectors({item_id: row.tobytes() for (item_id, _), row in zip(some, rows, strict=True)})
            done += len(some)
        if total:
            report(Progress("Reading feedback", total, total))

    def _place_themes_anew(self, revision: str) -> None:
        """Tell where the themes that there are lie among the vectors of another model, by the items that they hold."""
        home = {item.item_id: theme_id for item, theme_id in self._store.items()}
        pairs = list(self._store.vectors(list(home)))
        if not pairs:
            return
        vectors = as_rows(vector for _, vector in pairs)
        middle = middle_of(vectors)
        numbers = sorted({theme_id for theme_id in home.values() if theme_id is not None})
        place = {number: at for at, number in enumerate(numbers)}
        theme_of = np.array([place.get(home[item_id] or 0, UNTHEMED) for item_id, _ in pairs], dtype=np.int64)
        themed = theme_of != UNTHEMED
        if themed.any():
            directions = centroids(vectors[themed], theme_of[themed], middle)
            self._store.set_centroids({one: directions[at].tobytes() for one, at in place.items()})
        self._store.add_run(self._basis, revision, middle.tobytes())

    def _find(self, revision: str) -> tuple[int, list[int]]:
        """Let the unthemed items join the themes there are, and make new themes of those that are left."""
        last, every = self._store.last_run(), self._store.items()
        free = {item.item_id: item for item, theme_id in every if theme_id is None}
        with_vector = list(self._store.vectors(list(free)))
        items = [free[item_id] for item_id, _ in with_vector]
        if not items:
            self._store.add_run(self._basis, revision, last.middle if last is not None else b"")
            return 0, []
        vectors = as_rows(vector for _, vector in with_vector)
        middle = as_rows([last.middle])[0] if last is not None and last.middle else None
        placed = self._joined(items, vectors, middle)
        left = [at for at, item in enumerate(items) if item.item_id not in placed]
        found = cluster(vectors[left], middle=middle)
        run_id = self._store.add_run(self._basis, revision, np.asarray(found.middle, dtype=np.float32).tobytes())
        said: defaultdict[int, list[Item]] = defaultdict(list)
        for item, theme_id in every:
            if (home := theme_id if theme_id is not None else placed.get(item.item_id)) is not None:
                said[home].append(item)
        groups = [
            [items[left[at]] for at in np.flatnonzero(found.theme_of == one).tolist()]
            for one in range(len(found.area_of))
        ]
        new = self._add(groups, found, said, run_id)
        self._store.place(
            placed | {item.item_id: one for one, group in zip(new, groups, strict=True) for item in group}
        )
        return len(placed), new

    def _joined(self, items: Sequence[Item], vectors: Vectors, middle: Vector | None) -> dict[str, int]:
        """Return which theme of those there are each item joins, where it is near enough to one."""
        known = self._store.themes()
        if middle is None or not known:
            return {}
        theme_of = join(vectors, as_rows(one.centroid for one in known), middle)
        return {
            item.item_id: known[at].theme_id
            for item, at in zip(items, theme_of.tolist(), strict=True)
            if at != UNTHEMED
        }

    def _add(
        self, groups: Sequence[Sequence[Item]], found: Clustering, said: Mapping[int, Sequence[Item]], run_id: int
    ) -> list[int]:
        """Write new themes, named by what is said in them and in no other, each in the area of those like it."""
        known = {one.theme_id: one for one in self._store.themes()}
        texts = [[item.text for item in group] for group in (*groups, *said.values())]
        directions = np.concatenate([found.centroids, *(as_rows([known[one].centroid]) for one in said)])

        def near(some: Sequence[str]) -> Vectors:
            return likeness(self._embedder.embed(some), directions, found.middle)

        taken = {one.name.casefold() for one in known.values()}
        names = [_free(name, taken) for name in phrases(texts, near)[: len(groups)]] if groups else []
        areas = _areas(groups, found.area_of.tolist(), names)
        return [
            self._store.add_theme(name, area, centroid.tobytes(), run_id=run_id)
            for name, area, centroid in zip(names, areas, found.centroids, strict=True)
        ]


def _areas(groups: Sequence[Sequence[Item]], area_of: Sequence[int], names: Sequence[str]) -> list[str]:
    """Return the area of each theme: what most of its rows say; else as the largest theme like it is called."""
    largest: dict[int, str] = {}
    for area, name in zip(area_of, names, strict=True):
        largest.setdefault(area, name)
    return [_told_area(group) or largest[area] for group, area in zip(groups, area_of, strict=True)]


def _told_area(items: Sequence[Item]) -> str:
    """Return the product area that at least half of the rows name of those that name one."""
    told = Counter(_spelled(item.area) for item in items if item.area)
    name, number = told.most_common(1)[0] if told else ("", 0)
    return name if 2 * number >= told.total() else ""


def _spelled(area: str) -> str:
    """Return an area as it is written at the beginning of a line: `administration` and `Administration` are one."""
    return area[:1].upper() + area[1:]


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no theme has yet."""
    numbered = chain([name], (f"{name} {number}" for number in count(2)))
    free = next(one for one in numbered if one.casefold() not in taken)
    taken.add(free.casefold())
    return free
