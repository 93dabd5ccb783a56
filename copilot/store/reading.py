"""Reading rows as records, always through the caller's scope."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TypeVar, cast

from sqlalchemy import Connection, RowMapping, Select, select
from sqlalchemy.sql.elements import ColumnElement

from copilot.records import Record
from copilot.scope import Scope
from copilot.store.tables import TABLES

R = TypeVar("R", bound=Record)


def read(
    connection: Connection,
    record: type[R],
    scope: Scope | None,
    *conditions: ColumnElement[bool] | None,
    order: Sequence[ColumnElement[object]] = (),
) -> list[R]:
    """Return the rows of a kind that fulfil the conditions, in this order and then by key."""
    table = TABLES[record.table]
    query = select(table).where(*(condition for condition in conditions if condition is not None))
    if scope is not None:
        query = within(query, table.c.account_id, scope)
    keys = [table.c[name] for name in record.key]
    rows = connection.execute(query.order_by(*order, *keys)).mappings()
    return [as_record(record, row) for row in rows]


def as_record(record: type[R], row: RowMapping) -> R:
    """Return a row as its record; it was checked when it was written."""
    return cast(R, record.model_construct(**row))


def within(query: Select[tuple[object, ...]], column: ColumnElement[str], scope: Scope) -> Select[tuple[object, ...]]:
    """Restrict a query to the accounts of a scope."""
    return query if scope.account_ids is None else query.where(column.in_(scope.account_ids))


def among(table: str, account_ids: Sequence[str] | None) -> ColumnElement[bool] | None:
    """Restrict a table to these accounts, or not at all."""
    return None if account_ids is None else TABLES[table].c.account_id.in_(account_ids)


def by_account(rows: Iterable[R]) -> defaultdict[str, list[R]]:
    """Group rows by their account."""
    grouped: defaultdict[str, list[R]] = defaultdict(list)
    for row in rows:
        grouped[row.account_id].append(row)  # type: ignore[attr-defined]
    return grouped


def end_of(day: date) -> datetime:
    """Return the last moment that belongs to a day."""
    return datetime.combine(day, time.max)
