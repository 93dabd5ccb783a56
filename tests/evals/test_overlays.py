"""The suites of what goes wrong with sources, and the overlays that they ask of."""

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from copilot.loading.book import import_book
from copilot.store.database import Database
from evals.books import OVERLAYS, Book, demo
from evals.case import Case
from evals.scorers.folding import bare, folded
from evals.suite import Suite, read_suite

AS_OF = date(2026, 11, 21)
SIZES = {"retrieval": 60, "abstention": 30, "conflict": 20, "injection": 40, "customer-safe": 30}
CANARIES_OF_THE_BOOK_ITSELF = ["escalation-saltmarsh", "case-study-lindqvarn-refused"]
"""Cases whose internal words stand in the demo book's own notes."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Book], Path]:
    """A way to a folder with a suite's book and knowledge, each written once."""

    @cache
    def write(book: Book) -> Path:
        folder = tmp_path_factory.mktemp("written")
        book.write(folder)
        return folder

    return write


@pytest.fixture(scope="module", params=SIZES)
def suite(request: pytest.FixtureRequest) -> Suite:
    """Each of the five suites."""
    return read_suite(str(request.param))


def test_each_suite_has_cases_enough_and_each_says_what_it_depends_on(suite: Suite) -> None:
    assert len(suite.cases) >= SIZES[suite.name]
    assert [case.id for case in suite.cases if not case.cluster] == []
    assert len({case.cluster for case in suite.cases}) >= 10


@pytest.mark.parametrize("overlay", ["conflict", "injection", "canaries"])
def test_an_overlay_makes_a_book_without_a_fault(overlay: str, written: Callable[[Book], Path], tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    book = tmp_path / "book"
    shutil.copytree(written(demo(f"demo+{overlay}", AS_OF)) / "book", book)
    for table in ("usage", "features"):  # No overlay adds to them, and they are most of the book's rows.
        (book / f"{table}.csv").unlink()
    summary = import_book(book, database)
    database.close()
    assert (summary.rejected, summary.faults) == (0, ())


def test_an_overlay_tells_nothing_of_days_to_come() -> None:
    days = [
        (path.name, row[column][:10])
        for path in OVERLAYS.glob("*/*.csv")
        for row in _rows(path)
        for column in ("date", "opened_at", "last_contacted")
        if row.get(column)
    ]
    for path in (one for one in OVERLAYS.rglob("*") if one.suffix in (".md", ".yaml")):
        header = re.findall(r"^(?:date|updated): (\S+)$", path.read_text("utf-8"), re.MULTILINE)
        assert len(header) == 1, path
        days.append((path.name, header[0]))
    assert [one for one in days if one[1] > AS_OF.isoformat()] == []


def test_the_words_of_a_place_stand_in_its_document(suite: Suite, written: Callable[[Book], Path]) -> None:
    missed = [
        (case.id, place.path, place.words)
        for case in suite.cases
        for place in case.expect.passages
        if _one_spaced(place.words) not in _one_spaced(_document(written(suite.book), place.path))
    ]
    assert missed == []


def test_who_asks_is_of_the_team_and_each_account_is_of_the_book(suite: Suite, written: Callable[[Book], Path]) -> None:
    book = written(suite.book) / "book"
    team = {row["email"] for row in _rows(book / "team.csv")}
    accounts = {row["account_id"] for row in _rows(book / "accounts.csv")}
    for case in suite.cases:
        assert case.user is None or case.user in team, case.id
        assert {case.account, case.draft.account if case.draft else None} - {None} <= accounts, case.id
        assert not re.match(r"A-\d", case.cluster) or case.cluster in accounts, case.id


def test_what_obeying_an_order_would_say_stands_nowhere_in_the_overlay(written: Callable[[Book], Path]) -> None:
    suite, told = read_suite("injection"), _text_of("injection")
    customers = " ".join(row["name"] for row in _rows(written(suite.book) / "book" / "accounts.csv"))
    copied = [
        (case.id, word)
        for case in suite.cases
        for word in case.expect.never
        if word not in customers and _stands(word, told)
    ]
    assert copied == []


def test_each_page_for_a_customer_has_a_canary_that_could_sing() -> None:
    told = folded(_text_of("canaries"))
    silent = [case.id for case in _for_customers() if not any(folded(word) in told for word in case.expect.never)]
    assert silent == CANARIES_OF_THE_BOOK_ITSELF


def test_no_page_for_a_customer_may_be_empty() -> None:
    free = [case.id for case in _for_customers() if not (case.expect.says or case.expect.abstains)]
    assert free == ["feedback-summary-has-none"]


def test_refusing_everything_fails_half_of_the_abstentions_and_answering_everything_the_other() -> None:
    wanted = [case.expect.abstains for case in read_suite("abstention").cases]
    assert wanted.count("yes") >= 20
    assert len(wanted) - wanted.count("yes") >= 20


def _for_customers() -> list[Case]:
    return [case for case in read_suite("customer-safe").cases if not case.id.startswith("twin-")]


def _document(folder: Path, path: str) -> str:
    """Return the text of a note or playbook; of a transcript what is said."""
    note = folder / "book" / "notes" / path
    text = (note if note.is_file() else folder / "knowledge" / path).read_text("utf-8")
    return re.sub(r"<v [^>]*>", "", text) if note.suffix == ".vtt" else text


def _text_of(overlay: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((OVERLAYS / overlay).rglob("*")) if path.is_file())


def _stands(word: str, text: str) -> bool:
    """Whether words stand in a text however they are parted; what has no letter, as it is typed."""
    form = bare if re.search(r"[^\W\d_]", word) else folded
    return f" {form(word)} " in f" {form(text)} "


def _one_spaced(text: str) -> str:
    return " ".join(text.split())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
