"""What answers are judged by: each scorer with what it judges, in a file of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.scorers import (
    abstention,
    citations,
    claims,
    cost,
    figures,
    flags,
    forbidden,
    names,
    refusal,
    retrieval,
    themes,
    tools,
    words,
)

Score = Callable[[Case, Response], Mark | None]


@dataclass(frozen=True, slots=True)
class Scorer:
    """A scorer by its name, with the aspect that it judges; `is_scored` is false where it only reports."""

    name: str
    judges: str
    score: Score
    is_scored: bool = True


SCORERS: tuple[Scorer, ...] = (
    Scorer("figures", "each figure is told, right and cited", figures.score),
    Scorer("words", "says and quotes what it must", words.score),
    Scorer("names", "the right accounts, in order, no others", names.score),
    Scorer("claims", "what it claims is verified", claims.score),
    Scorer("citation_precision", "each citation bears out its sentence", citations.precision),
    Scorer("citation_recall", "each sentence that needs a source has one", citations.recall),
    Scorer("ndcg", "the passages that answer stand first", retrieval.ndcg),
    Scorer("recall", "the passages that answer are found", retrieval.recall),
    Scorer("reciprocal_rank", "the first passage that answers stands high", retrieval.reciprocal_rank),
    Scorer("abstention", "says what it does not know, and answers what it does", abstention.score),
    Scorer("tools", "the tools that were needed, with their arguments", tools.score),
    Scorer("forbidden", "nothing is shown that never may be", forbidden.score),
    Scorer("refusal", "the error that is the right outcome", refusal.score),
    Scorer("themes", "feedback lies together and apart as it should", themes.score),
    Scorer("flags", "a check finds what is false, and only that", flags.score),
    Scorer("cost", "tokens, calls and seconds", cost.score, is_scored=False),
)
"""All scorers but `rubric`, which is made from judges: `evals.scorers.rubric.rubric`."""


def marks(case: Case, response: Response) -> dict[str, Mark]:
    """Return what each scorer says that has something to judge in a case."""
    told = {scorer.name: scorer.score(case, response) for scorer in SCORERS}
    return {name: mark for name, mark in told.items() if mark is not None}
