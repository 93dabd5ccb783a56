"""A job as it stands, and how its progress is written down."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal

from dbos import DBOS
from pydantic import BaseModel

from copilot.progress import Progress

PROGRESS = "progress"
_EVERY = 0.5
"""Seconds between two reports of progress, each of which is written down."""


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


def stages_of(job_id: str) -> list[Stage]:
    """Return the progress that a job has written down."""
    told = DBOS.get_event(job_id, PROGRESS, timeout_seconds=0)
    return [Stage.model_validate(stage) for stage in told or []]


class Telling:
    """Writes progress down as the event of the running workflow, a few times a second."""

    def __init__(self, earlier: Sequence[Stage]) -> None:
        self._stages = {stage.stage: stage for stage in earlier}
        self._began: dict[str, float] = {}
        self._told = 0.0

    def __call__(self, progress: Progress) -> None:
        """Take note of progress, and write it down where it is time to."""
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
