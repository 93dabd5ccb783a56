"""Drafting many documents, a few at a time; what is drafted is kept, and not drafted again after a crash."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from copilot.documents.desk import Desk
from copilot.documents.document import Audience, Kind
from copilot.documents.order import ABOUT_ALL, Order
from copilot.jobs.job import Telling, stages_of
from copilot.jobs.workers import CORES, Workers, drafted
from copilot.progress import Progress
from copilot.scope import Scope
from copilot.settings import Settings

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Documents that are drafted at the same time, which pays where a language model is waited for."""
A_STEP = 16
"""Documents between two points from which a batch goes on after a crash."""
WORTH_WORKERS = 2 * A_STEP
"""Documents from which on it pays to start processes, which takes seconds."""
STAGE = "drafts"

Step = Callable[[str, dict[str, Any], int], list[dict[str, Any]]]
"""Drafts the documents of a batch from a place on; what it returns is kept, so it is done once."""


class Batch(BaseModel):
    """Documents of one kind about several accounts, for whoever may see them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    account_ids: list[str] = Field(min_length=1)
    as_of: date
    audience: Audience = "internal"
    user: str = "local"
    may_see: list[str] | None = None
    """The accounts that the caller may see, None for all: a quarter's figures are of all of them."""

    @model_validator(mode="after")
    def _is_about_accounts(self) -> Self:
        if self.kind in ABOUT_ALL:
            raise ValueError(f"a {self.kind} is about all accounts: draft it by itself")
        return self

    @property
    def scope(self) -> Scope:
        """Return what the caller may see."""
        return Scope(self.user, None if self.may_see is None else frozenset(self.may_see))


class Batches:
    """Drafts batches at a desk: in threads where a language model is waited for, else in a process for each core."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk, self._settings = desk, settings
        self._workers: Workers | None = None

    def run(self, step: Step, job_id: str, batch: dict[str, Any]) -> dict[str, Any]:
        """Draft a batch in steps, and say which document each account has and which could not be drafted."""
        count = len(batch["account_ids"])
        try:
            told = [one for first in range(0, count, A_STEP) for one in step(job_id, batch, first)]
        finally:
            self._end_workers()
        return {"state": "done", "result": {"documents": told, "failed": sum("error" in one for one in told)}}

    def step(self, job_id: str, batch: dict[str, Any], first: int) -> list[dict[str, Any]]:
        """Draft the documents of one step, and tell how far the batch is."""
        wanted = Batch.model_validate(batch)
        tell = Telling(stages_of(job_id))
        tell(Progress(STAGE, first, len(wanted.account_ids)))
        chosen = wanted.account_ids[first : first + A_STEP]
        orders = [
            Order(kind=wanted.kind, account_id=account_id, as_of=wanted.as_of, audience=wanted.audience)
            for account_id in chosen
        ]
        told = self._draft(job_id, orders, wanted)
        tell(Progress(STAGE, first + len(chosen), len(wanted.account_ids)))
        return told

    def _draft(self, job_id: str, orders: Sequence[Order], batch: Batch) -> list[dict[str, Any]]:
        """Draft some documents; where a worker was killed, go on here, as what it had kept is not drafted again."""
        if not self._desk.asks_a_model and CORES > 1 and len(batch.account_ids) >= WORTH_WORKERS:
            self._workers = self._workers or Workers(self._settings)
            try:
                return self._workers.draft(job_id, orders, batch.scope)
            except BrokenProcessPool:
                logger.warning("a worker of the batch %s was killed; the batch goes on without it", job_id)
                self._end_workers()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(lambda order: drafted(self._desk, job_id, order, batch.scope), orders))

    def _end_workers(self) -> None:
        if self._workers is not None:
            self._workers.close()
        self._workers = None
