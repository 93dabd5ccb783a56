"""Whether the copilot could check what it claims: the share of its claims that it did not mark as unverified."""

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.scorers.amounts import amounts
from evals.scorers.folding import folded
from evals.scorers.prose import HANDLES, Sentence, sentences


def score(case: Case, response: Response) -> Mark | None:
    """Give the share of the claims that state something and are verified; a statement without a claim counts against.

    Statements are looked for in answers only, by their figures and quotations: a document's text is not its claims'.
    """
    if case.ask is None and case.draft is None:
        return None
    if response.error and not response.text and (case.expect.refused or case.expect.abstains == "yes"):
        return None
    if not response.text.strip():
        return Mark(0.0, "there is no answer" + (f": {response.error}" if response.error else ""))
    stated = [claim for claim in response.claims if claim.state != "advice"]
    failed = [claim for claim in stated if claim.state == "unverified"]
    unclaimed = _unclaimed(response) if case.ask is not None else []
    total = len(stated) + len(unclaimed)
    if not total:
        return None
    why = [f"unverified: “{claim.text[:80]}” ({claim.reason})" for claim in failed[:3]]
    why += [f"no claim: “{one.text[:80]}”" for one in unclaimed[:3]]
    bad = len(failed) + len(unclaimed)
    return Mark(1 - bad / total, "; ".join(why) or f"all {total} claims are verified")


def _unclaimed(response: Response) -> list[Sentence]:
    """Return the sentences with a figure or quotation that stand in no claim."""
    claimed = "\n".join(folded(HANDLES.sub("", claim.text)) for claim in response.claims)
    joined = "".join(claimed.split())
    return [
        one
        for one in sentences(response.text)
        if not one.is_head and _is_checkable(one) and "".join(_unmarked(one.text).split()) not in joined
    ]


def _unmarked(text: str) -> str:
    """Return a sentence without the mark that the copilot sets behind what it could not check."""
    return folded(text).replace("(unverified)", "")


def _is_checkable(sentence: Sentence) -> bool:
    return bool(sentence.quotes) or any(not one.is_worded and one.unit != "year" for one in amounts(sentence.raw))
