from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from copilot.records import (
    Account,
    Contact,
    FeatureUse,
    Feedback,
    Milestone,
    Opportunity,
    Outcome,
    Sentiment,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from tests.sources.demo_rows import AS_OF, at, last_contact, notes, read, seats_at

HALDEN_LOGISTICS, HALDEN_ENERGY, BRACKENMOOR, OSTSTERN, QUARRION = "A-1001", "A-1002", "A-1003", "A-1004", "A-1005"
DELORGE, PELLWORTH, KITTERBY, LUMWOOD, CORRIEDALE = "A-1006", "A-1007", "A-1008", "A-1009", "A-1010"
RAVELSTOKE, CASTLEMERE, BRINDLEWOOD, ONDRAVA, AARHOF = "A-1011", "A-1012", "A-1013", "A-1014", "A-1015"
TESSALINE, NORHAVEN, CORVANE, FENNIMORE = "A-1016", "A-1017", "A-1018", "A-1019"
SALTMARSH, ZEPHRINE, BASTION, AUBRAC, SANDOVAL = "A-1023", "A-1025", "A-1026", "A-1027", "A-1029"
OSTRANDER = "A-1031"


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
