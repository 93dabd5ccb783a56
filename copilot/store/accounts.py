"""Reading account data, always through the caller's scope and never past the as-of date."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from copilot.errors import NotFound
from copilot.money import Exchange
from copilot.records import Account, Colleague, Contact, FxRate, Subscription, Survey, Ticket
from copilot.scope import Scope
from copilot.snapshot import Reads, Snapshot
from copilot.standards import Standards, default_standards
from copilot.store.database import Database
from copilot.store.reading import R, among, end_of, read, within
from copilot.store.snapshots import ALL, Known, known_features, read_snapshots
from copilot.store.tables import TABLES

_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_MOST_PARTS = 8


class AccountStore:
    """Queries over the account tables."""

    def __init__(self, database: Database, reporting_currency: str, standards: Standards | None = None) -> None:
        self.database = database
        self.reporting_currency = reporting_currency
        self.standards = standards or default_standards()

    def names(self, scope: Scope) -> list[Account]:
        """List every account that the caller may see, by name."""
        with self.database.read() as connection:
            return read(connection, Account, scope, order=[TABLES["accounts"].c.name])

    def called(self, scope: Scope) -> list[tuple[str, ...]]:
        """List what each account that the caller may see is called: its name, its id, and its aliases."""
        column = TABLES["accounts"].c
        query = within(select(column.name, column.account_id, column.aliases), column.account_id, scope)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(column.name, column.account_id))
            return [(row.name, row.account_id, *(row.aliases or ())) for row in rows]

    def find(self, account_id: str, scope: Scope) -> Account | None:
        """Return one account, or None where there is none or the caller may not see it."""
        with self.database.read() as connection:
            found = read(connection, Account, scope, TABLES["accounts"].c.account_id == account_id)
        return found[0] if found else None

    def account(self, account_id: str, scope: Scope) -> Account:
        """Return one account; NotFound where there is none or the caller may not see it."""
        return self.find(account_id, scope) or _missing(account_id)

    def snapshots(
        self, scope: Scope, as_of: date, account_ids: Sequence[str] | None = None, reads: Reads = ALL
    ) -> list[Snapshot]:
        """Return what the metrics read about each account, in one query a table however many accounts are asked for."""
        with self.database.read() as connection:
            return read_snapshots(connection, scope, account_ids, self._known(connection, as_of), reads)

    def _known(self, connection: Connection, as_of: date) -> Known:
        exchange = Exchange(self.reporting_currency, _rates(connection, as_of))
        return Known(as_of, exchange, _team(connection), self.standards)

    def snapshot(self, account_id: str, scope: Scope, as_of: date) -> Snapshot:
        """Return what the metrics read about one account; NotFound as in `account`."""
        found = self.snapshots(scope, as_of, [account_id])
        return found[0] if found else _missing(account_id)

    def known_features(self, as_of: date) -> dict[str, date]:
        """Return the features that were used anywhere in the book by the as-of date, with the first day of each."""
        with self.database.read() as connection:
            return known_features(connection, as_of)

    def people_named(self, text: str, scope: Scope) -> list[tuple[Account, Contact]]:
        """Find the contacts of whose name a text holds every part, or at least the family name, best first."""
        words = {word.casefold() for word in _NAME.findall(text)}
        parts = sorted({word for word in _NAME.findall(text) if word[:1].isupper()})[:_MOST_PARTS]
        if not parts:
            return []
        contacts, accounts = TABLES["contacts"].c, TABLES["accounts"].c
        holds = or_(*(contacts.name.icontains(part, autoescape=True) for part in parts))
        with self.database.read() as connection:
            found = read(connection, Contact, scope, holds)
            ids = sorted({contact.account_id for contact in found})
            of = {row.account_id: row for row in read(connection, Account, scope, accounts.account_id.in_(ids))}
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
        conditions = [among("tickets", account_ids), column.opened_at <= end_of(as_of)]
        if only_open:
            conditions.append(_is_open(as_of))
        if priority:
            conditions.append(column.priority == priority)
        with self.database.read() as connection:
            return read(connection, Ticket, scope, *conditions, order=_oldest_first())

    def surveys(self, scope: Scope, since: date, as_of: date, account_ids: Sequence[str] | None = None) -> list[Survey]:
        """List the survey answers of a period, oldest first."""
        return self.dated(Survey, scope, since, as_of, account_ids)

    def dated(
        self, record: type[R], scope: Scope, since: date, until: date, account_ids: Sequence[str] | None = None
    ) -> list[R]:
        """List the rows of a kind that carry a `date` within a period, both ends included, oldest first."""
        column = TABLES[record.table].c
        with self.database.read() as connection:
            return read(
                connection,
                record,
                scope,
                among(record.table, account_ids),
                column.date.between(since, until),
                order=[column.date],
            )

    def all_of(self, record: type[R], scope: Scope, account_id: str) -> list[R]:
        """List every row of a kind that belongs to one account."""
        with self.database.read() as connection:
            return read(connection, record, scope, TABLES[record.table].c.account_id == account_id)

    def lines_ending(self, scope: Scope, as_of: date, first: date, last: date) -> list[Subscription]:
        """List the contract lines that run on a day and end within a period, both ends included."""
        column = TABLES["subscriptions"].c
        runs = and_(column.start_date <= as_of, or_(column.cancelled_on.is_(None), column.cancelled_on > as_of))
        with self.database.read() as connection:
            return read(connection, Subscription, scope, runs, column.end_date.between(first, last))

    def contact_names(self, scope: Scope, account_ids: Sequence[str] | None = None) -> list[tuple[str, str]]:
        """List the account and the name of every contact, of some accounts or of all."""
        column = TABLES["contacts"].c
        query = within(select(column.account_id, column.name), column.account_id, scope).order_by(column.contact_id)
        if account_ids is not None:
            query = query.where(column.account_id.in_(account_ids))
        with self.database.read() as connection:
            return [(row.account_id, row.name) for row in connection.execute(query)]

    def products(self, scope: Scope, account_ids: Sequence[str]) -> list[str]:
        """List the products that some accounts have or had."""
        column = TABLES["subscriptions"].c
        query = within(select(column.product).distinct(), column.account_id, scope)
        query = query.where(column.account_id.in_(account_ids), column.product.is_not(None)).order_by(column.product)
        with self.database.read() as connection:
            return list(connection.scalars(query))

    def team(self) -> dict[str, Colleague]:
        """Return our own people by e-mail address."""
        with self.database.read() as connection:
            return _team(connection)

    def exchange(self, as_of: date) -> Exchange:
        """Return the rates into the reporting currency that were known on the as-of date, the latest of each."""
        with self.database.read() as connection:
            return Exchange(self.reporting_currency, _rates(connection, as_of))


def _rates(connection: Connection, as_of: date) -> dict[str, FxRate]:
    table = TABLES["fx"].c
    return {rate.currency: rate for rate in read(connection, FxRate, None, table.as_of <= as_of, order=[table.as_of])}


def _missing(account_id: str) -> NoReturn:
    raise NotFound(f"There is no account {account_id!r}.", "`csm accounts` lists the accounts.")


def _team(connection: Connection) -> dict[str, Colleague]:
    return {person.email: person for person in read(connection, Colleague, None)}


def _is_open(as_of: date) -> ColumnElement[bool]:
    column = TABLES["tickets"].c
    return and_(
        column.opened_at <= end_of(as_of),
        or_(column.closed_at.is_(None), column.closed_at > end_of(as_of)),
    )


def _oldest_first() -> list[ColumnElement[object]]:
    return [TABLES["tickets"].c.opened_at]
