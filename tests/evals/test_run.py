"""A run: suites put to the real copilot on a small book, by Inspect, in this process."""

from datetime import date
from pathlib import Path

import pytest

from copilot.errors import NotFound, Unavailable
from evals.books import Book
from evals.cache import Cache
from evals.case import Case
from evals.logs import Marked, Result, read_run
from evals.mark import Mark
from evals.passing import passed
from evals.response import Response
from evals.running import Home, run
from evals.scorers import SCORERS
from evals.subject import Subject
from evals.suite import Suite, suite_of
from tests.small_book import write_small_book

pytestmark = pytest.mark.usefixtures("inspected")

DAY = date(2026, 6, 28)
JUDGES = {scorer.name: scorer.score for scorer in SCORERS}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose book is made by the first run."""
    return Home(tmp_path_factory.mktemp("evals"))


@pytest.fixture
def suite() -> Suite:
    """Three cases: a right one, one that expects what is not so, and an account that is not there."""
    cases = [
        Case.model_validate(one)
        for one in (
            {"id": "right", "ask": "What is the ARR of Marlow Freight?", "expect": {"says": ["$120,000"]}},
            {"id": "wrong", "ask": "What is Marlow Freight's ARR?", "expect": {"says": ["$99"]}},
            {"id": "nobody", "ask": "And?", "account": "Nobody", "expect": {"refused": "0 accounts called Nobody"}},
        )
    ]
    return suite_of(
        "small", "Three questions", DAY, Book("small", lambda folder: write_small_book(folder / "book")), cases
    )


def test_a_run_marks_every_case_and_says_why(home: Home, suite: Suite) -> None:
    told = read_run(home.runs, run([suite], home, JUDGES, "built-in").name)["small"]
    marks = {case_id: {name: mark.mean for name, mark in one.marks.items()} for case_id, one in told.results.items()}
    assert (marks["right"]["words"], marks["wrong"]["words"], marks["nobody"]["refusal"]) == (1, 0, 1)
    assert "$99" in told.results["wrong"].marks["words"].why
    assert "$120,000" in told.results["right"].answered
    assert told.about["model"] == "built-in"
    assert "system.md" in told.about["prompts"]
    assert told.version == suite.version


def test_what_was_answered_before_is_not_asked_again(home: Home, suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_run(home.runs, run([suite], home, JUDGES, "built-in").name)["small"]

    def fail(self: Subject, case: Case) -> Response:
        raise AssertionError(case.id)

    monkeypatch.setattr(Subject, "respond", fail)
    after = read_run(home.runs, run([suite], home, JUDGES, "built-in").name)["small"]
    assert {key: one.answered for key, one in after.results.items()} == {
        key: one.answered for key, one in before.results.items()
    }


def test_a_run_that_broke_off_says_so_and_goes_on_where_it_was(
    home: Home, suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    whole = Subject.respond

    def breaking(self: Subject, case: Case) -> Response:
        asked.append(case.id)
        if len(asked) == 2:
            raise KeyError("a defect")
        return whole(self, case)

    cases = [one.model_copy(update={"as_of": date(2026, 6, 27)}) for one in suite.cases]
    other = suite_of("small", suite.about, suite.as_of, suite.book, cases)
    monkeypatch.setattr(Subject, "respond", breaking)
    with pytest.raises(Unavailable, match=f"small did not end, its case ({'|'.join(one.id for one in cases)}) broke"):
        run([other], home, JUDGES, "built-in")
    run([other], home, JUDGES, "built-in")
    assert sorted(asked) == sorted([*(case.id for case in cases), asked[1]])


def test_what_could_not_be_judged_is_kept_apart(home: Home, suite: Suite) -> None:
    told = read_run(
        home.runs, run([suite], home, {"judge": lambda case, response: Mark(None, "is down")}, "built-in").name
    )
    mark = told["small"].results["right"].marks["judge"]
    assert (mark.values, mark.mean, mark.why) == ((None,), None, "is down")


def test_each_repeat_is_asked_and_kept(home: Home, suite: Suite) -> None:
    told = read_run(home.runs, run([suite], home, JUDGES, "built-in", repeats=2).name)["small"]
    assert told.results["right"].marks["words"].values == (1.0, 1.0)


def test_a_run_that_is_not_there_is_told_with_those_that_are(home: Home) -> None:
    with pytest.raises(NotFound, match="The latest are: "):
        read_run(home.runs, "1999-01-01")


def test_a_response_of_which_half_was_written_is_asked_again(tmp_path: Path, suite: Suite) -> None:
    cache, case = Cache(tmp_path, "a model"), suite.cases[0]
    cache.put(case, 1, Response(text="A."))
    (kept,) = tmp_path.rglob("*.gz")
    kept.write_bytes(kept.read_bytes()[:20])
    assert cache.get(case, 1) is None


def test_another_model_repeat_or_question_is_not_answered_from_what_is_kept(tmp_path: Path, suite: Suite) -> None:
    case = suite.cases[0]
    Cache(tmp_path, "a model").put(case, 1, Response(text="A."))
    assert Cache(tmp_path, "a model").get(case.model_copy(update={"note": "other"}), 1) is not None
    assert Cache(tmp_path, "a model").get(case, 2) is None
    assert Cache(tmp_path, "another").get(case, 1) is None
    assert Cache(tmp_path, "a model").get(case.model_copy(update={"ask": "B?"}), 1) is None


def test_what_nobody_answered_is_not_judged_and_not_kept(
    home: Home, suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def down(self: Subject, case: Case) -> Response:
        asked.append(case.id)
        return Response(unanswered="openai:x did not answer", model="built-in")

    monkeypatch.setattr(Subject, "respond", down)
    cases = [one.model_copy(update={"as_of": date(2026, 6, 26)}) for one in suite.cases]
    other = suite_of("small", suite.about, suite.as_of, suite.book, cases)
    for _ in range(2):
        told = read_run(home.runs, run([other], home, JUDGES, "built-in").name)["small"]
        mark = told.results["right"].marks["words"]
        assert (mark.values, mark.why) == ((None,), "openai:x did not answer")
    assert len(asked) == 2 * len(cases)


def test_what_a_run_writes_ends_with_it(home: Home, suite: Suite) -> None:
    def kept() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in home.books.rglob("*.sqlite")}

    run([suite], home, JUDGES, "built-in")
    before = kept()
    drafted = Case.model_validate(
        {"id": "brief", "draft": {"kind": "account-brief", "account": "Marlow Freight"}, "expect": {"says": ["Marlow"]}}
    )
    run([suite_of("small", suite.about, suite.as_of, suite.book, [drafted])], home, JUDGES, "built-in")
    assert before
    assert kept() == before


def test_an_answer_without_its_sources_does_not_pass() -> None:
    def result(recall: float) -> Result:
        marks = {"words": Marked((1.0,), ""), "citation_recall": Marked((recall,), "")}
        return Result("one", "one", "?", "!", {}, marks)

    assert passed(result(0.9)) == [True]
    assert passed(result(0.0)) == [False]
