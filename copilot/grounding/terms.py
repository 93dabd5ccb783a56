"""Whether a contract renews by itself, as a sentence says it and as it is on record."""

import re
from collections.abc import Sequence

from copilot.evidence import Fact
from copilot.grounding.sources import Source
from copilot.grounding.statements import content_words

TERM_WORDS = frozenset(
    {
        "renew", "renews", "renewed", "renewing", "renewal", "autorenew", "autorenewal", "autorenews",
        "verlängert", "verlängern", "verlängerung", "renouvelle", "renouvellement", "reconduction",
        "reconduit",
    }
)  # fmt: skip
"""Without one of these a sentence says nothing of the kind."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n| · ")
_SELF = r"(?:by itself|by themselves|itself|automatically|on its own)"
_SELBST = r"(?:automatisch|von selbst|stillschweigend)"
_SEUL = r"(?:automatiquement|tout seul|toute seule|tacitement|(?:de lui|d['’]elle)-même)"
_RENEWS = re.compile(
    rf"(?P<before>\b(?:not|never|without|no|keine?|nicht|ohne|sans|aucune?|ne|n['’]t)\b[\w\s,]{{0,12}}|n['’]t )?"
    rf"(?:\brenew(?:s|ed|ing)? {_SELF}|\bautomatically renew(?:s|ed|ing)?|\bauto[- ]?renew(?:s|ed|ing|al)?\b"
    rf"|\bautomatic renewal|\bverlängert sich (?P<nicht>nicht )?{_SELBST}|\b{_SELBST}e? Verlängerung"
    rf"|\bse (?:renouvelle|reconduit) (?P<pas>pas )?{_SEUL}|\brenouvellement automatique|\btacite reconduction)"
    r"(?P<after>\W{0,3}(?:is )?(?:no|non|nein|none|off|disabled|excluded|ausgeschlossen|exclue?)\b)?",
    re.I,
)


def against_terms(sentence: str, terms: Sequence[Fact], held: Sequence[Source]) -> str:
    """Say that a contract does, or does not, renew by itself; what one of the sources says too is not contradicted."""
    said = _said(sentence)
    known = {one.value for one in terms}
    if said is None or known != {"no" if said else "yes"}:
        return ""
    if any(_tells(one.text, sentence, said) for one in held if one.passage is not None):
        return ""
    return "the contract does not renew by itself" if said else "the contract renews by itself"


def _tells(text: str, sentence: str, said: bool) -> bool:
    """Tell whether a sentence of a text says so of the same thing: that an add-on renews is nothing of the contract."""
    about = set(content_words(_RENEWS.sub(" ", sentence)))
    return any(said in _all_said(one) and about <= set(content_words(one)) for one in _SENTENCE.split(text))


def _said(sentence: str) -> bool | None:
    """Return whether a sentence says that something renews by itself, nothing where it says both or neither."""
    said = _all_said(sentence)
    return said.pop() if len(said) == 1 else None


def _all_said(text: str) -> set[bool]:
    return {not (one["before"] or one["nicht"] or one["pas"] or one["after"]) for one in _RENEWS.finditer(text)}
