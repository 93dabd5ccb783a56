"""Where the agent keeps a conversation between questions: LangGraph's checkpointer on SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Callable
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from copilot.store.database import Database

Memory = tuple[BaseCheckpointSaver[str], Callable[[], None]]
"""A checkpointer, and what closes it."""


def open_memory(database: Database) -> Memory:
    """Open the checkpointer beside the conversations, and make its tables where they are not there."""
    url = database.engine.url
    if database.dialect == "postgresql":
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        pool: ConnectionPool[Connection[dict[str, Any]]] = ConnectionPool(
            plain, kwargs={"autocommit": True, "row_factory": dict_row}, open=True, max_size=10
        )
        on_postgres = PostgresSaver(pool)
        on_postgres.setup()
        return on_postgres, pool.close
    connection = sqlite3.connect(url.database or ":memory:", timeout=30, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    on_sqlite = SqliteSaver(connection)
    on_sqlite.setup()
    return on_sqlite, connection.close
