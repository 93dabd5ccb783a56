"""Drafting many documents, a few at a time; what is drafted is kept, and not drafted again after a crash."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from copilot.documents.desk import Desk
from copilot.documents.document import Audience, Kind
from copilot.documents.order import ABOUT_ALL, Order
from copilot.errors import CopilotError
from copilot.jobs.job import Telling, stages_of
from copilot.progress import Progress
from copilot.scope import Scope

AT_ONCE = 4
"""Documents that are drafted at the same time, which pays where a language model is waited for."""
A_STEP = 16
"""Documents between two points from which a batch goes on after a crash."""
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
    """Drafts batches at a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def run(self, step: Step, job_id: str, batch: dict[str, Any]) -> dict[str, Any]:
        """Draft a batch in steps, and say which document each account has and which could not be drafted."""
        count = len(batch["account_ids"])
        drafted = [one for first in range(0, count, A_STEP) for one in step(job_id, batch, first)]
        return {"state": "done", "result": {"documents": drafted, "failed": sum("error" in one for one in drafted)}}

    def step(self, job_id: str, batch: dict[str, Any], first: int) -> list[dict[str, Any]]:
        """Draft the documents of one step, and tell how far the batch is."""
        wanted = Batch.model_validate(batch)
        tell = Telling(stages_of(job_id))
        tell(Progress(STAGE, first, len(wanted.account_ids)))
        chosen = wanted.account_ids[first : first + A_STEP]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            drafted = list(threads.map(partial(self._draft, job_id, wanted), chosen))
        tell(Progress(STAGE, first + len(chosen), len(wanted.account_ids)))
        return drafted

    def _draft(self, job_id: str, batch: Batch, account_id: str) -> dict[str, Any]:
        """Draft one document; its id follows from the batch and the account, so that it is kept once."""
        order = Order(kind=batch.kind, account_id=account_id, as_of=batch.as_of, audience=batch.audience)
        document_id = str(uuid.uuid5(uuid.UUID(job_id), account_id))
        try:
            document = self._desk.draft(order, batch.scope, document_id)
        except CopilotError as error:
            return {"account_id": account_id, "error": str(error)}
        return {
            "account_id": account_id,
            "document_id": document.document_id,
            "title": document.title,
            "left_out": len(document.left_out),
        }
