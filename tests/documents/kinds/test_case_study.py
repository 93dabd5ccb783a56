"""Win story and case study: half a page that stays inside, and a text that exists only where consent is on record."""

import re
from datetime import date
from pathlib import Path

import pytest

from copilot.records import Account, Colleague, Contact, Note, Outcome, Record, Ticket
from copilot.wiring import Copilot
from tests.documents.kinds.plans import AS_OF, Drafts, drafted, drafts_of, text_of

BRACKENMOOR, ORRIN, BLUEWREN = "Brackenmoor Mutual", "Orrin & Vale Architects", "Bluewren Veterinary Group"
NORHAVEN, HALDEN = "Norhaven Health Partners", "Halden Logistics"
YES = "Dear Kim,\n\nYou have our consent for the case study: company name, my name and title, and the letter figures."


@pytest.fixture(scope="module")
def studies(demo_copilot: Copilot) -> Drafts:
    """The case study of every account of the demo book, for both audiences."""
    return drafts_of(demo_copilot, "case-study")


def test_nothing_is_left_out_of_any(studies: Drafts) -> None:
    assert {key: one.left_out for key, one in studies.items() if one.left_out} == {}


def test_only_who_consented_has_a_case_study(studies: Drafts) -> None:
    for (name, audience), study in studies.items():
        if audience == "customer":
            assert [one.key for one in study.sections] == ["text"]
            has_none = "Do not send this page" in text_of(study)
            assert has_none != (name == BRACKENMOOR), name


def test_without_consent_one_line_says_who_has_to_give_it(studies: Drafts) -> None:
    told = text_of(studies[ORRIN, "internal"], "text")
    expected = (
        r"- I find no consent to a case study \[F\d+\]; Tabitha Vale-Okoro, Founding Partner \[F\d+\], would have"
    )
    assert re.fullmatch(rf"{expected} to give it\.", told)


def test_a_customers_page_without_consent_says_only_that_it_is_not_to_be_sent(studies: Drafts) -> None:
    told = text_of(studies[ORRIN, "customer"])
    asks = r"Ask Tabitha Vale-Okoro, Founding Partner \[F1\] for consent in writing first\."
    assert re.fullmatch(rf"\*\*Do not send this page: there is no case study yet\.\*\* {asks}", told)


def test_the_text_has_one_number_and_one_person_and_tells_no_fault_that_was_not_agreed_to(studies: Drafts) -> None:
    told = text_of(studies[BRACKENMOOR, "customer"])
    assert told.startswith("**Minutes for a claims letter: 34 minutes before, 12 minutes now, at Brackenmoor Mutual [")
    assert "source: Countersigned by the CFO's office" in told
    assert "Who tells it: Odalys Ferreira-Knight, VP Claims Transformation [" in told
    assert "What went wrong is for you to tell" in told
    assert "disclaimer" not in told
    assert "Not measured here: anything beyond the one figure that was agreed" in told


def test_the_text_holds_neither_what_was_refused_nor_a_word_of_the_internal_notes(studies: Drafts) -> None:
    study = studies[BRACKENMOOR, "customer"]
    everything = study.model_dump_json()
    for word in (
        "adjuster",
        "onboarding",
        "fraud",
        "HR",
        "Legal came back",
        "Not those",
        "1,689,600",
        "1689600",
        "Jonah",
    ):
        assert word not in everything, word
    assert study.evidence.passages == []


def test_the_six_points_each_stand_on_their_words(studies: Drafts) -> None:
    told = text_of(studies[BRACKENMOOR, "internal"], "consent")
    assert "consent of Odalys Ferreira-Knight of 23 October 2026, until 23 October 2027" in told
    assert (
        "**company name and logo; persons, by name and title; figures, as a list; quotes:** “You have our con" in told
    )
    assert "**how long it holds:** “Consent runs a year" in told
    assert "these are our own words, which they should confirm" in told
    assert "Leave “Weeks until a new adjuster works alone” [" in told


def test_what_was_refused_is_not_to_be_repeated(studies: Drafts) -> None:
    told = text_of(studies[BRACKENMOOR, "internal"], "not-outside")
    assert re.search(
        r"Asked by Jonah Castellaw: “And the onboarding weeks, nine to six\?” .*\n\n.*\n\n> “Not those\.”", told
    )
    assert "> “And nothing on the fraud team, not even that it exists.”" in told


def test_what_is_put_off_is_no_consent(studies: Drafts) -> None:
    study = studies[ORRIN, "internal"]
    told = text_of(study, "consent")
    assert "I find no consent in the notes; it was refused or put off" in told
    assert told.count("- I find no consent for ") == 6
    assert "> “And yes, ask again, not before the city signs off.”" in text_of(study, "not-outside")


def test_the_win_story_tells_who_the_task_before_and_now_and_what_turned_it(studies: Drafts) -> None:
    told = text_of(studies[BLUEWREN, "internal"], "win-story")
    assert "**Who:** SMB, Veterinary, 18 seats" in told
    assert "**Task:** Minutes for a discharge note, 7,800 a year" in told
    assert "= $63,180 a year" in told
    assert "**What turned it:** “honest answer: one prompt, one stopwatch" in told
    assert "“dashboard says we saved 71 hours last month" in told


def test_what_nearly_sank_it_is_told(studies: Drafts) -> None:
    told = text_of(studies[ORRIN, "internal"], "win-story")
    assert "**What nearly sank it:** yellow on 24 April 2026, “Agents told them done when it wasnt." in told


def test_a_figure_that_nobody_signed_or_that_is_old_goes_back(studies: Drafts) -> None:
    assert "Get it signed by their finance before the story is filed" in text_of(studies[NORHAVEN, "internal"], "state")
    assert "Measure it again first" in text_of(studies[BLUEWREN, "internal"], "state")
    assert "The figure has a name under it" in text_of(studies[ORRIN, "internal"], "state")


def _account(number: int, *notes: dict[str, object], left: bool = False, **outcome: object) -> list[Record]:
    """An account with a champion, a signed figure, a ticket, and notes."""
    account, terms = f"A{number}", {"account_id": f"A{number}"}
    measured = {"as_of": date(2026, 11, 1), "source": "Workflow log, signed by Finance", "current": 10} | outcome
    given = [
        {"date": date(2026, 10, 5), "kind": "email", "author": f"Ada Brandt{number}", "text": YES} | one
        for one in notes
    ]
    return [
        Account(name=f"Firm {number}", **terms),
        Contact(
            contact_id=f"C{number}",
            name=f"Ada Brandt{number}",
            title="VP Claims",
            role="champion",
            left_on=date(2026, 11, 2) if left else None,
            **terms,
        ),
        Outcome(
            outcome_id=f"R{number}",
            metric="Minutes for a letter",
            unit="minutes",
            baseline=30,
            target=10,
            **terms,
            **measured,
        ),
        Ticket(
            ticket_id=f"T{number}",
            opened_at="2026-03-01T09:00:00Z",
            closed_at="2026-03-03T09:00:00Z",
            subject="Letter cut",
            **terms,
        ),
        *(Note(note_id=f"{account}/{at}.md", **terms, **one) for at, one in enumerate(given)),
    ]


LATER = {"date": date(2026, 11, 9)}
CASES: dict[str, tuple[list[Record], str]] = {
    "said outright": (_account(1, {}), "30 minutes before, 10 minutes now, at Firm 1"),
    "depends on something": (
        _account(2, {"text": "You have our consent for the case study once Legal has signed."}),
        "Do not send this page",
    ),
    "is asked for": (
        _account(3, {"text": "Do you have our consent for the case study?"}),
        "Do not send this page",
    ),
    "is what we say of them": (
        _account(4, {"author": "Kim Reyes", "text": "Ada said: you have our consent for the case study."}),
        "Do not send this page",
    ),
    "is quoted from a mail before": (
        _account(5, {"text": "Hm.\n\n> Ada: you have our consent for the case study.\n\nOn Monday Kim wrote:\n" + YES}),
        "Do not send this page",
    ),
    "is withdrawn later": (
        _account(6, {}, {**LATER, "text": "We withdraw our consent to the case study."}),
        "Do not send this page",
    ),
    "is withdrawn as we write": (
        _account(7, {}, {**LATER, "author": "Kim Reyes", "kind": "internal", "text": "Legal revoked the consent."}),
        "Do not send this page",
    ),
    "is refused later": (
        _account(8, {}, {**LATER, "text": "Please, no case study and no logo on a page."}),
        "Do not send this page",
    ),
    "is over a year old": (_account(9, {"date": date(2025, 11, 1)}), "Do not send this page"),
    "has run out sooner": (
        _account(10, {"date": date(2026, 3, 5), "text": f"{YES} It holds for six months."}),
        "Do not send this page",
    ),
    "is of somebody who left": (_account(11, {}, left=True), "Do not send this page"),
    "is given again": (
        _account(12, {}, {**LATER, "text": "We withdraw our consent to the case study."}, {"date": AS_OF}),
        "30 minutes before, 10 minutes now",
    ),
    "covers an old figure": (_account(13, {}, as_of=date(2026, 7, 1)), "is to be measured again"),
    "covers a figure that nobody signed": (_account(14, {}, source="Workflow log"), "has nobody's name under it yet"),
    "covers another figure than the one on record": (
        _account(15, {"text": f"{YES} Thirty to twelve."}),
        "no figure on record is on the list",
    ),
    "names no company": (
        _account(16, {"text": "You have our consent for the case study, with the letter figures and no more to it."}),
        "Do not send this page",
    ),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Drafts:
    """The case studies of the small accounts above, in one book."""
    records = [record for records, _ in CASES.values() for record in records]
    colleague = Colleague(email="kim@ourfirm.example", name="Kim Reyes")
    return drafted(tmp_path_factory.mktemp("consents"), "case-study", [colleague, *records])


@pytest.mark.parametrize("case", CASES)
def test_consent_counts_only_where_it_is_plain_and_holds(small: Drafts, case: str) -> None:
    records, expected = CASES[case]
    (name,) = [one.name for one in records if isinstance(one, Account)]
    told = text_of(small[name, "customer"])
    assert expected in told
    assert small[name, "customer"].left_out == []
    assert ("30 minutes" in told) == expected.startswith("30 minutes")


def test_an_account_with_nothing_but_a_name_has_no_story(tmp_path: Path) -> None:
    drafts = drafted(tmp_path, "case-study", [Account(account_id="A1", name="Tilia Labs")])
    assert "whoever speaks for the company has to give it" in text_of(drafts["Tilia Labs", "internal"], "text")
    assert "Ask whoever speaks for the company for consent" in text_of(drafts["Tilia Labs", "customer"])
    assert "There is no win to tell yet" in text_of(drafts["Tilia Labs", "internal"], "state")
