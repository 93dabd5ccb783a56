"""Writing what a book or a knowledge folder holds, and telling what that changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, tuple_, update

from copilot.store.database import take_turn
from copilot.store.standings import Forgetting
from copilot.store.tables import TABLES, documents
from copilot.store.upsert import Upsert

PAGE = 1_000
"""Rows of a table that are looked at in one go."""

Rows = Sequence[Mapping[str, Any]]


def row_key(parts: Sequence[object]) -> str:
    """Join the parts of a row's key; the separator cannot occur in a value."""
    return "\0".join(map(str, parts))


class BookWriter:
    """Writes within one transaction; imports take turns, so that none sees another one's half."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._upserts: dict[str, Upsert] = {}
        take_turn(connection, "import")
        self._standings = Forgetting(connection)

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        return self._connection.execute(select(func.count()).select_from(TABLES[table])).scalar_one()

    def account_ids(self) -> Iterator[str]:
        """Give the id of each account, one after the other."""
        return account_ids(self._connection)

    def write(self, table: str, rows: Rows) -> int:
        """Insert records of a table or update those that are there; the answer is how many rows that changed."""
        if table not in self._upserts:
            values = [column for column in TABLES[table].c if not column.primary_key]
            self._upserts[table] = Upsert(self._connection, TABLES[table], values)
        accounts = self._standings.accounts_of(table, rows)
        changed = self._upserts[table].write(rows)
        if changed:
            self._standings.forget(accounts)
        return changed

    def write_documents(self, rows: Rows) -> int:
        """Insert or update documents; those that changed are marked as not indexed, and counted."""
        upsert = Upsert(self._connection, documents, [documents.c.content_hash])
        return upsert.write([{**row, "indexed_hash": None} for row in rows])

    def remove(self, table: str, is_kept: Callable[[str], bool]) -> int:
        """Remove the rows whose key (see `row_key`) is not kept; the answer is how many."""
        target = TABLES[table]
        key = tuple_(*target.primary_key)
        removed = 0
        for page in _pages(self._connection, target):
            gone = [parts for parts in page if not is_kept(row_key(parts))]
            if gone:
                self._connection.execute(delete(target).where(key.in_(gone)))
                removed += len(gone)
        if removed:
            self._standings.forget_all()
        return removed

    def remove_orphans(self) -> dict[str, int]:
        """Remove whatever hangs on an account that is not there; the answer counts the rows by table."""
        accounts = select(TABLES["accounts"].c.account_id)
        return {
            name: self._connection.execute(delete(table).where(table.c.account_id.not_in(accounts))).rowcount
            for name, table in TABLES.items()
            if name != "accounts" and "account_id" in table.c
        }

    def bury_notes(self) -> int:
        """Mark the documents of notes that are gone, so that the index removes them; the answer is how many."""
        notes = select("note:" + TABLES["notes"].c.note_id)
        return self._bury((documents.c.source == "note") & documents.c.document_id.not_in(notes))

    def bury_knowledge(self, root: str, is_kept: Callable[[str], bool]) -> int:
        """Mark the documents of a knowledge folder whose path is not kept, so that the index removes them."""
        query = select(documents.c.document_id, documents.c.path).where(_alive_below(root))
        gone = [identity for identity, path in self._connection.execute(query) if not is_kept(path)]
        return sum(self._bury(documents.c.document_id == identity) for identity in gone)

    def count_documents(self, root: str) -> int:
        """Count the documents of a knowledge folder."""
        return self._connection.execute(select(func.count()).where(_alive_below(root))).scalar_one()

    def knowledge_prefix(self, root: str, name: str) -> str:
        """Return what the ids of a folder's documents begin with; a second folder of that name gets a longer one."""
        known = select(documents.c.document_id, documents.c.path).where(documents.c.root == root).limit(1)
        for identity, path in self._connection.execute(known):
            return str(identity).removesuffix(path)
        prefix = f"knowledge:{name}/"
        taken = select(documents.c.root).where(documents.c.document_id.startswith(prefix, autoescape=True)).limit(1)
        if self._connection.execute(taken).first() is None:
            return prefix
        return f"knowledge:{name}-{sha256(root.encode()).hexdigest()[:8]}/"

    def _bury(self, condition: ColumnElement[bool]) -> int:
        """Turn documents into tombstones: no text, and the empty hash that tells the index to remove them."""
        buried = update(documents).where(condition, documents.c.content_hash != "")
        return self._connection.execute(buried.values(text="", content_hash="", indexed_hash=None)).rowcount


def _alive_below(root: str) -> ColumnElement[bool]:
    return (documents.c.root == root) & (documents.c.content_hash != "")


def account_ids(connection: Connection) -> Iterator[str]:
    """Give the id of each account, one after the other."""
    for page in _pages(connection, TABLES["accounts"]):
        yield from (parts[0] for parts in page)


def _pages(connection: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """Give the keys of a table page by page, so that rows may be removed in between."""
    key = list(table.primary_key)
    query = select(*key).order_by(*key).limit(PAGE)
    page = [tuple(row) for row in connection.execute(query)]
    while page:
        yield page
        page = [tuple(row) for row in connection.execute(query.where(tuple_(*key) > page[-1]))]
