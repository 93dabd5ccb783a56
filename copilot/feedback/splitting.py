"""From a text to the things that are said in it: passages of one to three sentences that stand in it word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilot.feedback.thread import Part, parts
from copilot.feedback.tone import tone_of
from copilot.feedback_item import Tone

SHORT = 450
"""Up to this many characters, or to three sentences, a text says one thing."""
MOST_SENTENCES = 3
MOST = 40
"""Passages that are taken from one text: the most telling ones."""
LONGEST_SENTENCE = 600
"""Characters; what is longer, as a table or a log without stops, is cut between words."""

_STOP = re.compile(r"[.!?…]{1,8}[\"'”’»)\]]{0,3}(?=\s)|[。！？]")
_BLOCK_ENDS = re.compile(r"\n(?![a-zà-ÿ(])|\n(?=\w{1,3}[.)][ \t])")
"""A line ends a block, unless it goes on in small letters: then it is wrapped."""
_ABBREVIATED = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|st|no|nr|prof|approx|ca|bzw|ggf|inkl|incl|evtl|usw|vs|fig|art|sec|tel|max|min|resp|abs|m|mme|p"
    r"|e\.g|i\.e|z\.b|d\.h|u\.a|p\.ex)|\b[a-z]|\b\d{1,2})\.$",
    re.I,
)
_MARK = re.compile(r"(?:[-*+•–—·]|\d{1,2}[.)]|[a-z][.)]|\[[ xX]\])\s+")
_LEANS = re.compile(
    r"(?:it|its|it[’']s|that|that[’']s|this|these|those|they|them|their|he|she|which|then|so|and|because|otherwise|instead|until"
    r"|only|without (?:it|that|this)|today|now"
    r"|er|sie|es|das|dies\w*|dann|deshalb|darum|daher|dadurch|damit|dabei|weil|und|sonst|denn|so|ohne das|jetzt"
    r"|il|elle|ils|elles|cela|ça|ce|c[’']est|alors|donc|parce|et|sinon|du coup)\b",
    re.I,
)
_SMALL_TALK = re.compile(
    r"\W*(?:(?:hi|hello|hey|hallo|bonjour|salut|good (?:morning|afternoon|evening)|guten (?:tag|morgen)|dear)\b.{0,40}"
    r"|(?:hope|i hope|we hope|ich hoffe|j[’']espère)\b.{0,60}\b(?:well|fine|weekend|gut|bien)\b.{0,20}"
    r"|(?:many |vielen |kind |best )?(?:thanks|thank you|danke?|dank|merci|regards|cheers)\b.{0,30}"
    r"|fyi\b.{0,30}|have a (?:nice|good|great)\b.{0,30}|(?:see|talk|speak) (?:you|to you) .{0,30}|schönes? .{0,30}"
    r"|bonne .{0,30})\W*",
    re.I,
)
_WEIGHT = {"problem": 3, "request": 3, "question": 2, "praise": 2, "remark": 0}


@dataclass(frozen=True, slots=True)
class Passage:
    """What is said in `text[start:end]`; `author` and `address` as of the part that it stands in."""

    start: int
    end: int
    tone: Tone
    author: str = ""
    address: str = ""


def passages(text: str) -> list[Passage]:
    """Return what is said in a text, in its order: a short one as it is, of a longer one what tells something.

    Signatures, quoted history and small talk are left out. A text that tells nothing is one remark; an empty one
    is nothing.
    """
    if not text.strip():
        return []
    found: list[Passage] = []
    telling: list[Passage] = []
    for part in parts(text):
        is_short = part.end - part.start <= SHORT or _few(text, part)
        said = [_passage(text, part, part.start, part.end)] if is_short else list(thoughts(text, part))
        found += said
        telling += [one for one in said if one.tone != "remark" or (is_short and not _is_small_talk(text, one))]
    most = sorted(telling or found[:1] or _first_sentence(text), key=lambda one: (-_WEIGHT[one.tone], one.start))[:MOST]
    return sorted(most, key=lambda one: one.start)


def _first_sentence(text: str) -> list[Passage]:
    whole = Part(0, len(text))
    return [_passage(text, whole, start, end) for start, end in sentences(text, 0, len(text))[:1]]


def thoughts(text: str, part: Part) -> Iterator[Passage]:
    """Yield what an author says one after the other, small talk left out."""
    for chain in _chains(text, sentences(text, part.start, part.end)):
        one = _passage(text, part, chain[0][0], chain[-1][1])
        if not _is_small_talk(text, one):
            yield one


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the sentences of `text[start:end]` stand; lists are cut between items, wrapped lines are not."""
    found: list[tuple[int, int]] = []
    for first, last in _blocks(text, start, end):
        begin = first
        for stop in _STOP.finditer(text, first, last):
            if not _ABBREVIATED.search(text, max(begin, stop.start() - 12), stop.start() + 1):
                found.extend(_cut(text, begin, stop.end()))
                begin = stop.end()
        found.extend(_cut(text, begin, last))
    return found


def _is_small_talk(text: str, one: Passage) -> bool:
    return bool(_SMALL_TALK.fullmatch(text, one.start, one.end))


def _passage(text: str, part: Part, start: int, end: int) -> Passage:
    return Passage(start, end, tone_of(text[start:end]), part.author, part.address)


def _few(text: str, part: Part) -> bool:
    if part.end - part.start > 2 * SHORT:
        return False
    return len(sentences(text, part.start, part.end)) <= MOST_SENTENCES


def _chains(text: str, spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Put sentences together that lean on the one before: it crashes, and that happens daily."""
    chains: list[list[tuple[int, int]]] = []
    for start, end in spans:
        chain = chains[-1] if chains else []
        is_near = bool(chain) and "\n\n" not in text[chain[-1][1] : start] and end - chain[0][0] <= LONGEST_SENTENCE
        if is_near and len(chain) < MOST_SENTENCES and _LEANS.match(text, start, end):
            chain.append((start, end))
        else:
            chains.append([(start, end)])
    return chains


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _BLOCK_ENDS.finditer(text, start, end):
        yield begin, match.start()
        begin = match.end()
    yield begin, end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence without the white space and list marks around it, an overlong one in pieces."""
    while start < end and text[start].isspace():
        start += 1
    mark = _MARK.match(text, start, end)
    start = mark.end() if mark else start
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        blank = text.rfind(" ", start, start + LONGEST_SENTENCE)
        between = blank if blank > start else start + LONGEST_SENTENCE
        yield start, between
        start = between + 1 if blank > start else between
    if start < end:
        yield start, end
