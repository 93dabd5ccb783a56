"""Documents about all accounts as tests read them: drafted on the demo book, or on a tiny one of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from copilot.documents.document import Document, Kind, Section
from copilot.documents.drafting import Drafter
from copilot.documents.order import Options, Order
from copilot.feedback.board import Board
from copilot.feedback.gathering import gather
from copilot.feedback.syncing import ThemeSync
from copilot.records import Account, Record
from copilot.scope import EVERYTHING, Scope
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from copilot.store.documents import DocumentStore
from copilot.store.feedback import FeedbackStore
from copilot.store.themes import ThemeStore
from tests.index.fakes import WordEmbedder
from tests.rows import put

D = date(2026, 11, 21)


def draft(
    drafter: Drafter,
    kind: Kind,
    *,
    scope: Scope = EVERYTHING,
    account: str | None = None,
    since: date | None = None,
) -> Document:
    """Draft a document as of 21 November 2026."""
    order = Order(kind=kind, account_id=account, as_of=D, options=Options(since=since))
    return drafter.draft(order, scope)


@contextmanager
def book_of(folder: Path, *records: Record) -> Iterator[Database]:
    """Open a book that holds these rows and no others."""
    database = Database(f"sqlite:///{folder / 'book.sqlite'}")
    database.upgrade()
    try:
        accounts = [one for one in records if isinstance(one, Account)]
        put(database, *accounts, *(one for one in records if not isinstance(one, Account)))
        yield database
    finally:
        database.close()


def board_on(database: Database) -> Board:
    """Return the board of a book, with an embedding model that knows words alone."""
    feedback, store = FeedbackStore(database), ThemeStore(database)
    sync = ThemeSync(store, WordEmbedder(), partial(gather, feedback))
    return Board(AccountStore(database, "USD"), store, sync, feedback.revision)


def drafter_on(database: Database) -> Drafter:
    """Return who drafts the documents of a book."""
    return Drafter(AccountStore(database, "USD"), DocumentStore(database), board=board_on(database))


def draft_of(folder: Path, kind: Kind, *records: Record) -> Document:
    """Draft a document of a book that holds these rows and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    with book_of(folder, *records) as database:
        return draft(drafter_on(database), kind)


def section(document: Document, key: str) -> Section:
    """Return a section."""
    return next(one for one in document.sections if one.key == key)


def text_of(document: Document, key: str) -> str:
    """Return all that a section says."""
    return "\n".join(part.text for part in section(document, key).parts)


def row(document: Document, key: str, *starts: str) -> str:
    """Return the table row of a section that begins with these cells."""
    lines = [line for line in text_of(document, key).split("\n") if line.startswith("| " + " | ".join(starts))]
    assert len(lines) == 1, f"{len(lines)} rows begin with {starts}"
    return lines[0]
