"""Where later notes speak of something that was said before: by rare words, names, numbers, days and tickets."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2

from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.due_days import with_large_months
from copilot.evidence import Passage
from copilot.grounding.dates import dates
from copilot.grounding.numerals import NUMBER_WORDS, readings
from copilot.grounding.sources import fold, stem
from copilot.llm.built_in.lines import read_lines
from copilot.store.documents import IndexedNote

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
_TICKET = re.compile(r"\b[A-Z]{1,4}-\d+\b")
_SPOKEN = re.compile(r"\b(\w+ty(?:-\w+)?|\w+teen|ten|eleven|twelve) (?:oh[ -])?([a-z]+(?:-[a-z]+)?)\b", re.I)
"""A number of four digits as people say it: `fifty-one twenty-one`."""
_ADDED = re.compile(r"^\W*(?:[A-Z]{2,3}\b[^:.]{0,30}:|(?i:added|nachtrag|ajouté?)\b)|^\W*→")
"""What was added to a note later on: `(TW: sent 16 October.)`."""
_DULL = frozenset(
    re.findall(
        r"\w+",
        "the and for with from that this will then than they them their there have has had was were are not but you "
        "your our his her its who what when where which how all any one two per via into out off about also just "
        "get gets got give gives send sends bring brings come comes make makes take takes ask asks tell tells let "
        "put day days week weeks month months today tomorrow before after until till once again same next last new "
        "early late agreed yes say says said know see want wants need needs would could should can may der die das "
        "den dem des ein eine einen einem einer und oder mit von vom zum zur bei bis für auf aus nach ich wir sie "
        "ihr ihnen uns mir nicht noch auch nur schon wenn dass ist sind war wird werden hat haben kommt schickt les "
        "des une aux dans pour par sur avec sans que qui est sont nous vous ils elle pas plus avant après même leur "
        "met fait son ses ces cette she nothing something around without everyone everybody anyone half hour hours "
        "nichts alles alle jeder rien tout tous toute toutes leurs ",
    )
)
"""Words that say nothing of a subject, in three languages."""
_RARE, _PERSON, _NUMBER, _DAY, _TICKETS = 5.0, 1.5, 3.0, 3.0, 6.0
_FEW_NOTES = 60
"""Sentences; in fewer no word could be called rare."""
_LEAST, _SHARE = 7.0, 0.3
"""What the things shared have to weigh, and their share of all that the promise holds."""
_WORDS_LEAST, _WITH_DAY = 4.5, 3.0
"""What the words among them have to weigh, people, days and tickets aside; less where the day is the same."""
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]ll|me|my|ich|mir|je|moi)\b")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a note, what it and its title hold, and the sentence behind it; `is_added` if written in later."""

    text: str
    behind: str
    passage: Passage
    note: IndexedNote
    keys: Set[str]
    of_title: Set[str]
    is_added: bool


@dataclass(frozen=True, slots=True)
class Echo:
    """A later sentence that speaks of something, how much it shares, and what is shared."""

    said: Said
    weight: float
    share: float
    shared: Set[str]


class Echoes:
    """The sentences of an account's notes by what they hold."""

    def __init__(self, d: Dossier, since: date) -> None:
        self._people = _people(d)
        self._tickets = {one.ticket_id.rpartition("-")[2]: one.ticket_id for one in d.snapshot.tickets}
        self._said = [one for note in d.notes if note.date >= since for one in self._of(note)]
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self._said):
            for key in one.keys:
                self._by_key[key].append(at)

    def of(self, text: str, keys: Set[str], passage: Passage, said_on: date) -> list[Echo]:
        """Return the sentences since that speak of the same, those that share most first."""
        whole = self.weight(keys)
        shared: defaultdict[int, set[str]] = defaultdict(set)
        for key in keys:
            for at in self._by_key.get(key, ()):
                shared[at].add(key)
        found = []
        for at, common in shared.items():
            one = self._said[at]
            held = common | (keys & one.of_title if any(key[0] == "@" for key in common) else set())
            if len(held) > 1 and self._speaks_of_it(held, whole) and _is_later(one, text, passage, said_on):
                weight = self.weight(held)
                found.append(Echo(one, weight, weight / whole, held))
        return sorted(found, key=lambda one: (-one.weight, -one.said.note.date.toordinal()))

    def on(self, day: date, keys: Set[str], passage: Passage) -> IndexedNote | None:
        """Return the note of a talk on a day, where its title shares a rare word with what was to happen then."""
        for note in self._notes_on(day):
            if note.document_id != passage.document_id and self.weight(words_of(keys & self.keys(note.title, day))) > 4:
                return note
        return None

    def weight(self, keys: Set[str]) -> float:
        """Return how much things tell: rare words, tickets and numbers more than common words and people."""
        return sum(map(self._weight, keys))

    def keys(self, text: str, said_on: date, by: str = "") -> Set[str]:
        """Return what a text holds that tells: stems of words, `&person`, `#number`, `@month-day`, `!ticket`.

        `by` is who says it, whom `I` means.
        """
        speaker = self._people.get(by.casefold()) if by and _FIRST_PERSON.search(text) else None
        return frozenset((*self._keys(text, said_on), *((f"&{speaker}",) if speaker else ())))

    def tickets(self, text: str) -> list[str]:
        """Return the ids of the account's tickets that a text names, as they are written or said."""
        return list(dict.fromkeys(one for one, _ in self._named(text)))

    def _named(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the ids of tickets, each with the words that name it."""
        for one in _TICKET.findall(text):
            if one.rpartition("-")[2] in self._tickets:
                yield one, one
        for match in _SPOKEN.finditer(text):
            said = [_number(one) for one in match.groups()]
            number = "".join(f"{one:02d}" for one in said if one is not None)
            if None not in said and number in self._tickets:
                yield self._tickets[number], match.group()

    def _keys(self, text: str, said_on: date) -> Iterator[str]:
        for ticket, named in list(self._named(text)):
            yield f"!{ticket}"
            text = text.replace(named, " ")
        for mention in dates(with_large_months(text), said_on):
            first = mention.first if mention.is_day else None
            month, day = (first.month, first.day) if first is not None else (mention.month, mention.day)
            if month and day and not mention.is_relative:
                yield f"@{month}-{day}"
                text = f"{text[: mention.span[0]]}{' ' * len(mention.text)}{text[mention.span[1] :]}"
        for token in _TOKEN.findall(text):
            yield from self._of_token(token)

    def _of_token(self, token: str) -> Iterator[str]:
        word = token.casefold()
        parts = word.split("-")
        person = self._people.get(token) or self._people.get(word) or self._people.get(parts[0])
        number = _number(word)
        if person is not None:
            yield f"&{person}"
        elif number is not None:
            yield from (f"#{number}",) if number > 2 else ()
        else:
            yield from (_root(part) for part in parts if len(part) > 2 and part not in _DULL)

    def _of(self, note: IndexedNote) -> Iterator[Said]:
        author = self._people.get((note.author or "").casefold()) if note.kind == "email" else None
        of_title = self.keys(note.title, note.date)
        for passage in note.passages:
            for line in read_lines(passage):
                by = self._people.get(line.speaker.casefold()) if line.speaker else author
                is_added = bool(_ADDED.match(line.text))
                for at, sentence in enumerate(line.sentences if not line.is_quoted else ()):
                    keys = self.keys(sentence, note.date) | ({f"&{by}"} if by else set())
                    behind = line.sentences[at + 1] if at + 1 < len(line.sentences) else ""
                    yield Said(sentence, behind, passage, note, keys, of_title, is_added)

    def _notes_on(self, day: date) -> Iterator[IndexedNote]:
        seen: set[str] = set()
        for one in self._said:
            if one.note.date == day and one.note.kind != "internal" and one.note.document_id not in seen:
                seen.add(one.note.document_id)
                yield one.note

    def _speaks_of_it(self, held: Set[str], whole: float) -> bool:
        kinds = {key[0] for key in held}
        if kinds >= {"&", "@"} and len(held) == 2:
            return True  # who owes it, and the day
        least, words = (_DAY + _WITH_DAY, _WITH_DAY) if "@" in kinds else (_LEAST, _WORDS_LEAST)
        return self.weight(held) >= max(least, _SHARE * whole) and self.weight(words_of(held)) >= words

    def _weight(self, key: str) -> float:
        kind = {"&": _PERSON, "#": _NUMBER, "@": _DAY, "!": _TICKETS}.get(key[0])
        if kind is not None:
            return kind
        sentences = max(_FEW_NOTES, len(self._said))
        return min(_RARE, log2(1 + sentences / (1 + len(self._by_key.get(key, ())))))


def words_of(keys: Set[str]) -> Set[str]:
    """Return the words and numbers of what a text holds."""
    return {key for key in keys if key[0] not in "&@!"}


def _is_later(one: Said, text: str, passage: Passage, said_on: date) -> bool:
    """Tell whether a sentence was written after another: in a later note, or added to the same one."""
    if one.passage.document_id == passage.document_id:
        return one.is_added and one.passage.start >= passage.start and fold(text) not in fold(one.text)
    return one.note.date > said_on


@lru_cache(maxsize=4096)
def _root(word: str) -> str:
    return stem(word)[:7]


def _number(word: str) -> int | None:
    """Return a whole number in digits or words."""
    if word.isdecimal():
        return int(word[:9])
    if not set(word.casefold().split("-")) <= NUMBER_WORDS:
        return None
    try:
        return int(readings(word)[0].value)
    except KeyError:
        return None


def _people(d: Dossier) -> Mapping[str, str]:
    """Return everybody by their names and initials, where these are nobody else's."""
    called: defaultdict[str, set[str]] = defaultdict(set)
    for name in (*(one.name for one in d.people), *(one.name for one in d.snapshot.team.values())):
        parts = [part for part in name.split() if len(part) > 2 and not part.endswith(".")]
        initials = "".join(part[0] for part in parts)
        for part in (*map(str.casefold, parts), initials if len(initials) > 1 else "", name.casefold()):
            called[part].add(name)
    return {part: next(iter(names)) for part, names in called.items() if len(names) == 1 and part}
