"""Books that are thin, huge, contradictory or hostile: each has a clear outcome in what is printed."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from copilot.documents.document import Audience, Document, Kind
from copilot.documents.drafting import Drafter
from copilot.documents.export import Form
from copilot.documents.export.blocks import Block, Items, Paragraph, Picture, Quote, Run, Table, Words
from copilot.documents.export.manuscript import prepare
from copilot.documents.export.pdf import texts_of
from copilot.documents.export.reading import read_markdown
from copilot.documents.kinds import BLUEPRINTS
from copilot.documents.order import Order
from copilot.publishing import Publisher
from copilot.records import Account, Colleague, Contact, FxRate, Note, Record, Survey
from copilot.scope import EVERYTHING
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from copilot.store.documents import DocumentStore
from copilot.wiring import Copilot
from tests.documents.books import (
    FOR_ANY_CUSTOMER,
    KIM,
    MARKUP,
    ODD,
    ORDERS,
    WORLD,
    contract,
    draft,
    odd_account,
    opened,
    put_notes,
)
from tests.documents.documents import picture
from tests.documents.export.reading_back import FORMS, docx_text, everything_in, html_text, pptx_text
from tests.documents.kinds.overall import drafter_on
from tests.documents.kinds.plans import AS_OF, text_of
from tests.rows import put

EVERY: list[tuple[Kind, Audience]] = [
    *((kind, "internal") for kind in BLUEPRINTS),
    *((kind, "customer") for kind in FOR_ANY_CUSTOMER),
]
every_document = pytest.mark.parametrize(("kind", "audience"), EVERY, ids=[f"{kind}-{who}" for kind, who in EVERY])
MARLOW = Account(account_id="A1", name="Marlow Freight", csm_email="kim@ourfirm.example")


def lines_with(document: Document, words: str) -> list[str]:
    """Return the lines of a document that hold some words."""
    return [line for line in text_of(document).splitlines() if words in line]


def letters_of(copilot: Copilot, document: Document, form: Form) -> str:
    """Return what somebody reads in an exported file."""
    data = Publisher(copilot.accounts).publish(document, form, EVERYTHING)
    readers: dict[Form, Callable[[bytes], str]] = {"html": html_text, "docx": docx_text, "pptx": pptx_text}
    if form == "pdf":
        assert data.startswith(b"%PDF")
        return texts_of(prepare(document, picture, "png"))["report"].encode().decode("unicode_escape")
    return readers.get(form, bytes.decode)(data)


# An account with nothing but a name


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    with opened(tmp_path_factory.mktemp("bare"), [Account(account_id="A1", name="Tilia Labs")]) as copilot:
        yield copilot


@every_document
def test_an_account_with_nothing_but_a_name_has_every_document_and_each_section_says_so(
    bare: Copilot, kind: Kind, audience: Audience
) -> None:
    document = draft(bare, kind, audience)
    assert document.left_out == []
    assert [section.key for section in document.sections if not text_of(document, section.key).strip()] == []
    assert re.search(r"\b(?:find|finds|no|cannot|nothing)\b", text_of(document))
    assert re.findall(r"[$€£]\s?\d", text_of(document)) == [], "no amount is made up"


@pytest.mark.parametrize("kind", FOR_ANY_CUSTOMER)
def test_a_customer_is_told_no_column_of_our_tables(bare: Copilot, kind: Kind) -> None:
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", text_of(draft(bare, kind, "customer"))) == []


@pytest.mark.parametrize("form", FORMS)
def test_it_can_be_sent_in_every_form(bare: Copilot, form: Form) -> None:
    told = letters_of(bare, draft(bare, "account-brief"), form)
    assert "Tilia Labs" in told
    assert "I find no contact on record" in told


# Five thousand notes on one account


FEW, MANY = 50, 5_000


def note_on(day: date, number: int) -> Note:
    text = (
        f"We need {number:,} letters because of the audit.\n\nNext steps:\n- Kim sends plan {number:,} for the letters."
    )
    return Note(
        note_id=f"{number}.md", account_id="A1", date=day, kind="email", title="Letters", author="Ada Brandt", text=text
    )


@pytest.fixture(scope="module")
def diaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Drafter]]:
    """One account with few notes, and the same one with many; the note of the highest number is the newest."""
    open_ones, drafters = [], {}
    for count in (FEW, MANY):
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('diary') / 'book.sqlite'}")
        database.upgrade()
        open_ones.append(database)
        put(
            database,
            MARLOW,
            KIM,
            Contact(contact_id="C1", account_id="A1", name="Ada Brandt", role="champion"),
            contract(),
        )
        put_notes(database, [note_on(AS_OF - timedelta(hours=6 * back), count - back) for back in range(count)])
        drafters[count] = Drafter(AccountStore(database, "USD"), DocumentStore(database))
    yield drafters
    for database in open_ones:
        database.close()


def cpu_of(drafter: Drafter, kind: Kind) -> tuple[float, Document]:
    """Return the least CPU time of three drafts, and the draft."""
    order, spent = Order(kind=kind, account_id="A1", as_of=AS_OF), []
    for _ in range(3):
        start = time.process_time()
        document = drafter.draft(order, EVERYTHING)
        spent.append(time.process_time() - start)
    return min(spent), document


@pytest.mark.parametrize("kind", ["renewal-brief", "meeting-prep"])
def test_five_thousand_notes_are_read_newest_first_and_cost_little_more_than_fifty(
    diaries: dict[int, Drafter], kind: Kind
) -> None:
    little, _ = cpu_of(diaries[FEW], kind)
    much, document = cpu_of(diaries[MANY], kind)
    assert much < 10 * little
    numbers = [int(found.replace(",", "")) for found in re.findall(r"(?:need|plan) ([\d,]+)\b", text_of(document))]
    assert numbers
    assert min(numbers) > MANY - 30
    assert document.left_out == []


# Notes that contradict each other, or the tables


def mail(day: date, text: str, author: str = "May March") -> Note:
    return Note(note_id=f"{day}.md", account_id="A1", date=day, kind="email", title="A mail", author=author, text=text)


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    """An account whose CFO, May March, says one thing and a week later the other; April Juli looks after them."""
    records: list[Record] = [
        MARLOW.model_copy(update={"csm_email": "april@ourfirm.example"}),
        Colleague(email="april@ourfirm.example", name="April Juli", role="csm"),
        Contact(contact_id="C1", account_id="A1", name="May March", title="CFO", role="economic_buyer"),
        Contact(contact_id="C2", account_id="A1", name="Jo Winter", title="Clerk", role="admin"),
        contract(),
        Survey(
            survey_id="V1",
            account_id="A1",
            date=date(2026, 11, 3),
            kind="nps",
            score=Decimal(9),
            contact_id="C2",
            comment="Can we have two hundred and fifty seats in spring, please?",
        ),
        mail(
            date(2026, 11, 2),
            "We renew at 12 % more because the letters save us hours.\n\nNext steps:\n"
            "- May March sends the signed order by 4 December.\n- April Juli sends the plan by 30 November.",
        ),
        mail(date(2026, 11, 9), "We renew flat, at the same price, because the budget is gone."),
        mail(date(2026, 11, 12), "We pay $150,000 a year for this and need fewer seats."),
    ]
    with opened(tmp_path_factory.mktemp("torn"), records) as copilot:
        yield copilot


@pytest.mark.parametrize("kind", ["renewal-brief", "account-brief"])
def test_two_words_that_contradict_each_other_both_stand_with_their_days(torn: Copilot, kind: Kind) -> None:
    document = draft(torn, kind)
    told = text_of(document)
    for words, day in (("We renew at 12 % more", "2 November 2026"), ("We renew flat", "9 November 2026")):
        assert f"“{words}" in told
        assert f"May March, CFO, email, {day}" in told
    assert "6 %" not in told, "no mean of the two"
    assert document.left_out == []


@pytest.mark.parametrize("kind", ["renewal-brief", "account-brief"])
def test_a_figure_of_a_mail_stands_as_their_words_beside_the_one_on_record(torn: Copilot, kind: Kind) -> None:
    document = draft(torn, kind)
    assert all("“We pay $150,000 a year for this" in line for line in lines_with(document, "150,000"))
    (pointed_out,) = lines_with(document, "What it costs a year")
    assert "the table holds Platform: 200 seats, $120,000 a year" in pointed_out
    assert "of 12 November 2026 says “We pay $150,000 a year for this" in pointed_out
    assert "135,000" not in text_of(document)


def test_figures_in_words_are_quoted_and_not_reckoned_with(torn: Copilot) -> None:
    told = text_of(draft(torn, "renewal-brief"))
    assert "> “Can we have two hundred and fifty seats in spring, please?”" in told
    assert "250" not in told


@every_document
def test_people_who_are_called_like_months_cost_no_sentence(torn: Copilot, kind: Kind, audience: Audience) -> None:
    assert draft(torn, kind, audience).left_out == []


def test_their_names_are_no_dates_of_what_they_promise(torn: Copilot) -> None:
    document = draft(torn, "renewal-brief")
    (order,) = [one for one in lines_with(document, "May March sends the signed order") if "due in" in one]
    (plan,) = [one for one in lines_with(document, "April Juli sends the plan") if "due in" in one]
    assert "due in 13 days, 4 December 2026" in order
    assert "due in 9 days, 30 November 2026" in plan
    assert lines_with(document, "| May March, CFO | economic buyer |")


# Currencies


def two_currencies(*rates: Record) -> list[Record]:
    return [MARLOW, KIM, contract(), contract(line="S2", arr=50_000, currency="EUR"), *rates]


def test_two_currencies_without_a_rate_stand_side_by_side(tmp_path: Path) -> None:
    with opened(tmp_path, two_currencies()) as copilot:
        documents = [draft(copilot, kind) for kind in ("account-brief", "renewal-brief")]
    for document in documents:
        assert lines_with(document, "$120,000")
        assert lines_with(document, "€50,000")
        assert lines_with(document, "170,000") == []
        assert document.left_out == []
    assert "I find no rate that joins EUR and USD" in text_of(documents[1], "scenarios")


def test_two_currencies_with_a_rate_are_added_up_where_a_sum_is_asked_for(tmp_path: Path) -> None:
    rate = FxRate(currency="EUR", rate=Decimal("1.1"), as_of=date(2026, 1, 1))
    with opened(tmp_path, two_currencies(rate)) as copilot:
        document = draft(copilot, "renewal-brief")
    assert re.search(r"\*\*Flat\*\* \| \$175,000 ", text_of(document, "scenarios"))
    assert "€50,000" in text_of(document, "contract")
    assert document.left_out == []


# Odd texts, wherever a book takes free text


READ: list[tuple[Kind, Audience]] = [
    ("account-brief", "internal"),
    ("value-review", "customer"),
    ("success-plan", "customer"),
]
"""What is looked at of each text: between them they print every kind of row."""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    """A book with an account for each odd text."""
    records: list[Record] = [KIM, *(row for name, text in ODD.items() for row in odd_account(text, name))]
    with opened(tmp_path_factory.mktemp("odd"), records) as copilot:
        yield copilot


@pytest.fixture(scope="module")
def drafts(odd: Copilot) -> dict[str, list[Document]]:
    return {name: [draft(odd, kind, who, account=name) for kind, who in READ] for name in ODD}


@pytest.mark.parametrize("name", WORLD)
@pytest.mark.parametrize("form", FORMS)
def test_letters_of_all_the_world_stand_in_every_form(
    odd: Copilot, drafts: dict[str, list[Document]], name: str, form: Form
) -> None:
    assert letters_of(odd, drafts[name][1], form).count(WORLD[name]) > 5


@pytest.mark.parametrize("name", MARKUP)
def test_nothing_of_the_books_markup_becomes_markup(drafts: dict[str, list[Document]], name: str) -> None:
    assert [fault for document in drafts[name] for fault in markup_in(document)] == []


@pytest.mark.parametrize("name", MARKUP)
def test_each_row_is_told_or_said_to_be_left_out(drafts: dict[str, list[Document]], name: str) -> None:
    for document in drafts[name]:
        told = text_of(document) + "".join(one.text for one in document.left_out)
        assert f"{name}-T1" in told or document.kind == "success-plan"
        assert "Ada Brandt" in told


@pytest.mark.parametrize("name", [*WORLD, "bars", "html", "links", "lines", "quotes", "figures", "fall"])
def test_a_text_costs_a_document_no_sentence(drafts: dict[str, list[Document]], name: str) -> None:
    assert [one.text for document in drafts[name] for one in document.left_out] == []


def test_without_playbooks_an_escalation_loses_no_sentence(odd: Copilot) -> None:
    assert draft(odd, "escalation-brief", account="chart").left_out == []


def test_orders_to_a_model_are_not_repeated(drafts: dict[str, list[Document]]) -> None:
    for document in drafts["orders"]:
        assert ORDERS not in text_of(document)
        assert ORDERS not in everything_in(document, "html"), "also not where it says what was left out"


def markup_in(document: Document) -> Iterator[str]:
    """Name what of a document is markup that no section of ours writes."""
    for section in document.sections:
        for part in section.parts:
            for block in read_markdown(part.text, lambda _: 1):
                yield from _odd_blocks(block)
            if told := [one for one in ("://", "<script", "{F", "figure not found") if one in part.text]:
                yield f"{section.key}: {told}"
            for between in re.findall(r"quibble(.*?)quabble", part.text):
                if re.search(r"\w", between.replace("{x}", "").replace("{y}", "")):
                    yield f"{section.key}: a figure or citation in {between!r}"


def _odd_blocks(block: Block) -> Iterator[str]:
    match block:
        case Items(items):
            for inner in (one for item in items for one in item):
                yield from _odd_blocks(inner)
        case Quote(blocks):
            for inner in blocks:
                yield from _odd_blocks(inner)
        case Table(head, rows):
            for cell in (cell for row in (head, *rows) for cell in row):
                yield from _odd_words(cell)
        case Paragraph(words):
            yield from _odd_words(words)
        case Picture("usage" | "health"):
            return
        case _:
            yield f"{block}"


def _odd_words(words: Words) -> Iterator[str]:
    for word in words:
        if isinstance(word, Run) and (word.struck or word.code or word.text.strip() in ("bolden", "slanten")):
            yield f"{word}"


FRAGMENTS = st.sampled_from([*MARKUP.values(), *WORLD.values()])
TEXTS = st.lists(FRAGMENTS | st.text(max_size=20), min_size=1, max_size=3).map(" ".join).filter(str.strip)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(TEXTS)
def test_whatever_stands_in_a_book_drafting_goes_on_and_makes_no_markup_of_it(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('any') / 'book.sqlite'}")
    database.upgrade()
    try:
        records = odd_account(text)
        put(database, KIM, *(one for one in records if not isinstance(one, Note)))
        put_notes(database, [one for one in records if isinstance(one, Note)])
        drafter = drafter_on(database)
        for kind, audience in READ:
            order = Order(kind=kind, account_id="A1", as_of=AS_OF, audience=audience)
            document = drafter.draft(order, EVERYTHING)
            assert list(markup_in(document)) == []
            assert all(text_of(document, section.key).strip() for section in document.sections)
            assert all(one.reason for one in document.left_out)
    finally:
        database.close()
