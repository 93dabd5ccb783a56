"""How well an outcome is measured: from a record or from opinions, signed or not, fresh or old."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.evidence import Passage
from copilot.grounding.numerals import DIGITS, WORDS, readings
from copilot.llm.built_in.lines import read_lines
from copilot.llm.built_in.quoting import stems
from copilot.metrics.value import value_of
from copilot.records import Contact, Outcome
from copilot.store.documents import IndexedNote

FRESH_DAYS = 90
"""Days after which a figure is to be measured again before it is shown outside."""

_OPINION = re.compile(r"\b(?:self[- ]reported|survey|estimat\w*|guess\w*|umfrage|geschätzt|sondage|estim\w*)\b", re.I)
_SIGNED = re.compile(
    r"\b(?:counter-?signed|signed(?: off)?|confirmed|initialled|(?:I|we) (?:hereby )?confirm"
    r"|agreed? on the (?:figure|number)"
    r"|unterschrieben|unterzeichnet|gegengezeichnet|bestätigt|freigegeben|(?:ich|wir) bestätigen?"
    r"|signée?s?|contresignée?s?|validée?s?|confirmée?s?|(?:je|nous) (?:confirm|valid)(?:e|ons))\b",
    re.I,
)
_NOT = re.compile(
    r"\b(?:not|never|nobody|nothing|no one|nicht|nie|kein\w*|niemand|pas|jamais|aucune?|to be|will|would|should|must"
    r"|could|can|please|if|unless|before|once|soll\w*|muss|wird|würde|falls|sobald|bitte|wenn|doit|devra|sera|si)\b"
    r"|n['’]t\b|\?\W*$",
    re.I,
)
"""What denies a signature, asks for it, or hopes for it."""
_BY = r"\b(?:by|von|par)\b[^.;:]{0,40}"
_REPLY = re.compile(
    r"^(?:-{3,}|_{3,}|={3,}|.{0,80}\b(?:wrote|schrieb|a écrit|reply|antwort|réponse)\b.{0,30}:\s*$)", re.I | re.M
)
"""A line behind which the words of a mail's thread are another's."""
_NUMBER = re.compile(rf"(?<![\w-])(?:{WORDS}|{DIGITS})(?!\w)", re.I)
_EARLIER = timedelta(days=14)
"""A figure may be entered so long after it was signed; what was signed earlier was another measurement."""
_ALIKE = 0.5
"""Share of a metric's words that a sentence has to hold to be about it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A sentence of a note that the customer can see, in which one of their people puts a name under figures."""

    text: str
    passage: Passage
    person: Contact
    day: date


def is_opinion(outcome: Outcome) -> bool:
    """Tell whether a figure is what people estimate, and no record of theirs."""
    return bool(_OPINION.search(outcome.source or ""))


def is_signed(d: Dossier, outcome: Outcome) -> bool:
    """Tell whether the customer put a name under a figure, as its source says or a note that was shared with them."""
    source = outcome.source or ""
    if outcome.current is None:
        return False
    return (bool(_SIGNED.search(source)) and not _NOT.search(source)) or signature_of(d, outcome) is not None


def signature_of(d: Dossier, outcome: Outcome) -> Signature | None:
    """Return the words with which one of the customer's people signed a figure; they hold the figure itself."""
    if outcome.current is None or is_opinion(outcome):
        return None
    since = outcome.as_of - _EARLIER if outcome.as_of is not None else date.min
    found = (one for one in d.once(signatures) if one.day >= since and _is_about(one.text, outcome))
    return next(found, None)


def told_signature(d: Dossier, signature: Signature) -> str:
    """Write who put a name under a figure, and when."""
    cited = d.cite(signature.passage, d.person(signature.person))
    return f"Signed by {signature.person.name} on {show_date(signature.day)} {cited}"


def signatures(d: Dossier) -> list[Signature]:
    """Return what the customer's people signed in the notes that were shared with them, the newest first."""
    return [one for note in d.notes if note.visibility == "customer" for one in _in_note(d, note)]


def _in_note(d: Dossier, note: IndexedNote) -> Iterator[Signature]:
    people = {one.name.casefold(): one for one in d.people}
    author = people.get((note.author or "").casefold())
    for passage in note.passages:
        author = None if _REPLY.search(passage.text) else author
        for line in read_lines(passage) if _SIGNED.search(passage.text) else ():
            speaker = people.get(line.speaker.casefold()) if line.speaker else author
            for text in () if line.is_quoted else line.sentences:
                person = _signer(d, text, speaker)
                if person is not None:
                    yield Signature(text, passage, person, note.date)


def _signer(d: Dossier, text: str, speaker: Contact | None) -> Contact | None:
    """Return who of the customer's people signs with a sentence: who is named as doing it, else who says it."""
    signed = _SIGNED.search(text)
    if signed is None or _NOT.search(text) or any(_is_named(one.name, text) for one in d.snapshot.team.values()):
        return None
    by = re.search(_BY, text[signed.end() :])
    doers = text[: signed.start()] + (text[signed.end() :][by.start() : by.end()] if by else "")
    named = [one for one in d.people if _is_named(one.name, doers)]
    return named[0] if len(named) == 1 else speaker if not named else None


def _is_named(name: str, text: str) -> bool:
    """Tell whether somebody's last name stands in a text, as whole words."""
    return re.search(rf"(?<!\w){re.escape(name.rsplit(maxsplit=1)[-1])}(?!\w)", text, re.I) is not None


def _is_about(text: str, outcome: Outcome) -> bool:
    """Tell whether a sentence holds an outcome's figures: what it is worth, or before and now of what it counts."""
    numbers, worth = numbers_in(text), value_of(outcome)
    wanted = stems(outcome.metric)
    is_alike = bool(wanted) and len(wanted & stems(text)) / len(wanted) >= _ALIKE
    return is_alike and ({outcome.baseline, outcome.current} <= numbers or worth in numbers)


def numbers_in(text: str) -> set[Decimal]:
    """Return the numbers of a text, in digits or in words."""
    return {one.value for match in _NUMBER.finditer(text) for one in readings(match.group())}


def is_fresh(outcome: Outcome, day: date) -> bool:
    """Tell whether a figure was measured in the last 90 days; without a date it is not known to be."""
    return outcome.as_of is not None and 0 <= (day - outcome.as_of).days <= FRESH_DAYS


def source_shown(outcome: Outcome) -> str:
    """Return who measured, without the remark behind a semicolon."""
    return (outcome.source or "").partition(";")[0].strip()
