"""Runs made by hand."""

from collections.abc import Mapping

from evals.logs import Marked, Result, SuiteRun

ABOUT = {"model": "built-in", "commit": "abc1234", "product": "0" * 64, "prompts": {"system.md": "123456789abc"}}


def suite_run(
    suite: str,
    marks: Mapping[str, Mapping[str, float | None]],
    version: str = "v1",
    clusters: Mapping[str, str] | None = None,
) -> SuiteRun:
    """Return a suite's run: the marks of each case by scorer; without clusters each case is one of its own."""
    results = {
        case_id: Result(
            case_id=case_id,
            cluster=(clusters or {}).get(case_id, case_id),
            asked=f"What of {case_id}?",
            answered=f"<b>{case_id}</b> is so.",
            told={"seconds": 0.5, "tokens": {"input_tokens": 10, "output_tokens": 5}, "facts": ["F1 ARR: $10"]},
            marks={name: Marked((value,), f"why {name}") for name, value in given.items()},
        )
        for case_id, given in marks.items()
    }
    return SuiteRun(suite, version, ABOUT, results)


def many(suite: str, count: int, value: float, scorer: str = "words") -> SuiteRun:
    """Return a run of so many cases with the same mark."""
    return suite_run(suite, {f"case-{number}": {scorer: value} for number in range(count)})
