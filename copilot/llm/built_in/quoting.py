"""Which sentences of a passage to quote: those that answer the question, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from copilot.evidence import Passage
from copilot.llm.built_in.lines import Line, read_lines
from copilot.llm.built_in.reading import Embed

_SHORTEST = 12
_SHORT = 70
_MOST_READ = 20
"""So many sentences are compared, those of the best passages and those that share words with the question first."""
_BEGINNING = 160
"""Characters of a passage that tell what it is about, with its title and headings."""
_OF_SENTENCE, _OF_PASSAGE, _OF_WORDS, _OF_RANK, _ASKS = 0.5, 0.4, 0.3, 0.3, 0.1
_BY = 0.3
_MOST_ITEMS = 9
_TRANSCRIBED = re.compile(r"^\[\d\d:\d\d:\d\d\]", re.M)
_SIGNS = re.compile(r"^(?:[\s*_]*(?:from|von|de)\b[*_]*\s?:.*|[^!?:>,][^!?:>]{1,60}[^.!?:,])$", re.I)
"""A line that may tell whose words a mail is: its sender, or a short line without a full stop, as names stand alone."""
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "the and for with what which who whom when where why how does did our their they this that have has had are "
        "was were will would about from say said says custo accou any anybo someo menti there",
    )
)
"""Beginnings of words that say nothing of what is asked."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as it stands in a passage, and who said it, where a transcript tells."""

    text: str
    passage: Passage
    score: float = 1.0
    speaker: str = ""
    is_quoted: bool = False
    below: tuple[str, ...] = ()
    """The list that the sentence announces, item by item."""


def best_quotes(
    question: str, passages: Sequence[Passage], embed: Embed, *, limit: int, least: float, by: str = ""
) -> list[Quote]:
    """Return the sentences that answer the question best, best first, none below `least`, two a passage at most.

    A sentence counts by its own likeness to the question, that of its passage, and the words they share; what the
    person `by` says or writes counts more. A short one is quoted with the sentence behind it, one that announces a list
    with the list.
    """
    candidates = {quote.text: quote for quote in _worth_comparing(question, passages, by)}
    if not candidates:
        return []
    wholes = {
        one.id: f"{one.title} {' '.join(one.heading)} {one.text[:_BEGINNING]}"
        for one in passages
        if any(quote.passage.id == one.id for quote in candidates.values())
    }
    vectors = embed([question, *candidates, *wholes.values()])
    likeness = (vectors[1:] @ vectors[0]).tolist()
    of_whole = dict(zip(wholes, likeness[len(candidates) :], strict=True))
    scored = [
        replace(quote, score=_score(question, quote, score, of_whole[quote.passage.id]) + _BY * is_by(by, quote))
        for quote, score in zip(candidates.values(), likeness, strict=False)
    ]
    chosen: list[Quote] = []
    for quote in sorted(scored, key=lambda one: -one.score):
        from_same = sum(one.passage.id == quote.passage.id for one in chosen)
        is_new = not any(quote.text in one.text or one.text in quote.text for one in chosen)
        if quote.score >= least and from_same < 2 and is_new:
            chosen.append(quote)
    return chosen[:limit]


def _worth_comparing(question: str, passages: Sequence[Passage], by: str) -> list[Quote]:
    """Return the sentences that may answer: by the words they share with the question and their passage's rank."""
    found = [
        (_shared(question, quote.text) - _OF_RANK * rank / len(passages) + _BY * is_by(by, quote), quote)
        for rank, passage in enumerate(passages)
        for quote in _excerpts(passage)
    ]
    best = sorted(found, key=lambda one: -one[0])[:_MOST_READ]
    return [quote for _, quote in best]


def is_by(person: str, quote: Quote) -> bool:
    """Tell whether a person says a sentence, in a transcript, or signs or sends the mail that it stands in."""
    names = re.findall(r"[^\W\d_]{3,}", person.casefold())
    if not names or quote.is_quoted:
        return False
    speaker = quote.speaker or (quote.passage.heading[-1] if quote.passage.heading else "")
    if speaker or _TRANSCRIBED.search(quote.passage.text):
        return any(name in speaker.casefold() for name in names)
    signed = [line.casefold() for line in quote.passage.text.splitlines() if _SIGNS.match(line)]
    return any(name in line for name in names for line in signed)


def _excerpts(passage: Passage) -> Iterator[Quote]:
    lines = list(read_lines(passage))
    for at, line in enumerate(lines):
        below = _list_below(lines[at + 1 :]) if not line.is_item else ()
        for index, sentence in enumerate(line.sentences):
            is_last = index + 1 == len(line.sentences)
            is_short = len(sentence) < _SHORT and not is_last
            text = f"{sentence} {line.sentences[index + 1]}" if is_short else sentence
            if len(text) >= _SHORTEST and "|" not in text and not text.endswith(","):
                announces = below if is_last and (len(line.sentences) == 1 or sentence.endswith(":")) else ()
                yield Quote(text, passage, speaker=line.speaker, is_quoted=line.is_quoted, below=announces)


def _list_below(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the items of a list that stands right below, or after one blank line."""
    items: list[str] = []
    for line in lines[1:] if lines and not lines[0].text else lines:
        if not line.is_item:
            break
        items.append(" ".join(line.sentences))
    return tuple(one for one in items if one)[:_MOST_ITEMS]


def _score(question: str, quote: Quote, likeness: float, of_passage: float) -> float:
    asks = _ASKS if quote.text.endswith("?") else 0.0
    return _OF_SENTENCE * likeness + _OF_PASSAGE * of_passage + _OF_WORDS * _shared(question, quote.text) - asks


def _shared(question: str, sentence: str) -> float:
    """Return the share of the question's words that a sentence holds, endings aside."""
    wanted, held = stems(question), stems(sentence)
    return len(wanted & held) / len(wanted) if wanted else 0.0


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's words, those that say nothing of a subject left out."""
    return {word[:5] for word in re.findall(r"[^\W\d_]{3,}", text.casefold())} - _EMPTY
