"""One statement that inserts rows or updates those that differ, made for writing millions of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, or_
from sqlalchemy.dialects import postgresql, sqlite

Convert = Callable[[Any], Any]


class Upsert:
    """Writes rows of one table; a row that is there already is touched only where a compared column differs.

    SQLAlchemy makes the statement and converts the values, but is kept out of the loop over the rows, where it would
    take twice the time that SQLite itself does.
    """

    def __init__(self, connection: Connection, table: Table, compared: Sequence[Column[Any]]) -> None:
        self._connection = connection
        self._columns = [(column.name, _converter(column, connection)) for column in table.c]
        insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
        new = insert.excluded
        differs: list[ColumnElement[bool]] = [column.is_distinct_from(new[column.name]) for column in compared]
        statement = insert.on_conflict_do_update(
            index_elements=list(table.primary_key),
            set_={column.name: new[column.name] for column in table.c if not column.primary_key},
            where=or_(*differs),
        )
        compiled = statement.compile(dialect=connection.dialect, column_keys=[name for name, _ in self._columns])
        self._sql, self._is_positional = compiled.string, compiled.positional

    def write(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Write rows that have a value for every column; the answer is how many were not there or differed."""
        if not rows:
            return 0
        values = [
            [row[name] if convert is None else convert(row[name]) for name, convert in self._columns] for row in rows
        ]
        names = [name for name, _ in self._columns]
        parameters: Any = (
            list(map(tuple, values)) if self._is_positional else [dict(zip(names, row, strict=True)) for row in values]
        )
        keeping = {"preserve_rowcount": True}
        return self._connection.exec_driver_sql(self._sql, parameters, execution_options=keeping).rowcount


def _converter(column: Column[Any], connection: Connection) -> Convert | None:
    """Return what turns a value into the form that the database driver takes; None where it takes it as it is."""
    convert: Convert | None = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return convert
