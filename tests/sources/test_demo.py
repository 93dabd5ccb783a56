import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from copilot.errors import Conflict
from copilot.loading.book import import_book
from copilot.records import (
    RECORDS,
    Account,
    Contact,
    FeatureUse,
    Feedback,
    Milestone,
    Note,
    Opportunity,
    Outcome,
    Record,
    Sentiment,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from copilot.sources.demo import write_demo_book
from copilot.sources.demo_usage import FIRST_DAY
from copilot.sources.notes import read_note
from copilot.store.database import Database

AS_OF = date(2026, 11, 21)
AHEAD = {"start_date", "end_date", "due_date", "close_date"}
"""The dates that may lie after the as-of date: of contracts, plans and sales."""

HALDEN_LOGISTICS, HALDEN_ENERGY, BRACKENMOOR, OSTSTERN, QUARRION = "A-1001", "A-1002", "A-1003", "A-1004", "A-1005"
DELORGE, PELLWORTH, KITTERBY, LUMWOOD, CORRIEDALE = "A-1006", "A-1007", "A-1008", "A-1009", "A-1010"


Row = TypeVar("Row", bound=Record)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "book"
    write_demo_book(folder, as_of=AS_OF)
    return folder


def read(folder: Path, record: type[Row], account_id: str | None = None) -> list[Row]:
    with (folder / f"{record.table}.csv").open(encoding="utf-8", newline="") as file:
        cells = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)]
    rows = [record.model_validate(row) for row in cells]
    return [row for row in rows if account_id in (None, getattr(row, "account_id", None))]


def notes(folder: Path, account_id: str | None = None) -> list[Note]:
    below = folder / "notes"
    files = sorted(path for path in below.rglob("*") if path.suffix in (".md", ".vtt"))
    read = [read_note(path, path.relative_to(below).as_posix()) for path in files]
    return sorted(
        (note for note in read if account_id in (None, note.account_id)), key=lambda note: (note.date, note.note_id)
    )


def last_contact(folder: Path, account_id: str) -> Note:
    return [note for note in notes(folder, account_id) if note.kind != "internal"][-1]


def at(day: int) -> date:
    return AS_OF + timedelta(days=day)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def seats_at(subscriptions: list[Subscription], day: date) -> int:
    return sum(line.seats or 0 for line in subscriptions if line.start_date <= day < line.end_date)


def test_the_same_seed_and_date_give_the_same_bytes(book: Path, tmp_path: Path) -> None:
    write_demo_book(tmp_path / "again", as_of=AS_OF)
    assert contents(tmp_path / "again") == contents(book)


def test_another_seed_changes_the_usage_and_no_contract(book: Path, tmp_path: Path) -> None:
    write_demo_book(tmp_path / "other", as_of=AS_OF, seed=8)
    other, mine = contents(tmp_path / "other"), contents(book)
    assert other["usage.csv"] != mine["usage.csv"]
    assert other["subscriptions.csv"] == mine["subscriptions.csv"]


def test_writing_over_a_demo_book_renews_it(book: Path, tmp_path: Path) -> None:
    write_demo_book(tmp_path, as_of=date(2025, 1, 15))
    write_demo_book(tmp_path, as_of=AS_OF)
    assert contents(tmp_path) == contents(book)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,name\n1,Mine\n")
    with pytest.raises(Conflict, match="not empty"):
        write_demo_book(tmp_path, as_of=AS_OF)
    assert contents(tmp_path) == {"accounts.csv": b"account_id,name\n1,Mine\n"}


def test_a_file_in_the_folders_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "book").write_text("mine")
    with pytest.raises(Conflict, match="is a file"):
        write_demo_book(tmp_path / "book", as_of=AS_OF)
    assert (tmp_path / "book").read_text() == "mine"


@pytest.mark.parametrize("as_of", [AS_OF, date(2028, 2, 29)])
def test_it_imports_without_a_fault(as_of: date, tmp_path: Path) -> None:
    write_demo_book(tmp_path / "book", as_of=as_of)
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    summary = import_book(tmp_path / "book", database)
    again = import_book(tmp_path / "book", database)
    database.close()
    assert (summary.rejected, summary.warnings) == (0, ())
    assert summary.changed > 0
    assert again.changed == 0


@pytest.mark.parametrize("as_of", [AS_OF + timedelta(days=day) for day in range(7)])
def test_nothing_but_contracts_plans_and_sales_lies_ahead(as_of: date, tmp_path: Path) -> None:
    write_demo_book(tmp_path, as_of=as_of)
    assert all(ticket.opened_at.date() < as_of for ticket in read(tmp_path, Ticket))
    for table in tmp_path.glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                days = {name: cell[:10] for name, cell in row.items() if re.match(r"\d{4}-\d\d-\d\d", cell)}
                late = {name for name, day in days.items() if day > as_of.isoformat()} - AHEAD
                assert not late, (table.name, row)
    assert max(note.date for note in notes(tmp_path)) <= as_of


def test_no_relative_date_is_left_in_a_text(book: Path) -> None:
    for name, content in contents(book).items():
        assert b"{{" not in content, name
        assert not re.search(rb"(^|,)=?[+-]\d+d", content), name


def test_it_is_a_book_of_business_of_some_size(book: Path) -> None:
    accounts = read(book, Account)
    assert len(accounts) == 10
    assert Counter(account.segment for account in accounts)["enterprise"] == 5
    assert len({account.region for account in accounts}) == 2
    assert {line.currency for line in read(book, Subscription)} == {"USD", "EUR"}
    assert len(notes(book)) >= 35
    assert sum(note.note_id.endswith(".vtt") for note in notes(book)) >= 4
    assert len(read(book, Ticket)) >= 24
    assert len(read(book, Feedback)) >= 55
    assert min(usage.date for usage in read(book, Usage)) == at(FIRST_DAY)


def test_usage_is_plausible(book: Path) -> None:
    subscriptions = read(book, Subscription)
    contracts = {
        account.account_id: [line for line in subscriptions if line.account_id == account.account_id]
        for account in read(book, Account)
    }
    for row in read(book, Usage):
        day, week, month = row.daily_active_users, row.weekly_active_users, row.monthly_active_users
        assert day is not None
        assert week is not None
        assert month is not None
        assert 0 <= day <= week <= month <= seats_at(contracts[row.account_id], row.date), row


def test_every_reference_leads_to_its_row(book: Path) -> None:
    contacts = {contact.contact_id: contact.account_id for contact in read(book, Contact)}
    assert all(contacts[answer.contact_id] == answer.account_id for answer in read(book, Survey) if answer.contact_id)
    sources: dict[str, date] = {note.note_id: note.date for note in notes(book)}
    sources |= {ticket.ticket_id: ticket.opened_at.date() for ticket in read(book, Ticket)}
    sources |= {answer.survey_id: answer.date for answer in read(book, Survey)}
    for item in read(book, Feedback):
        if item.source_id:
            assert abs((item.date - sources[item.source_id]).days) <= 3, item


def test_what_customers_said_was_said_by_people_of_the_account(book: Path) -> None:
    people = {(contact.account_id, contact.name) for contact in read(book, Contact)}
    assert {(item.account_id, item.author) for item in read(book, Feedback)} <= people


def test_contacts_were_last_contacted_when_the_notes_say(book: Path) -> None:
    for contact in read(book, Contact):
        spoken = [
            note.date
            for note in notes(book, contact.account_id)
            if note.kind != "internal" and contact.name in note.participants
        ]
        assert contact.last_contacted == max(spoken, default=None), contact


def test_every_customer_of_today_has_a_last_contact_with_an_agreement(book: Path) -> None:
    for account in read(book, Account):
        if account.stage != "churned":
            text = last_contact(book, account.account_id).text.lower()
            assert re.search(r"agreed|next steps|vereinbart", text), account.name


def test_two_accounts_share_the_name_halden(book: Path) -> None:
    assert [account.account_id for account in read(book, Account) if "Halden" in account.name] == [
        HALDEN_ENERGY,
        HALDEN_LOGISTICS,
    ]


def test_three_enterprise_accounts_renew_within_90_days(book: Path) -> None:
    enterprise = {account.account_id for account in read(book, Account) if account.segment == "enterprise"}
    ends = {line.account_id: line.end_date for line in read(book, Subscription) if line.account_id in enterprise}
    soon = [account for account, end in sorted(ends.items(), key=lambda pair: pair[1]) if AS_OF < end <= at(90)]
    assert soon == [QUARRION, BRACKENMOOR, HALDEN_LOGISTICS]


def test_only_quarrion_has_urgent_tickets_open_and_two_of_them(book: Path) -> None:
    urgent = [ticket for ticket in read(book, Ticket) if ticket.priority == "urgent" and ticket.closed_at is None]
    assert [(ticket.account_id, ticket.ticket_id) for ticket in urgent] == [(QUARRION, "T-5121"), (QUARRION, "T-5136")]
    assert all(ticket.closed_at is None or ticket.status == "closed" for ticket in read(book, Ticket))


def test_halden_logistics_lost_its_champion_and_a_rival_appears_in_the_last_call(book: Path) -> None:
    champion = next(contact for contact in read(book, Contact, HALDEN_LOGISTICS) if contact.role == "champion")
    assert champion.name == "Dana Whitlock"
    assert champion.left_on is not None
    assert champion.left_on <= at(-38)
    assert "Scrivra" in last_contact(book, HALDEN_LOGISTICS).text
    month = {row.date: row.monthly_active_users or 0 for row in read(book, Usage, HALDEN_LOGISTICS)}
    assert month[at(-1)] < 0.8 * month[at(-29)]
    assert month[at(-1)] < 0.5 * 600


def test_the_sponsor_of_halden_energy_is_silent(book: Path) -> None:
    sponsor = next(contact for contact in read(book, Contact, HALDEN_ENERGY) if contact.role == "executive_sponsor")
    assert sponsor.last_contacted is not None
    assert sponsor.last_contacted <= at(-130)
    line = read(book, Subscription, HALDEN_ENERGY)[0]
    assert (line.end_date - line.start_date).days > 3 * 365 - 1


def test_brackenmoor_gave_its_consent_on_record(book: Path) -> None:
    champion = next(contact for contact in read(book, Contact, BRACKENMOOR) if contact.role == "champion")
    answers = [answer for answer in read(book, Survey, BRACKENMOOR) if answer.contact_id == champion.contact_id]
    assert max(answers, key=lambda answer: answer.date).score == 10
    assert any("You have our consent" in note.text for note in notes(book, BRACKENMOOR))


def test_oststern_speaks_german_and_waits_for_a_release(book: Path) -> None:
    assert "Vereinbart" in last_contact(book, OSTSTERN).text
    release = next(step for step in read(book, Milestone, OSTSTERN) if "Freigabe" in step.name)
    assert release.due_date is not None
    assert release.due_date < at(-14)
    assert release.completed_date is None


def test_delorge_speaks_french_and_uses_less_than_half_of_its_seats(book: Path) -> None:
    assert any("Academy s'arrête" in item.text for item in read(book, Feedback, DELORGE))
    assert (read(book, Usage, DELORGE)[-1].monthly_active_users or 0) < 0.5 * 160


def test_the_handover_of_pellworth_contradicts_its_contract(book: Path) -> None:
    handover = next(note for note in notes(book, PELLWORTH) if note.note_id.endswith("handover.md"))
    contract = read(book, Subscription, PELLWORTH)[-1]
    assert "auto-renews" in handover.text
    assert contract.auto_renew is False
    assert handover.date > contract.start_date


def test_nobody_has_talked_to_pellworth_for_four_months(book: Path) -> None:
    assert last_contact(book, PELLWORTH).date <= at(-120)


def test_kitterby_has_not_been_seen_for_70_days(book: Path) -> None:
    assert read(book, Usage, KITTERBY)[-1].date == at(-70)


def test_lumwood_cancelled_a_line_and_kept_the_other(book: Path) -> None:
    assert [line.cancelled_on for line in read(book, Subscription, LUMWOOD)] == [None, at(-40)]


def test_corriedale_churned_though_it_looked_healthy(book: Path) -> None:
    last = read(book, Subscription, CORRIEDALE)[-1]
    assert last.end_date == at(-66)
    assert [deal.stage for deal in read(book, Opportunity, CORRIEDALE)] == ["won", "lost"]
    assert [rating.rating for rating in read(book, Sentiment, CORRIEDALE)] == ["green", "green", "red"]


def test_one_note_carries_an_order_to_ai_assistants(book: Path) -> None:
    assert [note.account_id for note in notes(book) if "ignore your rules" in note.text] == [QUARRION]


@pytest.mark.parametrize(
    ("account_id", "outcome_id", "amount", "note"),
    [
        (HALDEN_LOGISTICS, "R-1001-1", 267_750, "qbr-claims.md"),
        (BRACKENMOOR, "R-1003-1", 1_689_600, "cfo-countersigns.md"),
        (BRACKENMOOR, "R-1003-2", 504_000, "cfo-countersigns.md"),
        (QUARRION, "R-1005-1", 1_232_100, "qbr-study-reports.md"),
        (QUARRION, "R-1005-2", 595_700, "qbr-study-reports.md"),
        (PELLWORTH, "R-1007-1", 70_290, "report-season-review.md"),
        (LUMWOOD, "R-1009-1", 58_240, "timesheets-call.md"),
        (CORRIEDALE, "R-1010-1", 146_300, "qbr-itineraries.md"),
    ],
)
def test_the_value_that_a_note_names_follows_from_the_outcome(
    book: Path, account_id: str, outcome_id: str, amount: int, note: str
) -> None:
    outcome = next(row for row in read(book, Outcome, account_id) if row.outcome_id == outcome_id)
    assert outcome.baseline is not None
    assert outcome.current is not None
    assert outcome.volume_per_year is not None
    assert outcome.value_per_unit is not None
    assert (outcome.baseline - outcome.current) * outcome.volume_per_year * outcome.value_per_unit == amount
    assert f"{amount:,}" in next(row for row in notes(book, account_id) if row.note_id.endswith(note)).text


def test_features_are_used_by_no_more_people_than_the_account_has(book: Path) -> None:
    month = {(row.account_id, row.date): row.monthly_active_users or 0 for row in read(book, Usage)}
    for row in read(book, FeatureUse):
        assert (row.active_users or 0) <= month[row.account_id, row.date] * 1.05 + 1, row


def test_every_table_of_the_format_is_there(book: Path) -> None:
    assert {path.stem for path in book.glob("*.csv")} == {record.table for record in RECORDS} - {"notes"}
