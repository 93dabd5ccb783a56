"""Whether a customer agreed to a case study: who said so, what it covers, how long, and what was refused.

Consent is only what one of the customer's own people says or writes outright. What asks, hopes, or depends on something
is none; what is refused, withdrawn or over a year old is none any more; and what is not named is not covered.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from copilot.documents.dossier import Dossier
from copilot.documents.writing import one_line
from copilot.evidence import Passage
from copilot.grounding.handles import plain_text
from copilot.llm.built_in.lines import read_lines
from copilot.metrics.engagement import is_active_contact
from copilot.records import Contact
from copilot.store.documents import IndexedNote

MOST_NOTES = 60
"""So many of the latest notes are read; an older consent has run out, or is to be asked for again."""
_HOLDS = relativedelta(years=1)

Point = Literal["name and logo", "persons", "figures", "quotes", "release", "duration"]
POINTS: Mapping[Point, str] = {
    "name and logo": "company name and logo",
    "persons": "persons, by name and title",
    "figures": "figures, as a list",
    "quotes": "quotes",
    "release": "who releases the text",
    "duration": "how long it holds",
}
"""The six points of a consent, as the playbook has them."""

_GRANTS = re.compile(
    r"\byou have (?:our|my|their) (?:written )?(?:consent|permission|approval)\b"
    r"|\b(?:we|i) (?:hereby )?(?:consent|give (?:you )?(?:our |my )?(?:consent|permission)|grant)\b"
    r"|\b(?:you|ai first) may (?:use|name|publish|print|quote)\b|\bour consent is (?:given|attached|signed)\b"
    r"|\b(?:sie haben unser(?:e)? (?:einwilligung|zustimmung)|(?:wir|ich) (?:stimmen?|willigen?)\b.{0,60}\bzu"
    r"|sie dürfen .{0,60}(?:nennen|veröffentlichen|verwenden|zitieren))\b"
    r"|\b(?:vous avez notre accord|nous (?:donnons notre accord|autorisons|consentons)"
    r"|vous pouvez (?:publier|citer|utiliser|nommer))\b",
    re.I,
)
_PUBLIC = re.compile(
    r"\b(?:case stud\w+|publish\w*|publication|logo|reference|website|quot\w+|consent|printed?|names?d?|figures?|story"
    r"|referenz\w*|veröffentlich\w*|fallstudie\w*|zitat\w*|étude de cas|publi\w+|témoignage|citation\w*)\b",
    re.I,
)
_DEPENDS = re.compile(
    r"\b(?:not|never|no|nothing|nobody|if|unless|until|till|before|once|when|after|provided|subject to|would|could"
    r"|might|maybe|perhaps|nicht|nie|kein\w*|wenn|falls|sobald|bis|erst|vielleicht|pas|jamais|si|quand|avant|sauf)\b|n['’]t\b|\?",
    re.I,
)
_ALLOWED_LIMITS = re.compile(
    r"\b(?:which|that|who) (?:i|we) see before\b.{0,30}|\bbefore (?:they|it) go(?:es)?\b.{0,20}", re.I
)
"""A limit on how something is used, and no condition of the consent."""
_WITHDRAWS = re.compile(
    r"\b(?:withdr[ae]w\w*|revok\w+|rescind\w*|take (?:it|that|us|them) (?:down|off)|no longer (?:agree|consent|allowed)"
    r"|changed (?:my|our) minds?|consent (?:has )?(?:ended|expired|lapsed)|widerruf\w*"
    r"|ziehe\w* .{0,30}zurück|retirons)\b",
    re.I,
)
_REFUSES = re.compile(
    r"\b(?:no (?:case stud\w+|logo|reference|consent)|nothing (?:published|anonymi[sz]ed)|publish nothing"
    r"|nothing [\"“']?anonymous|don['’]t want .{0,60}(?:page|name|print|publi\w+)"
    r"|without (?:our|my) consent|keine (?:fallstudie|referenz)|pas de (?:logo|référence|publication))\b",
    re.I,
)
_PUTS_OFF = re.compile(r"\bnot (?:now|yet|before)\b(?!.*\?)|\bnoch nicht\b|\bpas (?:encore|maintenant)\b", re.I)
"""Puts off; it is about a case study only where the talk is."""
_SUBJECT = re.compile(
    r"\b(?:case stud\w+|logo|publish\w*|anonym\w+|reference call|testimonial|consent|ever let us tell"
    r"|fallstudie|étude de cas)\b",
    re.I,
)
_REMARK = re.compile(r"^(?:-{3,}|_{3,}|={3,}|\[)")
"""Begins a reply below, or a remark that somebody added."""
_QUOTES = re.compile(r"^[^\S\n]*(?:\S+[^\S\n]+){0,12}(?:wrote|schrieb|a écrit)\s?:[^\S\n]*$", re.I | re.M)
_SENDER = re.compile(r"^(?:from|von|de)\s?:\s*(.+)$", re.I | re.M)
_LIMITS = re.compile(
    r"^(?:no(?:t|thing|pe)?|never|nobody|leave out|keep out|only|\w+ only\b|nichts?|kein\w*|nur|rien|pas)\b", re.I
)
_NUMBER = r"(a|an|one|two|three|six|nine|twelve|eighteen|\d{1,2})"
_LASTS = re.compile(
    rf"\b(?:runs?|holds?|valid|lasts?|good|for|gilt|vaut)\b[^.]{{0,20}}?\b{_NUMBER} (year|month)s?\b", re.I
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "six": 6, "nine": 9, "twelve": 12, "eighteen": 18}
_SAYS: Mapping[Point, re.Pattern[str]] = {
    "name and logo": re.compile(r"\b(?:company|firm|our|firmen)[- ]?names?\b|\blogo\b", re.I),
    "persons": re.compile(r"\bmy name\b|\bname and title\b|\btitle only\b|\bby name\b", re.I),
    "figures": re.compile(r"\bfigures?\b|\bnumbers?\b|\bzahlen\b|\bchiffres\b", re.I),
    "quotes": re.compile(r"\bquot\w+|\bzitat\w*|\bcitations?\b", re.I),
    "release": re.compile(
        r"\b(?:approves?|releases?|signs? off|marks? it up|has the last word|gibt .{0,20}frei)\b", re.I
    ),
    "duration": _LASTS,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody says or writes in one go; `person` is one of the customer's people, or None."""

    who: str
    person: Contact | None
    sentences: Sequence[str]
    passage: Passage
    note: IndexedNote

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a note, and who said them."""

    text: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class Limit:
    """What the customer does not want repeated, and the question that it answers."""

    said: Said
    asked: Said | None


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that holds on the day: who gave it, in what words, on what day, until when, and its six points."""

    given: Said
    by: Contact
    day: date
    until: date
    points: Mapping[Point, Said]
    listed: str
    """All that the customer's people name when they consent; a figure that is not in it is not covered."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with consent: what holds, or why nothing does; and what is not to be repeated."""

    consent: Consent | None
    reason: str
    limits: Sequence[Limit]


def standing_of(d: Dossier) -> Standing:
    """Return how it stands with consent.

    Internal notes are read too, whoever the document is for, as consents are filed there: what a customer's document
    takes from it is the decision alone, never the words.
    """
    newest = d.documents.latest_notes(d.account.account_id, d.scope, d.as_of, MOST_NOTES)
    turns = [turn for note in reversed(newest) for turn in _turns(note, {one.name.casefold(): one for one in d.people})]
    at = next((place for place in reversed(range(len(turns))) if _granted(turns[place]) is not None), None)
    if at is None:
        limits = [Limit(one, None) for one in _refusals(turns)]
        refused = "; it was refused or put off" if limits else ""
        return Standing(None, f"no consent in the notes{refused}", limits)
    consent, limits = _consent(turns, at), _limits(turns, at)
    return Standing(*_holding(d, consent, turns[at + 1 :]), limits)


def _turns(note: IndexedNote, people: Mapping[str, Contact]) -> Iterator[Turn]:
    """Yield what is said in a note, turn by turn; what a mail quotes of others is nobody's."""
    writer = people.get((note.author or "").casefold())
    senders = [one for passage in note.passages for one in _SENDER.findall(passage.text)]
    if writer is not None and any(writer.name.split()[-1].casefold() not in one.casefold() for one in senders):
        writer = None  # the mail holds another's, and who says what in it is not known
    for passage in note.passages:
        for line in read_lines(_before_quoted(passage)):
            if _REMARK.match(line.text) and not line.speaker:
                writer = None
            sentences = [one for one in (plain_text(each) for each in line.sentences) if one in one_line(passage.text)]
            person = people.get(line.speaker.casefold()) if line.speaker else writer
            if sentences and not line.is_quoted:
                yield Turn(line.speaker or (note.author or ""), person, sentences, passage, note)
        if _QUOTES.search(passage.text):
            return  # the mail before, whose words are not the writer's


def _before_quoted(passage: Passage) -> Passage:
    """Return what of a passage stands before the mail that it answers."""
    below = _QUOTES.search(passage.text)
    return passage.model_copy(update={"text": passage.text[: below.start()]}) if below else passage


def _granted(turn: Turn) -> Said | None:
    """Return the sentence in which one of the customer's people consents outright."""
    if turn.person is None or turn.note.kind == "internal" or not _PUBLIC.search(turn.text):
        return None
    for sentence in turn.sentences:
        if _GRANTS.search(sentence) and not _DEPENDS.search(_ALLOWED_LIMITS.sub("", sentence)):
            return Said(sentence, turn)
    return None


def _matching(turn: Turn, pattern: re.Pattern[str]) -> list[Said]:
    return [Said(one, turn) for one in turn.sentences if pattern.search(one)]


def _refusals(turns: Sequence[Turn]) -> list[Said]:
    """Return where the customer's people refuse or put off, in talks that are about publishing something."""
    about = {one.note.document_id for one in turns if _SUBJECT.search(f"{one.note.title} {one.text}")}
    return [
        said
        for turn in turns
        if turn.person is not None
        for said in _matching(turn, _REFUSES) + (_matching(turn, _PUTS_OFF) if turn.note.document_id in about else [])
    ]


def _consent(turns: Sequence[Turn], at: int) -> Consent:
    given = _granted(turns[at])
    assert given is not None
    assert given.turn.person is not None
    talk = [one for one in turns[at:] if one.note.document_id == given.turn.note.document_id]
    theirs = [one for one in talk if one.person is not None]
    points: dict[Point, Said] = {}
    for point, pattern in _SAYS.items():
        # Our own words count only where the customer has said nothing on it.
        said = next((one for turn in (*theirs, *talk) for one in _matching(turn, pattern)), None)
        if said is not None and not said.text.endswith("?"):
            points[point] = said
    day = given.turn.note.date
    return Consent(given, given.turn.person, day, _until(day, theirs), points, given.turn.text)


def _until(day: date, theirs: Sequence[Turn]) -> date:
    """Return the last day of a consent: a year, unless the customer says otherwise."""
    told = next((match for turn in theirs if (match := _LASTS.search(turn.text))), None)
    if told is None:
        return day + _HOLDS
    count = _COUNTS.get(told[1].casefold()) or int(told[1])
    return day + (relativedelta(years=count) if told[2].casefold() == "year" else relativedelta(months=count))


def _limits(turns: Sequence[Turn], at: int) -> list[Limit]:
    """Return what the customer's people keep out: in the talk in which they consent, and in any later note."""
    found = []
    for place in range(at, len(turns)):
        turn, before = turns[place], turns[place - 1] if place else None
        if turn.person is None:
            continue
        is_same = turn.note.document_id == turns[at].note.document_id
        for sentence in turn.sentences:
            kept_out = is_same and _LIMITS.match(re.sub(r"^(?:and|but|und|aber|et|mais) ", "", sentence, flags=re.I))
            if kept_out or _REFUSES.search(sentence):
                asks = before is not None and before.note is turn.note and before.text.endswith("?")
                asked = (
                    Said(before.text, before) if asks and before is not None and sentence == turn.sentences[0] else None
                )
                found.append(Limit(Said(sentence, turn), asked))
    return found


def _holding(d: Dossier, consent: Consent, later: Sequence[Turn]) -> tuple[Consent | None, str]:
    """Tell whether a consent still holds; whoever writes that it was withdrawn, it is not used."""
    if consent.until < d.as_of:
        return None, "a consent that has run out"
    if not is_active_contact(consent.by, d.as_of):
        return None, f"a consent of {consent.by.name}, who has left: it is to be asked for again"
    for turn in later:
        is_later_talk = turn.note.document_id != consent.given.turn.note.document_id
        is_doubted = _WITHDRAWS.search(turn.text) or (is_later_talk and _REFUSES.search(turn.text))
        if is_doubted and _PUBLIC.search(turn.text):
            return None, "a consent that a later word withdraws or puts in doubt"
    return consent, ""
