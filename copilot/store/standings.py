"""Standings that are kept, so that a large book is ranked without being computed again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, and_, delete, insert, select

from copilot.scope import Scope
from copilot.standing import Standing
from copilot.store.database import Database, take_turn
from copilot.store.reading import within
from copilot.store.tables import TABLES, standings, state

MOST_DAYS = 8
"""As-of dates of which standings are kept."""

_REVISION = "book_revision"


class Kept(NamedTuple):
    """The standings of a day that are kept, the accounts that have none, and the book's revision when it was read."""

    standings: list[Standing]
    missing: list[str]
    revision: str


class StandingStore:
    """Reads and writes standings; `basis` says what they were computed with, and others are as good as none."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def read(self, scope: Scope, as_of: date, basis: str) -> Kept:
        """Return the standings of a day, of every account that the caller may see."""
        account, kept = TABLES["accounts"].c, standings.c
        is_kept = and_(kept.account_id == account.account_id, kept.as_of == as_of, kept.basis == basis)
        told = (kept.health_score, kept.health_band, kept.risks, kept.growth, kept.priority, kept.growth_priority)
        query = select(account.account_id, account.name, account.csm_email, *told)
        query = query.select_from(TABLES["accounts"].outerjoin(standings, is_kept))
        found, missing = [], []
        with self.database.read() as connection:
            for row in connection.execute(within(query, account.account_id, scope)):
                values: tuple[Any, ...] = tuple(row)
                account_id, name, csm_email, score, band, risks, growth, rank, growth_rank = values
                if risks is None:
                    missing.append(account_id)
                    continue
                ranks = _number(rank), _number(growth_rank)
                fired = risks.split(), growth.split()
                found.append(Standing(account_id, name, csm_email, _number(score), band, *fired, *ranks))
            return Kept(found, missing, _revision(connection))

    def keep(self, found: Sequence[Standing], as_of: date, basis: str, revision: str) -> None:
        """Write standings down, unless the book has changed since its `revision` was read."""
        rows = [{"as_of": as_of, "basis": basis, **_row(one)} for one in found]
        with self.database.write() as connection:
            take_turn(connection, "import")
            if _revision(connection) != revision:
                return
            ids = [one.account_id for one in found]
            connection.execute(delete(standings).where(standings.c.as_of == as_of, standings.c.account_id.in_(ids)))
            connection.execute(insert(standings), rows)
            _forget_days(connection, as_of)


class Forgetting:
    """Forgets the standings of the accounts whose rows an import writes, within its transaction."""

    _MOST = 10_000
    """Accounts from which on all are forgotten, so that a large import need not remember which it touched."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_kept = connection.execute(select(standings.c.account_id).limit(1)).first() is not None
        self._gone: set[str] = set()
        self._has_changed = False

    def accounts_of(self, table: str, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        """Return the accounts to which rows belong, and those from which writing them would take them away."""
        target = TABLES[table]
        if not self._is_kept or "account_id" not in target.c:
            return set()
        found = {str(row["account_id"]) for row in rows}
        (key,) = target.primary_key if len(target.primary_key) == 1 else (None,)
        if key is not None and key.name != "account_id":
            known = select(target.c.account_id).where(key.in_([row[key.name] for row in rows])).distinct()
            found.update(self._connection.execute(known).scalars())
        return found

    def forget(self, account_ids: Iterable[str]) -> None:
        """Forget the standings of some accounts, whose rows have changed."""
        self._note()
        new = set(account_ids) - self._gone
        if not self._is_kept or not new:
            return
        self._gone |= new
        if len(self._gone) > self._MOST:
            self.forget_all()
        else:
            self._connection.execute(delete(standings).where(standings.c.account_id.in_(sorted(new))))

    def forget_all(self) -> None:
        """Forget the standings of every account."""
        self._note()
        self._connection.execute(delete(standings))
        self._is_kept = False

    def _note(self) -> None:
        """Write down that the book is not as it was, once an import."""
        if not self._has_changed:
            self._connection.execute(delete(state).where(state.c.name == _REVISION))
            self._connection.execute(insert(state).values(name=_REVISION, value=uuid4().hex))
            self._has_changed = True


def _row(standing: Standing) -> dict[str, str | None]:
    """Write a standing as text, which is read back several times as fast as the types of the other tables."""
    return {
        "account_id": standing.account_id,
        "health_score": _text(standing.health_score),
        "health_band": standing.health_band,
        "risks": " ".join(standing.risks),
        "growth": " ".join(standing.growth),
        "priority": _text(standing.priority),
        "growth_priority": _text(standing.growth_priority),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _revision(connection: Connection) -> str:
    return connection.execute(select(state.c.value).where(state.c.name == _REVISION)).scalar() or ""


def _forget_days(connection: Connection, keep: date) -> None:
    """Forget the earliest days where there are too many."""
    others = select(standings.c.as_of).where(standings.c.as_of != keep).distinct().order_by(standings.c.as_of.desc())
    days = list(connection.execute(others.offset(MOST_DAYS - 1)).scalars())
    if days:
        connection.execute(delete(standings).where(standings.c.as_of.in_(days)))
