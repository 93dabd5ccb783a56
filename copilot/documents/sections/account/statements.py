"""What the latest notes state in figures and terms, sentence by sentence, with who says it on which side."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from copilot.display import show_date
from copilot.documents.cleaning import cleaned
from copilot.documents.dossier import Dossier
from copilot.evidence import Fact, Passage
from copilot.grounding.dates import dates
from copilot.grounding.quantities import Quantity, quantities
from copilot.grounding.sources import fold
from copilot.llm.built_in.lines import Line, read_lines
from copilot.store.documents import IndexedNote

Side = Literal["ours", "theirs", ""]
_TELLS = re.compile(
    r"\d|%|renew|verläng|reconduc|renouvel|per ?cent|prozent|pour cent|merge|fusion|integration office|takeover|acqui"
    r"|übern[ao]m|verschm|rach[aeè]t|insolv|bankrupt|liquidat|receiver|wind|clos|ceas|cess|consolidat|zusammen|regroup"
    r"|ordinary course|aufgabe|\b(?:two|three|six|twelve|eighteen|twenty|thirty|forty|fifty|sixty|hundred)\b",
    re.I,
)
UPHEAVAL = re.compile(
    r"\b(?:insolven\w+|bankrupt\w*|(?:in|into) (?:administration|receivership|liquidation)|ceas(?:e|es|ed|ing)"
    r" (?:trading|operations|business)|clos(?:e|es|ed|ing) (?:down|the (?:business|company|firm|shop))"
    r"|winding[- ](?:up|down)"
    r"|ordinary course|integration (?:management )?office|buyer['’]s counsel|(?:acquired|bought|taken over) by"
    r"|(?:being|been|are|is|was) (?:acquired|taken over)|acquisition (?:by|of our|of the company)|takeover (?:by|of)"
    r"|merg(?:er|es?|ed|ing) (?:with|into)|(?:after|until|before|because of|due to|during) the"
    r" (?:merger|acquisition|takeover)"
    r"|consolidat\w+ (?:of )?(?:all |the |our |their )?(?:contracts?|licen[cs]es?|agreements?|vendors?|suppliers?)"
    r"|(?:contracts?|licen[cs]es?|software|tools) (?:is|are|will be|being) (?:being )?consolidated"
    r"|insolvenz\w*|zahlungsunfähig\w*|geschäftsaufgabe|übernahme durch|übernommen (?:von|durch)|werden übernommen"
    r"|(?:nach|wegen|vor) der (?:fusion|übernahme)|fusion mit|fusionier\w+|verschmelz\w+"
    r"|verträge \w*\s?(?:zusammen\w+|bündel\w+)"
    r"|(?:liquidation|redressement) judiciaire|dépôt de bilan|cessation d['’]activité"
    r"|rach(?:at|etée?s?) (?:de .{1,30} )?par|(?:après|avant|à cause de) (?:la fusion|le rachat)|fusion avec"
    r"|fusionn\w+|regroup\w+ (?:les|nos|des) contrats)\b",
    re.I,
)
"""Says that the customer is merged, sold, insolvent or at its end, or puts its contracts together."""
_TURNS = re.compile(
    r"^[>\s*_]*(?:from|von|de)\b[*_]*\s?:(?P<sender>.+)"
    r"|^[>\s]*(?P<writer>.{1,120}?)\b(?:wrote|schrieb|a écrit)\b.{0,30}:\s*$"
    r"|^\s*(?:-{2,}|_{3,}|={3,}).*|^.{0,40}\b(?:reply|replied|antwort|réponse)\b.{0,30}:",
    re.I,
)
"""A line of a mail behind which somebody else writes; where it does not say who, nobody is named."""
_MARKS = re.compile(r"[“”„«»]")
_MOST_WORDS = 45
_LEAST, _MOST_TIMES = Decimal("0.4"), Decimal("2.5")
"""Of today's price: an amount outside is a part of it, a price a seat, or what something else is worth."""
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says or writes something, as far as the note tells: a name of the book, and on which side."""

    name: str = ""
    side: Side = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a note, the `at`-th of its line, and who says it."""

    sentence: str
    line: Sequence[str]
    at: int
    passage: Passage
    note: IndexedNote
    speaker: Speaker

    @property
    def text(self) -> str:
        """The sentence with what follows it on its line, which may take it back."""
        whole, longest = fold(self.passage.text), self.sentence
        for end in range(self.at + 2, len(self.line) + 1):
            text = cleaned(" ".join(self.line[self.at : end]))
            if len(text.split()) > _MOST_WORDS or fold(text) not in whole:
                break
            longest = text
        return longest

    @property
    def is_verbatim(self) -> bool:
        """Tell whether the sentence stands in its passage as it is read: one with an odd mark may not."""
        return fold(self.sentence) in fold(self.passage.text)


NOBODY = Speaker()


def statements(d: Dossier) -> list[Statement]:
    """Return the sentences of the notes that hold a figure or speak of renewing, the newest note first."""
    ours = {one.name.casefold(): Speaker(one.name, "ours") for one in d.snapshot.team.values()}
    known = ours | {one.name.casefold(): Speaker(one.name, "theirs") for one in d.people}
    return [one for note in d.notes for one in _of_note(note, known)]


def inline(text: str) -> str:
    """Write words as a quotation inside a sentence; marks within them become plain ones."""
    plain = _MARKS.sub('"', text)
    return f"“{plain}”"


def titled(one: Statement) -> str:
    """Name the note of a statement and its day: `“Price call” of 3 May 2026`."""
    return f"{inline(one.passage.title)} of {show_date(one.note.date)}"


def speaker_facts(d: Dossier, one: Statement) -> list[Fact]:
    """Return who speaks as facts to cite; none where the note does not tell."""
    name = one.speaker.name
    contacts = [d.person(person) for person in d.people if person.name == name]
    emails = [person.email for person in d.snapshot.team.values() if person.name == name]
    return contacts[:1] or [fact for email in emails[:1] if (fact := d.colleague(email, "Of our own people"))]


def figures(text: str) -> list[Quantity]:
    """Return the figures of a sentence, its dates left out."""
    return quantities(text, [day.span for day in dates(text, _ANY_DAY)])


def annual_amounts(text: str, today: Decimal, unit: str) -> list[Decimal]:
    """Return the amounts of a sentence that may be the price of a year for what costs so much today."""
    values = {told.value for one in figures(text) if one.unit == unit and not one.high for told in one.readings}
    return sorted(value for value in values if _LEAST * today <= value <= _MOST_TIMES * today)


def is_close(one: Decimal, other: Decimal) -> bool:
    """Tell whether two amounts are the same but for rounding."""
    return abs(one - other) <= max(abs(other) / 200, Decimal(1))


def _of_note(note: IndexedNote, known: Mapping[str, Speaker]) -> Iterator[Statement]:
    author = known.get((note.author or "").casefold(), NOBODY)
    writes = author if note.kind == "email" or (note.kind == "internal" and author.side == "ours") else NOBODY
    if note.kind == "internal":
        writes = Speaker(writes.name, "ours")
    for passage in note.passages:
        raw = iter(passage.text.splitlines())
        for line in read_lines(passage):
            for passed in raw:  # the headers of mails are no lines of their own, and say who writes what follows
                writes = _writer(passed, writes, known, note)
                if passed.strip() == line.text:
                    break
            if _TELLS.search(line.text):
                yield from _of_line(line, passage, note, known.get(line.speaker.casefold(), writes))


def _writer(line: str, before: Speaker, known: Mapping[str, Speaker], note: IndexedNote) -> Speaker:
    if note.kind == "internal" or not line or not (line[0] in "-_=>" or ":" in line):
        return before
    turn = _TURNS.match(line)
    if turn is None:
        return NOBODY if line.startswith(">") and before.name == note.author else before
    named = fold(turn["sender"] or turn["writer"] or "")
    return next((one for name, one in known.items() if name in named), NOBODY)


def _of_line(line: Line, passage: Passage, note: IndexedNote, speaker: Speaker) -> Iterator[Statement]:
    for at, sentence in enumerate(line.sentences):
        if _TELLS.search(sentence) and "|" not in sentence:
            yield Statement(cleaned(sentence), line.sentences, at, passage, note, speaker)
