"""Each sentence of an answer held against the evidence that it cites."""

import re

from copilot.display import show_date
from copilot.evidence import Claim, ClaimState, Evidence, Passage
from copilot.grounding.handles import CITATION, MISSING, handles_in, plain_text
from copilot.grounding.sentences import Sentence, split_sentences

_NUMBER = re.compile(r"\d+(?:[.,’']\d+)*")
_QUOTE = re.compile(r"“([^”]+)”|\"([^\"\n]+)\"|«([^»]+)»")
_MARKS = re.compile(r"^\s*>\s?", re.MULTILINE)


def check(text: str, evidence: Evidence) -> list[tuple[Sentence, Claim]]:
    """Return the claims of a rendered text, each with its state and, where it failed, the reason in words.

    A figure must stand in a cited fact or passage; a quotation must stand in a cited passage word for word.
    A sentence without figure, quotation and citation is advice or connects others.
    """
    return [(sentence, _claim(sentence, evidence)) for sentence in split_sentences(text)]


def _claim(sentence: Sentence, evidence: Evidence) -> Claim:
    handles = handles_in(sentence.text)
    cited = evidence.only(handles)
    bare = CITATION.sub("", sentence.text)
    quotes = [_MARKS.sub("", bare)] if sentence.is_quote else [_first(match) for match in _QUOTE.findall(bare)]
    sources = [_as_source(passage) for passage in cited.passages]
    sources += [
        f"{fact.label} {plain_text(fact.display)} {fact.account_name or ''} {show_date(fact.as_of)}"
        for fact in cited.facts
    ]
    names = {fact.account_name for fact in evidence.facts if fact.account_name}
    reason = _wrong_quote(quotes, sources) or _wrong_figure(bare, [*quotes, *names], sources)
    if MISSING in bare:
        reason = "a figure in it was never looked up"
    state: ClaimState = "advice"
    if reason:
        state = "unverified"
    elif quotes and cited.passages:
        state = "quoted"
    elif handles:
        state = "grounded"
    return Claim(text=sentence.text, state=state, evidence=handles, reason=reason)


def _as_source(passage: Passage) -> str:
    """Return what a citation of a passage stands for: its text, and where and when it was said."""
    day = f"{passage.date.isoformat()} {show_date(passage.date)}" if passage.date else ""
    return f"{plain_text(passage.text)} {passage.title} {' '.join(passage.heading)} {passage.account_name or ''} {day}"


def _wrong_quote(quotes: list[str], sources: list[str]) -> str:
    known = [_plain(source) for source in sources]
    for quote in quotes:
        if not any(_plain(quote) in source for source in known):
            return f"“{quote.strip()[:80]}” is not in what it cites"
    return ""


def _wrong_figure(bare: str, allowed: list[str], sources: list[str]) -> str:
    """Find a figure that no source holds; quotations and the names of accounts may hold any."""
    for words in allowed:
        bare = bare.replace(words, " ")
    known = {_digits(number) for source in sources for number in _NUMBER.findall(source)}
    for number in _NUMBER.findall(re.sub(r"(?m)^\s*\d+[.)]\s", "", bare)):
        if _digits(number) not in known:
            return f"{number} is not in what it cites"
    return ""


def _first(groups: tuple[str, ...]) -> str:
    return next(group for group in groups if group)


def _digits(number: str) -> str:
    return re.sub(r"[,’']", "", number)


def _plain(text: str) -> str:
    """Fold white space and typographic marks, which a quotation may change."""
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').replace("–", "-")
    return " ".join(text.split()).casefold()
