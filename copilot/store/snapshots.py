"""Snapshots of accounts: what the metrics read, in one query a table however many accounts are asked for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Result, Select, String, and_, bindparam, cast, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from copilot.evidence import RowRef
from copilot.money import Exchange
from copilot.records import (
    Account,
    Colleague,
    Contact,
    Milestone,
    Opportunity,
    Outcome,
    Record,
    Sentiment,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from copilot.scope import Scope
from copilot.snapshot import (
    DAILY_DAYS,
    FEATURE_DAYS,
    UNREAD,
    USAGE_DAYS,
    USAGE_IS_STALE_AFTER,
    USE_WINDOW,
    FeatureSeen,
    FirstUse,
    Reading,
    Reads,
    Snapshot,
    Touch,
    days_before,
    window,
)
from copilot.standards import Standards
from copilot.store.reading import R, by_account, end_of, records_of
from copilot.store.tables import TABLES

_KINDS = (Account, Subscription, Contact, Ticket, Survey, Opportunity, Milestone, Outcome, Sentiment, Touch, FirstUse)
ALL = Reads(_KINDS, USAGE_DAYS, FEATURE_DAYS, DAILY_DAYS)
"""Everything that any metric reads."""


class Known(NamedTuple):
    """What every account is measured with."""

    as_of: date
    exchange: Exchange
    team: Mapping[str, Colleague]
    standards: Standards


def read_snapshots(
    connection: Connection, scope: Scope, account_ids: Sequence[str] | None, known: Known, reads: Reads = ALL
) -> list[Snapshot]:
    """Return each account that the caller may see as it was known on a day, by id."""
    as_of, exchange, team, standards = known
    rows = _Rows(connection, visible(scope, account_ids), as_of, reads)
    accounts = rows.of(Account)
    subscriptions, contacts, tickets = rows.grouped(Subscription), rows.grouped(Contact), rows.grouped(Ticket)
    surveys, opportunities, milestones = rows.grouped(Survey), rows.grouped(Opportunity), rows.grouped(Milestone)
    outcomes, sentiments, touches = rows.grouped(Outcome), rows.grouped(Sentiment), rows.touches()
    first_uses, readings = rows.first_uses(), rows.readings()
    features, read_on = known_features(connection, as_of), rows.days
    return [
        Snapshot(
            account=account,
            as_of=as_of,
            subscriptions=subscriptions[account.account_id],
            contacts=contacts[account.account_id],
            tickets=tickets[account.account_id],
            surveys=surveys[account.account_id],
            opportunities=opportunities[account.account_id],
            milestones=milestones[account.account_id],
            outcomes=outcomes[account.account_id],
            sentiments=sentiments[account.account_id],
            touches=touches[account.account_id],
            first_uses=first_uses[account.account_id],
            readings=readings[account.account_id],
            read_on=read_on,
            known_features=features,
            standards=standards,
            exchange=exchange,
            team=team,
        )
        for account in accounts
    ]


def visible(scope: Scope, account_ids: Sequence[str] | None) -> list[str] | None:
    """Return the accounts to read: those asked for that may be seen, or None for all of them."""
    if account_ids is None:
        return None if scope.account_ids is None else sorted(scope.account_ids)
    return sorted({one for one in account_ids if scope.allows(one)})


_DATED: Mapping[type[Record], str] = {Survey: "date", Sentiment: "date", Ticket: "opened_at", Outcome: "as_of"}
"""What says from when on a row is known; the other kinds hold plans, whose later days each metric passes over."""


@cache
def _statement(record: type[Record], among: bool, within: bool, only_open: bool) -> Select[Any]:
    """Return the query for the rows of a kind, in their order in time and by key."""
    table = TABLES[record.table]
    until: ColumnElement[Any] = bindparam("until")
    query = select(table)
    if among:
        query = query.where(table.c.account_id.in_(bindparam("ids", expanding=True)))
    dated = _DATED.get(record)
    if dated is not None:
        query = query.where(or_(table.c[dated].is_(None), table.c[dated] <= until))
        if within:
            query = query.where(or_(table.c[dated].is_(None), table.c[dated] > bindparam("after")))
    if only_open and record is Ticket:
        query = query.where(or_(table.c.closed_at.is_(None), table.c.closed_at > until))
    first = [table.c[dated]] if dated else []
    return query.order_by(*first, *(table.c[name] for name in record.key))


class _Rows:
    """The rows of some accounts, or of all of them, that are known on a day."""

    def __init__(self, connection: Connection, ids: list[str] | None, as_of: date, reads: Reads) -> None:
        self._connection = connection
        self._among = ids is not None
        self._ids = {"ids": ids} if self._among else {}
        self._as_of = as_of
        self._reads = reads
        self.days = {days_before(as_of, count) for count in reads.usage}

    def of(self, record: type[R]) -> list[R]:
        """Return the rows of a kind."""
        days = self._reads.within.get(record)
        statement = _statement(record, self._among, days is not None, self._reads.only_open)
        bounds: dict[str, date] = {}
        if record in _DATED:
            bounds["until"] = end_of(self._as_of) if record is Ticket else self._as_of
        if days is not None:
            bounds["after"] = days_before(self._as_of, days)
        return records_of(record, self._execute(statement, **bounds))

    def grouped(self, record: type[R]) -> Mapping[str, Sequence[R]]:
        """Return the rows of a kind by account."""
        return by_account(self.of(record)) if record in self._reads.kinds else defaultdict(lambda: UNREAD)

    def touches(self) -> Mapping[str, Sequence[Touch]]:
        """Return the days on which we spoke, oldest first."""
        if Touch not in self._reads.kinds:
            return defaultdict(lambda: UNREAD)
        found: defaultdict[str, list[Touch]] = defaultdict(list)
        for row in self._execute(_touches(self._among), until=self._as_of):
            people = [name.casefold() for name in row.participants]
            found[row.account_id].append(Touch(row.date, row.note_id, people))
        return found

    def first_uses(self) -> Mapping[str, Sequence[FirstUse]]:
        """Return the first day of use on record, of the product and of any feature."""
        if FirstUse not in self._reads.kinds:
            return defaultdict(lambda: UNREAD)
        found: defaultdict[str, list[FirstUse]] = defaultdict(list)
        for table in ("usage", "features"):
            for row in self._execute(_first_uses(table, self._among)):
                if row.date is not None and row.date <= self._as_of:
                    key = "/".join(str(part) for part in row)
                    found[row.account_id].append(FirstUse(row.date, RowRef(table=table, id=key)))
        return found

    def readings(self) -> defaultdict[str, dict[date, Reading]]:
        """Return the use of each account on the days that the metrics look back to."""
        found: defaultdict[str, dict[date, Reading]] = defaultdict(dict)
        for day in sorted(self.days):
            usage, daily, features = self._usage(day), self._daily(day), self._features(day)
            for account_id in usage.keys() | daily.keys() | features.keys():
                total, days = daily.get(account_id, (0, ()))
                reading = Reading(usage.get(account_id), total, days, features.get(account_id, ()))
                found[account_id][day] = reading
        return found

    def _looks_back(self, day: date, counts: Collection[int]) -> bool:
        return day in {days_before(self._as_of, count) for count in counts}

    def _usage(self, day: date) -> dict[str, Usage]:
        rows = self._execute(_latest_usage(self._among), since=days_before(day, USAGE_IS_STALE_AFTER), until=day)
        return {one.account_id: one for one in records_of(Usage, rows) if one.account_id is not None}

    def _daily(self, day: date) -> dict[str, tuple[int, Sequence[str]]]:
        if not self._looks_back(day, self._reads.daily):
            return {}
        rows = self._execute(_daily_users(self._among), **_window(day))
        return {row.account_id: (int(row.total), sorted(row.days.split(","))) for row in rows}

    def _features(self, day: date) -> dict[str, list[FeatureSeen]]:
        found: defaultdict[str, list[FeatureSeen]] = defaultdict(list)
        if self._looks_back(day, self._reads.features):
            for row in self._execute(_used_features(self._among), **_window(day)):
                users = int(row.most[:-10]) - _USERS_FROM
                found[row.account_id].append(FeatureSeen(row.feature, _day(row.most[-10:]), users or None))
        return found

    def _execute(self, query: Select[Any], **parameters: date) -> Result[Any]:
        return self._connection.execute(query, {**self._ids, **parameters})


_day = cache(date.fromisoformat)
"""Reads a day; the rows of a window have few, thousands of times."""


def _window(day: date) -> dict[str, date]:
    first, last = window(day, USE_WINDOW)
    return {"since": first, "until": last}


@cache
def _touches(among: bool) -> Select[Any]:
    note = TABLES["notes"].c
    is_outward = or_(note.kind.is_(None), note.kind != "internal")
    query = select(note.account_id, note.date, note.note_id, note.participants)
    query = query.where(is_outward, note.date <= bindparam("until"))
    return _limited(query, note.account_id, among).order_by(note.date, note.note_id)


@cache
def _latest_usage(among: bool) -> Select[Any]:
    """Return the query for each account's latest row of a period: one look into the index an account."""
    account, usage, other = TABLES["accounts"].c, TABLES["usage"], TABLES["usage"].alias()
    in_period = other.c.date.between(bindparam("since"), bindparam("until"))
    latest = select(func.max(other.c.date)).where(other.c.account_id == account.account_id, in_period)
    is_latest = and_(usage.c.account_id == account.account_id, usage.c.date == latest.scalar_subquery())
    # An outer join, so that the database goes from account to account, and not through all of the usage.
    joined = TABLES["accounts"].outerjoin(usage, is_latest)
    return _limited(select(usage).select_from(joined), account.account_id, among)


@cache
def _daily_users(among: bool) -> Select[Any]:
    account, usage = TABLES["accounts"].c, TABLES["usage"].c
    in_period = usage.date.between(bindparam("since"), bindparam("until"))
    days = func.aggregate_strings(cast(usage.date, String), ",")
    query = (
        select(account.account_id, func.sum(usage.daily_active_users).label("total"), days.label("days"))
        .select_from(TABLES["accounts"].join(TABLES["usage"], usage.account_id == account.account_id))
        .where(in_period, usage.daily_active_users.is_not(None))
        .group_by(account.account_id)
    )
    return _limited(query, account.account_id, among)


@cache
def _used_features(among: bool) -> Select[Any]:
    """Return the query for the features in use: with active users, or with events where nobody counted the users."""
    account, use = TABLES["accounts"].c, TABLES["features"].c
    in_period = use.date.between(bindparam("since"), bindparam("until"))
    is_used = or_(use.active_users > 0, and_(use.active_users.is_(None), use.events > 0))
    users = func.coalesce(use.active_users, 0) + _USERS_FROM
    query = (
        select(account.account_id, use.feature, func.max(cast(users, String) + cast(use.date, String)).label("most"))
        .select_from(TABLES["accounts"].join(TABLES["features"], use.account_id == account.account_id))
        .where(in_period, is_used)
        .group_by(account.account_id, use.feature)
        .order_by(account.account_id, use.feature)
    )
    return _limited(query, account.account_id, among)


_USERS_FROM = 10**15
"""Added to a number of users, so that all have 16 digits: the row with the most users is found by one maximum over
users and day written together, several times as fast as by ranking the rows."""


@cache
def _first_uses(table: str, among: bool) -> Select[Any]:
    """Return the query for the key of each account's first row: one look into the index an account."""
    account, other = TABLES["accounts"].c, TABLES[table].alias()
    key = [column for column in TABLES[table].primary_key if column.name != "account_id"]
    first = [
        select(other.c[column.name]).where(other.c.account_id == account.account_id)
        .order_by(*(other.c[each.name] for each in key)).limit(1).scalar_subquery().label(column.name)
        for column in key
    ]  # fmt: skip
    return _limited(select(account.account_id, *first), account.account_id, among)


def _limited(query: Select[Any], column: ColumnElement[str], among: bool) -> Select[Any]:
    return query.where(column.in_(bindparam("ids", expanding=True))) if among else query


@cache
def _first_use() -> Select[Any]:
    """Return the query for every feature's first day of use, which hops from one feature to the next in the index."""
    use, other = TABLES["features"].c, TABLES["features"].alias()
    known = select(func.min(use.feature).label("feature")).cte("known", recursive=True)
    following = select(func.min(other.c.feature)).where(other.c.feature > known.c.feature).scalar_subquery()
    known = known.union_all(select(following).where(known.c.feature.is_not(None)))
    first = select(func.min(use.date)).where(use.feature == known.c.feature).scalar_subquery()
    return select(known.c.feature, first.label("first")).where(known.c.feature.is_not(None))


def known_features(connection: Connection, as_of: date) -> dict[str, date]:
    """Return the features that were used anywhere by the as-of date, with the first day."""
    return {row.feature: row.first for row in connection.execute(_first_use()) if row.first <= as_of}
