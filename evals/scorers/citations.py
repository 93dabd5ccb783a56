"""Whether what is cited bears out what is said (precision), and what needs a source has one (recall).

Judged by the simple test of `evals.scorers.sources`, whose limits hold here: words and numbers, no meaning.
"""

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.scorers.abstention import is_gap, is_question
from evals.scorers.amounts import amounts
from evals.scorers.folding import folded
from evals.scorers.prose import Sentence, sentences, stems
from evals.scorers.sources import Source, accounts, sources, unsupported

_WORDS = 3
"""Words beside an account's name that make a statement about it."""


def precision(case: Case, response: Response) -> Mark | None:
    """Give the share of citations that bear out some part of their sentence; an unknown one does not."""
    told = _told(case, response)
    if not told:
        return None
    known, names = sources(response), set(accounts(response).values())
    cited = [(one, handle) for one in told for handle in one.cites]
    if not cited:
        return None
    bad = [(one, handle) for one, handle in cited if not _bears_out(known.get(handle), one, names)]
    why = [f"[{handle}] does not bear out “{one.text[:80]}”" for one, handle in bad[:3]]
    return Mark(1 - len(bad) / len(cited), "; ".join(why) or f"all {len(cited)} citations bear out their sentences")


def recall(case: Case, response: Response) -> Mark | None:
    """Give the share of the sentences with figures, quotations or statements of an account that their sources cover.

    Headings, questions, gaps ("I find no …") and lines that lead on with a colon need none.
    """
    told = _told(case, response)
    known, names = sources(response), {folded(name) for name in accounts(response).values()}
    needing = [one for one in told if _needs_source(one, names)]
    if not needing:
        return None
    faults = [fault for one in needing if (fault := _fault(one, known))]
    good = len(needing) - len(faults)
    return Mark(good / len(needing), "; ".join(faults[:3]) or f"all {good} sentences that need a source have one")


def _told(case: Case, response: Response) -> list[Sentence]:
    """Return the sentences that are judged; what stands before a document's first part says only what it is."""
    if case.ask is None and case.draft is None:
        return []
    told = sentences(response.text)
    if case.draft is not None:
        parts = [at for at, one in enumerate(told) if one.raw.startswith("## ") or one.is_head]
        told = told[parts[1] :] if len(parts) > 1 else told
    return [one for one in told if not one.is_head]


def _bears_out(source: Source | None, sentence: Sentence, names: set[str]) -> bool:
    return source is not None and source.supports(sentence, names)


def _needs_source(sentence: Sentence, names: set[str]) -> bool:
    if is_gap(sentence.text) or is_question(sentence.text) or sentence.text.endswith(":"):
        return False
    if sentence.quotes or any(not one.is_worded and one.unit != "year" for one in amounts(sentence.raw)):
        return True
    named = [name for name in names if name in sentence.folded]
    return bool(named) and len(sentence.stems - stems(" ".join(named))) >= _WORDS


def _fault(sentence: Sentence, known: dict[str, Source]) -> str:
    """Say what a sentence lacks; nothing where its sources cover it."""
    cited = [known[handle] for handle in sentence.cites if handle in known]
    if not cited:
        return f"no source: “{sentence.text[:80]}”"
    missed = unsupported(sentence, cited)
    if missed:
        return f"“{missed[0][:40]}” is not in the sources of “{sentence.text[:80]}”"
    if sentence.quotes or amounts(sentence.raw):
        return ""
    shared = sentence.stems & set[str]().union(*(source.stems for source in cited))
    return "" if shared else f"its sources share no word with “{sentence.text[:80]}”"
