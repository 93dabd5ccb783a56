"""What the customer said, word for word: who, when, where."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby, pairwise

from copilot.display import show_date
from copilot.documents.cleaning import cleaned
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import part, quote
from copilot.evidence import Fact, Passage
from copilot.feedback.thread import parts
from copilot.grounding.handles import plain_text
from copilot.grounding.sources import fold
from copilot.llm.built_in.lines import Line, read_lines
from copilot.records import Contact
from copilot.snapshot import days_before
from copilot.store.documents import IndexedNote

RECENT_DAYS = 180
_FEWEST, _SHORTEST, _LONGEST = 3, 5, 60
"""Words of a quote; what has fewer, yet these, may stand before the next sentence."""
_TELLING = re.compile(
    r"\b(?:need\w*|want\w*|can['’]?t|cannot|won['’]?t|never|problem\w*|stuck|risk\w*|worr\w+|deadline|budget|price\w*"
    r"|renew\w*|cancel\w*|alternativ\w*|compet\w*|value|save[sd]?|minutes|hours|works?|love\w*|hate\w*|must|because"
    r"|brauch\w*|kann nicht|problem|preis|besoin|prix|peut pas)\b",
    re.I,
)
PRICE = re.compile(
    r"\b(?:price\w*|pricing|cost\w*|discount\w*|seats?|budget\w*|licen[cs]e\w*|pay\w*|procurement|term|alternative\w*"
    r"|benchmark|saving\w*|cfo|finance|preis\w*|rabatt\w*|lizenz\w*|prix|remise|licences?)\b",
    re.I,
)
_REPLIES = re.compile(
    r"^(?:-{2,}\s*$|-{3,}|_{3,}|={3,}|.{0,40}\b(?:reply|replied|antwort|réponse)\b.{0,30}:.*)", re.I | re.M
)
"""A line behind which the words of a mail's thread are another's."""
_CUT_OFF = re.compile(r"(?:[—–…,;:(-]|\.{2,})[\s\"'”’»)]*$")
"""Ends in the middle of a sentence."""
_OF_ANOTHER = re.compile(r"(?:he|she|they|er|sie|il|elle) (?:says?|asks?|means?|sagt|fragt|meint|dit|demande)\b", re.I)
"""Puts another's words, as who interprets does."""
_INITIALS = re.compile(r"([A-Z]{2,3})(?: (?:to|an|à) [A-Z]{2,3})?\s?[:,]\s")
"""Begins what somebody added to a mail when they filed it."""
_NUMBER = re.compile(r"^(?:\d{1,2}|[a-z])[.)]\s+")
_POWER = {"executive_sponsor": 3.0, "economic_buyer": 3.0, "champion": 2.0, "admin": 1.0}


@dataclass(frozen=True, slots=True)
class Words:
    """Something that one of the customer's people said: the words, who, when, where, and the source that holds them."""

    text: str
    source: Fact | Passage
    who: str
    person: Contact | None
    where: str
    day: date
    weight: float


def said(d: Dossier) -> list[Part]:
    """Write the most telling words of the last half-year, of several people, newest first."""
    chosen = chosen_words(d, most=5)
    if not chosen:
        found = d.missed(f"no word of the customer on record since {show_date(days_before(d.as_of, RECENT_DAYS))}")
        return part("unknown", f"- {d.finds} {found}.")
    return part("said", *all_told(d, chosen))


def told(d: Dossier, words: Words) -> list[str]:
    """Write who said it where, and below it what."""
    evidence: list[Fact | Passage] = [words.source, *([d.person(words.person)] if words.person else [])]
    title = f", {words.person.title}" if words.person and words.person.title else ""
    head = f"{words.who}{title}, {words.where}, {show_date(words.day)} {d.cite(*evidence)}:"
    d.quoted.add(words.text)
    return [head, quote(words.text, d.cite(words.source))]


def all_told(d: Dossier, chosen: Sequence[Words]) -> list[str]:
    """Write several words; who says two things in one place is named once."""
    lines: list[str] = []
    for (_, where, _), group in groupby(chosen, lambda one: (one.who, one.where, one.day)):
        said_there = list(group)
        heads = [told(d, one) for one in said_there]
        lines += [heads[0][0], *(quoted for _, quoted in heads)] if where != "feedback" else chain.from_iterable(heads)
    return lines


def chosen_words(
    d: Dossier, most: int, about: Callable[[str], bool] | None = None, since_days: int = RECENT_DAYS
) -> list[Words]:
    """Return the words that weigh most, two a person at most, newest first; `about` picks those on a subject."""
    since = days_before(d.as_of, since_days)
    found = [
        one
        for one in d.once(every_word)
        if one.day >= since and one.text not in d.quoted and (about is None or about(one.text))
    ]
    found.sort(key=lambda one: (-one.weight - _freshness(one, d.as_of), one.text))
    chosen: list[Words] = []
    for one in found:
        is_new = not any(one.text in other.text or other.text in one.text for other in chosen)
        if is_new and sum(other.who == one.who for other in chosen) < 2:
            chosen.append(one)
    return sorted(chosen[:most], key=lambda one: (-one.day.toordinal(), one.who, one.where))


def every_word(d: Dossier) -> list[Words]:
    """Return everything that the customer's people said, as far back as is read."""
    return [*_written(d), *_spoken(d)]


def _freshness(words: Words, as_of: date) -> float:
    return max(0.0, 2.0 - (as_of - words.day).days / 60)


def _written(d: Dossier) -> Iterator[Words]:
    """Yield survey comments and feedback."""
    by_name = {one.name: one for one in d.people}
    for fact in d.voices:
        kind, _, who = fact.label.partition(" of ")
        text = plain_text(fact.display)
        person = by_name.get(who)
        where = "feedback" if kind == "Feedback" else kind.removesuffix(" answer") + " survey"
        if _is_quotable(text):
            yield Words(text, fact, who, person, where, fact.as_of, _weight(text, person))


def _spoken(d: Dossier) -> Iterator[Words]:
    """Yield what the customer's people say in transcripts and write in mails."""
    people = {one.name.casefold(): one for one in d.people}
    ours = {"".join(re.findall(r"\b[^\W\d_]", one.name)).upper() for one in d.snapshot.team.values()}
    for note in d.notes:
        author = people.get((note.author or "").casefold())
        for passage in note.passages:
            yield from _turns(note, passage, people) if author is None else _own(note, passage, author, ours)
            if author is not None and (_REPLIES.search(passage.text) or _by_us(passage.text, ours)):
                author = None  # what follows in the thread is somebody else's


def _own(note: IndexedNote, passage: Passage, author: Contact, ours: set[str]) -> Iterator[Words]:
    """Yield what the author of a mail wrote in it, without signature, history, and what others put below it."""
    for own in parts(passage.text):
        if own.author and own.author.casefold() != author.name.casefold():
            continue
        for line in read_lines(passage.model_copy(update={"text": passage.text[own.start : own.end]})):
            if _REPLIES.match(line.text) or _by_us(line.text, ours):
                return
            if not line.is_quoted:
                yield from _in_line(note, passage, line, author)


def _by_us(text: str, ours: set[str]) -> bool:
    """Tell whether a line begins with the initials of one of us: `AB, 12 October: done.`."""
    return any(match is not None and match[1] in ours for match in map(_INITIALS.match, text.splitlines()))


def _turns(note: IndexedNote, passage: Passage, people: dict[str, Contact]) -> Iterator[Words]:
    for line in read_lines(passage):
        person = people.get(line.speaker.casefold()) if line.speaker else None
        if person is not None and not line.is_quoted:
            yield from _in_line(note, passage, line, person)


def _in_line(note: IndexedNote, passage: Passage, line: Line, person: Contact) -> Iterator[Words]:
    folded = fold(passage.text)
    for sentence in _with_the_next(line.sentences):
        text = _NUMBER.sub("", cleaned(sentence))
        if _is_quotable(text) and "|" not in text and fold(text) in folded:
            yield Words(text, passage, person.name, person, note.kind, note.date, _weight(text, person))


def _with_the_next(sentences: Sequence[str]) -> Iterator[str]:
    """Yield sentences; one that says much in few words goes with the next: `We do want it. Quotes take two days.`."""
    held = ""
    for sentence, behind in pairwise([*sentences, ""]):
        if not held and behind and _FEWEST <= len(sentence.split()) < _SHORTEST and _TELLING.search(sentence):
            held = sentence
            continue
        yield f"{held} {sentence}" if held else sentence
        held = ""


def _is_quotable(text: str) -> bool:
    is_long_enough = _SHORTEST <= len(text.split()) <= _LONGEST
    is_whole = not _CUT_OFF.search(text) and not _OF_ANOTHER.match(text)
    return is_long_enough and is_whole and "\n" not in text.strip() and " · " not in text


def _weight(text: str, person: Contact | None) -> float:
    """Weigh words by who says them, and by whether they tell of a need, a limit or a gain."""
    power = _POWER.get(person.role or "", 0.5) if person else 0.0
    telling = min(2, len(_TELLING.findall(text)))
    return power + telling - (0.5 if text.endswith("?") else 0.0)
