"""Whether the answer says that it does not know, or asks back, where it should; and answers where it should.

Read from plain phrases in English, German and French, and from what is stated all the same. An unusual phrase is not
seen; then the answer counts as one that neither states nor abstains.
"""

from dataclasses import dataclass, field

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.scorers.amounts import amounts
from evals.scorers.folding import folded
from evals.scorers.phrases import BACK, GAP, OFFER, TURN
from evals.scorers.prose import Sentence, sentences

_SIDE, _MOST = 1, 3
"""What may be told beside a refusal, if it is cited (the nearest that is known), for full and for half marks."""


def is_gap(text: str) -> bool:
    """Whether a sentence says that something is not known, not there or not told."""
    return bool(GAP.search(folded(text)))


def is_question(text: str) -> bool:
    """Whether a sentence is a question."""
    return text.rstrip(" \"'*_)").endswith(("?", "؟", "？"))


def score(case: Case, response: Response) -> Mark | None:
    """Give 1 for what was wanted, 0 for its opposite.

    `yes` says that it does not know, or asks back, and states nothing but one cited thing (up to three: a half).
    `partly` does that and states something besides. `no` states something, and has no more gaps than statements (a
    half if it has).
    """
    wanted = case.expect.abstains
    if wanted is None:
        return None
    weighed = _weigh(response)
    told = f"{weighed.gaps} gaps or questions back, {len(weighed.stated)} statements"
    if wanted == "partly":
        lacks = "" if weighed.gaps else "it says nothing of what it does not know"
        lacks = lacks or ("" if weighed.stated else "it answers nothing")
        return Mark(0.0 if lacks else 1.0, f"{lacks} ({told})" if lacks else told)
    if wanted == "no":
        return _answers(weighed, told, is_blank=not response.text.strip())
    if not weighed.gaps:
        return Mark(0.0, f"it does not say that it does not know ({told})")
    loose = [one for one in weighed.stated if not one.cites]
    if loose or len(weighed.stated) > _MOST:
        return Mark(0.0, f"it refuses and states all the same: “{(loose or weighed.stated)[0].text[:80]}”")
    return Mark(1.0 if len(weighed.stated) <= _SIDE else 0.5, told)


@dataclass
class _Weighed:
    """How many gaps an answer has, the sentences that state something, and how many gaps stand on a source."""

    gaps: int = 0
    stated: list[Sentence] = field(default_factory=list)
    cited_gaps: int = 0


def _answers(weighed: _Weighed, told: str, *, is_blank: bool) -> Mark:
    stated = len(weighed.stated) + weighed.cited_gaps
    if not stated:
        return Mark(0.0 if weighed.gaps or is_blank else 0.5, f"it states nothing ({told})")
    return Mark(1.0 if weighed.gaps <= stated else 0.5, told)


def _weigh(response: Response) -> _Weighed:
    """Read which sentences tell a gap or ask back, and which state something."""
    found = _Weighed()
    nothing = {fact.id for fact in response.evidence.facts if fact.value is None}
    verified = {folded(claim.text) for claim in response.claims if claim.state in ("grounded", "derived", "quoted")}
    for one in sentences(response.text or response.error):
        told = folded(one.text)
        if one.is_head:
            continue
        if is_question(one.text):
            found.gaps += bool(BACK.search(told)) and not OFFER.search(told)
            continue
        if one.cites and nothing.issuperset(one.cites):
            found.gaps += 1
            continue
        clauses = TURN.split(told)
        rest = [clause for clause in clauses if not GAP.search(clause)]
        found.gaps += len(clauses) - len(rest)
        if any(map(_states, rest)) or (rest == clauses and (one.cites or told in verified)):
            found.stated.append(one)
        elif rest != clauses:
            found.cited_gaps += bool(one.cites)
    return found


def _states(clause: str) -> bool:
    """Whether a clause tells a figure or quotes."""
    return '"' in clause or any(not one.is_worded for one in amounts(clause))
