"""Account data read through a scope and never past the as-of date, on both databases."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
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
    FeatureUse,
    FxRate,
    Milestone,
    Note,
    Outcome,
    Record,
    Sentiment,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from copilot.scope import EVERYTHING, Scope
from copilot.snapshot import FeatureSeen, Snapshot, Touch
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


def _daily(offset: int, users: int | None, account: str = "A1") -> Usage:
    return Usage(account_id=account, date=_day(offset), daily_active_users=users, monthly_active_users=9)


def _feature(name: str, offset: int, users: int | None, account: str = "A1") -> FeatureUse:
    return FeatureUse(account_id=account, date=_day(offset), feature=name, active_users=users)


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
    assert seen.touches == [Touch(_day(-2), "A2.md", [])]
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


def test_usage_is_read_on_every_day_that_the_metrics_look_back_to(store: AccountStore) -> None:
    looked_at = (0, 28, 30, 56, 58, 90, 118)
    put(store.database, *(_usage(-back, 100 + back) for back in looked_at))
    seen = store.snapshot("A1", EVERYTHING, D)
    assert [seen.reading(back).monthly_active_users for back in looked_at] == [100 + back for back in looked_at]
    with pytest.raises(LookupError, match="was not read"):
        seen.reading(1)


def test_daily_users_are_those_of_28_days_that_have_them(store: AccountStore) -> None:
    put(store.database, _daily(1, 99), _daily(0, 4), _daily(-1, None), _daily(-3, 0), _daily(-27, 5), _daily(-28, 50))
    seen = store.snapshot("A1", EVERYTHING, D)
    assert (seen.reading().daily_total, seen.reading().daily_days) == (9, ["2026-06-03", "2026-06-27", "2026-06-30"])
    assert seen.reading().mean_daily_users == 3
    assert (seen.reading(28).daily_total, seen.reading(28).daily_days) == (50, ["2026-06-02"])
    assert seen.reading(90).daily_days == ()
    fact = next(one for one in measure(seen)[0] if one.name == "stickiness")
    assert fact.value == Decimal(3) / 9


def test_features_in_use_are_those_of_28_days_with_the_row_that_had_most_users(store: AccountStore) -> None:
    put(
        store.database,
        _usage(0, 9),
        *(_feature("agents", offset, users) for offset, users in ((-27, 5), (-9, 12), (-5, 12), (-1, 7), (1, 99))),
        _feature("chat", -28, 3),
        _feature("idle", -1, 0),
        _feature("unknown", -1, None),
        _feature("chat", -1, 4, "A2"),
    )
    seen = store.snapshot("A1", EVERYTHING, D)
    assert seen.reading().features == [FeatureSeen("agents", _day(-5), 12)]
    assert seen.reading(28).features == [FeatureSeen("chat", _day(-28), 3)]
    fact = next(one for one in measure(seen)[0] if one.name == "feature_breadth")
    assert (fact.value, [row.id for row in fact.rows]) == (Decimal("0.25"), ["A1/2026-06-25/agents"])


def test_a_feature_is_known_from_its_first_day_anywhere_in_the_book(store: AccountStore) -> None:
    put(
        store.database,
        *(_feature("agents", offset, 1, account) for offset, account in ((-5, "A1"), (-300, "A2"), (3, "A1"))),
        _feature("chat", 0, 0),
        _feature("later", 1, 5),
    )
    assert store.snapshot("A1", EVERYTHING, D).known_features == {"agents": _day(-300), "chat": D}
    assert store.snapshot("A1", EVERYTHING, _day(-301)).known_features == {}


def test_answers_ratings_and_outcomes_dated_later_are_not_read(store: AccountStore) -> None:
    for offset in (0, 1):
        put(
            store.database,
            Survey(survey_id=f"V{offset}", account_id="A1", date=_day(offset), kind="nps", score=Decimal(9)),
            Sentiment(account_id="A1", date=_day(offset), rating="green"),
            Outcome(outcome_id=f"O{offset}", account_id="A1", metric="m", as_of=_day(offset)),
            Milestone(milestone_id=f"M{offset}", account_id="A1", name="m", due_date=_day(offset)),
        )
    put(store.database, Outcome(outcome_id="O9", account_id="A1", metric="m"))
    seen = store.snapshot("A1", EVERYTHING, D)
    assert ([one.survey_id for one in seen.surveys], [one.date for one in seen.sentiments]) == (["V0"], [D])
    assert {one.outcome_id for one in seen.outcomes} == {"O0", "O9"}
    assert [one.milestone_id for one in seen.milestones] == ["M0", "M1"], "a plan is known before it is due"


@pytest.mark.parametrize("as_of", [D, _day(-29), _day(40)])
def test_many_accounts_are_read_as_each_one_alone(store: AccountStore, as_of: date) -> None:
    random = Random(as_of.toordinal())
    accounts = [Account(account_id=f"B{number}", name=f"B{number}") for number in range(12)]
    put(store.database, *accounts, *(row for one in accounts for row in _book_of(one.account_id, random)))
    together = store.snapshots(EVERYTHING, as_of)
    assert [one.account.account_id for one in together] == ["A1", "A2", *sorted(one.account_id for one in accounts)]
    for one in together:
        alone = store.snapshot(one.account.account_id, EVERYTHING, as_of)
        assert alone == one
        assert measure(alone) == measure(one)
    some = store.snapshots(Scope(user="kim", account_ids=frozenset({"B3", "B7", "A1"})), as_of, ["B7", "B3", "B5"])
    assert some == [one for one in together if one.account.account_id in ("B3", "B7")]


def _book_of(account: str, random: Random) -> list[Record]:
    """Return rows of every kind of an account, at random days around the as-of date."""

    def days(most: int) -> list[int]:
        return random.sample(range(-130, 30), random.randint(0, most))

    return [
        *(
            Subscription(
                subscription_id=f"S-{account}-{on}",
                account_id=account,
                start_date=_day(on),
                end_date=_day(on + 90),
                arr=Decimal(on + 200),
                seats=random.randint(0, 9),
            )
            for on in days(3)
        ),
        *(_daily(on, random.choice([None, on % 7]), account) for on in days(40)),
        *(_feature(random.choice("ab"), on, random.choice([None, 0, 3, 8]), account) for on in days(12)),
        *(
            Survey(survey_id=f"V-{account}-{on}", account_id=account, date=_day(on), kind="nps", score=Decimal(on % 11))
            for on in days(5)
        ),
        *(Sentiment(account_id=account, date=_day(on), rating="yellow") for on in days(3)),
        *(Ticket(ticket_id=f"T-{account}-{on}", account_id=account, opened_at=_at(on)) for on in days(3)),
        *(Outcome(outcome_id=f"O-{account}-{on}", account_id=account, metric="m", as_of=_day(on)) for on in days(3)),
        *(
            Contact(contact_id=f"C-{account}-{on}", account_id=account, name="A", last_contacted=_day(on))
            for on in days(3)
        ),
        *(_note(f"{account}/{on}.md", on, account=account) for on in days(3)),
    ]


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
        st.builds(_daily, OFFSET, st.none() | st.integers(0, 9)),
        st.builds(_feature, st.sampled_from("ab"), OFFSET, st.none() | st.integers(0, 9)),
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
