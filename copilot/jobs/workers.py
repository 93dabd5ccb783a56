"""Processes that draft documents side by side: the built-in writing is all reckoning, and a process has one core."""

import multiprocessing
import os
import threading
import uuid
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing.connection import wait
from typing import Any

from copilot.databases import open_databases
from copilot.documents.desk import Desk
from copilot.documents.drafting import Drafter
from copilot.documents.order import Order
from copilot.errors import CopilotError
from copilot.scope import Scope
from copilot.settings import Settings

MOST = 4
"""Processes at the most, however many cores there are: each holds about 200 MB."""
CORES = min(os.cpu_count() or 1, MOST)

_desk: Desk | None = None
"""The desk of a worker, which has one for its life."""


class Workers:
    """A process for each core, with databases of its own; each ends when this one does, even by a kill."""

    def __init__(self, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(CORES, context, initializer=_begin, initargs=(settings,))

    def draft(self, job_id: str, orders: Iterable[Order], scope: Scope) -> list[dict[str, Any]]:
        """Draft documents as `drafted` does; BrokenProcessPool where a process was killed."""
        return [one.result() for one in [self._pool.submit(_draft, job_id, order, scope) for order in orders]]

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)


def drafted(desk: Desk, job_id: str, order: Order, scope: Scope) -> dict[str, Any]:
    """Draft a document of a batch and say what came of it; its id follows from job and account, so it is kept once."""
    document_id = str(uuid.uuid5(uuid.UUID(job_id), order.account_id or ""))
    try:
        document = desk.draft(order, scope, document_id)
    except CopilotError as error:
        return {"account_id": order.account_id, "error": str(error)}
    return {
        "account_id": order.account_id,
        "document_id": document.document_id,
        "title": document.title,
        "left_out": len(document.left_out),
    }


def _begin(settings: Settings) -> None:
    """Open the desk of this process, and watch that the one which wants the documents is alive."""
    global _desk  # noqa: PLW0603  (what a pool's task is given travels with every task; this stays)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    databases = open_databases(settings, ExitStack())
    _desk = Desk(Drafter(databases.accounts, databases.documents), databases.drafts)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _draft(job_id: str, order: Order, scope: Scope) -> dict[str, Any]:
    assert _desk is not None
    return drafted(_desk, job_id, order, scope)
