"""What the marks of a case come to: its score, and whether it passed."""

from collections.abc import Container, Mapping

from evals.logs import Marked, Result
from evals.scorers import SCORERS
from evals.statistics import pass_at_k, pass_hat_k

SCORED = frozenset({"rubric", *(scorer.name for scorer in SCORERS if scorer.is_scored)})
"""Scorers that count; the others only report."""
DECIDING = frozenset({"figures", "words", "names", "abstention", "forbidden", "refusal", "themes", "tools", "flags"})
"""Scorers of which every mark must be full for a case to pass; of `recall` it must be above 0."""
_HALF = frozenset({"citation_precision", "citation_recall", "claims"})
"""Scorers of which a case needs half: an answer without its sources is none, and one table without a mark is one."""
_FULL = 1 - 1e-9


def score_of(result: Result, names: Container[str] | None = None) -> float | None:
    """Return the mean of a case's marks that count, over its repeats; None where none could be judged.

    Of two runs `names` are the scorers that marked the case in both: a judge who was there once is no difference.
    """
    marks = {name: mark for name, mark in result.marks.items() if names is None or name in names}
    known = [mark.mean for name, mark in marks.items() if name in SCORED and mark.mean is not None]
    return sum(known) / len(known) if known else None


def passed(result: Result) -> list[bool]:
    """Return for each repeat whether the case passed."""
    repeats = max((len(mark.values) for mark in result.marks.values()), default=0)
    return [all(_is_met(name, mark, at) for name, mark in result.marks.items()) for at in range(repeats)]


def _is_met(name: str, mark: Marked, at: int) -> bool:
    value = mark.values[at] if at < len(mark.values) else None
    if value is None:
        return True
    if name in _HALF:
        return value >= 0.5
    return value > 0 if name == "recall" else name not in DECIDING or value >= _FULL


def pass_rates(results: Mapping[str, Result]) -> tuple[float, float, float]:
    """Return pass@1, pass@k and pass^k of a suite, where k is how often each case was repeated."""
    runs = [passed(result) for result in results.values()]
    told = [one for one in runs if one]
    if not told:
        return 0.0, 0.0, 0.0
    count = len(told)
    return (
        sum(sum(one) / len(one) for one in told) / count,
        sum(pass_at_k(len(one), sum(one), len(one)) for one in told) / count,
        sum(pass_hat_k(len(one), sum(one), len(one)) for one in told) / count,
    )
