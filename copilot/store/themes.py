"""Feedback items with their vectors, the themes they were found in, and what people decided about these."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from copilot.feedback_item import Item
from copilot.store.database import Database
from copilot.store.tables import feedback_items, theme_decisions, theme_runs, themes

T = TypeVar("T")
_AT_ONCE = 500
"""Rows of one statement, well below what SQLite takes."""


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A theme as it was found or split off: its number, name, area, centroid, and the run or the theme it is from."""

    theme_id: int
    name: str
    area: str
    centroid: bytes
    run_id: int | None
    parent_id: int | None


class NewTheme(NamedTuple):
    """A theme that a run found, with the items in it."""

    name: str
    area: str
    centroid: bytes
    item_ids: Sequence[str]


class Run(NamedTuple):
    """A run that brings themes up to date: with which model and form of items, of which book.

    As long as it is not finished its revision is empty.
    """

    run_id: int
    ran_at: datetime
    basis: str
    revision: str
    middle: bytes


class DecisionRow(NamedTuple):
    """A decision as it is kept."""

    decision_id: int
    body: dict[str, Any]
    made_at: datetime
    made_by: str
    is_undone: bool


class ThemeStore:
    """Reads and writes items, themes and decisions. Who may see what is for the caller to know: items name accounts."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def items(self) -> list[tuple[Item, int | None]]:
        """Return every item with the theme it was found in, by day."""
        columns = [one for one in feedback_items.c if one.name != "vector"]
        with self.database.read() as connection:
            rows = connection.execute(select(*columns).order_by(feedback_items.c.date, feedback_items.c.item_id))
            return [(_item(row), row.theme_id) for row in rows]

    def put(self, items: Iterable[Item]) -> None:
        """Write new items, as yet without vectors and themes; one that is there already is written over."""
        for some in _batches(items):
            with self.database.write() as connection:
                ids = [one.item_id for one in some]
                connection.execute(delete(feedback_items).where(feedback_items.c.item_id.in_(ids)))
                connection.execute(insert(feedback_items), [_row(one) for one in some])

    def put_again(self, items: Iterable[Item]) -> None:
        """Write items over that say the same as before; they keep their vectors and themes."""
        change = update(feedback_items).where(feedback_items.c.item_id == bindparam("its"))
        kept = ("item_id", "vector", "theme_id")
        names = [column.name for column in feedback_items.c if column.name not in kept]
        for some in _batches(items):
            with self.database.write() as connection:
                rows = [{"its": one.item_id, **{f"new_{name}": _row(one)[name] for name in names}} for one in some]
                connection.execute(change.values({name: bindparam(f"new_{name}") for name in names}), rows)

    def remove(self, item_ids: Iterable[str]) -> None:
        """Take out items whose source is gone."""
        for some in _batches(item_ids):
            with self.database.write() as connection:
                connection.execute(delete(feedback_items).where(feedback_items.c.item_id.in_(some)))

    def without_vector(self, limit: int) -> list[tuple[str, str, str]]:
        """Return some items that have no vector yet: their ids, their words, and the product area they came with."""
        column = feedback_items.c
        columns = (column.item_id, column.text, column.area)
        query = select(*columns).where(column.vector.is_(None)).order_by(column.item_id).limit(limit)
        with self.database.read() as connection:
            return [(row.item_id, row.text, row.area or "") for row in connection.execute(query)]

    def count_without_vector(self) -> int:
        """Return how many items have no vector yet."""
        query = select(func.count()).select_from(feedback_items).where(feedback_items.c.vector.is_(None))
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def set_vectors(self, vectors: Mapping[str, bytes]) -> None:
        """Write the vectors of items."""
        change = update(feedback_items).where(feedback_items.c.item_id == bindparam("its"))
        rows = [{"its": item_id, "vector": vector} for item_id, vector in vectors.items()]
        with self.database.write() as connection:
            connection.execute(change.values(vector=bindparam("vector")), rows)

    def forget_vectors(self) -> None:
        """Forget every vector, as another model is to make them anew; themes stay as they are."""
        with self.database.write() as connection:
            connection.execute(update(feedback_items).values(vector=None))

    def set_centroids(self, centroids: Mapping[int, bytes]) -> None:
        """Write where themes lie among the vectors."""
        change = update(themes).where(themes.c.theme_id == bindparam("its")).values(centroid=bindparam("to"))
        with self.database.write() as connection:
            connection.execute(change, [{"its": theme_id, "to": vector} for theme_id, vector in centroids.items()])

    def vectors(self, item_ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the vectors of some items."""
        column = feedback_items.c
        for some in _batches(item_ids):
            with self.database.read() as connection:
                query = select(column.item_id, column.vector).where(column.item_id.in_(some))
                found = {row.item_id: row.vector for row in connection.execute(query)}
            yield from ((one, found[one]) for one in some if found.get(one) is not None)

    def themes(self) -> list[FoundTheme]:
        """Return every theme there is, by number."""
        with self.database.read() as connection:
            return [FoundTheme(**row._mapping) for row in connection.execute(select(themes).order_by("theme_id"))]

    def add_theme(self, name: str, area: str, centroid: bytes, *, parent_id: int | None = None) -> int:
        """Write a theme that a person split off or put together, and return its number, which no other one has had."""
        with self.database.write() as connection:
            return _add(connection, name=name, area=area, centroid=centroid, parent_id=parent_id)

    def last_run(self) -> Run | None:
        """Return the last run, if there was one."""
        with self.database.read() as connection:
            row = connection.execute(select(theme_runs).order_by(theme_runs.c.run_id.desc()).limit(1)).first()
        return None if row is None else Run(row.run_id, row.ran_at, row.basis, row.revision, row.middle)

    def begin_run(self, basis: str, middle: bytes) -> int:
        """Write a run that has only begun and return its number."""
        values = {"basis": basis, "revision": "", "middle": middle, "ran_at": _now()}
        with self.database.write() as connection:
            made = connection.execute(insert(theme_runs).values(**values).returning(theme_runs.c.run_id))
            return int(made.scalar_one())

    def finish_run(
        self, run_id: int, revision: str, middle: bytes, placed: Mapping[str, int], found: Iterable[NewTheme] = ()
    ) -> list[int]:
        """Write what a run came to, all of it or nothing: items that joined a theme, and new themes with theirs.

        Return the numbers of the new themes, which no other ones have had.
        """
        change = update(feedback_items).where(feedback_items.c.item_id == bindparam("its"))
        end = update(theme_runs).where(theme_runs.c.run_id == run_id)
        theme_of, made = dict(placed), []
        with self.database.write() as connection:
            for one in found:
                made.append(_add(connection, name=one.name, area=one.area, centroid=one.centroid, run_id=run_id))
                theme_of |= dict.fromkeys(one.item_ids, made[-1])
            for some in _batches(theme_of.items()):
                rows = [{"its": item_id, "theme": theme_id} for item_id, theme_id in some]
                connection.execute(change.values(theme_id=bindparam("theme")), rows)
            connection.execute(end.values(revision=revision, middle=middle))
        return made

    def decisions(self) -> list[DecisionRow]:
        """Return every decision, in the order in which they were made."""
        with self.database.read() as connection:
            rows = connection.execute(select(theme_decisions).order_by(theme_decisions.c.decision_id)).all()
        return [
            DecisionRow(one.decision_id, one.body, one.made_at.replace(tzinfo=UTC), one.made_by, bool(one.undone_at))
            for one in rows
        ]

    def decide(self, kind: str, body: dict[str, Any], by: str) -> int:
        """Write a decision and return its number."""
        values = {"kind": kind, "body": body, "made_at": _now(), "made_by": by}
        with self.database.write() as connection:
            made = connection.execute(insert(theme_decisions).values(**values).returning(theme_decisions.c.decision_id))
            return int(made.scalar_one())

    def undo(self, decision_id: int, unmade: int | None = None) -> None:
        """Mark a decision as undone; with it goes the theme `unmade`, and what had joined it is in none again."""
        change = update(theme_decisions).where(theme_decisions.c.decision_id == decision_id)
        with self.database.write() as connection:
            connection.execute(change.values(undone_at=_now()))
            if unmade is not None:
                connection.execute(
                    update(feedback_items).where(feedback_items.c.theme_id == unmade).values(theme_id=None)
                )
                connection.execute(delete(themes).where(themes.c.theme_id == unmade))


def _add(connection: Connection, **values: Any) -> int:
    return int(connection.execute(insert(themes).values(**values).returning(themes.c.theme_id)).scalar_one())


def _batches(ones: Iterable[T]) -> Iterator[list[T]]:
    left = iter(ones)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _item(row: Row[Any]) -> Item:
    return Item(
        item_id=row.item_id,
        origin=row.origin,
        source_id=row.source_id,
        account_id=row.account_id,
        date=row.date,
        text=row.text,
        start=row.start,
        end=row.end,
        tone=row.tone,
        author=row.author,
        area=row.area,
        importance=row.importance,
        also=tuple(row.also),
    )


def _row(item: Item) -> dict[str, Any]:
    values = {column.name: getattr(item, column.name, None) for column in feedback_items.c}
    return {**values, "also": list(item.also), "theme_id": None, "vector": None}


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
