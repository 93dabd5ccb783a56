import csv
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
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
RAVELSTOKE, CASTLEMERE, BRINDLEWOOD, ONDRAVA, AARHOF = "A-1011", "A-1012", "A-1013", "A-1014", "A-1015"
TESSALINE, NORHAVEN, CORVANE, FENNIMORE = "A-1016", "A-1017", "A-1018", "A-1019"
SALTMARSH, ZEPHRINE, BASTION, AUBRAC, SANDOVAL = "A-1023", "A-1025", "A-1026", "A-1027", "A-1029"
OSTRANDER = "A-1031"


Row = TypeVar("Row", bound=Record)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "book"
    write_demo_book(folder, as_of=AS_OF)
    return folder


@cache
def every(folder: Path, record: type[Row]) -> list[Row]:
    with (folder / f"{record.table}.csv").open(encoding="utf-8", newline="") as file:
        cells = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)]
    return [record.model_validate(row) for row in cells]


def read(folder: Path, record: type[Row], account_id: str | None = None) -> list[Row]:
    return [row for row in every(folder, record) if account_id in (None, getattr(row, "account_id", None))]


@cache
def every_note(folder: Path) -> list[Note]:
    below = folder / "notes"
    files = sorted(path for path in below.rglob("*") if path.suffix in (".md", ".vtt"))
    found = [read_note(path, path.relative_to(below).as_posix()) for path in files]
    return sorted(found, key=lambda note: (note.date, note.note_id))


def notes(folder: Path, account_id: str | None = None) -> list[Note]:
    return [note for note in every_note(folder) if account_id in (None, note.account_id)]


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


def test_two_accounts_share_the_name_halden(book: Path) -> None:
    named = {account.account_id for account in read(book, Account) if "Halden" in account.name}
    assert named == {HALDEN_ENERGY, HALDEN_LOGISTICS}


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


def test_one_team_stalls_the_rollout_at_ravelstoke(book: Path) -> None:
    used, seats = last_use(book, RAVELSTOKE), seats_at(read(book, Subscription, RAVELSTOKE), AS_OF)
    assert 0.65 <= used / seats <= 0.75
    assert any("Heron" in note.text for note in notes(book, RAVELSTOKE))


def test_the_merger_is_told_from_both_sides(book: Path) -> None:
    assert any("Brindlewood" in note.text for note in notes(book, CASTLEMERE))
    assert any("Castlemere" in note.text for note in notes(book, BRINDLEWOOD))
    owners = {account.csm_email for account in read(book, Account) if account.account_id in (CASTLEMERE, BRINDLEWOOD)}
    assert len(owners) == 1
    for side in (CASTLEMERE, BRINDLEWOOD):
        assert any("46" in note.text for note in notes(book, side)), "the people who hold seats in both"


def test_ondrava_was_saved_and_renewed_smaller(book: Path) -> None:
    past, present = sorted(read(book, Subscription, ONDRAVA), key=lambda line: line.start_date)[-2:]
    assert [past.arr, present.arr] == [380_000, 310_000]
    assert {"red", "green"} <= {rating.rating for rating in read(book, Sentiment, ONDRAVA)}
    assert (month_at(book, ONDRAVA, at(-270))) / (past.seats or 1) < 0.45
    assert last_use(book, ONDRAVA) > month_at(book, ONDRAVA, at(-60))


def test_aarhof_demands_that_data_stays_in_the_country(book: Path) -> None:
    assert any("BaFin" in note.text or "Aufsicht" in note.text for note in notes(book, AARHOF))
    assert any("Rechenzentrum" in item.text or "Deutschland" in item.text for item in read(book, Feedback, AARHOF))


def test_nobody_asked_for_the_expansion_that_tessaline_needs(book: Path) -> None:
    assert last_use(book, TESSALINE) / seats_at(read(book, Subscription, TESSALINE), AS_OF) > 0.95
    open_deals = [deal for deal in read(book, Opportunity, TESSALINE) if deal.stage == "open"]
    assert all(deal.kind == "renewal" for deal in open_deals)


def test_the_buyer_of_norhaven_is_a_detractor(book: Path) -> None:
    buyer = next(contact for contact in read(book, Contact, NORHAVEN) if contact.role == "economic_buyer")
    answers = [answer for answer in read(book, Survey, NORHAVEN) if answer.contact_id == buyer.contact_id]
    latest = max((answer for answer in answers if answer.kind == "nps"), key=lambda answer: answer.date)
    assert latest.score <= 6
    assert latest.date >= at(-45)
    assert all(row.value_per_unit is None for row in read(book, Outcome, NORHAVEN))


def test_corvane_was_lost_though_the_forecast_said_commit(book: Path) -> None:
    lost = next(deal for deal in read(book, Opportunity, CORVANE) if deal.stage == "lost")
    assert lost.forecast == "commit"
    assert any("Scrivra" in note.text for note in notes(book, CORVANE))


def test_two_notes_of_fennimore_contradict_each_other(book: Path) -> None:
    texts = [note.text for note in notes(book, FENNIMORE)]
    assert any("12 %" in text or "12%" in text for text in texts)
    assert any("held flat" in text for text in texts)


def test_bastion_has_no_plan_but_took_to_a_new_feature(book: Path) -> None:
    assert [deal for deal in read(book, Opportunity, BASTION) if deal.stage == "open"] == []
    assert read(book, Subscription, BASTION)[-1].auto_renew is False
    agents = [row for row in read(book, FeatureUse, BASTION) if row.feature == "Agents" and row.active_users]
    assert min(row.date for row in agents) >= at(-90)
    assert (agents[-1].active_users or 0) > 0.5 * seats_at(read(book, Subscription, BASTION), AS_OF)


def test_saltmarsh_is_late_and_must_not_simply_renew(book: Path) -> None:
    late = [
        step
        for step in read(book, Milestone, SALTMARSH)
        if step.due_date and at(-70) <= step.due_date <= at(-14) and step.completed_date is None
    ]
    assert len(late) >= 3
    assert any("tender" in note.text.lower() for note in notes(book, SALTMARSH))


def test_zephrine_is_in_its_first_thirty_days(book: Path) -> None:
    account = next(account for account in read(book, Account) if account.account_id == ZEPHRINE)
    assert account.customer_since is not None
    assert at(-30) <= account.customer_since < AS_OF


def test_saint_aubrac_waits_for_its_first_value(book: Path) -> None:
    (first,) = [step for step in read(book, Milestone, AUBRAC) if step.kind == "first_value"]
    assert first.completed_date is None
    assert any("convenu" in note.text for note in notes(book, AUBRAC))


def test_sandoval_was_without_a_contract_for_twenty_days(book: Path) -> None:
    lines = sorted(read(book, Subscription, SANDOVAL), key=lambda line: line.start_date)
    assert any((after.start_date - before.end_date).days == 20 for before, after in pairwise(lines))


def test_ostrander_sags_between_its_seasons(book: Path) -> None:
    month = {row.date: row.monthly_active_users or 0 for row in read(book, Usage, OSTRANDER)}
    peak = max(month[at(day)] for day in range(-260, -190))
    assert peak > 2 * month[at(-1)]


def last_use(book: Path, account_id: str) -> int:
    return read(book, Usage, account_id)[-1].monthly_active_users or 0


def month_at(book: Path, account_id: str, day: date) -> int:
    return next(row.monthly_active_users or 0 for row in read(book, Usage, account_id) if row.date == day)


@pytest.mark.parametrize(
    ("outcome_id", "amount"),
    [
        ("R-1001-1", 267_750),
        ("R-1003-1", 1_689_600),
        ("R-1003-2", 504_000),
        ("R-1005-1", 1_232_100),
        ("R-1005-2", 595_700),
        ("R-1007-1", 70_290),
        ("R-1009-1", 58_240),
        ("R-1010-1", 146_300),
        ("R-1014-1", 180_675),
        ("R-1015-1", 174_720),
        ("R-1020-1", 244_800),
        ("R-1021-1", 13_224),
        ("R-1021-2", 27_930),
        ("R-1024-1", 369_600),
        ("R-1024-2", 119_700),
        ("R-1026-1", 28_272),
        ("R-1030-1", 63_180),
        ("R-1034-1", 37_570),
        ("R-1034-2", 39_480),
        ("R-1036-1", 32_760),
        ("R-1037-1", 33_060),
        ("R-1038-1", 15_872),
    ],
)
def test_the_value_that_a_note_names_follows_from_the_outcome(book: Path, outcome_id: str, amount: int) -> None:
    outcome = next(row for row in read(book, Outcome) if row.outcome_id == outcome_id)
    assert outcome.baseline is not None
    assert outcome.current is not None
    assert outcome.volume_per_year is not None
    assert outcome.value_per_unit is not None
    gain = abs(outcome.baseline - outcome.current)
    assert gain * outcome.volume_per_year * outcome.value_per_unit == amount
    written = {f"{amount:,}", f"{amount:,}".replace(",", "."), f"{amount:,}".replace(",", " ")}
    assert any(form in note.text for note in notes(book, outcome.account_id) for form in written)


def test_features_are_used_by_no_more_people_than_the_account_has(book: Path) -> None:
    month = {(row.account_id, row.date): row.monthly_active_users or 0 for row in read(book, Usage)}
    for row in read(book, FeatureUse):
        assert (row.active_users or 0) <= month[row.account_id, row.date] * 1.05 + 1, row


def test_every_table_of_the_format_is_there(book: Path) -> None:
    assert {path.stem for path in book.glob("*.csv")} == {record.table for record in RECORDS} - {"notes"}
