"""Account data read through a scope and never past the as-of date, on both databases."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot.errors import NotFound
from copilot.metrics.account import measure
from copilot.metrics.support import open_on
from copilot.records import (
    Account,
    Colleague,
    Contact,
    FxRate,
    Note,
    Record,
    Sentiment,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from copilot.scope import EVERYTHING, Scope
from copilot.snapshot import Snapshot, Touch
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from tests.rows import clear, put

D = date(2026, 6, 30)
ONE = Account(account_id="A1", name="Zenith")
TWO = Account(account_id="A2", name="Brine")
ONLY_TWO = Scope(user="kim", account_ids=frozenset({"A2"}))


def _day(offset: int) -> date:
    return D + timedelta(days=offset)


def _at(offset: int, hour: int = 12) -> datetime:
    return datetime.combine(_day(offset), datetime.min.time()) + timedelta(hours=hour)


def _usage(offset: int, users: int, account: str = "A1") -> Usage:
    return Usage(account_id=account, date=_day(offset), monthly_active_users=users)


def _ticket(number: int, opened: int, closed: int | None = None, account: str = "A1", **more: Any) -> Ticket:
    closed_at = None if closed is None else _at(closed, 13)
    return Ticket(ticket_id=f"T{number}", account_id=account, opened_at=_at(opened), closed_at=closed_at, **more)


def _note(name: str, offset: int, kind: Any = "call", account: str = "A1") -> Note:
    return Note(note_id=name, account_id=account, date=_day(offset), kind=kind, text="Words.")


def _users(snapshot: Snapshot) -> tuple[int | None, int | None]:
    return snapshot.reading().monthly_active_users, snapshot.reading(28).monthly_active_users


@pytest.fixture
def store(database: Database) -> AccountStore:
    """Two accounts and nothing else."""
    put(database, ONE, TWO)
    return AccountStore(database, "USD")


def test_accounts_are_listed_by_name(store: AccountStore) -> None:
    assert [one.account_id for one in store.names(EVERYTHING)] == ["A2", "A1"]


def test_what_may_not_be_seen_looks_like_what_is_not_there(store: AccountStore) -> None:
    said = []
    for account_id in ("A1", "A9"):
        for ask in (
            lambda one: store.account(one, ONLY_TWO),
            lambda one: store.snapshot(one, ONLY_TWO, D),
        ):
            with pytest.raises(NotFound) as error:
                ask(account_id)
            said.append(str(error.value).replace(account_id, "…"))
    assert len(set(said)) == 1
    assert store.snapshots(ONLY_TWO, D, ["A1"]) == []


def test_no_row_of_another_account_is_seen(store: AccountStore) -> None:
    for account in ("A1", "A2"):
        put(
            store.database,
            _usage(-1, 5, account),
            Contact(contact_id=f"C-{account}", account_id=account, name="Ada Brandt"),
            Subscription(
                subscription_id=f"S-{account}", account_id=account, start_date=D, end_date=_day(9), arr=Decimal("10.10")
            ),
            Sentiment(account_id=account, date=D, rating="red"),
            Survey(survey_id=f"V-{account}", account_id=account, date=D, kind="nps", score=Decimal(9)),
            _note(f"{account}.md", -2, account=account),
            Ticket(ticket_id=f"T-{account}", account_id=account, opened_at=_at(-1), priority="urgent"),
        )
    (seen,) = store.snapshots(ONLY_TWO, D)
    own: list[Any] = [*seen.subscriptions, *seen.contacts, *seen.tickets, *seen.surveys, *seen.sentiments]
    assert {row.account_id for row in [*own, seen.reading().usage]} == {"A2"}
    assert seen.touches == [Touch(_day(-2), "A2.md")]
    assert seen.subscriptions[0].arr == Decimal("10.10")
    assert [one.ticket_id for one in store.tickets(ONLY_TWO, D)] == ["T-A2"]
    assert [one.survey_id for one in store.surveys(ONLY_TWO, D, D)] == ["V-A2"]
    assert store.all_of(Contact, ONLY_TWO, "A1") == []
    assert [one.account_id for one, _ in store.people_named("Ada Brandt", ONLY_TWO)] == ["A2"]


def test_usage_is_the_latest_row_of_the_last_60_days_that_day_included(store: AccountStore) -> None:
    put(store.database, _usage(-60, 7), _usage(1, 99))
    assert _users(store.snapshot("A1", EVERYTHING, D)) == (7, 7)
    assert _users(store.snapshot("A1", EVERYTHING, _day(1))) == (99, 7)
    clear(store.database)
    put(store.database, ONE, _usage(-61, 7))
    assert _users(store.snapshot("A1", EVERYTHING, D)) == (None, 7)


def test_usage_before_is_that_of_28_days_earlier(store: AccountStore) -> None:
    put(store.database, _usage(0, 112), _usage(-27, 130), _usage(-28, 148), _usage(-29, 150))
    assert _users(store.snapshot("A1", EVERYTHING, D)) == (112, 148)


def test_a_ticket_is_open_if_opened_by_then_and_not_closed_by_then(store: AccountStore) -> None:
    put(
        store.database,
        _ticket(1, -5),
        _ticket(2, -5, 0),
        _ticket(3, -5, 1),
        _ticket(4, 1),
        Ticket(ticket_id="T5", account_id="A1", opened_at=_at(0, 23), priority="urgent"),
    )
    found = open_on(store.snapshot("A1", EVERYTHING, D))
    assert [one.ticket_id for one in found] == ["T1", "T3", "T5"]
    assert [one.ticket_id for one in store.tickets(EVERYTHING, D)] == ["T1", "T2", "T3", "T5"]
    assert [one.ticket_id for one in store.tickets(EVERYTHING, D, only_open=True, priority="urgent")] == ["T5"]
    assert store.tickets(EVERYTHING, D, ["A2"]) == []


def test_notes_that_are_not_internal_count_as_contact(store: AccountStore) -> None:
    put(store.database, _note("a.md", -9), _note("b.md", -4, None), _note("c.md", -1, "internal"), _note("d.md", 1))
    assert [touch.note_id for touch in store.snapshot("A1", EVERYTHING, D).touches] == ["a.md", "b.md"]


def test_the_rate_is_the_latest_known_on_the_day(store: AccountStore) -> None:
    for offset, rate in ((-30, "1.05"), (-2, "1.10"), (3, "1.20")):
        put(store.database, FxRate(currency="EUR", rate=Decimal(rate), as_of=_day(offset)))
    assert store.exchange(D).rates["EUR"].rate == Decimal("1.10")
    assert store.exchange(_day(-31)).rates == {}


def test_our_own_people_come_with_every_snapshot(store: AccountStore) -> None:
    kim = Colleague(email="kim@our.example", name="Kim Ode")
    put(store.database, kim)
    assert store.team() == {"kim@our.example": kim}
    assert store.snapshot("A1", EVERYTHING, D).team == {"kim@our.example": kim}


def test_people_are_found_by_whole_or_family_name(store: AccountStore) -> None:
    for number, name in enumerate(("Dr. Ines Okafor", "Ines Reuss", "Daniel Reuss")):
        put(store.database, Contact(contact_id=f"C{number}", account_id="A1", name=name))
    said = {
        text: [contact.name for _, contact in store.people_named(text, EVERYTHING)]
        for text in ("Who is Daniel Reuss?", "What did Reuss say?", "Ines called", "Ask Okafor.", "100 % of _ %", "")
    }
    assert said == {
        "Who is Daniel Reuss?": ["Daniel Reuss"],
        "What did Reuss say?": ["Ines Reuss", "Daniel Reuss"],
        "Ines called": [],
        "Ask Okafor.": ["Dr. Ines Okafor"],
        "100 % of _ %": [],
        "": [],
    }


@pytest.mark.parametrize("as_of", [date.min, date(1990, 1, 1), date(2100, 1, 1), date.max])
def test_any_day_can_be_asked_for(store: AccountStore, as_of: date) -> None:
    put(store.database, _usage(0, 5), _ticket(1, -5, 2), _note("a.md", -1))
    seen = store.snapshot("A1", EVERYTHING, as_of)
    assert seen.reading().usage is None
    assert measure(seen)[1]


@pytest.fixture(scope="module")
def one_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database that examples of a property share."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('property') / 'a.sqlite'}")
    database.upgrade()
    yield database
    database.close()


OFFSET = st.integers(-100, 100)
LATER = st.lists(
    st.one_of(
        st.builds(_usage, OFFSET, st.integers(0, 9)),
        st.builds(_ticket, st.integers(1, 99), OFFSET),
        st.builds(lambda number, on: _note(f"{number}.md", on), st.integers(1, 99), OFFSET),
        st.builds(lambda on: Sentiment(account_id="A1", date=_day(on), rating="red", reason=str(on)), OFFSET),
    ),
    max_size=8,
    unique_by=lambda row: (row.table, row.row_id),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=LATER)
def test_no_row_dated_later_changes_a_fact(one_database: Database, rows: list[Record]) -> None:
    def facts(*written: Record) -> list[tuple[object, ...]]:
        clear(one_database)
        put(one_database, ONE, *written)
        told, missing = measure(AccountStore(one_database, "USD").snapshot("A1", EVERYTHING, D))
        return [(one.name, one.value, one.rows) for one in told] + [(one.name, one.reason) for one in missing]

    known = [row for row in rows if (row.opened_at.date() if isinstance(row, Ticket) else row.date) <= D]  # type: ignore[attr-defined]
    assert facts(*rows) == facts(*known)
