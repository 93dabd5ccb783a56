"""Which sentences of a passage to quote: those that answer the question, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from copilot.evidence import Passage
from copilot.llm.built_in.reading import Embed
from copilot.orders import orders_a_model

_HEADER_WORDS = (
    r"(?:what )?(?:was |we )?agreed(?: on)?|agreements?|next steps?|actions?|action items?|follow[- ]ups?|to-?dos?"
    r"|commitments?|vereinbart|vereinbarungen|nächste schritte|prochaines étapes|convenu|on a convenu|mis d['’]accord"
)
_HEADER = re.compile(rf"^[#*_\s-]*(?:{_HEADER_WORDS})\b[^.:]{{0,30}}[.:]?[*_\s]*$", re.I)
_LABEL = re.compile(rf"(?=.{{1,60}}:[*_\s]*$).*\b(?:{_HEADER_WORDS})\b", re.I)
"""A short line with a colon that says so anywhere: `So, in the end we agreed:`."""
_OPENS = re.compile(rf"^[*_\s-]*(?:{_HEADER_WORDS})[*_]*\s*:\s*\S", re.I)
_COMMITS = re.compile(
    r"\b(?:we agreed|agreed (?:to|that|on|with)|promised?|commit(?:ted)? to|action on|vereinbart|convenu"
    r"|(?:i|we|he|she|they|you)(?:'ll|’ll| will) \w+|by (?:mon|tues|wednes|thurs|fri)day"
    r"|will (?:send|share|check|come back|get back|confirm|set up|introduce|book|move|pull|ask)"
    r"|bis (?:montag|dienstag|mittwoch|donnerstag|freitag))\b",
    re.I,
)
_ENDS = re.compile(
    r"(?<![\d(])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bSt)(?<!\bNo)(?<!e\.g)(?<!i\.e)(?<!z\.B)(?<!\b[A-Z])"
    r"[.!?…][\"'”)]*\s+(?=[\"“'(]*[A-ZÄÖÜÉ0-9])"
)
_PREFIX = re.compile(r"^\s*(?:[-*+•]|\d+[.)]|#+|>+|\[[ xX]\])\s+")
_MAIL_HEADER = re.compile(
    r"^[>\s*_]*(?:from|to|cc|bcc|sent|date|subject|von|an|gesendet|betreff|de|à|objet|envoyé)\b[*_]*\s?:", re.I
)
_HANDLE = re.compile(r"[\[{][FP]\d+[\]}]")
_SPEAKER = re.compile(r"^\[\d\d:\d\d:\d\d\]\s+([^:\n]{1,60}):\s+")
_SHORTEST, _LONGEST = 12, 600
_SHORT = 70
_MOST_READ = 20
"""So many sentences are compared, those of the best passages and those that share words with the question first."""
_BEGINNING = 160
"""Characters of a passage that tell what it is about, with its title and headings."""
_OF_SENTENCE, _OF_PASSAGE, _OF_WORDS, _OF_RANK, _ASKS = 0.5, 0.4, 0.3, 0.3, 0.1
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


def _lines(passage: Passage) -> Iterator[tuple[str, list[str], str]]:
    """Yield each line with its sentences and its speaker.

    Left out are list marks, the headers of mails, lines that give orders to a model, and sentences with handles.
    """
    for line in passage.text.splitlines():
        if orders_a_model(line) or _MAIL_HEADER.match(line):
            continue
        said = _SPEAKER.match(line)
        bare = line[said.end() :] if said else _PREFIX.sub("", _PREFIX.sub("", line))
        starts = [0, *(match.end() for match in _ENDS.finditer(bare)), len(bare)]
        sentences = [bare[start:end].strip() for start, end in pairwise(starts)]
        kept = [one for one in sentences if one and len(one) <= _LONGEST and not _HANDLE.search(one)]
        yield line.strip(), kept, said[1] if said else ""


def best_quotes(question: str, passages: Sequence[Passage], embed: Embed, *, limit: int, least: float) -> list[Quote]:
    """Return the sentences that answer the question best, best first, none below `least`, two a passage at most.

    A sentence counts by its own likeness to the question, that of its passage, and the words they share. A short one
    is quoted with the sentence behind it.
    """
    candidates = {quote.text: quote for quote in _worth_comparing(question, passages)}
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
        replace(quote, score=_score(question, quote, score, of_whole[quote.passage.id]))
        for quote, score in zip(candidates.values(), likeness, strict=False)
    ]
    chosen: list[Quote] = []
    for quote in sorted(scored, key=lambda one: -one.score):
        from_same = sum(one.passage.id == quote.passage.id for one in chosen)
        is_new = not any(quote.text in one.text or one.text in quote.text for one in chosen)
        if quote.score >= least and from_same < 2 and is_new:
            chosen.append(quote)
    return chosen[:limit]


def _worth_comparing(question: str, passages: Sequence[Passage]) -> list[Quote]:
    """Return the sentences that may answer: by the words they share with the question and their passage's rank."""
    found = [
        (_shared(question, quote.text) - _OF_RANK * rank / len(passages), quote)
        for rank, passage in enumerate(passages)
        for quote in _excerpts(passage)
    ]
    best = sorted(found, key=lambda one: -one[0])[:_MOST_READ]
    return [quote for _, quote in best]


def _excerpts(passage: Passage) -> Iterator[Quote]:
    for _, sentences, speaker in _lines(passage):
        for index, sentence in enumerate(sentences):
            is_short = len(sentence) < _SHORT and index + 1 < len(sentences)
            text = f"{sentence} {sentences[index + 1]}" if is_short else sentence
            if len(text) >= _SHORTEST and not text.startswith("|"):
                yield Quote(text, passage, speaker=speaker)


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


def agreements(passages: Sequence[Passage], *, limit: int) -> list[Quote]:
    """Return what was agreed, in the order of the note: what stands under such words, else sentences that promise."""
    listed: list[Quote] = []
    said: list[Quote] = []
    for passage in passages:
        under_header = False
        for line, sentences, speaker in _lines(passage):
            if not line:
                under_header = under_header and not listed
            elif _HEADER.match(line) or _LABEL.match(line):
                under_header = True
            elif under_header:
                listed += [Quote(" ".join(sentences), passage, speaker=speaker)] if sentences else []
            else:
                opened = next((i for i, one in enumerate(sentences) if _opens_a_list(one)), None)
                if opened is not None:
                    first = opened + (not _OPENS.match(sentences[opened]))
                    listed += [Quote(one, passage, speaker=speaker) for one in sentences[first:]]
                    under_header = not sentences[first:]
                said += [Quote(one, passage, speaker=speaker) for one in sentences if _promises(one)]
    return (listed or said)[:limit]


def _opens_a_list(sentence: str) -> bool:
    """Tell whether what follows is what was agreed: `Next steps.`, `Agreed: …` or `So, we agreed, and stop me.` do."""
    says_so = bool(re.search(r"\b(?:we|as) agreed\b", sentence, re.I)) and len(sentence.split()) < 10
    return bool(_HEADER.match(sentence) or _OPENS.match(sentence)) or says_so


def _promises(sentence: str) -> bool:
    return bool(_COMMITS.search(sentence)) and not sentence.endswith("?") and len(sentence.split()) > 4
