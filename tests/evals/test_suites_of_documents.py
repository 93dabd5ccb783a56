"""The suites documents and themes expect what the book says, and no answer to everything passes them."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from copilot.documents.document import Kind
from copilot.documents.order import ABOUT_ALL
from evals.case import Case
from evals.reference.book import Book
from evals.reference.calls import value_of
from evals.reference.value import Value
from evals.response import Response
from evals.scorers import SCORERS
from evals.scorers.folding import folded, tidy
from evals.suite import Suite, read_suite

DOCUMENTS, THEMES = read_suite("documents"), read_suite("themes")
CLUSTERS = ("portfolio", "feedback")
JUDGED = ("figures", "words", "forbidden", "refusal", "themes")


@pytest.fixture(scope="module")
def book_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Suite], Book]:
    """A way to the book of a suite, each written once."""

    @cache
    def write(name: str) -> Book:
        folder = tmp_path_factory.mktemp(name)
        read_suite(name).book.write(folder)
        return Book(folder / "book")

    return lambda suite: write(suite.name)


@pytest.mark.parametrize("suite", [DOCUMENTS, THEMES], ids=lambda suite: suite.name)
def test_each_figure_is_what_its_source_computes(suite: Suite, book_of: Callable[[Suite], Book]) -> None:
    wrong = []
    for case in suite.cases:
        for figure in case.expect.figures:
            computed = value_of(figure.source, book_of(suite), figure.as_of or case.as_of or suite.as_of)
            if computed != Value(figure.value, figure.unit):
                wrong.append(f"{case.id}: {figure.source} is {computed.value} {computed.unit}, not {figure.value}")
    assert not wrong


@pytest.mark.parametrize("suite", [DOCUMENTS, THEMES], ids=lambda suite: suite.name)
def test_each_quotation_stands_in_the_book(suite: Suite, book_of: Callable[[Suite], Book]) -> None:
    text = _plain(book_of(suite).folder)
    assert [quote for case in suite.cases for quote in case.expect.quotes if tidy(quote) not in text] == []


def test_each_account_is_of_the_book_and_what_a_case_depends_on_is_said(book_of: Callable[[Suite], Book]) -> None:
    accounts = book_of(DOCUMENTS).accounts
    for case in DOCUMENTS.cases:
        assert case.draft is not None, case.id
        assert case.cluster in (*CLUSTERS, case.draft.account), case.id
        assert case.draft.account in (*accounts, None), case.id
        assert {figure.account for figure in case.expect.figures} <= {case.draft.account}, case.id


def test_each_kind_is_drafted_several_times_over_many_accounts() -> None:
    kinds = Counter(case.draft.kind for case in DOCUMENTS.cases if case.draft)
    assert {kind: kinds[kind] for kind in get_args(Kind) if kinds[kind] < 3} == {}
    assert len({case.cluster for case in DOCUMENTS.cases}) >= 20
    assert sum(case.draft is not None and case.draft.audience == "customer" for case in DOCUMENTS.cases) >= 8


def test_a_page_for_a_customer_has_what_it_must_not_say_and_what_it_must() -> None:
    for case in DOCUMENTS.cases:
        if case.draft and case.draft.audience == "customer" and case.draft.kind not in ABOUT_ALL:
            assert case.expect.never, case.id
            assert case.expect.says, case.id


def test_what_a_customer_must_not_read_could_have_slipped_in(book_of: Callable[[Suite], Book]) -> None:
    told = folded(_plain(book_of(DOCUMENTS).folder))
    silent = [
        case.id
        for case in DOCUMENTS.cases
        if case.draft and case.draft.audience == "customer" and case.expect.never
        if not any(folded(word) in told for word in case.expect.never)
    ]
    assert silent == []


def test_each_row_of_feedback_is_of_the_book(book_of: Callable[[Suite], Book]) -> None:
    known = {row["feedback_id"] for row in book_of(THEMES).rows("feedback")}
    for case in THEMES.cases:
        assert _rows(case, "says", "never", "together", "apart") <= known, case.id
        sources = set(re.findall(r"F-\d+(?:-\d+)?", " ".join(figure.source for figure in case.expect.figures)))
        assert sources <= set(case.expect.together), case.id


def test_rows_that_a_filter_must_show_pass_it_and_rows_that_it_must_not_show_do_not_all(
    book_of: Callable[[Suite], Book],
) -> None:
    book = book_of(THEMES)
    rows = {row["feedback_id"]: row for row in book.rows("feedback")}
    for case in THEMES.cases:
        passing = {one for one in rows if _passes(case, rows[one], book)}
        assert _rows(case, "says", "together", "apart") <= passing, case.id
        if case.themes and not (case.themes.about or case.themes.route):
            assert not _rows(case, "never") & passing, case.id


def test_one_big_theme_a_theme_a_row_and_no_theme_all_fail(book_of: Callable[[Suite], Book]) -> None:
    every = [row["feedback_id"] for row in book_of(THEMES).rows("feedback")]
    big, single, none = _listed([every]), _listed([[row] for row in every]), _listed([])
    placed = [case for case in THEMES.cases if case.expect.together or case.expect.apart]
    for case in placed:
        assert not _passed(case, none), case.id
        assert not _passed(case, big if case.expect.apart or case.expect.figures else single), case.id
    assert not any(_passed(case, single) for case in placed if case.expect.together)


def test_an_empty_document_fails_each_case() -> None:
    assert [case.id for case in DOCUMENTS.cases if _passed(case, Response(text="# A document"))] == []


def _passes(case: Case, row: dict[str, str], book: Book) -> bool:
    """Whether a row may be listed where segment, day and area are asked for."""
    asked = case.themes
    assert asked is not None
    segment = book.account(row["account_id"])["segment"]
    by_segment = asked.segment in (None, segment)
    by_day = asked.since is None or asked.since <= date.fromisoformat(row["date"])
    return by_segment and by_day and asked.area in (None, row["product_area"])


def _rows(case: Case, *fields: str) -> set[str]:
    words = {word for field in fields for word in getattr(case.expect, field)}
    return {word for word in words if re.fullmatch(r"F-\d+(?:-\d+)?", word)}


def _listed(groups: list[list[str]]) -> Response:
    told = [{"id": f"TH{at}", "items": rows, "accounts": 99, "currency": "USD"} for at, rows in enumerate(groups)]
    return Response(text=json.dumps({"themes": told, "unthemed": []}))


def _passed(case: Case, response: Response) -> bool:
    """Whether all that a case expects by hand is there: claims and citations, which every text has, are not judged."""
    told = [scorer.score(case, response) for scorer in SCORERS if scorer.name in JUDGED]
    return all(mark.value == 1 for mark in told if mark is not None)


@cache
def _plain(folder: Path) -> str:
    """Return all that a book says in one line: its notes, its transcripts as they are spoken, and its cells."""
    parts = []
    for path in sorted(folder.rglob("*")):
        if path.name in ("usage.csv", "features.csv") or not path.is_file():
            continue
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                parts += [" ".join(row) for row in csv.reader(file)]
        else:
            parts.append(re.sub(r"<v [^>]*>", "", path.read_text("utf-8")))
    return tidy(" ".join(parts))
