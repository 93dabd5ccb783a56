"""Imports as durable jobs: DBOS goes on with them after a crash, and tells how far they are."""

import logging
import shutil
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from dbos import DBOS, DBOSConfig, SetWorkflowID, WorkflowHandle
from dbos import error as dbos_errors
from pydantic import BaseModel

from copilot.errors import CopilotError, NotFound, Unavailable
from copilot.index.index import Index
from copilot.loading.book import ImportSummary, import_book
from copilot.loading.findings import FaultyBook
from copilot.progress import Progress
from copilot.scope import EVERYTHING
from copilot.settings import Settings, today
from copilot.sources.zipped import unpack_book
from copilot.standings import standings
from copilot.store.accounts import AccountStore
from copilot.store.database import Database

QUEUE = "imports"
PROGRESS = "progress"
FORM = "1"
"""The form of the workflow: jobs that an older form left behind are not gone on with."""

_EVERY = 0.5
"""Seconds between two reports of progress, each of which is written down."""
_OVER = {"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}


_Work = Callable[[str, bool, bool], dict[str, Any]]
_Step = Callable[[str, str, bool, bool], dict[str, Any]]


class Stage(BaseModel):
    """A stage of a job: `done` of `total` units, and the seconds that it has taken and is expected to take yet."""

    stage: str
    done: int
    total: int
    seconds: float = 0
    eta_seconds: float | None = None


class Failure(BaseModel):
    """Why a job failed; `faults` are the first of a faulty book."""

    title: str
    detail: str
    faults: list[str] = []


class Job(BaseModel):
    """A job as it stands."""

    job_id: str
    state: Literal["queued", "running", "done", "failed"]
    progress: list[Stage] = []
    eta_seconds: float | None = None
    result: dict[str, Any] | None = None
    error: Failure | None = None


class Jobs:
    """Runs imports one after the other; `start` also takes up what an earlier process left undone.

    There is one at a time in a process, as DBOS has it.
    """

    def __init__(self, settings: Settings, accounts: AccountStore, index: Index) -> None:
        self._folder = settings.data_dir / "imports"
        self._url = _jobs_url(settings, accounts.database)
        self._obstacle = _obstacle(self._url)
        self._accounts = accounts
        self._index = index

    def start(self) -> None:
        """Start the workers; where they cannot run, all else goes on, and a job is Unavailable with the reason."""
        if self._obstacle:
            return
        logging.getLogger("dbos").setLevel(logging.ERROR)
        config: DBOSConfig = {
            "name": "csm-copilot",
            "system_database_url": self._url,
            "application_version": FORM,
            "log_level": "ERROR",
            "enable_otlp": False,
            "notification_listener_polling_interval_sec": 0.1,
        }
        DBOS(config=config)
        self._workflow, self._step = self._register()
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=1, polling_interval_sec=0.2)

    def close(self) -> None:
        """Stop the workers; a job that is running is gone on with at the next start."""
        if not self._obstacle:
            DBOS.destroy(destroy_registry=True)

    def new_upload(self) -> tuple[str, Path]:
        """Return the id of a new job, and the file that its zip is to be written to."""
        self._check()
        job_id = str(uuid.uuid4())
        archive = self._folder / job_id / "book.zip"
        archive.parent.mkdir(parents=True)
        return job_id, archive

    def _check(self) -> None:
        if self._obstacle:
            raise Unavailable(f"Imports as jobs cannot run here: {self._obstacle}.", "Use `csm import`, or PostgreSQL.")

    def discard(self, job_id: str) -> None:
        """Remove what was uploaded for a job."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def submit(self, job_id: str, *, keep_good: bool, mirror: bool) -> Job:
        """Queue the import of the zip that was uploaded for this job."""
        with SetWorkflowID(job_id):
            DBOS.enqueue_workflow(QUEUE, self._workflow, job_id, keep_good, mirror)
        return Job(job_id=job_id, state="queued")

    def get(self, job_id: str) -> Job:
        """Return a job as it stands; NotFound where there is none."""
        self._check()
        try:
            handle: WorkflowHandle[dict[str, Any]] = DBOS.retrieve_workflow(job_id)
            status = handle.get_status().status
        except dbos_errors.DBOSNonExistentWorkflowError as error:
            raise NotFound(f"There is no job {job_id!r}.", "POST /v1/import starts one.") from error
        stages = self._stages(job_id)
        if status not in _OVER:
            eta = stages[-1].eta_seconds if stages else None
            return Job(job_id=job_id, state="running" if stages else "queued", progress=stages, eta_seconds=eta)
        if status != "SUCCESS":
            failure = Failure(title="The import failed", detail="A defect of the copilot; its log shows where.")
            return Job(job_id=job_id, state="failed", progress=stages, error=failure)
        outcome = handle.get_result()
        return Job(job_id=job_id, progress=stages, **outcome)

    def _stages(self, job_id: str) -> list[Stage]:
        """Return the progress that a job has written down."""
        told = DBOS.get_event(job_id, PROGRESS, timeout_seconds=0)
        return [Stage.model_validate(stage) for stage in told or []]

    def _register(self) -> tuple[_Work, _Step]:
        """Make the workflow and its steps known to DBOS, which takes functions and no methods."""

        @DBOS.workflow(name="import_book")
        def workflow(job_id: str, keep_good: bool, mirror: bool) -> dict[str, Any]:
            return self._run(job_id, keep_good, mirror)

        @DBOS.step(name="import_step")
        def step(name: str, job_id: str, keep_good: bool, mirror: bool) -> dict[str, Any]:
            return self._step_of(name, job_id, keep_good, mirror)

        return workflow, step

    def _run(self, job_id: str, keep_good: bool, mirror: bool) -> dict[str, Any]:
        """Run a job in steps; each of them may be run again, as a crash asks for."""
        outcome = self._step("import", job_id, keep_good, mirror)
        if outcome["state"] == "done":
            outcome |= self._step("index", job_id, keep_good, mirror)
        return outcome

    def _step_of(self, name: str, job_id: str, keep_good: bool, mirror: bool) -> dict[str, Any]:
        """Do one step; what can be told to a user is an outcome, anything else a defect that DBOS writes down."""
        tell = _Telling(self._stages(job_id))
        try:
            if name == "index":
                standings(self._accounts, EVERYTHING, today(), tell)
                self._index.sync(tell)
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


class _Telling:
    """Writes progress down as the event of the running workflow, a few times a second."""

    def __init__(self, earlier: Sequence[Stage]) -> None:
        self._stages = {stage.stage: stage for stage in earlier}
        self._began: dict[str, float] = {}
        self._told = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        is_new = progress.stage not in self._stages
        seconds = now - self._began.setdefault(progress.stage, now)
        left = None
        if progress.done and seconds:
            left = round(seconds / progress.done * (progress.total - progress.done), 1)
        self._stages[progress.stage] = Stage(**asdict(progress), seconds=round(seconds, 1), eta_seconds=left)
        if is_new or now - self._told > _EVERY or progress.done == progress.total:
            self._told = now
            DBOS.set_event(PROGRESS, [stage.model_dump() for stage in self._stages.values()])


def _obstacle(url: str) -> str:
    """Say why DBOS cannot keep its jobs here, or nothing: from Python 3.12 on it needs SQLite 3.42."""
    if url.startswith("sqlite") and sys.version_info >= (3, 12) and sqlite3.sqlite_version_info < (3, 42):
        return f"this Python brings SQLite {sqlite3.sqlite_version}, and 3.42 is needed"
    return ""


def _jobs_url(settings: Settings, database: Database) -> str:
    """Return where jobs are kept: beside the data on PostgreSQL, in a file of their own otherwise."""
    if database.dialect == "postgresql":
        return database.url.render_as_string(hide_password=False)
    return f"sqlite:///{settings.data_dir / 'jobs.sqlite'}"


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
