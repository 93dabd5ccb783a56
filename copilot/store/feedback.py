"""Reading what customers said, of every account: it is grouped first, and shown within a scope later."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select

from copilot.store.database import Database
from copilot.store.tables import TABLES, documents, passages, state

_BLOCK = 1_000
"""Rows that are in memory at a time."""
_NOTES = 100
"""Notes that are in memory at a time; they are the longer ones."""

_feedback, _surveys, _tickets = TABLES["feedback"].c, TABLES["surveys"].c, TABLES["tickets"].c
_contacts, _team = TABLES["contacts"].c, TABLES["team"].c


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a customer said, from a table; `author` is a name, `source_id` where a feedback row is from."""

    row_id: str
    account_id: str
    date: date
    text: str
    author: str | None = None
    area: str | None = None
    importance: int | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note with its whole text, and where its passages stand in it: id, start, end."""

    path: str
    account_id: str
    date: date
    author: str | None
    text: str
    passages: tuple[tuple[int, int, int], ...]


class FeedbackStore:
    """Queries over feedback, surveys, tickets and notes, whoever's they are."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def feedback(self) -> Iterator[Said]:
        """Yield the feedback rows, by id."""
        names = ("feedback_id", "account_id", "date", "text", "author", "product_area", "importance", "source_id")
        for row in self._rows(select(*(_feedback[name] for name in names)).order_by(_feedback.feedback_id)):
            yield Said(*row)

    def comments(self) -> Iterator[Said]:
        """Yield what was written beside a survey's score, by id; the author is the contact's name."""
        writer = _contacts.contact_id == _surveys.contact_id, _contacts.account_id == _surveys.account_id
        columns = _surveys.survey_id, _surveys.account_id, _surveys.date, _surveys.comment, _contacts.name
        joined = TABLES["surveys"].outerjoin(TABLES["contacts"], writer[0] & writer[1])
        query = select(*columns).select_from(joined).where(_surveys.comment.is_not(None))
        for row in self._rows(query.order_by(_surveys.survey_id)):
            yield Said(*row)

    def subjects(self) -> Iterator[Said]:
        """Yield the subjects of tickets, by id; the area is the ticket's category."""
        columns = _tickets.ticket_id, _tickets.account_id, _tickets.opened_at, _tickets.subject, _tickets.category
        query = select(*columns).where(_tickets.subject.is_not(None)).order_by(_tickets.ticket_id)
        for row in self._rows(query):
            yield Said(row.ticket_id, row.account_id, row.opened_at.date(), row.subject, area=row.category)

    def notes(self) -> Iterator[NoteText]:
        """Yield the indexed notes of accounts, by id; what is not indexed yet comes with the next run."""
        names = ("document_id", "path", "account_id", "date", "owner", "text")
        query = select(*(documents.c[name] for name in names)).where(
            documents.c.source == "note",
            documents.c.account_id.is_not(None),
            documents.c.date.is_not(None),
            documents.c.indexed_hash == documents.c.content_hash,
        )
        last = ""
        while True:
            block = query.where(documents.c.document_id > last).order_by(documents.c.document_id).limit(_NOTES)
            with self.database.read() as connection:
                notes = connection.execute(block).all()
                ids = [note.document_id for note in notes]
                spans = defaultdict[str, list[tuple[int, int, int]]](list)
                columns = passages.c.document_id, passages.c.passage_id, passages.c.start, passages.c.end
                chosen = select(*columns).where(passages.c.document_id.in_(ids))
                for row in connection.execute(chosen.order_by(passages.c.document_id, passages.c.start)):
                    spans[row.document_id].append((row.passage_id, row.start, row.end))
            for one in notes:
                places = tuple(spans[one.document_id])
                yield NoteText(one.path, one.account_id, one.date, one.owner, one.text, places)
            if len(notes) < _NOTES:
                return
            last = ids[-1]

    def revision(self) -> str:
        """Return what changes whenever a row or a note of the book does."""
        hashes = select(documents.c.content_hash).where(documents.c.source == "note").order_by(documents.c.document_id)
        with self.database.read() as connection:
            book = connection.scalar(select(state.c.value).where(state.c.name == "book_revision"))
            notes = sha256("".join(connection.scalars(hashes)).encode()).hexdigest()
        return f"{book} {notes}"

    def people(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield the account, name and e-mail address of every contact."""
        query = select(_contacts.account_id, _contacts.name, _contacts.email).order_by(_contacts.contact_id)
        for row in self._rows(query):
            yield row.account_id, row.name, row.email

    def colleagues(self) -> list[tuple[str, str]]:
        """Return the name and e-mail address of each of our own people."""
        with self.database.read() as connection:
            return [(row.name, row.email) for row in connection.execute(select(_team.name, _team.email))]

    def product_names(self) -> set[str]:
        """Return the features, products and product areas that are named anywhere."""
        columns = TABLES["features"].c.feature, TABLES["subscriptions"].c.product, _feedback.product_area
        found: set[str] = set()
        with self.database.read() as connection:
            for column in columns:
                found.update(connection.scalars(select(column).distinct().where(column.is_not(None))))
        return found

    def _rows(self, query: Select[Any]) -> Iterator[Any]:
        with self.database.read() as connection:
            yield from connection.execution_options(yield_per=_BLOCK).execute(query)
