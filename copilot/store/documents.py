"""Reading documents and their passages, always through the caller's scope."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from copilot.errors import NotFound
from copilot.evidence import Passage
from copilot.scope import Scope
from copilot.store import keywords
from copilot.store.database import Database
from copilot.store.keywords import Owners
from copilot.store.tables import TABLES, documents, passages, state, vectors

MAX_IDS = 500
"""How many values one statement takes; every database allows more."""

_accounts = TABLES["accounts"]
_SEARCHED = passages.join(documents, passages.c.document_id == documents.c.document_id).outerjoin(
    _accounts, documents.c.account_id == _accounts.c.account_id
)


def _select_passages() -> Select[Any]:
    own = ("passage_id", "document_id", "account_id", "start", "end", "heading")
    of_document = ("path", "title", "date", "kind")
    text = func.substr(documents.c.text, passages.c.start + 1, passages.c.end - passages.c.start)
    columns: list[ColumnElement[Any]] = [passages.c[name] for name in own]
    columns += [documents.c[name] for name in of_document]
    columns += [_accounts.c.name.label("account_name"), text.label("text")]
    query: Select[Any] = select(*columns).select_from(_SEARCHED)
    return query


_PASSAGES = _select_passages()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; an empty field does not narrow.

    `account_ids` leaves out what belongs to no account. `since` and `until` are days, both included; what
    has no date passes. Segment and stage are the document's own or else its account's; knowledge that
    names none is meant for all. `source` is `note` or `knowledge`.
    """

    account_ids: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    source: str | None = None
    stages: frozenset[str] | None = None
    segments: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None
    visibility: str | None = None


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its whole text, which passages point into."""

    document_id: str
    source: str
    path: str
    title: str
    date: date | None
    kind: str
    account_id: str | None
    visibility: str
    text: str


@dataclass(frozen=True, slots=True)
class IndexedNote:
    """A note of an account with its passages in order; `author` is who wrote it down."""

    document_id: str
    title: str
    date: date
    kind: str
    author: str | None
    visibility: str
    passages: Sequence[Passage]


def owners_within(scope: Scope, filters: Filters) -> Owners:
    """Return whose passages a caller may find, narrowed to the accounts that are asked for."""
    if filters.account_ids is None:
        return Owners(scope.account_ids)
    allowed = filters.account_ids if scope.account_ids is None else filters.account_ids & scope.account_ids
    return Owners(allowed, unowned=False)


class DocumentStore:
    """Queries over documents and passages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._keywords = keywords.KeywordSearch()

    def passages(self, passage_ids: Sequence[int], scope: Scope, filters: Filters = EVERYTHING) -> dict[int, Passage]:
        """Return those of the passages that the caller may see and the filters let through."""
        found: dict[int, Passage] = {}
        with self.database.read() as connection:
            for first in range(0, len(passage_ids), MAX_IDS):
                chosen = passages.c.passage_id.in_(passage_ids[first : first + MAX_IDS])
                for row in connection.execute(_PASSAGES.where(chosen, *_conditions(scope, filters))):
                    found[row.passage_id] = _passage(row)
        return found

    def passage(self, passage_id: str, scope: Scope) -> Passage:
        """Return the passage with this handle (`P12`); NotFound where there is none or it may not be seen."""
        number = passage_id.removeprefix("P")
        known = (
            self.passages([int(number)], scope) if number.isascii() and number.isdecimal() and len(number) < 10 else {}
        )
        if not known:
            raise NotFound(f"There is no passage {passage_id!r}.", "The document may have changed since it was cited.")
        return known[int(number)]

    def of_document(self, document_id: str, scope: Scope) -> list[Passage]:
        """Return the passages of a document in their order; none where it is not there or may not be seen."""
        query = _PASSAGES.where(passages.c.document_id == document_id, *_conditions(scope, EVERYTHING))
        with self.database.read() as connection:
            return [_passage(row) for row in connection.execute(query.order_by(passages.c.start))]

    def of_account(self, account_id: str, scope: Scope, until: date) -> list[Passage]:
        """Return every passage of an account's documents up to a day, by document and in order."""
        filters = Filters(account_ids=frozenset([account_id]), until=until)
        query = _PASSAGES.where(*_conditions(scope, filters)).order_by(passages.c.document_id, passages.c.start)
        with self.database.read() as connection:
            return [_passage(row) for row in connection.execute(query)]

    def latest_notes(
        self, account_id: str, scope: Scope, until: date, most: int, visibility: str | None = None
    ) -> list[IndexedNote]:
        """Return the latest notes of an account up to a day, the newest first; with `visibility` only such."""
        filters = Filters(frozenset([account_id]), source="note", until=until, visibility=visibility)
        columns = [documents.c[name] for name in ("document_id", "title", "date", "kind", "owner", "visibility")]
        wanted = documents.c.document_id.in_(select(passages.c.document_id).where(passages.c.account_id == account_id))
        query = select(*columns).where(wanted, documents.c.date <= until, documents.c.source == "note")
        if visibility:
            query = query.where(documents.c.visibility == visibility)
        newest = query.order_by(documents.c.date.desc(), documents.c.document_id).limit(most)
        with self.database.read() as connection:
            heads = connection.execute(newest).all()
            chosen = passages.c.document_id.in_([head.document_id for head in heads])
            rows = connection.execute(_PASSAGES.where(chosen, *_conditions(scope, filters)).order_by(passages.c.start))
            found = defaultdict[str, list[Passage]](list)
            for row in rows:
                found[row.document_id].append(_passage(row))
        return [
            IndexedNote(
                one.document_id, one.title, one.date, one.kind, one.owner, one.visibility, found[one.document_id]
            )
            for one in heads
            if one.document_id in found
        ]

    def first_passages(self, scope: Scope, filters: Filters) -> dict[str, Passage]:
        """Return the first passage of each document that the filters let through, by the name of its file."""
        other = passages.alias()
        first = select(func.min(other.c.start)).where(other.c.document_id == documents.c.document_id)
        is_first = passages.c.start == first.correlate(documents).scalar_subquery()
        query = _PASSAGES.where(is_first, *_conditions(scope, filters))
        with self.database.read() as connection:
            found = [_passage(row) for row in connection.execute(query)]
        return {PurePosixPath(one.path).stem: one for one in found}

    def document(self, document_id: str, scope: Scope) -> Document:
        """Return a document with its text; NotFound where there is none or it may not be seen."""
        columns = [documents.c[name] for name in Document.__dataclass_fields__]
        wanted = select(*columns).where(documents.c.document_id == document_id, documents.c.content_hash != "")
        with self.database.read() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None or not scope.allows(row.account_id):
            raise NotFound(f"There is no document {document_id!r}.", "`csm search` finds documents by their words.")
        return Document(**row._mapping)

    def candidates(self, collection: str, scope: Scope, filters: Filters, most: int) -> dict[int, bytes] | None:
        """Return the vector of every passage that may be found, or None where there are more than `most`."""
        found = (
            select(vectors.c.passage_id, vectors.c.vector)
            .select_from(_SEARCHED.join(vectors, vectors.c.passage_id == passages.c.passage_id))
            .where(vectors.c.collection == collection, *_conditions(scope, filters))
            .limit(most + 1)
        )
        with self.database.read() as connection:
            is_wide = filters.account_ids is None
            if is_wide and len(connection.execute(found.with_only_columns(vectors.c.passage_id)).all()) > most:
                return None
            rows = {row.passage_id: row.vector for row in connection.execute(found)}
        return rows if len(rows) <= most else None

    def vectors(self, collection: str, passage_ids: Sequence[int]) -> dict[int, bytes]:
        """Return the vectors of these passages, at most MAX_IDS, as far as they are there."""
        chosen = and_(vectors.c.collection == collection, vectors.c.passage_id.in_(passage_ids[:MAX_IDS]))
        with self.database.read() as connection:
            return {row.passage_id: row.vector for row in connection.execute(select(vectors).where(chosen))}

    def allowed(self, passage_ids: Sequence[int], scope: Scope, filters: Filters) -> set[int]:
        """Return those of the passages that may be found."""
        found: set[int] = set()
        query = select(passages.c.passage_id).select_from(_SEARCHED).where(*_conditions(scope, filters))
        with self.database.read() as connection:
            for first in range(0, len(passage_ids), MAX_IDS):
                found.update(
                    connection.scalars(query.where(passages.c.passage_id.in_(passage_ids[first : first + MAX_IDS])))
                )
        return found

    def by_keywords(self, question: str, scope: Scope, filters: Filters, limit: int) -> list[tuple[int, float]]:
        """Return the best passages by their words, with a score that is higher for better ones."""
        owners = owners_within(scope, filters)
        with self.database.read() as connection:
            within: list[ColumnElement[bool]] = []
            # The keyword index knows the accounts itself; what it does not know is compared row by row.
            knows_owners = owners == Owners() or owners.tokens() is not None
            if not knows_owners or replace(filters, account_ids=None) != EVERYTHING:
                same = passages.c.passage_id == keywords.passage_column(connection)
                allowed = select(passages.c.passage_id).select_from(_SEARCHED).where(same, *_conditions(scope, filters))
                within.append(allowed.exists())
            return self._keywords.search(connection, question, limit, owners, within)

    def kinds(self) -> list[str]:
        """List the kinds of the documents that there are."""
        with self.database.read() as connection:
            return list(connection.scalars(select(documents.c.kind).distinct().order_by(documents.c.kind)))

    def state(self) -> dict[str, str]:
        """Return what the index says of itself, for instance the `collection` that search uses."""
        with self.database.read() as connection:
            return {row.name: row.value for row in connection.execute(select(state))}


def _passage(row: Any) -> Passage:
    values = dict(row._mapping)
    return Passage(id=f"P{values.pop('passage_id')}", **values)


def _conditions(scope: Scope, filters: Filters) -> Iterable[ColumnElement[bool]]:
    """Say which passages may be found; for statements over `_SEARCHED`."""
    owners = owners_within(scope, filters)
    # A document that is gone, or has changed and is not indexed yet, has passages that point nowhere.
    yield documents.c.indexed_hash == documents.c.content_hash
    if owners.account_ids is not None:
        owned = passages.c.account_id.in_(sorted(owners.account_ids))
        yield or_(owned, passages.c.account_id.is_(None)) if owners.unowned else owned
    if filters.kinds is not None:
        yield documents.c.kind.in_(sorted(filters.kinds))
    if filters.source is not None:
        yield documents.c.source == filters.source
    for own, of_account, wanted in (
        (documents.c.segment, _accounts.c.segment, filters.segments),
        (documents.c.stage, _accounts.c.stage, filters.stages),
    ):
        if wanted is not None:
            for_all = and_(documents.c.source == "knowledge", own.is_(None))
            yield or_(func.coalesce(own, of_account).in_(sorted(wanted)), for_all)
    if filters.since is not None:
        yield or_(documents.c.date.is_(None), documents.c.date >= filters.since)
    if filters.until is not None:
        yield or_(documents.c.date.is_(None), documents.c.date <= filters.until)
    if filters.visibility is not None:
        yield documents.c.visibility == filters.visibility
