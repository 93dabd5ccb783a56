"""What happened at an account, on both databases."""

from datetime import date, datetime
from decimal import Decimal

from copilot.records import Account, Contact, Milestone, Note, Opportunity, Sentiment, Subscription, Survey, Ticket
from copilot.scope import EVERYTHING, Scope
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from copilot.store.timeline import timeline
from tests.rows import put

OWN = {"account_id": "A1"}
JUNE = date(2026, 6, 1)


def _book(database: Database) -> AccountStore:
    put(
        database,
        Account(**OWN, name="Acme"),
        Note(**OWN, note_id="n.md", date=date(2026, 6, 10), kind="call", title="Review", text="Words."),
        Ticket(
            **OWN,
            ticket_id="T1",
            opened_at=datetime(2026, 6, 2, 9),  # noqa: DTZ001 - moments are kept in UTC without a zone
            closed_at=datetime(2026, 6, 20, 9),  # noqa: DTZ001
            priority="urgent",
            subject="Login loop",
        ),
        Subscription(
            **OWN,
            subscription_id="S1",
            start_date=date(2025, 6, 15),
            end_date=date(2026, 6, 15),
            arr=Decimal(1000),
            cancelled_on=date(2026, 9, 1),
        ),
        Contact(**OWN, contact_id="C1", name="Ines Okafor", role="champion", left_on=date(2026, 6, 3)),
        Survey(**OWN, survey_id="V1", date=date(2026, 6, 4), kind="nps", score=Decimal(9)),
        Milestone(**OWN, milestone_id="M1", name="First letter", completed_date=date(2026, 6, 5)),
        Milestone(**OWN, milestone_id="M2", name="Never done", due_date=date(2026, 6, 5)),
        Sentiment(**OWN, date=date(2026, 6, 6), rating="red"),
        Opportunity(
            **OWN, opportunity_id="O1", kind="renewal", amount=Decimal(900), close_date=date(2026, 6, 7), stage="lost"
        ),
        Opportunity(
            **OWN, opportunity_id="O2", kind="renewal", amount=Decimal(900), close_date=date(2026, 6, 8), stage="open"
        ),
    )
    return AccountStore(database, "USD")


def test_events_of_every_kind_newest_first(database: Database) -> None:
    events = timeline(_book(database), "A1", EVERYTHING, JUNE, date(2026, 6, 30))
    assert [(event.date.day, event.text) for event in events] == [
        (20, "ticket T1 (urgent): Login loop closed"),
        (15, "subscription S1, $1,000 a year, ends"),
        (10, "Review"),
        (7, "renewal of $900 lost"),
        (6, "CSM rated the account red"),
        (5, "milestone “First letter” completed"),
        (4, "NPS 9"),
        (3, "Ines Okafor (champion) left"),
        (2, "ticket T1 (urgent): Login loop opened"),
    ]


def test_a_period_holds_both_its_ends_and_nothing_after(database: Database) -> None:
    store = _book(database)
    found = timeline(store, "A1", EVERYTHING, date(2026, 6, 4), date(2026, 6, 7))
    assert [event.date.day for event in found] == [7, 6, 5, 4]
    assert timeline(store, "A1", EVERYTHING, date(1990, 1, 1), date(1990, 12, 31)) == []


def test_others_see_nothing(database: Database) -> None:
    assert timeline(_book(database), "A1", Scope("kim", frozenset({"A2"})), date.min, date.max) == []
