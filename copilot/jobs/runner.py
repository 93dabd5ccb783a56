"""Runs jobs on DBOS: imports one after the other, and batches of documents."""

import logging
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from dbos import DBOS, DBOSConfig, SetWorkflowID, WorkflowHandle
from dbos import error as dbos_errors

from copilot.documents.desk import Desk
from copilot.errors import NotFound, Unavailable
from copilot.feedback.board import Board
from copilot.index.index import Index
from copilot.jobs.batches import Batch, Batches
from copilot.jobs.imports import Imports
from copilot.jobs.job import Failure, Job, stages_of
from copilot.settings import Settings
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from copilot.store.locks import file_lock

QUEUES = {"import_book": "imports", "draft_batch": "drafts"}
"""The queue of each workflow; of each queue one job runs at a time in a process."""
FORM = "2"
"""The form of the workflows: jobs that an older form left behind are not gone on with."""

_OVER = {"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}
_UNDONE = ["PENDING", "ENQUEUED"]
Place = Literal["server", "cli"]


class Jobs:
    """Runs jobs; `start` also takes up what an earlier process of the same place left undone.

    There is one at a time in a process, as DBOS has it.
    """

    def __init__(
        self,
        settings: Settings,
        accounts: AccountStore,
        index: Index,
        desk: Desk,
        board: Board,
        place: Place = "server",
    ) -> None:
        self._url = _jobs_url(settings, accounts.database)
        self._obstacle = _obstacle(self._url)
        self._lock = settings.data_dir / f"jobs.{place}.lock"
        self._place = place
        self._imports = Imports(settings.data_dir / "imports", accounts, index, board)
        self._batches = Batches(desk, settings)

    def start(self) -> None:
        """Start the workers; where they cannot run, all else goes on, and a job is Unavailable with the reason."""
        if self._obstacle:
            return
        logging.getLogger("dbos").setLevel(logging.ERROR)
        config: DBOSConfig = {
            "name": "csm-copilot",
            "system_database_url": self._url,
            "application_version": FORM,
            "executor_id": self._place,
            "log_level": "ERROR",
            "enable_otlp": False,
            "notification_listener_polling_interval_sec": 0.1,
        }
        DBOS(config=config)
        self._register()
        DBOS.launch()
        for queue in QUEUES.values():
            DBOS.register_queue(queue, worker_concurrency=1, polling_interval_sec=0.2)

    def close(self) -> None:
        """Stop the workers; a job that is running is gone on with at the next start."""
        if not self._obstacle:
            DBOS.destroy(destroy_registry=True)

    @contextmanager
    def running(self) -> Iterator["Jobs"]:
        """Run jobs for a while; a second process of the same place waits until the first is done."""
        with file_lock(self._lock):
            self.start()
            try:
                yield self
            finally:
                self.close()

    def new_upload(self) -> tuple[str, Path]:
        """Return the id of a new import, and the file that its zip is to be written to."""
        self._check()
        job_id = str(uuid.uuid4())
        return job_id, self._imports.archive(job_id)

    def discard(self, job_id: str) -> None:
        """Remove what was uploaded for an import."""
        self._imports.discard(job_id)

    def submit(self, job_id: str, *, keep_good: bool, mirror: bool) -> Job:
        """Queue the import of the zip that was uploaded for this job."""
        with SetWorkflowID(job_id):
            DBOS.enqueue_workflow(QUEUES["import_book"], self._import, job_id, keep_good, mirror)
        return Job(job_id=job_id, state="queued")

    def draft(self, batch: Batch) -> Job:
        """Queue a batch of documents; one that is asked for again while it is undone is gone on with."""
        self._check()
        job_id = self._undone(batch) or str(uuid.uuid4())
        with SetWorkflowID(job_id):
            DBOS.enqueue_workflow(QUEUES["draft_batch"], self._draft, job_id, batch.model_dump(mode="json"))
        return self.get(job_id)

    def get(self, job_id: str) -> Job:
        """Return a job as it stands; NotFound where there is none."""
        self._check()
        try:
            handle: WorkflowHandle[dict[str, Any]] = DBOS.retrieve_workflow(job_id)
            status = handle.get_status().status
        except dbos_errors.DBOSNonExistentWorkflowError as error:
            raise NotFound(f"There is no job {job_id!r}.", "An import or a batch of drafts starts one.") from error
        stages = stages_of(job_id)
        if status not in _OVER:
            eta = stages[-1].eta_seconds if stages else None
            return Job(job_id=job_id, state="running" if stages else "queued", progress=stages, eta_seconds=eta)
        if status != "SUCCESS":
            failure = Failure(title="The job failed", detail="A defect of the copilot; its log shows where.")
            return Job(job_id=job_id, state="failed", progress=stages, error=failure)
        return Job(job_id=job_id, progress=stages, **handle.get_result())

    def _undone(self, batch: Batch) -> str | None:
        """Return the job that drafts this very batch and is not done."""
        wanted = batch.model_dump(mode="json")
        for one in DBOS.list_workflows(status=_UNDONE, name="draft_batch", app_version=FORM):
            if one.input is not None and one.input["args"][1] == wanted:
                return one.workflow_id
        return None

    def _check(self) -> None:
        if self._obstacle:
            raise Unavailable(f"Jobs cannot run here: {self._obstacle}.", "Do it one by one, or use PostgreSQL.")

    def _register(self) -> None:
        """Make the workflows and their steps known to DBOS, which takes functions and no methods."""
        imports, batches = self._imports, self._batches

        @DBOS.step(name="import_step")
        def import_step(name: str, job_id: str, keep_good: bool, mirror: bool) -> dict[str, Any]:
            return imports.step(name, job_id, keep_good, mirror)

        @DBOS.workflow(name="import_book")
        def import_book(job_id: str, keep_good: bool, mirror: bool) -> dict[str, Any]:
            return imports.run(import_step, job_id, keep_good, mirror)

        @DBOS.step(name="draft_step")
        def draft_step(job_id: str, batch: dict[str, Any], first: int) -> list[dict[str, Any]]:
            return batches.step(job_id, batch, first)

        @DBOS.workflow(name="draft_batch")
        def draft_batch(job_id: str, batch: dict[str, Any]) -> dict[str, Any]:
            return batches.run(draft_step, job_id, batch)

        self._import, self._draft = import_book, draft_batch


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
