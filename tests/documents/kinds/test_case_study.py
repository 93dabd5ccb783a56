"""Win story and case study: half a page that stays inside, and a text that exists only where consent is on record."""

import re
from datetime import date
from pathlib import Path

import pytest

from copilot.documents.drafting import Drafter
from copilot.documents.order import Order
from copilot.errors import InvalidInput
from copilot.records import Account, Colleague, Contact, Note, Outcome, Record, Ticket
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.wiring import Copilot, open_copilot
from tests.documents.kinds.plans import AS_OF, AUDIENCES, Drafts, text_of
from tests.loading.books import write_records

BRACKENMOOR, ORRIN, BLUEWREN = "Brackenmoor Mutual", "Orrin & Vale Architects", "Bluewren Veterinary Group"
NORHAVEN, HALDEN = "Norhaven Health Partners", "Halden Logistics"
YES = "Dear Kim,\n\nYou have our consent for the case study: company name, my name and title, and the letter figures."


Refusals = dict[str, str]
"""What is said instead of the customer's version, by the account's name."""


def studies_of(copilot: Copilot) -> tuple[Drafts, Refusals]:
    """Draft the case study of every account for both audiences."""
    drafter, drafts, refusals = Drafter(copilot.accounts, copilot.documents), Drafts(), Refusals()
    for account in copilot.accounts.names(EVERYTHING):
        for audience in AUDIENCES:
            order = Order(kind="case-study", account_id=account.account_id, as_of=AS_OF, audience=audience)
            try:
                drafts[account.name, audience] = drafter.draft(order, EVERYTHING)
            except InvalidInput as error:
                assert audience == "customer"
                refusals[account.name] = str(error)
    return drafts, refusals


def studies_in(folder: Path, *records: Record) -> tuple[Drafts, Refusals]:
    """Draft the case studies of a small book."""
    with open_copilot(Settings(data_dir=folder / "data", model="built-in")) as copilot:
        copilot.import_book(write_records(folder / "book", records))
        return studies_of(copilot)


@pytest.fixture(scope="module")
def told(demo_copilot: Copilot) -> tuple[Drafts, Refusals]:
    """The case studies of the demo book."""
    return studies_of(demo_copilot)


@pytest.fixture(scope="module")
def studies(told: tuple[Drafts, Refusals]) -> Drafts:
    """Those that there are."""
    return told[0]


@pytest.fixture(scope="module")
def refusals(told: tuple[Drafts, Refusals]) -> Refusals:
    """Those that there are not."""
    return told[1]


def test_nothing_is_left_out_of_any(studies: Drafts) -> None:
    assert {key: one.left_out for key, one in studies.items() if one.left_out} == {}


def test_only_who_consented_has_a_case_study(studies: Drafts, refusals: Refusals) -> None:
    for_customers = [name for name, audience in studies if audience == "customer"]
    assert for_customers == [BRACKENMOOR]
    assert [one.key for one in studies[BRACKENMOOR, "customer"].sections] == ["text"]
    assert {name for name, audience in studies if audience == "internal"} == {*for_customers, *refusals}


def test_without_consent_our_people_read_who_gives_it_and_what_it_takes(studies: Drafts) -> None:
    told = text_of(studies[ORRIN, "internal"], "text")
    expected = (
        r"- I find no consent to a case study \[F\d+\]; Tabitha Vale-Okoro, Founding Partner \[F\d+\], would have"
    )
    assert re.match(rf"{expected} to give it\.", told)
    assert "What it takes:" in told
    assert "- Have these six named: company name and logo; persons, by name and title; figures" in told
    assert "an internal note should not stand in for it" in told


def test_a_customers_version_without_consent_is_refused_with_whom_to_ask_and_how_it_is_recorded(
    refusals: Refusals,
) -> None:
    assert refusals[ORRIN] == (
        "There is no case study of Orrin & Vale Architects for customers: I find no consent in the notes; "
        "it was refused or put off. Keep to what they said, which the internal version quotes; then ask "
        "Tabitha Vale-Okoro (Founding Partner) for consent in writing. Record the answer as a note of the account, "
        "best the e-mail itself under its writer's name: it should hold an outright yes in their own words, and an "
        "internal note should not stand in for it. The internal version lists what else is needed."
    )


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


REFUSED = "There is no case study of"
LATER = {"date": date(2026, 11, 9)}
CASES: dict[str, tuple[list[Record], str]] = {
    "said outright": (_account(1, {}), "30 minutes before, 10 minutes now, at Firm 1"),
    "depends on something": (
        _account(2, {"text": "You have our consent for the case study once Legal has signed."}),
        REFUSED,
    ),
    "is asked for": (
        _account(3, {"text": "Do you have our consent for the case study?"}),
        REFUSED,
    ),
    "is what we say of them": (
        _account(4, {"author": "Kim Reyes", "text": "Ada said: you have our consent for the case study."}),
        REFUSED,
    ),
    "is quoted from a mail before": (
        _account(5, {"text": "Hm.\n\n> Ada: you have our consent for the case study.\n\nOn Monday Kim wrote:\n" + YES}),
        REFUSED,
    ),
    "is withdrawn later": (
        _account(6, {}, {**LATER, "text": "We withdraw our consent to the case study."}),
        REFUSED,
    ),
    "is withdrawn as we write": (
        _account(7, {}, {**LATER, "author": "Kim Reyes", "kind": "internal", "text": "Legal revoked the consent."}),
        REFUSED,
    ),
    "is refused later": (
        _account(8, {}, {**LATER, "text": "Please, no case study and no logo on a page."}),
        REFUSED,
    ),
    "is over a year old": (_account(9, {"date": date(2025, 11, 1)}), REFUSED),
    "has run out sooner": (
        _account(10, {"date": date(2026, 3, 5), "text": f"{YES} It holds for six months."}),
        REFUSED,
    ),
    "is of somebody who left": (_account(11, {}, left=True), REFUSED),
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
        REFUSED,
    ),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Drafts, Refusals]:
    """The case studies of the small accounts above, in one book."""
    records = [record for records, _ in CASES.values() for record in records]
    return studies_in(
        tmp_path_factory.mktemp("consents"), Colleague(email="kim@ourfirm.example", name="Kim Reyes"), *records
    )


@pytest.mark.parametrize("case", CASES)
def test_consent_counts_only_where_it_is_plain_and_holds(small: tuple[Drafts, Refusals], case: str) -> None:
    records, expected = CASES[case]
    (name,) = [one.name for one in records if isinstance(one, Account)]
    drafts, refusals = small
    if expected == REFUSED:
        assert refusals[name].startswith(REFUSED)
        return
    told = text_of(drafts[name, "customer"])
    assert expected in told
    assert drafts[name, "customer"].left_out == []
    assert ("30 minutes" in told) == expected.startswith("30 minutes")


def test_an_account_with_nothing_but_a_name_has_no_story(tmp_path: Path) -> None:
    drafts, refusals = studies_in(tmp_path, Account(account_id="A1", name="Tilia Labs"))
    assert "whoever speaks for the company has to give it" in text_of(drafts["Tilia Labs", "internal"], "text")
    assert "Ask whoever speaks for the company for consent" in refusals["Tilia Labs"]
    assert "There is no win to tell yet" in text_of(drafts["Tilia Labs", "internal"], "state")
