"""What was promised: when it is due, whose it is, and what became of it, as the words of notes and the plan tell."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copilot.documents.sections.account.due_days import due_day
from copilot.records import Account, Colleague, Contact, Milestone, Note, Record, Subscription, Ticket
from tests.documents.kinds.plans import drafted, row_with, text_of

THURSDAY = date(2026, 11, 12)
RUNS = Subscription(
    subscription_id="S1", account_id="A1", start_date=date(2026, 1, 1), end_date=date(2027, 1, 1), arr="1000"
)
BOOK: list[Record] = [
    Account(account_id="A1", name="Tilia Labs", csm_email="kim@us.example"),
    Colleague(email="kim@us.example", name="Kim Reyes", role="csm"),
    Contact(contact_id="C1", account_id="A1", name="Ada Brandt", active=True),
]
AGREED_ON, LATER_ON = date(2026, 9, 28), date(2026, 10, 20)


def _note(text: str, day: date = AGREED_ON, **others: Any) -> Note:
    note = {
        "note_id": f"{day}.md",
        "account_id": "A1",
        "date": day,
        "kind": "call",
        "author": "Kim Reyes",
        "text": text,
    }
    return Note(**(note | others))


def _told(folder: Path, promise: str, later: str = "", *more: Record, book: list[Record] | None = None) -> str:
    """Return the promises of a brief on an account where this was agreed, and that was noted later."""
    notes = [_note(f"Small talk.\n\nAgreed:\n- {promise}\n")] + ([_note(later, LATER_ON)] if later else [])
    brief = drafted(folder, "account-brief", [*(book or [*BOOK, RUNS]), *more, *notes])["Tilia Labs", "internal"]
    assert brief.left_out == []
    return text_of(brief, "promises")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by 30 November", date(2026, 11, 30)),
        ("d'ici au 30 novembre", date(2026, 11, 30)),
        ("avant le 1er décembre", date(2026, 12, 1)),
        ("d’ici le 30/11", date(2026, 11, 30)),
        ("bis 5. Dezember", date(2026, 12, 5)),
        ("bis zum 30.11.", date(2026, 11, 30)),
        ("by Friday", date(2026, 11, 13)),
        ("bis Freitag", date(2026, 11, 13)),
        ("avant vendredi", date(2026, 11, 13)),
        ("by Thursday", date(2026, 11, 19)),
        ("ce soir", THURSDAY),
        ("bis Ende November", date(2026, 11, 30)),
        ("d'ici la fin du mois", date(2026, 11, 30)),
        ("between 30 November and 7 December", date(2026, 12, 7)),
        ("in der Woche ab 25. November", date(2026, 12, 1)),
    ],
)
def test_a_day_is_read_in_three_languages_and_weekdays_count_from_the_note(words: str, day: date) -> None:
    assert due_day(f"Ada sends the plan {words}", THURSDAY) == day


@pytest.mark.parametrize(
    "words", ["next Friday", "on Tuesday", "until 22 September", "when it may be done", "bis 7. Dezember nicht"]
)
def test_what_is_in_doubt_or_only_lasts_is_due_on_no_day(words: str) -> None:
    assert due_day(f"Ada sends the plan {words}", THURSDAY) is None


@pytest.mark.parametrize(
    ("promise", "outcome"),
    [
        ("Kim sends the plan for Lyon by 5 October (sent 2 October).", "**kept**"),
        ("Kim sends the plan for Lyon by 5 October (came 7 October).", "**kept late**"),
        ("Kim sends the plan for Lyon by 5 October (KR) – done", "**kept**"),
        ("Kim schickt den Plan bis 5. Oktober (ging raus: geht heute nicht).", "**kept**"),
        ("Kim sends the plan for Lyon (never happened, peak).", "**not kept**"),
        ("Kim envoie le plan avant le 5 octobre (abandonné).", "**dropped**"),
        ("Kim schickt den Plan bis 5. Oktober (hinfällig).", "**dropped**"),
        ("Kim envoie le plan avant le 5 octobre (pas encore reçu).", "**past its day**"),
        ("Kim looks at what can be done for the dead months.", "**not told**"),
        ("Kim sends the plan once it is done by Finance.", "**not told**"),
    ],
)
def test_the_note_itself_may_say_how_it_went(tmp_path: Path, promise: str, outcome: str) -> None:
    assert outcome in _told(tmp_path, promise)


@pytest.mark.parametrize(
    ("later", "outcome"),
    [
        ("Kim sent the export of the claims desk on 3 October.", "**kept**"),
        ("The export of the claims desk arrived today.", "**kept late**"),
        ("Claims desk export no longer needed.", "**dropped**"),
        ("Kim has not sent the export of the claims desk.", "**not kept**"),
        ("Was the export of the claims desk sent?", "**to be checked**"),
        ("The export of the claims desk will be sent.", "**to be checked**"),
        ("The desk has new chairs, which arrived today.", "**past its day**"),
    ],
)
def test_a_later_note_decides_only_where_its_words_do(tmp_path: Path, later: str, outcome: str) -> None:
    told = _told(tmp_path, "Kim sends the export of the claims desk by 5 October.", later)
    assert outcome in told
    assert ("no later note that says what became of it" in told) == (outcome == "**past its day**")


def test_who_owes_it_and_the_day_find_a_note_in_another_language(tmp_path: Path) -> None:
    told = _told(tmp_path, "Kim schickt einen Preis bis 13. Oktober.", "KR: I owe it since 13 October. Not out.")
    assert "“KR: I owe it since 13 October. Not out.”" in told
    assert "**to be checked**" in told


def test_a_milestone_that_may_fulfil_it_is_told_and_is_no_kept(tmp_path: Path) -> None:
    done = Milestone(
        milestone_id="M1", account_id="A1", name="Interiors studio trained", completed_date=date(2026, 10, 1)
    )
    told = _told(tmp_path, "Kim trains the Interiors studio by 5 October.", "", done)
    assert "the milestone “Interiors studio trained” was completed on 1 October 2026" in told
    assert "**to be checked**" in told


def test_a_ticket_is_found_as_people_say_its_number(tmp_path: Path) -> None:
    ticket = Ticket(ticket_id="T-5121", account_id="A1", opened_at="2026-09-20T08:00:00Z", subject="Sync stops")
    told = _told(tmp_path, "Kim writes a root cause for fifty-one twenty-one by 5 October.", "", ticket)
    assert "ticket T-5121 is open" in told


def test_who_has_left_since_is_said(tmp_path: Path) -> None:
    jo = Contact(contact_id="C2", account_id="A1", name="Joan Lind", active=False, left_on=date(2026, 10, 14))
    assert "Joan Lind left on 14 October 2026" in _told(tmp_path, "Joan signs the baseline by 11 December.", "", jo)


def test_ours_and_theirs_stand_apart_each_with_its_age(tmp_path: Path) -> None:
    brief = drafted(
        tmp_path,
        "account-brief",
        [*BOOK, RUNS, _note("Agreed:\n- I send the plan for Lyon.\n- Ada names two teams for it.\n")],
    )["Tilia Labs", "internal"]
    told = text_of(brief, "promises")
    assert (
        told.index("**We owe**") < told.index("plan for Lyon") < told.index("**Owed to us**") < told.index("Ada names")
    )
    assert "28 September 2026, 54 days ago" in row_with(brief, "promises", "Ada names two teams")


def test_after_the_contract_only_their_data_is_still_owed(tmp_path: Path) -> None:
    ended = Subscription(
        subscription_id="S1", account_id="A1", start_date=date(2025, 1, 1), end_date=date(2026, 10, 1), arr="1000"
    )
    notes = _note("Agreed:\n- Kim deletes their data by 5 October.\n- Kim trains the studio in Lyon.\n")
    told = text_of(drafted(tmp_path, "value-review", [*BOOK, ended, notes])["Tilia Labs", "internal"], "promises")
    assert "deletes their data" in told
    assert "Lyon" not in told


def test_after_the_contract_nothing_else_is_open(tmp_path: Path) -> None:
    ended = Subscription(
        subscription_id="S1", account_id="A1", start_date=date(2025, 1, 1), end_date=date(2026, 10, 1), arr="1000"
    )
    notes = _note("Agreed:\n- Kim trains the studio in Lyon.\n")
    told = text_of(drafted(tmp_path, "value-review", [*BOOK, ended, notes])["Tilia Labs", "internal"], "promises")
    assert "Nothing is open: the last contract ended on 1 October 2026" in told
