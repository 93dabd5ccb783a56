"""Reading rows as records, always through the caller's scope."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import Connection, Result, Select, select
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
    return records_of(record, connection.execute(query.order_by(*order, *keys)))


def records_of(record: type[R], rows: Result[Any]) -> list[R]:
    """Return rows as their records; they were checked when they were written.

    This is what `model_construct` does, three times as fast: a book of 10,000 accounts has half a million rows.
    """
    names, made = list(rows.keys()), []
    every, new, put = set(names), record.__new__, object.__setattr__
    for row in rows:
        one = new(record)
        put(one, "__dict__", dict(zip(names, row)))  # noqa: B905  (a row is as long as its names)
        put(one, "__pydantic_fields_set__", every)
        put(one, "__pydantic_extra__", None)
        put(one, "__pydantic_private__", None)
        made.append(one)
    return made


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
