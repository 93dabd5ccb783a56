from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from copilot.store.database import Database
from copilot.store.tables import metadata


def _is_ours(thing: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
    """Tables that metadata does not know (keyword search makes its own, one dialect at a time) are no drift."""
    return not (kind == "table" and reflected and name not in metadata.tables)


def test_a_migrated_database_has_exactly_the_tables_that_the_code_knows(database: Database) -> None:
    options = {"compare_type": True, "compare_server_default": True, "include_object": _is_ours}
    with database.read() as connection:
        drift = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    assert drift == []


def test_every_table_is_made(database: Database) -> None:
    assert set(metadata.tables) <= set(inspect(database.engine).get_table_names())


def test_an_upgrade_of_a_new_database_can_be_repeated(database: Database) -> None:
    before = inspect(database.engine).get_table_names()
    database.upgrade()
    assert inspect(database.engine).get_table_names() == before
