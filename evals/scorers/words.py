"""Whether the words and the quotations that were asked for stand in the answer."""

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.scorers.folding import holds, tidy
from evals.scorers.prose import quotable, said


def score(case: Case, response: Response) -> Mark | None:
    """Give the share of `says` (however typed; `|` parts alternatives) and `quotes` (word for word) that stand there.

    The sources at a document's end do not count: they hold whole passages.
    """
    wanted = [*case.expect.says, *case.expect.quotes]
    if not wanted:
        return None
    text, verbatim = said(response.text), quotable(response.text)
    missed = [f"does not say “{one}”" for one in case.expect.says if not holds(text, one)]
    missed += [f"does not quote “{one}”" for one in case.expect.quotes if tidy(one) not in verbatim]
    return Mark(1 - len(missed) / len(wanted), "; ".join(missed) or f"all {len(wanted)} stand there")
