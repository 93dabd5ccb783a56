"""The check of a book: every row on its own and against the others, before anything is written."""

from functools import lru_cache

from copilot.loading.findings import Findings
from copilot.loading.spool import Spool
from copilot.progress import Progress, Report
from copilot.records import Account, Record
from copilot.sources.book import Book
from copilot.sources.faults import Fault
from copilot.sources.notes import BadNote, read_note
from copilot.sources.rows import BadHeader, TableFile, duplicate, unknown_account
from copilot.store.books import row_key
from copilot.store.keys import Keys

CHUNK = 256 << 10
"""Bytes of a file that are read before its rows are put aside and progress is told."""

STORED = "stored accounts"
"""The kind of key under which the accounts are kept that the database had before."""


class BookCheck:
    """Reads a book once: sound rows go to the spool, faults to the findings, keys to the set of keys.

    With `mirror`, accounts that only the database knows are about to go, so rows cannot belong to them.
    """

    def __init__(
        self, book: Book, keys: Keys, spool: Spool, findings: Findings, *, mirror: bool, report: Report
    ) -> None:
        self._book = book
        self._keys = keys
        self._spool = spool
        self._findings = findings
        self._mirror = mirror
        self._report = report
        self._total = book.size()
        self._done = 0
        self._is_known = lru_cache(maxsize=10_000)(self._look_up)

    def run(self) -> None:
        """Check every file of the book."""
        for path, record in self._book.tables:
            self._check_table(TableFile(path, record))
        self._check_notes()
        self._report(Progress("checking", self._total, self._total))

    def _check_table(self, file: TableFile) -> None:
        batch: list[dict[str, object]] = []
        told = 0
        try:
            for line, cells, record, own_faults in file.rows():
                faults = own_faults if record is None else self._against_others(record, file.name, line)
                if record is None or faults:
                    self._findings.row(file.name, file.header, line, cells, faults)
                else:
                    batch.append(record.__dict__)
                if file.bytes_read - told >= CHUNK:
                    told = file.bytes_read
                    self._put_aside(file.record.table, batch, told)
                    batch = []
        except BadHeader as error:
            self._findings.file(file.path, file.name, error.faults)
        self._put_aside(file.record.table, batch, file.bytes_read)
        self._done += file.bytes_read

    def _check_notes(self) -> None:
        batch: list[dict[str, object]] = []
        read = told = 0
        for path, note_id in self._book.note_files():
            read += path.stat().st_size
            try:
                note = read_note(path, note_id)
                faults = self._against_others(note, f"notes/{note_id}", None)
                if faults:
                    raise BadNote(faults)
                batch.append(note.__dict__)
            except BadNote as error:
                self._findings.file(path, f"notes/{note_id}", error.faults)
            if read - told >= CHUNK:
                told = read
                self._put_aside("notes", batch, told)
                batch = []
        self._put_aside("notes", batch, read)

    def _put_aside(self, table: str, batch: list[dict[str, object]], read: int) -> None:
        if batch:
            self._spool.add(table, batch)
        self._report(Progress("checking", min(self._done + read, self._total), self._total))

    def _against_others(self, record: Record, file: str, line: int | None) -> list[Fault]:
        """Check a sound row against the accounts and against the rows before it."""
        values = record.__dict__
        account_id = values.get("account_id")
        if account_id is not None and not isinstance(record, Account) and not self._is_known(account_id):
            return [unknown_account(file, line, account_id)]
        key = row_key([values[name] for name in record.key])
        first = self._keys.add(record.table, key, line or 0)
        return [] if first is None or line is None else [duplicate(record, file, line, first)]

    def _look_up(self, account_id: str) -> bool:
        if self._keys.has("accounts", account_id):
            return True
        # Faulty accounts are not mirrored (a faulty row has not gone), so those in the database stay.
        stay = not self._mirror or "accounts.csv" in self._findings.faulty
        return stay and self._keys.has(STORED, account_id)
