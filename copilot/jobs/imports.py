"""Imports of a zipped book, in steps that may be run again."""

import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from copilot.errors import CopilotError
from copilot.feedback.board import Board
from copilot.index.index import Index
from copilot.jobs.job import Failure, Telling, stages_of
from copilot.loading.book import ImportSummary, import_book
from copilot.loading.findings import FaultyBook
from copilot.scope import EVERYTHING
from copilot.settings import today
from copilot.sources.zipped import unpack_book
from copilot.standings import standings
from copilot.store.accounts import AccountStore

Step = Callable[[str, str, bool, bool], dict[str, Any]]
"""A step by its name, with the job and how it imports; what it returns is kept, so it is done once."""


class Imports:
    """Imports the zips that were uploaded into a folder, a folder a job."""

    def __init__(self, folder: Path, accounts: AccountStore, index: Index, board: Board) -> None:
        self._folder, self._accounts, self._index, self._board = folder, accounts, index, board

    def archive(self, job_id: str) -> Path:
        """Return the file that the zip of a job is to be written to."""
        archive = self._folder / job_id / "book.zip"
        archive.parent.mkdir(parents=True)
        return archive

    def discard(self, job_id: str) -> None:
        """Remove what was uploaded for a job."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def run(self, step: Step, job_id: str, keep_good: bool, mirror: bool) -> dict[str, Any]:
        """Run a job in steps; each of them may be run again, as a crash asks for."""
        outcome = step("import", job_id, keep_good, mirror)
        if outcome["state"] == "done":
            outcome |= step("index", job_id, keep_good, mirror)
        return outcome

    def step(self, name: str, job_id: str, keep_good: bool, mirror: bool) -> dict[str, Any]:
        """Do one step; what can be told to a user is an outcome, anything else a defect that DBOS writes down."""
        tell = Telling(stages_of(job_id))
        try:
            if name == "index":
                standings(self._accounts, EVERYTHING, today(), tell)
                self._index.sync(tell)
                self._board.refresh(tell)
                self._tidy(job_id)
                return {}
            folder = unpack_book(self._folder / job_id / "book.zip", self._folder / job_id / "book")
            summary = import_book(folder, self._accounts.database, keep_good=keep_good, mirror=mirror, report=tell)
            return {"state": "done", "result": _plain(summary)}
        except CopilotError as error:
            self._tidy(job_id)
            return {"state": "failed", "error": _failure(error, name).model_dump()}

    def _tidy(self, job_id: str) -> None:
        """Remove the zip and the unpacked book; rejected rows stay."""
        folder = self._folder / job_id
        (folder / "book.zip").unlink(missing_ok=True)
        shutil.rmtree(folder / "book", ignore_errors=True)
        if folder.exists() and not any(folder.iterdir()):
            folder.rmdir()


def _plain(summary: ImportSummary) -> dict[str, Any]:
    return {
        "tables": {name: asdict(counts) for name, counts in summary.tables.items()},
        "changed": summary.changed,
        "rejected": summary.rejected,
        "faults": [str(fault) for fault in summary.faults],
        "warnings": list(summary.warnings),
    }


def _failure(error: CopilotError, step: str) -> Failure:
    if isinstance(error, FaultyBook):
        title = f"The book has {error.count:,} fault{'s' * (error.count != 1)}; nothing was imported."
        return Failure(title=title, detail=error.hint.strip(), faults=[str(fault) for fault in error.faults])
    title = "Nothing was imported" if step == "import" else "The tables are imported, the index is not up to date"
    return Failure(title=title, detail=str(error))
