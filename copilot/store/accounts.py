"""Reading account data, always through the caller's scope and never past the as-of date."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import NoReturn, TypeVar, cast

from sqlalchemy import Connection, RowMapping, Select, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from copilot.errors import NotFound
from copilot.records import (
    Account,
    Colleague,
    Contact,
    FxRate,
    Note,
    Record,
    Sentiment,
    Snapshot,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from copilot.scope import Scope
from copilot.store.database import Database
from copilot.store.tables import TABLES

R = TypeVar("R", bound=Record)

USAGE_IS_STALE_AFTER = 60
"""Days; usage older than this says nothing about today (metric definitions, Adoption)."""


_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_MOST_PARTS = 8


def end_of(day: date) -> datetime:
    """Return the last moment that belongs to a day."""
    return datetime.combine(day, time.max)


def _days_before(day: date, count: int) -> date:
    """Return the day so many days earlier; the calendar begins with the year 1."""
    return date.fromordinal(max(1, day.toordinal() - count))


class AccountStore:
    """Queries over the account tables."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def names(self, scope: Scope) -> list[Account]:
        """List every account that the caller may see, by name."""
        with self.database.read() as connection:
            return _read(connection, Account, scope, order=[TABLES["accounts"].c.name])

    def find(self, account_id: str, scope: Scope) -> Account | None:
        """Return one account, or None where there is none or the caller may not see it."""
        with self.database.read() as connection:
            found = _read(connection, Account, scope, TABLES["accounts"].c.account_id == account_id)
        return found[0] if found else None

    def account(self, account_id: str, scope: Scope) -> Account:
        """Return one account; NotFound where there is none or the caller may not see it."""
        return self.find(account_id, scope) or _missing(account_id)

    def snapshots(self, scope: Scope, as_of: date, account_ids: Sequence[str] | None = None) -> list[Snapshot]:
        """Return what the metrics read about each account, in one query a table however many accounts are asked for."""
        with self.database.read() as connection:
            accounts = _read(connection, Account, scope, _among("accounts", account_ids))
            subscriptions = _by_account(_read(connection, Subscription, scope, _among("subscriptions", account_ids)))
            contacts = _by_account(_read(connection, Contact, scope, _among("contacts", account_ids)))
            tickets = _by_account(
                _read(connection, Ticket, scope, _among("tickets", account_ids), _is_open(as_of), order=_oldest_first())
            )
            usage = _latest_usage(connection, scope, as_of, account_ids)
            before = _latest_usage(connection, scope, _days_before(as_of, 28), account_ids)
            sentiment = _latest(connection, Sentiment, scope, as_of, account_ids)
            is_outward = or_(TABLES["notes"].c.kind.is_(None), TABLES["notes"].c.kind != "internal")
            notes = _latest(connection, Note, scope, as_of, account_ids, is_outward)
            team = _team(connection)
        return [
            Snapshot(
                account=account,
                as_of=as_of,
                subscriptions=subscriptions[account.account_id],
                contacts=contacts[account.account_id],
                open_tickets=tickets[account.account_id],
                usage=usage.get(account.account_id),
                usage_before=before.get(account.account_id),
                sentiment=sentiment.get(account.account_id),
                last_note=notes.get(account.account_id),
                team=team,
            )
            for account in accounts
        ]

    def snapshot(self, account_id: str, scope: Scope, as_of: date) -> Snapshot:
        """Return what the metrics read about one account; NotFound as in `account`."""
        found = self.snapshots(scope, as_of, [account_id])
        return found[0] if found else _missing(account_id)

    def people_named(self, text: str, scope: Scope) -> list[tuple[Account, Contact]]:
        """Find the contacts of whose name a text holds every part, or at least the family name, best first."""
        words = {word.casefold() for word in _NAME.findall(text)}
        parts = sorted({word for word in _NAME.findall(text) if word[:1].isupper()})[:_MOST_PARTS]
        if not parts:
            return []
        contacts, accounts = TABLES["contacts"].c, TABLES["accounts"].c
        holds = or_(*(contacts.name.icontains(part, autoescape=True) for part in parts))
        with self.database.read() as connection:
            found = _read(connection, Contact, scope, holds)
            ids = sorted({contact.account_id for contact in found})
            of = {row.account_id: row for row in _read(connection, Account, scope, accounts.account_id.in_(ids))}
        said = [(contact, [part.casefold() in words for part in _NAME.findall(contact.name)]) for contact in found]
        named = [(contact, sum(parts)) for contact, parts in said if all(parts) or (parts and parts[-1])]
        best = max((count for _, count in named), default=0)
        return [(of[contact.account_id], contact) for contact, count in named if count == best]

    def tickets(
        self,
        scope: Scope,
        as_of: date,
        account_ids: Sequence[str] | None = None,
        *,
        only_open: bool = False,
        priority: str | None = None,
    ) -> list[Ticket]:
        """List the tickets opened by the as-of date, oldest first."""
        column = TABLES["tickets"].c
        conditions = [_among("tickets", account_ids), column.opened_at <= end_of(as_of)]
        if only_open:
            conditions.append(_is_open(as_of))
        if priority:
            conditions.append(column.priority == priority)
        with self.database.read() as connection:
            return _read(connection, Ticket, scope, *conditions, order=_oldest_first())

    def surveys(self, scope: Scope, since: date, as_of: date, account_ids: Sequence[str] | None = None) -> list[Survey]:
        """List the survey answers of a period, oldest first."""
        return self.dated(Survey, scope, since, as_of, account_ids)

    def dated(
        self, record: type[R], scope: Scope, since: date, until: date, account_ids: Sequence[str] | None = None
    ) -> list[R]:
        """List the rows of a kind that carry a `date` within a period, both ends included, oldest first."""
        column = TABLES[record.table].c
        with self.database.read() as connection:
            return _read(
                connection,
                record,
                scope,
                _among(record.table, account_ids),
                column.date.between(since, until),
                order=[column.date],
            )

    def all_of(self, record: type[R], scope: Scope, account_id: str) -> list[R]:
        """List every row of a kind that belongs to one account."""
        with self.database.read() as connection:
            return _read(connection, record, scope, TABLES[record.table].c.account_id == account_id)

    def team(self) -> dict[str, Colleague]:
        """Return our own people by e-mail address."""
        with self.database.read() as connection:
            return _team(connection)

    def rates(self, as_of: date) -> dict[str, FxRate]:
        """Return the latest rate of each currency that was known on the as-of date."""
        with self.database.read() as connection:
            table = TABLES["fx"]
            rows = _read(connection, FxRate, None, table.c.as_of <= as_of, order=[table.c.as_of])
        return {rate.currency: rate for rate in rows}


def _missing(account_id: str) -> NoReturn:
    raise NotFound(f"There is no account {account_id!r}.", "`csm accounts` lists the accounts.")


def _read(
    connection: Connection,
    record: type[R],
    scope: Scope | None,
    *conditions: ColumnElement[bool] | None,
    order: Sequence[ColumnElement[object]] = (),
) -> list[R]:
    table = TABLES[record.table]
    query = select(table).where(*(condition for condition in conditions if condition is not None))
    if scope is not None:
        query = within(query, table.c.account_id, scope)
    keys = [table.c[name] for name in record.key]
    rows = connection.execute(query.order_by(*order, *keys)).mappings()
    return [_record(record, row) for row in rows]


def _record(record: type[R], row: RowMapping) -> R:
    """Return a row as its record; it was checked when it was written."""
    return cast(R, record.model_construct(**row))


def _team(connection: Connection) -> dict[str, Colleague]:
    return {person.email: person for person in _read(connection, Colleague, None)}


def within(query: Select[tuple[object, ...]], column: ColumnElement[str], scope: Scope) -> Select[tuple[object, ...]]:
    """Restrict a query to the accounts of a scope."""
    return query if scope.account_ids is None else query.where(column.in_(scope.account_ids))


def _among(table: str, account_ids: Sequence[str] | None) -> ColumnElement[bool] | None:
    return None if account_ids is None else TABLES[table].c.account_id.in_(account_ids)


def _is_open(as_of: date) -> ColumnElement[bool]:
    column = TABLES["tickets"].c
    return and_(
        column.opened_at <= end_of(as_of),
        or_(column.closed_at.is_(None), column.closed_at > end_of(as_of)),
    )


def _oldest_first() -> list[ColumnElement[object]]:
    return [TABLES["tickets"].c.opened_at]


def _by_account(rows: Iterable[R]) -> defaultdict[str, list[R]]:
    grouped: defaultdict[str, list[R]] = defaultdict(list)
    for row in rows:
        grouped[row.account_id].append(row)  # type: ignore[attr-defined]
    return grouped


def _latest(
    connection: Connection,
    record: type[R],
    scope: Scope,
    as_of: date,
    account_ids: Sequence[str] | None,
    *conditions: ColumnElement[bool],
) -> dict[str, R]:
    """Return each account's latest row dated on or before the as-of date."""
    table = TABLES[record.table]
    wanted = [table.c.date <= as_of, *conditions]
    among = _among(record.table, account_ids)
    if among is not None:
        wanted.append(among)
    latest = select(table.c.account_id, func.max(table.c.date).label("date")).where(*wanted)
    last = latest.group_by(table.c.account_id).subquery()
    is_last = and_(table.c.account_id == last.c.account_id, table.c.date == last.c.date)
    query = within(select(table).join(last, is_last), table.c.account_id, scope).where(*conditions)
    keys = [table.c[name] for name in record.key]
    rows = connection.execute(query.order_by(*keys)).mappings()
    return {row["account_id"]: _record(record, row) for row in rows}


def _latest_usage(
    connection: Connection, scope: Scope, as_of: date, account_ids: Sequence[str] | None
) -> dict[str, Usage]:
    is_fresh = TABLES["usage"].c.date >= _days_before(as_of, USAGE_IS_STALE_AFTER)
    return _latest(connection, Usage, scope, as_of, account_ids, is_fresh)
