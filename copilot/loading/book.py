"""The import of a book: check everything, then write everything in one transaction."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from copilot.errors import Conflict, Unavailable
from copilot.loading.check import STORED, BookCheck
from copilot.loading.documents import note_document
from copilot.loading.findings import FaultyBook, Findings, rejected_folder
from copilot.loading.spool import Spool
from copilot.progress import Progress, Report, quiet
from copilot.sources.book import Book, open_book
from copilot.sources.faults import Fault
from copilot.store.books import BookWriter, account_ids
from copilot.store.database import Database
from copilot.store.keys import Keys


@dataclass(slots=True)
class TableCounts:
    """What an import did to the rows of one table."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did: per table, and what it rejected or wondered about.

    `rejected` counts rows and files, `faults` are the first of what is wrong with them; they lie in `rejected_folder`.
    """

    tables: dict[str, TableCounts]
    rejected: int
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]
    rejected_folder: Path | None

    @property
    def changed(self) -> int:
        """How many rows are not as they were before."""
        return sum(counts.inserted + counts.updated + counts.removed for counts in self.tables.values())


@contextmanager
def _files_in_plain_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"{error.filename or 'A file'} cannot be used: {error.strerror}. Nothing was imported.",
            "Check its permissions and the space on the disk.",
        ) from error


@_files_in_plain_words()
def import_book(
    folder: Path, database: Database, *, keep_good: bool = False, mirror: bool = False, report: Report = quiet
) -> ImportSummary:
    """Import a book into the tables and the documents of its notes; the index is to be synchronised afterwards.

    One fault is a FaultyBook and nothing is written, unless `keep_good`: then faulty rows go to `rejected/` next to
    the book. With `mirror`, rows that have gone from a file of the book are removed, and with an account all that
    hangs on it. Progress is told in bytes while checking and in rows while writing.
    """
    book = open_book(folder)
    rejected = rejected_folder(book) if keep_good else None
    with Keys() as keys, Spool() as spool, closing(Findings(rejected)) as findings:
        stored = _remember_accounts(database, keys)
        BookCheck(book, keys, spool, findings, mirror=mirror, report=report).run()
        if findings.count and not keep_good:
            raise FaultyBook(findings.first, findings.count)
        with database.write() as connection:
            writer = BookWriter(connection)
            _check_still_there(writer, keys, stored)
            tables = _write(writer, spool, report)
            if mirror:
                _mirror(writer, book, keys, findings, tables)
    return ImportSummary(
        tables=tables,
        rejected=findings.rows,
        faults=tuple(findings.first),
        warnings=tuple(_warnings(book, findings, mirror=mirror)),
        rejected_folder=findings.folder if findings.rows else None,
    )


def _remember_accounts(database: Database, keys: Keys) -> int:
    """Put aside the accounts that the database has, and count them."""
    with database.read() as connection:
        return sum(keys.add(STORED, account_id) is None for account_id in account_ids(connection))


def _check_still_there(writer: BookWriter, keys: Keys, stored: int) -> None:
    """Make sure that the accounts that the check relied on have not been removed meanwhile."""
    if sum(keys.has(STORED, account_id) for account_id in writer.account_ids()) < stored:
        raise Conflict("Accounts were removed while the book was being checked.", "Run the import again.")


def _write(writer: BookWriter, spool: Spool, report: Report) -> dict[str, TableCounts]:
    tables: dict[str, TableCounts] = {}
    before: dict[str, int] = {}
    done = 0
    for table, rows in spool.batches():
        if table not in tables:
            tables[table], before[table] = TableCounts(), writer.count(table)
        changed = writer.write(table, rows)
        tables[table].updated += changed
        tables[table].unchanged += len(rows) - changed
        if table == "notes":
            writer.write_documents([note_document(row) for row in rows])
        done += len(rows)
        report(Progress("writing", done, spool.rows))
    for table, counts in tables.items():
        counts.inserted = writer.count(table) - before[table]
        counts.updated -= counts.inserted
    return tables


def _mirror(writer: BookWriter, book: Book, keys: Keys, findings: Findings, tables: dict[str, TableCounts]) -> None:
    """Remove what has gone from the files of the book; where a file has faults, nothing of it counts as gone."""
    parts = {path.name: record.table for path, record in book.tables}
    if book.notes.is_dir():
        parts["notes"] = "notes"
    for part, table in parts.items():
        if part not in findings.faulty:
            is_kept = partial(keys.has, table)
            tables.setdefault(table, TableCounts()).removed += writer.remove(table, is_kept)
    for table, removed in writer.remove_orphans().items():
        if removed:
            tables.setdefault(table, TableCounts()).removed += removed
    writer.bury_notes()


def _warnings(book: Book, findings: Findings, *, mirror: bool) -> Iterator[str]:
    for name in book.strangers():
        yield f"{name}: is no file that a book has; left alone"
    if mirror:
        for part in sorted(findings.faulty):
            yield f"{part}: has faults, so nothing was removed for it"
