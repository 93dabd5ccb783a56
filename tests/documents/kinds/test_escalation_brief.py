"""An escalation brief: where a matter stands, its level and clock, the next messages; where nothing is, no drama."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from copilot.documents.sections.escalation.harm import harm_in
from copilot.records import Account, Priority, Subscription, Ticket
from copilot.wiring import Copilot
from tests.documents.kinds.plans import AS_OF, Drafts, drafted, drafts_of, row_with, text_of

QUARRION, HALDEN, OSTSTERN, SALTMARSH = (
    "Quarrion Therapeutics",
    "Halden Logistics",
    "Oststern Maschinenbau AG",
    "Saltmarsh Water",
)
ACME = Account(account_id="A1", name="Acme")
INTERNAL = re.compile(r"\b(?:champion|signal|health score|sentiment|level|churn|playbook|NPS|CSM)\b", re.I)


@pytest.fixture(scope="module")
def briefs(demo_copilot: Copilot) -> Drafts:
    """The escalation brief of every account of the demo book, for both audiences."""
    return drafts_of(demo_copilot, "escalation-brief")


def test_nothing_is_left_out_of_any_brief(briefs: Drafts) -> None:
    assert {key: one.left_out for key, one in briefs.items() if one.left_out} == {}


def test_no_section_is_empty(briefs: Drafts) -> None:
    assert [(key, one.key) for key, brief in briefs.items() for one in brief.sections if not one.parts] == []


def test_the_level_is_the_playbooks_and_says_why_and_since_when(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "level")
    assert "At level 2, since 17 November 2026" in told
    assert "T-5121 is urgent, open for 9 days; 5 days were over on 17 November 2026" in told
    assert "T-5136 is the second urgent ticket, opened on 18 November 2026" in told


def test_what_our_notes_say_of_the_level_stands_beside_the_rule(briefs: Drafts) -> None:
    assert "> “Marguerite: if either is open on 23 November it's level 3 and I phone Imani.”" in text_of(
        briefs[QUARRION, "internal"], "level"
    )


def test_only_what_tells_of_harm_is_brought_to_the_head_of_cs(briefs: Drafts) -> None:
    told = {
        "Patient safety at stake, doses are swapped": "Patient safety",
        "Data loss after the import": "Data loss",
        "Datenverlust nach dem Import": "Datenverlust",
        "Two drivers were injured": "drivers were injured",
        "Export drops footnotes of safety tables": "",
        "Patient safety report does not load": "",
        "Patients list is sorted wrongly": "",
    }
    assert {text: harm_in(text) for text in told} == told
    assert "Head of CS should decide" not in text_of(briefs[QUARRION, "internal"], "level")


def test_the_clock_runs_from_the_opening_and_names_the_next_level(briefs: Drafts) -> None:
    brief = briefs[QUARRION, "internal"]
    assert text_of(brief, "clock").startswith("**T-5136, first answer missed: after 31 of 30 minutes")
    assert "in time: after 22 of 30 minutes" in row_with(brief, "clock", "First answer to T-5121")
    assert "missed: after 31 of 30 minutes" in row_with(brief, "timeline", "T-5136: first answer")
    assert row_with(brief, "clock", "Cause, or").startswith("| 13 November 2026")
    assert row_with(brief, "clock", "By the playbook's count the level moves up").startswith("| 24 November 2026")
    assert row_with(brief, "clock", "The level moves up, as our note says").startswith("| 23 November 2026")
    assert "The Head of CS should go by the earlier one." in text_of(brief, "clock")


def test_a_proof_without_a_promised_day_starts_no_clock(briefs: Drafts) -> None:
    brief = briefs[OSTSTERN, "internal"]
    assert "At level 2 [" in text_of(brief, "level")
    assert "I find no day on record from which it holds" in text_of(brief, "level")
    assert "level moves up" not in text_of(brief, "clock")


def test_the_timeline_has_tickets_the_customers_words_and_our_notes(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "timeline")
    assert "12 November 2026 | T-5121 opened, urgent" in told
    assert "Feedback of Gwen Tashiro: “The vault sync dies after two hours" in told
    assert "Cause known since noon" in told


def test_at_stake_are_arr_and_renewal(briefs: Drafts) -> None:
    row = row_with(briefs[QUARRION, "internal"], "impact", "**At stake:**")
    assert "$610,000" in row
    assert "22 December 2026" in row


def test_a_promise_on_the_matter_says_whether_it_was_kept(briefs: Drafts) -> None:
    row = row_with(briefs[QUARRION, "internal"], "commitments", "root cause")
    assert "1 day past its day, 20 November 2026" in row
    assert "offer" not in text_of(briefs[QUARRION, "internal"], "commitments")


def test_level_2_writes_to_administrator_champion_and_sponsor(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "messages")
    order = [
        "**To Gwen Tashiro (admin)**",
        "**To Piotr Wandel (champion)**",
        "**To Dr. Imani Rosselet (executive sponsor)**",
    ]
    assert sorted(order, key=told.index) == order
    assert "You hear from me today at 17:00, even if nothing is new" in told
    assert "(fill in: the cause" in told


def test_a_sponsor_who_was_told_is_not_told_again(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "messages").split("**To Dr. Imani Rosselet")[1]
    assert "told of it by 18 November 2026, as our note says: “She has: two lines, this afternoon.”" in told
    assert "You had word of T-5121" in told
    assert "Beside that there is “Export drops footnotes of safety tables”" in told
    assert "You should hear it from me" not in told


def test_who_told_us_is_not_quoted_to_themselves_as_somebody_else(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "messages")
    assert "You told us on 18 November 2026: “Export to the report template drops" in told
    assert "Piotr Wandel told us" not in told


def test_who_owns_the_matter_since_days_does_not_own_it_from_now(briefs: Drafts) -> None:
    assert "I own T-5121 [F" in text_of(briefs[QUARRION, "internal"], "messages")
    assert "from now" not in text_of(briefs[QUARRION, "internal"], "messages")
    assert "from now" in text_of(briefs[SALTMARSH, "internal"], "messages")


def test_no_section_begins_with_a_table(briefs: Drafts) -> None:
    first = {(key, one.key): one.parts[0].text for key, brief in briefs.items() for one in brief.sections}
    assert [key for key, text in first.items() if text.startswith("|")] == []


def test_level_1_leaves_the_sponsor_alone(briefs: Drafts) -> None:
    told = text_of(briefs[SALTMARSH, "internal"], "messages")
    assert "**To Zofia Maliszewska (admin)**" in told
    assert "executive sponsor" not in told
    assert "You hear from me by 24 November 2026" in told  # two working days after a Saturday


def test_where_nothing_is_escalated_it_says_so_and_shows_the_nearest(briefs: Drafts) -> None:
    brief = briefs[HALDEN, "internal"]
    told = text_of(brief, "summary")
    assert told.startswith("**I find no open ticket that is urgent or marked as escalated")
    assert "T-5077" in told
    assert "Level 1 by the table: milestone “Dispatch desk live on Agents at all four hubs”, 25 days overdue" in told
    assert "I find nothing that has to be sent" in text_of(brief, "messages")


def test_the_level_follows_the_age_of_the_ticket(tmp_path: Path) -> None:
    cases: list[tuple[Priority, int, int]] = [
        ("urgent", 0, 1),
        ("urgent", 4, 1),
        ("urgent", 5, 2),
        ("urgent", 10, 2),  # day 5 was a Monday, and the fifth working day after it is the next one
        ("urgent", 11, 3),
    ]
    accounts = [Account(account_id=f"A{number}", name=f"Acme {number}") for number in range(len(cases))]
    tickets = [_ticket(f"A{number}", priority, days) for number, (priority, days, _) in enumerate(cases)]
    briefs = drafted(tmp_path, "escalation-brief", [*accounts, *tickets])
    told = [text_of(briefs[one.name, "internal"], "summary") for one in accounts]
    assert [re.findall(r"at level (\d), since", one) for one in told] == [[str(level)] for *_, level in cases]
    assert [one.left_out for one in briefs.values()] == [[]] * len(briefs)


def test_from_when_a_ticket_is_marked_as_escalated_is_not_on_record(tmp_path: Path) -> None:
    brief = drafted(tmp_path, "escalation-brief", [ACME, _ticket("A1", "high", 40)])["Acme", "internal"]
    assert "at level 1 [" in text_of(brief, "summary")
    assert "I find no day on record from which it holds" in text_of(brief, "level")


def test_a_renewal_within_90_days_makes_level_2_without_a_day_since_when(tmp_path: Path) -> None:
    ends = AS_OF + timedelta(days=90)
    line = Subscription(
        subscription_id="S1", account_id="A1", start_date=date(2026, 1, 1), end_date=ends, arr=Decimal(1)
    )
    brief = drafted(tmp_path, "escalation-brief", [ACME, line, _ticket("A1", "urgent", 0)])["Acme", "internal"]
    assert "at level 2 [" in text_of(brief, "summary")
    assert brief.left_out == []


def test_a_customer_reads_when_they_hear_next_and_nothing_internal(briefs: Drafts) -> None:
    assert "You hear from us again on 21 November 2026" in text_of(briefs[QUARRION, "customer"], "summary")
    texts = {name: text_of(one) for (name, audience), one in briefs.items() if audience == "customer"}
    plain = {name: re.sub(r"“[^”]*”", "", text) for name, text in texts.items()}
    assert {name: INTERNAL.findall(text) for name, text in plain.items()} == {name: [] for name in texts}


def test_an_account_with_nothing_but_a_name_says_so(tmp_path: Path) -> None:
    for brief in drafted(tmp_path, "escalation-brief", [ACME]).values():
        assert brief.left_out == []
        assert "find no open ticket at all" in text_of(brief, "summary")


def _ticket(account_id: str, priority: Priority, days: int) -> Ticket:
    opened = datetime.combine(AS_OF - timedelta(days=days), time(8))
    told = {"ticket_id": f"T-{account_id}", "account_id": account_id, "priority": priority, "subject": "It stops"}
    return Ticket.model_validate({**told, "opened_at": opened, "escalated": True})


def test_no_customer_is_told_that_nothing_was_promised(briefs: Drafts) -> None:
    customers = [one for (_, audience), one in briefs.items() if audience == "customer"]
    assert not any("no promise" in text_of(one) for one in customers)
    assert "commitments" not in [one.key for one in briefs["Castlemere Foods", "customer"].sections]
    assert "I find no promise" in text_of(briefs["Castlemere Foods", "internal"], "commitments")


def test_cause_and_fix_are_quoted_where_a_note_has_them_and_left_open_where_none_has(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "messages")
    assert "“Cause known since noon: token refresh in the vault connector" in told.split("**To Gwen Tashiro")[1]
    assert "“Patch exists, not deployed; needs Gwen's change window" in told.split("**To Dr. Imani Rosselet")[1]
    assert re.search(r"What I don't know yet of T-5136 [^(]*: \(fill in", told)


def test_a_customer_reads_when_they_were_answered_and_what_was_promised(tmp_path: Path) -> None:
    late = _ticket("A1", "urgent", 2).model_copy(update={"first_response_minutes": Decimal(31)})
    briefs = drafted(tmp_path, "escalation-brief", [ACME, late])
    assert "first answer after 31 minutes, promised within 30" in text_of(briefs["Acme", "customer"], "timeline")
    assert "missed" not in text_of(briefs["Acme", "customer"])
    assert "missed: after 31 of 30 minutes" in text_of(briefs["Acme", "internal"], "clock")
    assert [one.left_out for one in briefs.values()] == [[], []]


def test_a_ticket_whose_subject_names_another_customer_is_a_customers_matter_all_the_same(tmp_path: Path) -> None:
    other = Account(account_id="A2", name="Ebrontil Labs")
    named = _ticket("A1", "urgent", 2).model_copy(update={"subject": "As at Ebrontil Labs, it stops"})
    over = named.model_copy(update={"ticket_id": "T-over", "closed_at": datetime.combine(AS_OF, time(9))})
    briefs = drafted(tmp_path / "open", "escalation-brief", [ACME, other, named])
    assert "T-A1, urgent, opened on 19 November 2026" in text_of(briefs["Acme", "customer"], "summary")
    assert "Ebrontil" not in briefs["Acme", "customer"].model_dump_json()
    briefs = drafted(tmp_path / "over", "escalation-brief", [ACME, other, over])
    assert "T-over, urgent" in text_of(briefs["Acme", "customer"], "timeline")
    assert "Ebrontil" not in briefs["Acme", "customer"].model_dump_json()
