"""Whether the answer does what only a reader can judge: questions put to judge models, which answer yes or no."""

import re
from collections.abc import Callable, Mapping
from itertools import combinations

from copilot.errors import CopilotError
from evals.case import Case
from evals.mark import Mark
from evals.response import Response

Judge = Callable[[str, str], str]
"""Given a question and the text that it is about, answers `yes` or `no`; raises CopilotError or OSError when down."""


def rubric(judges: Mapping[str, Judge]) -> Callable[[Case, Response], Mark | None]:
    """Return the scorer that asks these judges: the share of questions of which most judges say yes.

    What is neither yes nor no is no vote. A question without votes, or with as many for as against, is left out; if
    all are, the mark has no value. An empty answer is not put to them: it does nothing of what is asked for.
    """

    def score(case: Case, response: Response) -> Mark | None:
        if not case.expect.rubric:
            return None
        if not response.text.strip():
            return Mark(0.0, "there is no answer to judge")
        asked = [_Poll(question, response.text, judges) for question in case.expect.rubric]
        judged = [one for one in asked if one.is_met is not None]
        why = "; ".join(one.words for one in asked)
        if not judged:
            return Mark(None, why)
        return Mark(sum(bool(one.is_met) for one in judged) / len(judged), why + _agreement(judged))

    return score


class _Poll:
    """One question and what each judge says to it."""

    def __init__(self, question: str, text: str, judges: Mapping[str, Judge]) -> None:
        self.question = question
        self.votes: dict[str, bool] = {}
        self.lost: dict[str, str] = {}
        for name, judge in judges.items():
            try:
                said = judge(question, text)
            except (CopilotError, OSError) as error:
                told = error.message if isinstance(error, CopilotError) else str(error)
                self.lost[name] = f"is down ({told})"
                continue
            vote = _vote(said)
            if vote is None:
                self.lost[name] = f"says “{' '.join(said.split())[:40]}”"
            else:
                self.votes[name] = vote

    @property
    def is_met(self) -> bool | None:
        """What most say; None where they are even."""
        yes = sum(self.votes.values())
        return None if 2 * yes == len(self.votes) else 2 * yes > len(self.votes)

    @property
    def words(self) -> str:
        """The question with its votes."""
        verdict = {True: "yes", False: "no", None: "undecided"}[self.is_met]
        lost = "".join(f", {name} {what}" for name, what in self.lost.items())
        return f"{self.question} {verdict} ({sum(self.votes.values())} of {len(self.votes)} judges say yes{lost})"


def _vote(said: str) -> bool | None:
    """Read a yes or a no that stands alone."""
    word = re.sub(r"[\W_]+", "", said[:100]).casefold() if len(said) <= 100 else ""
    return {"yes": True, "no": False}.get(word)


def _agreement(asked: list[_Poll]) -> str:
    """Say in what share of their pairs the judges agree; nothing where only one voted."""
    pairs = [one == two for poll in asked for one, two in combinations(poll.votes.values(), 2)]
    return f"; judges agree in {sum(pairs)} of {len(pairs)} pairs" if pairs else ""
