"""Suites are read strictly: a slip in a case is an error that names it."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from copilot.errors import InvalidInput, NotFound
from evals.case import SUITES, Case
from evals.suite import FOLDER, read_suite

GOOD = """
suite: answers
about: What is asked every day
as_of: 2026-11-21
cases:
  - id: arr-of-acme
    ask: What is the ARR of Acme?
    expect: {says: ["$10"]}
"""


def written(folder: Path, text: str) -> Path:
    (folder / "answers.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_suite_knows_its_version_by_its_content(tmp_path: Path) -> None:
    first = read_suite("answers", written(tmp_path, GOOD))
    assert [case.id for case in first.cases] == ["arr-of-acme"]
    assert read_suite("answers", written(tmp_path, GOOD)).version == first.version
    assert read_suite("answers", written(tmp_path, GOOD.replace("$10", "$11"))).version != first.version


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ask:", "question:", "case arr-of-acme.question: Extra inputs are not permitted"),
        ('says: ["$10"]', "", "nothing is expected"),
        ('says: ["$10"]', "says: []", "nothing is expected"),
        ('says: ["$10"]', "ordered: false", "nothing is expected"),
        ('says: ["$10"]', 'says: [""]', "case arr-of-acme.expect.says.0: String should have at least 1 character"),
        ("    ask: What is the ARR of Acme?\n", "    ask: A?\n    search: A\n", "exactly one of ask"),
        ("    ask: What is the ARR of Acme?\n", "    ask: A?\n    ask: B?\n", "'ask' stands twice"),
        ("    ask: What is the ARR of Acme?\n", "    ask: []\n", "exactly one of ask"),
        ("suite: answers", "suite: other", "says that it is the suite 'other'"),
        ("cases:", "cases: [", "answers.yaml cannot be read"),
    ],
)
def test_a_slip_is_an_error_that_names_the_case(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_suite("answers", written(tmp_path, GOOD.replace(old, new, 1)))
    assert told in str(caught.value)


def test_two_cases_of_one_id_are_an_error(tmp_path: Path) -> None:
    twin = GOOD + GOOD[GOOD.index("  - id") :]
    with pytest.raises(InvalidInput, match="two cases have the id arr-of-acme"):
        read_suite("answers", written(tmp_path, twin))


def test_an_unknown_suite_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="There are: answers, retrieval"):
        read_suite("poems")


@pytest.mark.parametrize("name", SUITES)
def test_every_suite_can_be_read_and_has_a_few_dozen_cases(name: str) -> None:
    assert len(read_suite(name).cases) >= 20


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        ({"rubric": ["Is it kind?"]}, "nothing is expected that every run can judge"),
        ({"only": True}, "nothing is expected that every run can judge"),
        ({"ordered": True}, "an order is expected of nothing"),
    ],
)
def test_what_no_run_can_fail_is_no_case(expect: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Case.model_validate({"id": "one", "ask": "And?", "expect": expect})


def test_a_comment_makes_no_other_version_and_another_expectation_does(tmp_path: Path) -> None:
    text = (FOLDER / "scope.yaml").read_text(encoding="utf-8")
    versions = []
    for content in (text, f"# read on Monday\n{text}", text.replace("never:", "says:", 1)):
        (tmp_path / "scope.yaml").write_text(content, encoding="utf-8")
        versions.append(read_suite("scope", tmp_path).version)
    assert versions[0] == versions[1] != versions[2]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"ask": ["When?", "And then?"]}, "When?\nAnd then?"),
        ({"search": "single sign-on"}, "single sign-on"),
        ({"draft": {"kind": "renewal-brief", "account": "A-1"}}, "Draft: renewal-brief about A-1, internal"),
        ({"themes": {"segment": "smb", "by": "arr"}}, "Themes: segment smb, by arr"),
        ({"themes": {}}, "Themes: all"),
        ({"check": {"text": "ARR is $10.", "sources": ["x"]}}, "Check: ARR is $10."),
    ],
)
def test_a_case_tells_in_words_what_is_asked(asked: dict[str, object], words: str) -> None:
    assert Case.model_validate({"id": "one", "expect": {"says": ["x"]}, **asked}).words == words
