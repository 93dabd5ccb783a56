import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

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
    Opportunity,
    Sentiment,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from copilot.sources.demo import write_demo_book
from copilot.sources.demo_usage import FIRST_DAY
from copilot.store.database import Database
from tests.sources.demo_rows import AS_OF, at, contents, last_contact, notes, read, seats_at

AHEAD = {"start_date", "end_date", "due_date", "close_date"}
"""The dates that may lie after the as-of date: of contracts, plans and sales."""


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
    assert len(accounts) == 40
    assert min(Counter(account.segment for account in accounts).values()) >= 12
    assert len({account.csm_email for account in accounts}) == 4
    assert len({account.region for account in accounts}) == 2
    assert {line.currency for line in read(book, Subscription)} == {"USD", "EUR"}
    assert len(notes(book)) >= 150
    assert sum(note.note_id.endswith(".vtt") for note in notes(book)) >= 15
    assert {note.kind for note in notes(book)} == {"call", "email", "meeting", "qbr", "internal"}
    assert len(read(book, Ticket)) >= 200
    assert len(read(book, Feedback)) >= 400
    assert min(usage.date for usage in read(book, Usage)) == at(FIRST_DAY)


def test_feedback_is_in_four_languages_on_many_areas(book: Path) -> None:
    items = read(book, Feedback)
    assert sum(bool(re.search(r"[\u3040-\u30ff]", item.text)) for item in items) >= 6
    assert sum(bool(re.search(r"\b(nicht|und|wir)\b", item.text)) for item in items) >= 20
    assert sum(bool(re.search(r"\b(est|nous|pas)\b", item.text)) for item in items) >= 15
    areas = Counter(item.product_area for item in items)
    assert len(areas) >= 9
    assert all(count >= 10 for area, count in areas.most_common(9)), areas


def test_every_account_has_a_voice_and_a_history(book: Path) -> None:
    for account in read(book, Account):
        own = account.account_id
        assert len(notes(book, own)) >= 3, account.name
        assert len(read(book, Feedback, own)) >= 8, account.name
        assert read(book, Sentiment, own), account.name
        assert any(step.kind == "first_value" for step in read(book, Milestone, own)), account.name


def in_dollars(line: Subscription) -> float:
    return float(line.arr) * (1.0912 if line.currency == "EUR" else 1)


def revenue(book: Path, day: date) -> dict[str, float]:
    total: Counter[str] = Counter()
    for line in read(book, Subscription):
        gone = line.cancelled_on is not None and line.cancelled_on <= day
        if line.start_date <= day < line.end_date and not gone:
            total[line.account_id] += in_dollars(line)  # type: ignore[assignment]
    return dict(total)


def test_its_retention_is_that_of_a_plausible_company(book: Path) -> None:
    before, now = revenue(book, date(2025, 11, 21)), revenue(book, AS_OF)
    start = sum(before.values())
    kept = sum(min(amount, now.get(account_id, 0)) for account_id, amount in before.items())
    grown = sum(now.get(account_id, 0) for account_id in before)
    assert 0.85 <= kept / start <= 0.93
    assert 1.00 <= grown / start <= 1.15


def test_past_renewals_were_won_and_lost_and_not_always_as_foretold(book: Path) -> None:
    past = [deal for deal in read(book, Opportunity) if deal.kind == "renewal" and deal.stage in ("won", "lost")]
    assert len(past) >= 45
    assert sum(deal.stage == "lost" for deal in past) >= 5
    assert any(deal.stage == "lost" and deal.forecast == "commit" for deal in past)
    assert any(deal.stage == "won" and deal.forecast == "pipeline" for deal in past)
    assert any(deal.stage == "won" and deal.csm_call == "pipeline" for deal in past)


def test_no_person_has_the_name_of_another_one(book: Path) -> None:
    names = Counter(contact.name for contact in read(book, Contact))
    assert [name for name, count in names.items() if count > 1] == []


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
            assert re.search(r"agreed|next steps|vereinbart|convenu", text), account.name


def test_features_are_used_by_no_more_people_than_the_account_has(book: Path) -> None:
    month = {(row.account_id, row.date): row.monthly_active_users or 0 for row in read(book, Usage)}
    for row in read(book, FeatureUse):
        assert (row.active_users or 0) <= month[row.account_id, row.date] * 1.05 + 1, row


def test_every_table_of_the_format_is_there(book: Path) -> None:
    assert {path.stem for path in book.glob("*.csv")} == {record.table for record in RECORDS} - {"notes"}
