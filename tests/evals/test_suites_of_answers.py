"""The suites answers, conversation and scope expect what the book says: each source is computed again."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from copilot.settings import ROOT
from copilot.sources.demo import write_demo_book
from evals.case import Case, Figure
from evals.reference.book import Book
from evals.reference.calls import names_of, value_of
from evals.reference.value import Value
from evals.suite import Suite, read_suite

NAMES = ("answers", "conversation", "scope")
SUITES = {name: read_suite(name) for name in NAMES}
PLAYBOOKS = ROOT / "knowledge" / "playbooks"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The demo book as of the day of the suites."""
    folder = tmp_path_factory.mktemp("book")
    write_demo_book(folder, as_of=SUITES["answers"].as_of)
    return Book(folder)


def cases() -> Iterator[tuple[Suite, Case]]:
    """Yield each case with its suite."""
    for suite in SUITES.values():
        for case in suite.cases:
            yield suite, case


def day_of(suite: Suite, case: Case, figure: Figure | None = None) -> date:
    """Return the day that a figure, or a case, looks from."""
    return (figure.as_of if figure else None) or case.as_of or suite.as_of


def test_each_figure_is_what_its_source_computes(book: Book) -> None:
    wrong = []
    for suite, case in cases():
        for figure in case.expect.figures:
            if figure.source.startswith("by hand:"):
                continue
            computed = value_of(figure.source, book, day_of(suite, case, figure))
            if computed != Value(figure.value, figure.unit):
                wrong.append(f"{case.id}: {figure.source} is {computed.value} {computed.unit}, not {figure.value}")
    assert not wrong


def test_each_list_of_accounts_is_what_its_source_lists(book: Book) -> None:
    wrong = []
    for suite, case in cases():
        if case.expect.names_source:
            listed = names_of(case.expect.names_source, book, day_of(suite, case))
            if listed != case.expect.names:
                wrong.append(f"{case.id}: {case.expect.names_source} lists {listed}")
    assert not wrong


def test_each_passage_stands_in_its_document(book: Book) -> None:
    missing = []
    for _, case in cases():
        for place in case.expect.passages:
            paths = (book.folder / "notes" / place.path, PLAYBOOKS / place.path)
            texts = [_plain(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]
            if not any(_plain(place.words) in text for text in texts):
                missing.append(f"{case.id}: {place.path}: {place.words}")
    assert not missing


def test_each_quotation_stands_in_the_book(book: Book) -> None:
    files = [path for path in book.folder.rglob("*") if path.suffix in (".md", ".vtt", ".csv", ".txt")]
    text = " ".join(_plain(path.read_text(encoding="utf-8")) for path in files)
    missing = [quote for _, case in cases() for quote in case.expect.quotes if _plain(quote) not in text]
    assert not missing


def test_each_name_person_and_account_is_of_the_book(book: Book) -> None:
    names = {row["name"] for row in book.rows("accounts")}
    csms = {row["csm_email"] for row in book.rows("accounts")}
    for _, case in cases():
        assert set(case.expect.names) <= names, case.id
        assert case.user is None or case.user in csms, case.id
        assert case.account is None or case.account in book.accounts, case.id
        assert case.cluster in (*book.accounts, "portfolio", "playbooks"), case.id
        for figure in case.expect.figures:
            assert figure.account is None or figure.account in book.accounts, case.id


def test_a_list_that_allows_no_other_names_all() -> None:
    for _, case in cases():
        if case.expect.ordered or case.expect.only or case.expect.names_source:
            assert case.expect.names, case.id


def test_every_csm_and_most_accounts_are_asked_about(book: Book) -> None:
    asked = {case.cluster for _, case in cases()}
    assert {case.user for case in SUITES["scope"].cases} == {row["csm_email"] for row in book.rows("accounts")}
    assert len(asked & set(book.accounts)) >= 30


def test_scope_is_not_passed_by_refusing_everything() -> None:
    answerable = [case for case in SUITES["scope"].cases if case.expect.figures or case.expect.names]
    assert len(answerable) >= len(SUITES["scope"].cases) / 4


def test_a_conversation_has_turns() -> None:
    assert all(2 <= len(case.turns) <= 4 for case in SUITES["conversation"].cases)


def _plain(text: str) -> str:
    """Return a text in one line, without the cue times of a transcript between its words."""
    return re.sub(r"\s+", " ", text).casefold()
