"""The report is one page that needs nothing beside itself, and leads with what failed."""

import re

from evals.report import report
from tests.evals.runs import many, suite_run

RUN = {"answers": suite_run("answers", {"good": {"words": 1.0}, "bad": {"words": 0.0, "forbidden": 1.0}})}


def test_it_says_first_how_many_cases_passed() -> None:
    assert "<h1>1 of 2 cases passed</h1>" in report(RUN, [RUN], "2026-11-21")


def test_it_shows_the_case_that_failed_with_the_reason_answer_and_evidence() -> None:
    page = report(RUN, [RUN], "2026-11-21")
    for told in ("<b>bad</b>: What of bad?", "why words", "&lt;b&gt;bad&lt;/b&gt; is so.", "F1 ARR: $10"):
        assert told in page
    assert "<b>good</b>" not in page


def test_it_names_model_commit_prompts_and_cost() -> None:
    page = report(RUN, [RUN], "2026-11-21")
    for told in ("built-in", "abc1234", "prompt system.md", "123456789abc", "<td>tokens</td><td>30</td>"):
        assert told in page


def test_it_needs_nothing_beside_itself() -> None:
    page = report(RUN, [RUN], "2026-11-21")
    assert not re.search(r"<script|<link|src=|url\(", page)


def test_a_trend_is_drawn_from_runs_of_the_same_cases_alone() -> None:
    earlier = {"answers": suite_run("answers", {"good": {"words": 1.0}, "bad": {"words": 1.0}})}
    other = {"answers": many("answers", 9, 0.0)}
    other = {"answers": type(other["answers"])("answers", "v0", other["answers"].about, other["answers"].results)}
    page = report(RUN, [other, earlier, RUN], "2026-11-21")
    assert "Score from run to run: 1.000, 0.750" in page


def test_every_case_that_failed_is_there_the_worst_first() -> None:
    run = {"answers": suite_run("answers", {f"case-{at:02}": {"words": at / 20} for at in range(12)})}
    page = report(run, [run], "2026-11-21")
    assert "12 of 12 failed, the worst first:" in page
    assert "<summary>The other 4</summary>" in page
    places = [page.index(f"<b>case-{at:02}</b>") for at in range(12)]
    assert places == sorted(places)
