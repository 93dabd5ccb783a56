"""Records written straight into a database, for tests that read them back."""

from sqlalchemy import delete, insert

from copilot.records import Record
from copilot.store.database import Database
from copilot.store.tables import TABLES


def put(database: Database, *records: Record) -> None:
    """Write records in one transaction."""
    with database.write() as connection:
        for record in records:
            connection.execute(insert(TABLES[record.table]), record.model_dump())


def clear(database: Database) -> None:
    """Delete every record."""
    with database.write() as connection:
        for table in reversed(list(TABLES.values())):
            connection.execute(delete(table))
