"""Whether the caller is told the error that is the right outcome."""

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.scorers.folding import folded, holds


def score(case: Case, response: Response) -> Mark | None:
    """Give 1 if the error has the words of `refused` (`|` parts alternatives) and nothing is told, else 0."""
    if not case.expect.refused:
        return None
    if response.text.strip():
        return Mark(0.0, f"it answers: “{response.text.strip()[:80]}”")
    if not response.error:
        return Mark(0.0, "there is neither an answer nor an error")
    if not holds(folded(response.error), case.expect.refused):
        return Mark(0.0, f"another error: {response.error}")
    return Mark(1.0, f"refused: {response.error}")
