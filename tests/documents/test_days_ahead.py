"""The days that notes name and that are still to come, in the notes' own words."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from copilot.documents.document import Kind
from copilot.documents.sections.account.due_days import days_named
from copilot.records import Account, Colleague, Note, Record
from tests.documents.kinds.plans import drafted, text_of

KINDS: Sequence[Kind] = ("account-brief", "renewal-brief", "meeting-prep", "escalation-brief")
BOOK: list[Record] = [
    Account(account_id="A1", name="Tilia Labs", csm_email="kim@us.example"),
    Colleague(email="kim@us.example", name="Kim Reyes", role="csm"),
]


def _note(text: str, day: date) -> Note:
    return Note(note_id=f"{day}.md", account_id="A1", date=day, kind="call", author="Kim Reyes", text=text)


def _ahead(folder: Path, *notes: Note, kind: Kind = "account-brief") -> str:
    brief = drafted(folder, kind, [*BOOK, *notes])["Tilia Labs", "internal"]
    assert brief.left_out == []
    return text_of(brief, "ahead")


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("They decide by 4 December.", [date(2026, 12, 4)]),
        ("Lenkungskreis am 30. Dezember.", [date(2026, 12, 30)]),
        ("le comité se réunit le 12 décembre", [date(2026, 12, 12)]),
        ("The term ends on 2027-02-13, the board meets on 6 February", [date(2027, 2, 6), date(2027, 2, 13)]),
        ("The answer was no, not this year.", []),
        ("108 people used it this month", []),
        ("in June", []),
    ],
)
def test_a_day_is_named_by_its_date_and_a_period_is_none(words: str, days: list[date]) -> None:
    assert days_named(words, date(2026, 11, 12)) == days


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_that_a_note_names_stands_in_every_brief_with_its_words(tmp_path: Path, kind: Kind) -> None:
    told = _ahead(tmp_path, _note("The committee meets on 11 December.", date(2026, 11, 2)), kind=kind)
    assert "11 December 2026, in 20 days" in told
    assert "“The committee meets on 11 December.”" in told


def test_the_next_day_comes_first_and_what_has_gone_is_left_out(tmp_path: Path) -> None:
    notes = [
        _note("The board meets on 20 December in Turin.", date(2026, 11, 2)),
        _note("Their audit begins on 30 November in Basel.", date(2026, 11, 9)),
        _note("The visit was planned for 3 November in Basel.", date(2026, 10, 1)),
    ]
    told = _ahead(tmp_path, *notes)
    assert told.index("30 November 2026") < told.index("20 December 2026")
    assert "3 November 2026" not in told


def test_of_two_notes_on_one_day_the_later_speaks(tmp_path: Path) -> None:
    notes = [
        _note("Their board meets on 20 December in Turin.", date(2026, 11, 2)),
        _note("On 20 December their board decides on us.", date(2026, 11, 16)),
    ]
    told = _ahead(tmp_path, *notes)
    assert "decides on us" in told
    assert "Turin" not in told


def test_a_brief_says_that_no_note_names_a_day_ahead(tmp_path: Path) -> None:
    assert "no other day ahead in the notes since" in _ahead(tmp_path, _note("They liked it a lot.", date(2026, 11, 2)))
