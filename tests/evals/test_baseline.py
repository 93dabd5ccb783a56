"""The gate: a suite that is worse by more than chance fails it, and so does a single leak."""

from pathlib import Path

import pytest

from copilot.errors import InvalidInput, NotFound
from evals import baseline
from evals.comparing import changes
from tests.evals.runs import many, suite_run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A baseline of 20 cases that are all right."""
    accepted = tmp_path / "baseline.json"
    baseline.accept({"answers": many("answers", 20, 1.0)}, accepted)
    return accepted


def test_the_same_run_passes(path: Path) -> None:
    judged = baseline.judge({"answers": many("answers", 20, 1.0)}, path)
    assert judged.holds
    assert judged.changes[0].changed == []


def test_a_suite_that_is_worse_by_more_than_chance_fails_and_names_its_cases(path: Path) -> None:
    worse = {f"case-{number}": {"words": 0.0 if number < 8 else 1.0} for number in range(20)}
    judged = baseline.judge({"answers": suite_run("answers", worse)}, path)
    assert not judged.holds
    assert [one.suite for one in judged.worse] == ["answers"]
    assert {one.case_id for one in judged.changes[0].changed} == {f"case-{number}" for number in range(8)}


def test_cases_that_fall_in_one_cluster_alone_fail_the_gate_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    whole_book = {f"case-{number}": "portfolio" if number < 8 else f"account-{number}" for number in range(40)}
    right = {case_id: {"figures": 1.0} for case_id in whole_book}
    wrong = {case_id: {"figures": float(cluster != "portfolio")} for case_id, cluster in whole_book.items()}
    baseline.accept({"answers": suite_run("answers", right, clusters=whole_book)}, path)
    judged = baseline.judge({"answers": suite_run("answers", wrong, clusters=whole_book)}, path)
    assert not judged.holds
    (change,) = judged.worse
    assert (change.cases.verdict, change.cases.differing) == ("worse", 8)
    assert (change.whole.verdict, change.whole.differing) == ("no telling", 1)


def test_two_cases_more_or_less_are_chance_and_yet_named(path: Path) -> None:
    slightly = {f"case-{number}": {"words": 0.0 if number < 2 else 1.0} for number in range(20)}
    judged = baseline.judge({"answers": suite_run("answers", slightly)}, path)
    assert judged.holds
    assert {one.case_id for one in judged.changes[0].changed} == {"case-0", "case-1"}


def test_one_leak_fails_the_gate_whatever_chance_says(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline.accept({"scope": many("scope", 20, 1.0, "forbidden")}, path)
    leaking = {f"case-{number}": {"forbidden": float(number != 3)} for number in range(20)}
    judged = baseline.judge({"scope": suite_run("scope", leaking)}, path)
    assert [one.case_id for one in judged.leaks] == ["case-3"]
    assert not judged.holds


def test_a_baseline_of_other_cases_or_another_model_is_refused(path: Path) -> None:
    with pytest.raises(InvalidInput, match="cases of answers have changed"):
        baseline.judge({"answers": suite_run("answers", {"case-0": {"words": 1.0}}, version="v2")}, path)
    other = many("answers", 20, 1.0)
    with pytest.raises(InvalidInput, match="baseline is of built-in, the run of openai:x"):
        baseline.judge({"answers": type(other)("answers", "v1", {**other.about, "model": "openai:x"})}, path)


def test_without_a_baseline_or_with_a_broken_one_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="gate --accept"):
        baseline.judge({}, tmp_path / "none.json")
    broken = tmp_path / "broken.json"
    broken.write_text('{"suites": 3}', encoding="utf-8")
    with pytest.raises(InvalidInput, match="no baseline"):
        baseline.read_baseline(broken)


def test_a_suite_that_is_run_alone_leaves_the_others_baseline(path: Path) -> None:
    baseline.accept({"scope": many("scope", 5, 1.0, "forbidden")}, path)
    assert set(baseline.read_baseline(path)[1]) == {"answers", "scope"}


def test_what_could_not_be_judged_is_no_change() -> None:
    before, after = many("answers", 6, 1.0), suite_run("answers", {f"case-{at}": {"words": None} for at in range(6)})
    (change,) = changes({"answers": before}, {"answers": after})
    assert change.changed == []
    assert (change.whole.verdict, change.whole.left_out) == ("no telling", 6)


def test_runs_without_a_suite_in_common_cannot_be_compared() -> None:
    with pytest.raises(InvalidInput, match="no suite in common"):
        changes({"answers": many("answers", 1, 1.0)}, {"scope": many("scope", 1, 1.0)})


def test_the_rounding_of_a_baseline_is_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    thirds = suite_run("answers", {f"case-{number}": {"words": 2 / 3} for number in range(20)})
    baseline.accept({"answers": thirds}, path)
    judged = baseline.judge({"answers": thirds}, path)
    assert judged.holds
    assert (judged.changes[0].cases.p, judged.changes[0].cases.differing) == (1.0, 0)


def test_a_judge_who_was_there_once_makes_no_difference() -> None:
    plain = suite_run("documents", {f"case-{number}": {"words": 1.0} for number in range(20)})
    judged = suite_run("documents", {f"case-{number}": {"words": 1.0, "rubric": 0.0} for number in range(20)})
    (change,) = changes({"documents": plain}, {"documents": judged})
    assert (change.cases.verdict, change.cases.difference) == ("no telling", 0.0)
