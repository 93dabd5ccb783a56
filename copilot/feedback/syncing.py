"""Brings items and themes up to date with the book: new items join the themes there are, the rest may make new ones."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from copilot.errors import Unavailable
from copilot.feedback.areas import areas_of
from copilot.feedback.clusters import (
    UNTHEMED,
    Clustering,
    centroids,
    cluster_around,
    join,
    likeness,
)
from copilot.feedback.decisions import Gather, Split
from copilot.feedback.folding import folded
from copilot.feedback.levels import Levels, levels_of
from copilot.feedback.naming import Naming
from copilot.feedback.reading import made_in
from copilot.feedback_item import Item
from copilot.index.embeddings import Embedder, Vector, Vectors, as_rows
from copilot.language import Language, language_of
from copilot.progress import Progress, Report, quiet
from copilot.store.locks import work_lock
from copilot.store.themes import FoundTheme, NewTheme, Run, ThemeStore

FORM = "3"
"""The form of items and themes: what an older form left is made anew."""
AREA = 0.4
"""How much the product area that an item came with weighs beside its words, as somebody chose it. Of what people put
together in the demo book, half lies in one theme so, a third without."""
BATCH = 256
"""Items that are embedded and written at a time."""

Items = Callable[[], Iterable[Item]]
"""Reads every item of the book."""


@dataclass(frozen=True, slots=True)
class ThemeSummary:
    """What a sync did: items that are new and that have gone, how many joined a theme, and the themes that are new."""

    added: int = 0
    removed: int = 0
    joined: int = 0
    new_themes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Book:
    """Every item by its id, oldest first, and the theme that it is in; `fresh` are new or say something else now."""

    items: dict[str, Item]
    theme_of: dict[str, int]
    fresh: frozenset[str]
    changed: int
    gone: int


class ThemeSync:
    """Keeps the themes of one database; a sync that was interrupted goes on where it was."""

    def __init__(self, store: ThemeStore, embedder: Embedder, gather: Items, naming: Naming = Naming()) -> None:  # noqa: B008  (it is frozen)
        self._store, self._embedder, self._gather, self._naming = store, embedder, gather, naming
        self._basis = f"{embedder.name} {embedder.version} {FORM}"

    def sync(self, revision: str, report: Report = quiet) -> ThemeSummary:
        """Bring themes up to date with the book of this revision, and wait if another process is at it."""
        last = self._store.last_run()
        if last is not None and (last.basis, last.revision) == (self._basis, revision):
            return ThemeSummary()
        with work_lock(self._store.database, "themes"):
            last = self._store.last_run()
            is_other_model = last is not None and last.basis != self._basis
            is_done = last is not None and bool(last.revision) and not is_other_model
            if is_other_model:
                self._store.forget_vectors()
            else:
                run_id = self._store.begin_run(self._basis, last.middle if last is not None else b"")
            book = self._read()
            self._embed(report)
            levels = self._levels(last)
            if is_other_model:  # until the themes have their places, the run is still to begin
                levels = self._levels_anew(book)
                run_id = self._store.begin_run(self._basis, _bytes(levels))
            report(Progress("Finding themes", 0, 1))
            joined, new = self._find(book, run_id, revision, levels, is_done, report)
            report(Progress("Finding themes", 1, 1))
            return ThemeSummary(book.changed, book.gone, joined, tuple(new))

    def centroid(self, item_ids: Sequence[str]) -> bytes:
        """Return the direction of some items, by which later ones will join the theme that they make."""
        every = {item.item_id: item for item, _ in self._store.items()}
        items, vectors = self._vectors([every[one] for one in item_ids])
        levels = self._levels(self._store.last_run())
        if levels is None or not items:
            raise Unavailable("The themes are not up to date with the book.", "Run `csm themes` and try again.")
        level = levels.levelled(vectors, _languages(items))
        direction: Vector = centroids(level, np.zeros(len(level), dtype=np.int64), levels.middle)[0]
        return direction.tobytes()

    def near(self, subject: str) -> dict[int, float]:
        """Return how near each theme is to a subject in meaning, as cosines."""
        levels, known = self._levels(self._store.last_run()), self._store.themes()
        if levels is None or not known:
            return {}
        level = levels.levelled(self._embedder.embed([subject]), [language_of([subject])])
        rows = likeness(level, as_rows(one.centroid for one in known), levels.middle)
        return {one.theme_id: float(cosine) for one, cosine in zip(known, rows[0], strict=True)}

    def _levels(self, last: Run | None) -> Levels | None:
        """Return the levels that a run worked with; None where it worked with another model or form."""
        return Levels.stored(last.middle) if last is not None and last.basis == self._basis else None

    def _read(self) -> _Book:
        """Write the items that are new or told otherwise, and take out those whose source is gone."""
        kept = {item.item_id: (item, theme_id) for item, theme_id in self._store.items()}
        there = {item.item_id: item for item in folded(self._gather())}
        changed = [item for item_id, item in there.items() if item_id not in kept or kept[item_id][0] != item]
        again = [one for one in changed if one.item_id in kept and kept[one.item_id][0].text == one.text]
        same = {one.item_id for one in again}
        fresh = [one for one in changed if one.item_id not in same]
        gone = [item_id for item_id in kept if item_id not in there]
        self._store.remove(gone)
        self._store.put_again(again)
        self._store.put(fresh)
        new = frozenset(one.item_id for one in fresh)
        theme_of = {
            item_id: theme_id
            for item_id, (_, theme_id) in kept.items()
            if theme_id is not None and item_id in there and item_id not in new
        }
        in_order = sorted(there.values(), key=lambda item: (item.date, item.item_id))
        return _Book({item.item_id: item for item in in_order}, theme_of, new, len(changed), len(gone))

    def _embed(self, report: Report) -> None:
        total, done = self._store.count_without_vector(), 0
        while some := self._store.without_vector(BATCH):
            report(Progress("Reading feedback", done, total))
            row_of = self._directions({(text, area) for _, text, area in some})
            self._store.set_vectors({item_id: row_of[text, area].tobytes() for item_id, text, area in some})
            done += len(some)
        if total:
            report(Progress("Reading feedback", total, total))

    def _directions(self, said: Collection[tuple[str, str]]) -> dict[tuple[str, str], Vector]:
        """Return the direction of each text, turned towards the product area that it came with."""
        words = sorted({word for text, area in said for word in (text, area.casefold()) if word})
        row_of = dict(zip(words, self._embedder.embed(words), strict=True))
        turned = {one: row_of[one[0]] + AREA * row_of[one[1].casefold()] if one[1] else row_of[one[0]] for one in said}
        return {one: row / max(float(np.linalg.norm(row)), 1e-9) for one, row in turned.items()}

    def _vectors(self, items: Sequence[Item]) -> tuple[list[Item], Vectors]:
        """Return the items that have a vector, and the vectors."""
        by_id = {item.item_id: item for item in items}
        pairs = list(self._store.vectors(list(by_id)))
        vectors = as_rows(vector for _, vector in pairs) if pairs else np.zeros((0, 1), dtype=np.float32)
        return [by_id[one] for one, _ in pairs], vectors

    def _levels_anew(self, book: _Book) -> Levels | None:
        """Tell what all items have in common for another model, and where the themes lie there by what they hold."""
        items, vectors = self._vectors(list(book.items.values()))
        if not items:
            return None
        levels = levels_of(vectors, _languages(items), len(items))
        level = levels.levelled(vectors, _languages(items))
        row = {one.item_id: at for at, one in enumerate(items)}
        places: dict[int, bytes] = {}
        for number, held in self._held(book).items():
            rows = [row[one] for one in held if one in row]
            if rows:
                own = centroids(level[rows], np.zeros(len(rows), dtype=np.int64), levels.middle)
                places[number] = own[0].tobytes()
        self._store.set_centroids(places)
        return levels

    def _held(self, book: _Book) -> dict[int, list[str]]:
        """Return the items by which each theme is known: those found in it, else those that somebody put into it."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for item_id, number in book.theme_of.items():
            found[number].append(item_id)
        made = (one.decision for one in made_in(self._store) if not one.is_undone)
        by_hand = {one.made: one.item_ids for one in made if isinstance(one, Split | Gather)}
        return by_hand | found

    def _find(
        self, book: _Book, run_id: int, revision: str, levels: Levels | None, is_done: bool, report: Report
    ) -> tuple[int, list[int]]:
        """Let the unthemed items join the themes there are, and make new themes of those that are left.

        What the last run left makes new themes only with fresh items, if that run was done.
        """
        items, vectors = self._vectors([one for key, one in book.items.items() if key not in book.theme_of])
        if not items:
            self._store.finish_run(run_id, revision, _bytes(levels), {})
            return 0, []
        languages, size = _languages(items), vectors[0].nbytes
        # A theme that nothing is known of any more has its place with a model that was there before.
        known = [one for one in self._store.themes() if len(one.centroid) == size]
        levels = levels_of(vectors, languages, len(book.items), levels)
        vectors = levels.levelled(vectors, languages)
        theme_of = join(vectors, as_rows(one.centroid for one in known) if known else vectors[:0], levels.middle)
        left = np.flatnonzero(theme_of == UNTHEMED)
        placed = {items[at].item_id: known[theme_of[at]].theme_id for at in np.flatnonzero(theme_of != UNTHEMED)}
        fresh = np.array([not is_done or items[at].item_id in book.fresh for at in left], dtype=np.bool_)
        found = cluster_around(fresh, vectors[left], levels.middle)
        groups = [[items[left[at]] for at in rows] for rows in _by_nearness(found, vectors[left])]
        themes = self._named(groups, found, replace(book, theme_of=book.theme_of | placed), known, report)
        return len(placed), self._store.finish_run(run_id, revision, _bytes(levels), placed, themes)

    def _named(
        self,
        groups: Sequence[Sequence[Item]],
        found: Clustering,
        book: _Book,
        known: Sequence[FoundTheme],
        report: Report,
    ) -> list[NewTheme]:
        """Return new themes, named by what is said in them and in no other, each in the area of those like it."""
        if not groups:
            return []
        said: defaultdict[int, list[str]] = defaultdict(list)
        for item_id, theme_id in book.theme_of.items():
            said[theme_id].append(book.items[item_id].text)

        def near(some: Sequence[str]) -> Vectors:
            return likeness(self._embedder.embed(some), found.centroids, found.middle)

        texts = [[item.text for item in group] for group in groups]
        names = self._naming.names(texts, list(said.values()), near, [one.name for one in known], report)
        places = as_rows(one.centroid for one in known) if known else found.centroids[:0]
        areas = areas_of(groups, found.centroids, [one.area for one in known], places, self._naming.areas)
        return [
            NewTheme(name, area, centroid.tobytes(), [item.item_id for item in group])
            for name, area, centroid, group in zip(names, areas, found.centroids, groups, strict=True)
        ]


def _bytes(levels: Levels | None) -> bytes:
    return b"" if levels is None else levels.stored_as()


def _languages(items: Sequence[Item]) -> list[Language | None]:
    return [language_of([item.text]) for item in items]


def _by_nearness(found: Clustering, vectors: Vectors) -> list[list[int]]:
    """Return the rows of each theme, the nearest to its middle first."""
    groups = []
    for theme, centroid in enumerate(found.centroids):
        rows = np.flatnonzero(found.theme_of == theme)
        near = likeness(vectors[rows], centroid[None], found.middle)[:, 0]
        groups.append(rows[np.argsort(-near, kind="stable")].tolist())
    return groups
