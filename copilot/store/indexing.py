"""What the index writes: passages, which of them have a vector, and what it says of itself."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from copilot.store import keywords
from copilot.store.database import Database
from copilot.store.documents import MAX_IDS
from copilot.store.keywords import KeywordRow
from copilot.store.tables import documents, passages, state, vectors

HEADING_JOINT = " > "


@dataclass(frozen=True, slots=True)
class Stale:
    """A document whose passages are not those of its content; without a hash it is to be forgotten."""

    document_id: str
    account_id: str | None
    title: str
    text: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage as splitting made it; `text_hash` is of everything that is searched."""

    start: int
    end: int
    heading: tuple[str, ...]
    text_hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """How many passages of a document are new, and how many have gone."""

    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Unembedded:
    """A passage without a vector, with the words around it."""

    passage_id: int
    title: str
    heading: tuple[str, ...]
    text: str


class IndexStore:
    """The index's own rows."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def set_state(self, **values: str) -> None:
        """Write down what the index says of itself."""
        make = postgresql.insert if self.database.dialect == "postgresql" else sqlite.insert
        rows = make(state).values([{"name": name, "value": value} for name, value in values.items()])
        with self.database.write() as connection:
            connection.execute(rows.on_conflict_do_update(index_elements=["name"], set_={"value": rows.excluded.value}))

    def split_everything_again(self) -> None:
        """Count every document as stale; passages that come out the same keep their vectors."""
        with self.database.write() as connection:
            connection.execute(update(documents).values(indexed_hash=None))

    def stale(self) -> list[str]:
        """Return the ids of the documents whose passages are not those of their content."""
        behind = or_(documents.c.indexed_hash.is_(None), documents.c.indexed_hash != documents.c.content_hash)
        gone = documents.c.content_hash == ""
        with self.database.read() as connection:
            return list(connection.scalars(select(documents.c.document_id).where(or_(behind, gone))))

    def load(self, document_id: str) -> Stale | None:
        """Return a document, or None where it is no longer there."""
        columns = [documents.c[name] for name in Stale.__dataclass_fields__]
        with self.database.read() as connection:
            row = connection.execute(select(*columns).where(documents.c.document_id == document_id)).one_or_none()
        return Stale(**row._mapping) if row else None

    def forget(self, document_id: str) -> Change:
        """Remove a document that has gone, with its passages."""
        with self.database.write() as connection:
            old = connection.scalars(select(passages.c.passage_id).where(passages.c.document_id == document_id)).all()
            _remove(connection, old)
            gone = and_(documents.c.document_id == document_id, documents.c.content_hash == "")
            connection.execute(delete(documents).where(gone))
        return Change(0, len(old))

    def replace(self, document: Stale, spans: Sequence[NewPassage]) -> Change:
        """Give a document these passages; one that was there before keeps its id, and so its vector."""
        with self.database.write() as connection:
            kept, added, removed = _compare(connection, document, spans)
            _remove(connection, removed)
            if kept:
                connection.execute(_MOVE, kept)
            if added:
                ids = connection.scalars(
                    insert(passages).returning(passages.c.passage_id, sort_by_parameter_order=True),
                    [_row(document, span) for span in added],
                ).all()
                rows = [_keyword_row(document, span, number) for span, number in zip(added, ids, strict=True)]
                keywords.add(connection, rows)
            # The content may have changed again since it was read; then it stays stale.
            connection.execute(
                update(documents)
                .where(documents.c.document_id == document.document_id)
                .values(indexed_hash=document.content_hash)
            )
        return Change(len(added), len(removed))

    def unembedded(self, collection: str) -> Iterator[Unembedded]:
        """Yield the passages without a vector in this collection, document by document."""
        missing = passages.outerjoin(
            vectors, and_(vectors.c.passage_id == passages.c.passage_id, vectors.c.collection == collection)
        )
        with self.database.read() as connection:
            columns = [passages.c[name] for name in ("passage_id", "document_id", "start", "end", "heading")]
            query = select(*columns).select_from(missing)
            rows = connection.execute(query.where(vectors.c.passage_id.is_(None))).all()
        by_document: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            by_document[row.document_id].append(row)
        for document_id, of_document in by_document.items():
            document = self.load(document_id)
            if document is not None:
                for row in of_document:
                    text = document.text[row.start : row.end]
                    yield Unembedded(row.passage_id, document.title, tuple(row.heading), text)

    def count_unembedded(self, collection: str) -> int:
        """Count the passages without a vector in this collection."""
        has_vector = select(vectors.c.passage_id).where(
            vectors.c.passage_id == passages.c.passage_id, vectors.c.collection == collection
        )
        with self.database.read() as connection:
            return connection.scalar(select(func.count()).select_from(passages).where(~has_vector.exists())) or 0

    def vectors(self, collection: str, passage_ids: Sequence[int]) -> Iterator[dict[int, bytes]]:
        """Yield the vectors of these passages, some hundred at a time."""
        for some in _in_groups(passage_ids):
            chosen = and_(vectors.c.collection == collection, vectors.c.passage_id.in_(some))
            with self.database.read() as connection:
                yield {row.passage_id: row.vector for row in connection.execute(select(vectors).where(chosen))}

    def embedded(self, collection: str) -> set[int]:
        """Return the passages that are said to have a vector in this collection."""
        with self.database.read() as connection:
            return set(connection.scalars(select(vectors.c.passage_id).where(vectors.c.collection == collection)))

    def count_embedded(self, collection: str) -> int:
        """Count the passages that are said to have a vector in this collection."""
        with self.database.read() as connection:
            query = select(func.count()).select_from(vectors).where(vectors.c.collection == collection)
            return connection.scalar(query) or 0

    def widowed(self) -> dict[str, list[int]]:
        """Return, for each collection, the vectors whose passage has gone."""
        found: dict[str, list[int]] = defaultdict(list)
        gone = vectors.outerjoin(passages, vectors.c.passage_id == passages.c.passage_id)
        with self.database.read() as connection:
            query = select(vectors.c.collection, vectors.c.passage_id).select_from(gone)
            for row in connection.execute(query.where(passages.c.passage_id.is_(None))):
                found[row.collection].append(row.passage_id)
        return found

    def collections(self) -> set[str]:
        """Return the collections that are said to hold vectors."""
        with self.database.read() as connection:
            return set(connection.scalars(select(vectors.c.collection).distinct()))

    def mark_embedded(self, collection: str, embedded: Mapping[int, bytes]) -> None:
        """Write down that these passages have a vector, and the vector itself."""
        rows = [
            {"passage_id": passage_id, "collection": collection, "vector": vector}
            for passage_id, vector in embedded.items()
        ]
        with self.database.write() as connection:
            connection.execute(insert(vectors), rows)

    def unmark_embedded(self, collection: str, passage_ids: Iterable[int] | None = None) -> None:
        """Write down that these passages, or all of them, have no vector in this collection."""
        with self.database.write() as connection:
            if passage_ids is None:
                connection.execute(delete(vectors).where(vectors.c.collection == collection))
                return
            for some in _in_groups(list(passage_ids)):
                chosen = and_(vectors.c.collection == collection, vectors.c.passage_id.in_(some))
                connection.execute(delete(vectors).where(chosen))


def _in_groups(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(values), MAX_IDS):
        yield values[first : first + MAX_IDS]


def _compare(
    connection: Connection, document: Stale, spans: Sequence[NewPassage]
) -> tuple[list[dict[str, Any]], list[NewPassage], list[int]]:
    """Return the passages that stay, those that are new, and the ids of those that have gone."""
    old: dict[tuple[str, str | None], deque[Any]] = defaultdict(deque)
    query = select(passages).where(passages.c.document_id == document.document_id).order_by(passages.c.start)
    for row in connection.execute(query):
        old[row.text_hash, row.account_id].append(row)
    kept, added = [], []
    for span in spans:
        same = old[span.text_hash, document.account_id]
        if same:
            row = same.popleft()
            if (row.start, row.end) != (span.start, span.end):
                kept.append({"id": row.passage_id, "from": span.start, "to": span.end})
        else:
            added.append(span)
    return kept, added, [row.passage_id for rows in old.values() for row in rows]


_MOVE = (
    update(passages)
    .where(passages.c.passage_id == bindparam("id"))
    .values(start=bindparam("from"), end=bindparam("to"))
)


def _remove(connection: Connection, passage_ids: Sequence[int]) -> None:
    keywords.remove(connection, passage_ids)
    for some in _in_groups(passage_ids):
        connection.execute(delete(passages).where(passages.c.passage_id.in_(some)))


def _row(document: Stale, span: NewPassage) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "account_id": document.account_id,
        "start": span.start,
        "end": span.end,
        "heading": list(span.heading),
        "text_hash": span.text_hash,
    }


def _keyword_row(document: Stale, span: NewPassage, passage_id: int) -> KeywordRow:
    text = document.text[span.start : span.end]
    return KeywordRow(passage_id, document.account_id, document.title, HEADING_JOINT.join(span.heading), text)
