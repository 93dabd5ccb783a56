"""A run in figures: each suite's scorers with n, intervals and what could not be judged, never a bare mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.logs import SuiteRun
from evals.passing import SCORED, pass_rates, passed, score_of
from evals.statistics import Estimate, mean, wilson


@dataclass(frozen=True, slots=True)
class SuiteFigures:
    """A suite's figures: its cases' scores, each scorer's marks, and how many cases passed (of how many repeats)."""

    suite: str
    cases: int
    repeats: int
    score: Estimate
    by_scorer: Mapping[str, Estimate]
    pass_1: float
    pass_any: float
    pass_all: float
    pass_low: float
    pass_high: float
    seconds: float
    tokens: int


def figures_of(run: SuiteRun) -> SuiteFigures:
    """Return the figures of a suite of a run."""
    results = list(run.results.values())
    clusters = [one.cluster for one in results]
    names = sorted({name for one in results for name in one.marks} & SCORED)
    by_scorer = {}
    for name in names:
        judged = [one for one in results if name in one.marks]
        by_scorer[name] = mean([one.marks[name].mean for one in judged], [one.cluster for one in judged])
    first, some, every = pass_rates(run.results)
    low, high = wilson(first * len(results), len(results))
    spent = [one.told.get("tokens", {}) for one in results]
    return SuiteFigures(
        suite=run.suite,
        cases=len(results),
        repeats=max((len(passed(one)) for one in results), default=0),
        score=mean([score_of(one) for one in results], clusters),
        by_scorer=by_scorer,
        pass_1=first,
        pass_any=some,
        pass_all=every,
        pass_low=low,
        pass_high=high,
        seconds=sum(one.told.get("seconds", 0.0) for one in results),
        tokens=sum(one.get("input_tokens", 0) + one.get("output_tokens", 0) for one in spent),
    )


def table(figures: Sequence[SuiteFigures]) -> list[list[str]]:
    """Return a table with a header row: a suite a row, its pass rate and score with their intervals."""
    rows = [["suite", "cases", "passed", "95 % interval", "score", "95 % interval", "not judged"]]
    for one in figures:
        passed_all = (
            f"{one.pass_1:.1%}" if one.repeats == 1 else f"{one.pass_1:.1%} (all {one.repeats}: {one.pass_all:.1%})"
        )
        unjudged = sum(estimate.left_out for estimate in one.by_scorer.values())
        shares = f"{one.pass_low:.1%} to {one.pass_high:.1%}"
        rows.append(
            [one.suite, str(one.cases), passed_all, shares, show(one.score.mean), span(one.score), str(unjudged)]
        )
    return rows


def scorer_table(figures: SuiteFigures) -> list[list[str]]:
    """Return a table with a header row: a scorer of a suite a row."""
    rows = [["scorer", "n", "accounts or texts", "mean", "95 % interval", "not judged"]]
    for name, one in figures.by_scorer.items():
        rows.append([name, str(one.count), str(one.clusters), show(one.mean), span(one), str(one.left_out)])
    return rows


def show(value: float | None) -> str:
    """Return a mean as it is read."""
    return "-" if value is None else f"{value:.3f}"


def span(one: Estimate) -> str:
    """Return an interval as it is read."""
    return "-" if one.low is None or one.high is None else f"{one.low:.3f} to {one.high:.3f}"
