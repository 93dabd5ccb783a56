"""Nothing that is ours alone reaches a customer: a made-up word stands in every internal source and is looked for."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from copilot.documents.document import Document, Kind
from copilot.documents.dossier import Dossier
from copilot.documents.export import Form
from copilot.documents.kinds import BLUEPRINTS
from copilot.documents.order import Order
from copilot.publishing import Publisher
from copilot.records import Account, Colleague, Contact, Milestone, Note, Outcome, Record, Subscription, Ticket, Usage
from copilot.scope import EVERYTHING, Scope
from copilot.wiring import Copilot
from tests.documents.books import FOR_ANY_CUSTOMER, FOR_CUSTOMERS, draft, opened
from tests.documents.canary_book import HIDDEN, REVEALING, SHOWN, canary_files, canary_records
from tests.documents.export.reading_back import FORMS, everything_in
from tests.documents.kinds.plans import AS_OF, text_of
from tests.loading.books import contents

NO_PAPER = {
    "participant of an internal note",
    "attribute of an internal note",
    "attribute of a shared note",
    "attribute of a contact",
    "attribute of a contract line",
    "attribute of a ticket",
    "attribute of a milestone",
    "attribute of an outcome",
    "amount of the renewal",
    "amount of the renewal, bare",
    "owner of the renewal",
    "address of a stranger",
    "contact of the other account",
    "product of the other account",
    "ticket of the other account",
    "milestone of the other account",
    "objective of the other account",
    "outcome of the other account",
    "shared note of the other account",
    "feedback of the other account",
}
"""What stands in the book and in no document about the account, our own ones included."""
WITH_PROSE = [
    kind
    for kind in FOR_CUSTOMERS
    if any(chapter.brief and chapter.for_customers for chapter in BLUEPRINTS[kind].chapters)
]


def found_in(text: str, words: Mapping[str, str]) -> list[str]:
    """Name the words that a text holds, in any case."""
    told = text.casefold()
    return [name for name, word in words.items() if word.casefold() in told]


def leaks(told: Mapping[Kind, str], words: Mapping[str, str]) -> dict[Kind, list[str]]:
    """Name the words that are found, kind by kind."""
    return {kind: found for kind, text in told.items() if (found := found_in(text, words))}


def file_of(copilot: Copilot, document: Document, form: Form) -> str:
    """Return all letters of an export, in hidden places too."""
    return page_of(copilot, document) if form == "html" else everything_in(document, form)


def page_of(copilot: Copilot, document: Document, scope: Scope = EVERYTHING) -> str:
    """Return a document as a page, with the letters of its charts."""
    page = Publisher(copilot.accounts).publish(document, "html", scope).decode()
    drawn = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", page)
    return "\n".join([page, *(base64.b64decode(one).decode() for one in drawn)])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    with opened(tmp_path_factory.mktemp("canaries"), canary_records(), canary_files()) as copilot:
        yield copilot


@pytest.fixture(scope="module")
def documents(book: Copilot) -> dict[Kind, Document]:
    """The customer's version of every kind that has one."""
    return {kind: draft(book, kind, "customer") for kind in FOR_CUSTOMERS}


@pytest.fixture(scope="module")
def files(book: Copilot, documents: Mapping[Kind, Document]) -> dict[Form, dict[Kind, str]]:
    """All letters of every export of them."""
    return {form: {kind: file_of(book, one, form) for kind, one in documents.items()} for form in FORMS}


# The canaries are there to be found


def test_every_canary_is_in_the_book(book: Copilot) -> None:
    stored = json.dumps(contents(book.database), default=str)
    amounts = {"98,761", "43,219", "77,413"}
    assert [name for name, word in HIDDEN.items() if word not in amounts and name not in found_in(stored, HIDDEN)] == []


def test_our_own_documents_hold_what_is_hidden_from_customers(book: Copilot) -> None:
    ours = "".join(draft(book, kind).model_dump_json() for kind in BLUEPRINTS) + _gathered(book, "internal")
    assert set(HIDDEN) - set(found_in(ours, HIDDEN)) == NO_PAPER


def test_a_customers_documents_hold_what_they_may_read(documents: Mapping[Kind, Document]) -> None:
    told = "".join(map(text_of, documents.values()))
    assert found_in(told, SHOWN) == list(SHOWN)


def _gathered(copilot: Copilot, audience: str) -> str:
    """Return the evidence that an edit of a person is held against."""
    order = Order.model_validate({"kind": "account-brief", "account_id": "A1", "as_of": AS_OF, "audience": audience})
    dossier = Dossier(order, copilot.accounts, copilot.documents, EVERYTHING, "A1")
    dossier.gather()
    return dossier.ledger.evidence.model_dump_json()


# The built-in writer


def test_no_section_of_a_customers_document_holds_one(documents: Mapping[Kind, Document]) -> None:
    assert leaks({kind: text_of(one) for kind, one in documents.items()}, HIDDEN | REVEALING) == {}


@pytest.mark.parametrize("form", FORMS)
def test_no_file_of_a_customers_document_holds_one(files: Mapping[Form, Mapping[Kind, str]], form: Form) -> None:
    assert leaks(files[form], HIDDEN | REVEALING) == {}
    assert found_in("".join(files[form].values()), SHOWN) == list(SHOWN)


@pytest.mark.parametrize("form", FORMS)
def test_no_file_speaks_of_how_we_see_the_customer(files: Mapping[Form, Mapping[Kind, str]], form: Form) -> None:
    ours = re.compile(r"\b(?:sentiment|churn|forecast|best case|detractor|promoter|NPS|health (?:score|band))\b", re.I)
    told = {kind: ours.findall(text) for kind, text in files[form].items()}
    assert {kind: found for kind, found in told.items() if found} == {}


def test_what_a_shared_note_gives_away_is_not_even_told_as_left_out(documents: Mapping[Kind, Document]) -> None:
    left_out = [one.text for document in documents.values() for one in document.left_out]
    assert {name for text in left_out for name in found_in(text, REVEALING)} == set()


def test_the_json_of_a_customers_document_names_no_row_by_an_address_of_ours(
    documents: Mapping[Kind, Document],
) -> None:
    told = {
        kind: one.model_dump_json(exclude={"left_out": True, "evidence": {"passages"}})
        for kind, one in documents.items()
    }
    assert leaks(told, HIDDEN | REVEALING) == {}


def test_the_passages_of_a_customers_document_hold_nothing_that_a_section_may_not(
    documents: Mapping[Kind, Document],
) -> None:
    told = {kind: "\n".join(one.text for one in document.evidence.passages) for kind, document in documents.items()}
    assert leaks(told, HIDDEN | REVEALING) == {}


def test_what_a_persons_edit_is_held_against_holds_none(book: Copilot) -> None:
    of_shared_note = {"our domain", "name of the other account", "alias of the other account"}
    assert set(found_in(_gathered(book, "customer"), HIDDEN)) <= of_shared_note


# A model that repeats what it is given, and asks for more


class Parrot:
    """A model that writes what its prompt tells into every section, and cites whatever it can think of."""

    def __init__(self) -> None:
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        self.prompts.append(prompt)
        more = " ".join(f"[P{number}] {{F{number}}}" for number in range(1, 60))
        lines = [line for line in prompt.splitlines() if not line.startswith(("#", "<"))]
        at = len(self.prompts) - 1
        keys = re.findall(r"^## (\S+)$", prompt, re.MULTILINE)
        bodies = ("\n".join(lines[(place + at) * 30 :][:40])[:4500] for place in range(len(keys)))
        return "\n\n".join(f"## {key}\n{more}\n{body}" for key, body in zip(keys, bodies, strict=True))


@pytest.mark.parametrize("kind", WITH_PROSE)
def test_a_model_that_repeats_its_prompt_has_nothing_to_tell(book: Copilot, kind: Kind) -> None:
    parrot = Parrot()
    document = draft(book, kind, "customer", ask=parrot)
    in_shared_note = {"our domain", "name of the other account", "alias of the other account"}
    assert parrot.prompts
    assert set(found_in("\n".join(parrot.prompts), HIDDEN)) <= in_shared_note
    assert found_in(text_of(document), HIDDEN | REVEALING) == []
    assert found_in(page_of(book, document), HIDDEN | REVEALING) == []


@pytest.mark.parametrize("kind", ["success-plan", "onboarding-plan", "value-review"])
def test_a_model_cannot_quote_around_the_name_of_another_customer(book: Copilot, kind: Kind) -> None:
    words = f"{REVEALING['the other account']} letters by 30 November."

    def ask(prompt: str) -> str:
        handles = re.findall(r'<passage id="(P\d+)" from="[^"]*Letters review', prompt)
        keys = re.findall(r"^## (\S+)$", prompt, re.MULTILINE)
        return "\n\n".join(f"## {key}\n“{words}” [{' '.join(handles)}]" for key in keys)

    assert found_in(text_of(draft(book, kind, "customer", ask=ask)), REVEALING) == []


# Ways around


LINE = "{} shows the plan of the letters by 3 December."
MARLOW = [
    Account(account_id="A1", name="Marlow Freight", csm_email="kim@ourfirm.example"),
    Contact(contact_id="C1", account_id="A1", name="Ada Brandt", title="VP Claims", role="champion"),
    Account(account_id="A2", name="Ebrontil Labs", aliases=["Fastuvel"]),
    Contact(contact_id="D1", account_id="A2", name="Sam Hestrovan"),
]
KIM = Colleague(email="kim@ourfirm.example", name="Kim Reyes", role="csm")
OTHERS = {
    "other account": "ebrontil",
    "its alias": "fastuvel",
    "its people": "hestrovan",
    "address": "@ourfirm.example",
}


def shared(text: str, title: str = "A call", account: str = "A1") -> Note:
    """A note that the customer may see."""
    return Note(
        note_id=f"{account}/note.md",
        account_id=account,
        date=date(2026, 11, 1),
        kind="call",
        title=title,
        visibility="customer",
        text=f"Next steps:\n- {text}\n",
    )


def told_to_customers(copilot: Copilot, scope: Scope = EVERYTHING) -> dict[Kind, str]:
    """Draft every kind for the customer and read what its page says, appendix and charts included."""
    return {kind: page_of(copilot, draft(copilot, kind, "customer", scope=scope), scope) for kind in FOR_ANY_CUSTOMER}


GIVEN_AWAY = {
    "nobody": "Kim",
    "name": "Kim of Ebrontil Labs",
    "alias": "Kim of Fastuvel",
    "of it": "Ebrontil Labs’ Kim",
    "small letters": "Kim of ebrontil labs",
    "hyphen": "Kim of the Ebrontil-Labs team",
    "its person": "Sam Hestrovan",
    "our address": "kim@ourfirm.example",
    "our address in brackets": "Kim (kim@ourfirm.example)",
    "our address in capitals": "Kim (KIM@OURFIRM.EXAMPLE)",
}


@pytest.fixture(scope="module")
def gossip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    """An account for each way of giving somebody away, with a shared note that does."""
    notes: list[Record] = []
    for name, who in GIVEN_AWAY.items():
        notes.append(Account(account_id=name, name=f"Marlow {name}"))
        notes.append(shared(LINE.format(who), account=name))
    with opened(tmp_path_factory.mktemp("gossip"), [*MARLOW, KIM, *notes]) as copilot:
        yield copilot


@pytest.mark.parametrize("name", [name for name in GIVEN_AWAY if name != "nobody"])
def test_a_shared_note_that_names_others_is_not_passed_on(gossip: Copilot, name: str) -> None:
    assert found_in(text_of(draft(gossip, "renewal-brief", "customer", account=name)), OTHERS) == []


def test_a_shared_note_that_names_nobody_is_passed_on(gossip: Copilot) -> None:
    told = text_of(draft(gossip, "renewal-brief", "customer", account="nobody"))
    assert LINE.format(GIVEN_AWAY["nobody"]) in told


def test_who_may_see_one_account_alone_passes_on_no_other_name(tmp_path: Path) -> None:
    rows: list[Record] = [
        Ticket(ticket_id="T1", account_id="A1", opened_at="2026-11-01T09:00:00Z", subject="As at Ebrontil Labs"),
        Milestone(milestone_id="M1", account_id="A1", name="Ebrontil Labs way is live", due_date=date(2026, 12, 5)),
    ]
    with opened(tmp_path, [*MARLOW, KIM, shared(LINE.format("Kim of Fastuvel")), *rows]) as copilot:
        assert leaks(told_to_customers(copilot, Scope("kim", frozenset({"A1"}))), OTHERS) == {}


def test_our_domain_is_known_without_a_team_too(tmp_path: Path) -> None:
    with opened(tmp_path, [*MARLOW, shared(LINE.format("lee@ourfirm.example"))]) as copilot:
        assert leaks(told_to_customers(copilot), OTHERS) == {}


def test_the_appendix_shows_no_more_than_the_sentences_may(tmp_path: Path) -> None:
    measured = {"unit": "minutes", "baseline": 30, "current": 10, "target": 9, "as_of": date(2026, 11, 1)}
    rows: list[Record] = [
        Outcome(outcome_id="R1", account_id="A1", metric="Minutes", source="benchmark of Fastuvel", **measured),
        Contact(contact_id="C2", account_id="A1", name="Jo Winter", title="VP, once Ebrontil Labs", role="admin"),
    ]
    with opened(tmp_path, [*MARLOW, KIM, *rows]) as copilot:
        assert leaks(told_to_customers(copilot), OTHERS) == {}


def test_the_title_of_a_shared_note_is_read_like_its_words(tmp_path: Path) -> None:
    note = shared(LINE.format("Kim"), title="The plan of Ebrontil Labs")
    with opened(tmp_path, [*MARLOW, KIM, note]) as copilot:
        assert leaks(told_to_customers(copilot), OTHERS) == {}


def test_a_chart_for_a_customer_names_no_other_one(tmp_path: Path) -> None:
    done = {"due_date": date(2026, 5, 5), "completed_date": date(2026, 5, 5)}
    terms = {"start_date": date(2026, 1, 1), "end_date": date(2027, 1, 1), "arr": 1000, "seats": 90}
    rows: list[Record] = [
        Milestone(milestone_id="M1", account_id="A1", name="Fastuvel way is live", **done),
        Subscription(subscription_id="S1", account_id="A1", **terms),
        *(Usage(account_id="A1", date=date(2026, month, 5), monthly_active_users=50 + month) for month in range(1, 12)),
    ]
    with opened(tmp_path, [*MARLOW, KIM, *rows]) as copilot:
        assert leaks(told_to_customers(copilot), OTHERS) == {}
