"""Locks between processes, which the system releases even when their holder is killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from sqlalchemy import text

from copilot.store.database import Database


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock of this file; wait while another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def work_lock(database: Database, work: str) -> Iterator[None]:
    """Be the only process that does this work on this database; wait while another one does it."""
    if database.dialect == "sqlite":
        with file_lock(Path(f"{database.url.database}.{work}.lock")):
            yield
        return
    number = {"number": crc32(work.encode())}
    with database.read() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:number)"), number)
        connection.commit()  # the lock is the session's; no transaction stays open behind it
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), number)
