"""The database: SQLite or PostgreSQL behind one door, its migrations, and its failures in plain words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from copilot.errors import Conflict, CopilotError, Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE = 30
"""Seconds that a write waits for another one before it gives up with a Conflict."""

# Keys are sorted so that equal attributes are equal text, whatever the order of a file's columns was.
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

_FORMS = "Use a URL like sqlite:///data/accounts.sqlite or postgresql://user:password@host/name."
_FULL = ("The disk that holds the database is full; nothing of this was kept.", "Free some space and run it again.")
_READ_ONLY = ("The database cannot be written to.", "Check who owns its file and folder, and their permissions.")
_UNREADABLE = ("The database file is damaged or is no SQLite database.", "Restore it from a backup, or name another.")
_BUSY = (
    f"Another import or update is writing to the database, and was not done after {PATIENCE} seconds.",
    "Wait until it is done and run this again.",
)
_SQLITE_TROUBLES = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_NOTADB": _UNREADABLE,
    "SQLITE_CORRUPT": _UNREADABLE,
    "SQLITE_CANTOPEN": ("The database file cannot be opened.", "Check that its folder exists and may be written to."),
    "SQLITE_IOERR": ("The disk that holds the database failed or is full.", "Check the disk and run it again."),
}
_POSTGRES_TROUBLES = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": ("The database user may not do this.", "Grant it the rights on the schema."),
}
_BUSY_CODES = {"SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01"}


class Database:
    """A database by its SQLAlchemy URL; nothing is opened before the first use.

    Whatever goes wrong with the database itself (unreachable, full, read-only) is an Unavailable, a write that
    waits too long for another one a Conflict.
    """

    def __init__(self, url: str) -> None:
        self.url = _parse(url)
        self.engine = _engine(self.url)
        self.dialect = self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection to read with; what is read in one block is consistent on SQLite."""
        with self._plainly(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection that writes in one transaction: all of it is kept, or, if an error leaves, nothing."""
        with self._plainly(), self.engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    def upgrade(self) -> None:
        """Bring the tables to the newest form, and create database file and folder where there are none."""
        self._make_folder()
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.write() as connection:
            take_turn(connection, "migration")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _make_folder(self) -> None:
        name = self.url.database or ""
        if self.dialect != "sqlite" or name in ("", ":memory:") or name.startswith("file:"):
            return
        folder = Path(name).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"The folder of the database, {folder}, cannot be made: {error.strerror}.", "Check CSM_DATABASE_URL."
            ) from error

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            trouble = _in_plain_words(error, self.url)
            if trouble is None:
                raise
            raise trouble from error


def take_turn(connection: Connection, work: str) -> None:
    """Wait until no other transaction that took a turn for this work is open; Conflict after half a minute.

    On SQLite a write transaction is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:work)"), {"work": crc32(work.encode())})


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Unavailable("The database URL cannot be read.", _FORMS) from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise Unavailable(f"The database {parsed.get_backend_name()!r} is not one that can be used.", _FORMS)
    return parsed


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "postgresql":
            arguments = {"connect_timeout": 10}
            return create_engine(url, json_serializer=_to_json, pool_pre_ping=True, connect_args=arguments)
        patience = {"timeout": PATIENCE}
        engine = create_engine(url, json_serializer=_to_json, json_deserializer=_from_json, connect_args=patience)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise Unavailable(f"The database {url.render_as_string()} cannot be used: {error}.", _FORMS) from error
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _to_json(value: object) -> str:
    # Most rows have no attributes, and an import writes millions of rows.
    return "{}" if value == {} else _ENCODE(value)


def _from_json(text: str) -> object:
    return {} if text == "{}" else json.loads(text)


def _set_up_sqlite(connection: object, entry: ConnectionPoolEntry) -> None:
    driver = entry.dbapi_connection
    if driver is None:
        return
    # The driver would begin transactions itself, but too late: only before the first change.
    driver.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL", "cache_size = -8000"):
        driver.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once; one that reads first and writes later could not wait for it.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _in_plain_words(error: DBAPIError, url: URL) -> CopilotError | None:
    """Say what is wrong with the database; None where the error is a defect of ours."""
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    code = getattr(error.orig, "sqlstate", None) or "_".join(name.split("_")[:2])
    if code in _BUSY_CODES:
        return Conflict(*_BUSY)
    trouble = _SQLITE_TROUBLES.get(code) or _POSTGRES_TROUBLES.get(code)
    if trouble is None and type(error).__name__ == "OperationalError" and not (name and code == "SQLITE_ERROR"):
        trouble = (f"The database {url.render_as_string()} cannot be reached: {error.orig}.", "Check CSM_DATABASE_URL.")
    return Unavailable(*trouble) if trouble else None
