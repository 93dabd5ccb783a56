"""What a reader was told of a matter already, as our notes say."""

import re
from collections.abc import Sequence
from itertools import pairwise

from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.sentences import Sentence
from copilot.documents.sections.escalation.timeline import is_about, sentences_of
from copilot.records import Contact, Ticket

_TO = r"(?:told|informed|briefed|phoned|called|rang|updated|emailed|mailed|copied|wrote to|spoke (?:to|with))"
_HEARD = r"(?:knows|heard|has heard|is aware|(?:was|has been|is) (?:told|informed|briefed|copied|updated))"
_ZU = r"(?:informiert|benachrichtigt|angerufen|angeschrieben)"
_A = r"(?:prévenu|informé|appelé|averti)e?"
_BETWEEN = r"\W+(?:[\w.]+\W+){0,2}?"
_SPEAKS_OF_TELLING = re.compile(
    r"\b(?:hears?|heard|tells?|told|inform\w*|cop(?:y|ied)|erfährt|informier\w*|prévenir)\b", re.I
)
_DONE = re.compile(
    r"^(?:(?:she|he|they) (?:has|have|did|was|were|knows?)\b|(?:sie|er) (?:hat|wurde|weiß)\b|(?:elle|il) (?:a|sait)\b"
    r"|(?:done|sent|erledigt|geschickt|fait|envoyé)\b)",
    re.I,
)
_NOT_YET = re.compile(
    r"\b(?:not|never|nobody|will|would|should|must|if|before|tomorrow|nicht|nie|soll\w*|wird|muss|wenn|pas|jamais|doit|si)\b"
    r"|n['’]t\b|['’]ll\b|\?$",
    re.I,
)


def told_already(d: Dossier, reader: Contact, found: Sequence[Ticket]) -> Sentence | None:
    """Return the latest sentence of a note on the matter that says that a reader was told of it; None without one.

    It names them as told, or follows on one that says that they are to hear: `… she hears it from me. She has.`.
    """
    told = None
    names = _names(reader)
    for before, one in pairwise([None, *d.once(sentences_of)]):
        if one is None or _NOT_YET.search(one.text) or not _is_on(one, found):
            continue
        follows = before is not None and before.passage is one.passage and _DONE.match(one.text)
        if _says_so(one.text, names) or (follows and before is not None and _is_to_hear(d, before.text, reader)):
            told = one
    return told


def _says_so(text: str, names: Sequence[str]) -> bool:
    name = rf"(?:{'|'.join(map(re.escape, names))})"
    said = (
        rf"\b{_TO}{_BETWEEN}{name}\b|\b{name}\W+(?:\w+\W+)?{_HEARD}\b"
        rf"|\b{name}\W+(?:\w+\W+){{0,2}}?{_ZU}\b|\b{_A}{_BETWEEN}{name}\b|\b{name} (?:a été|est) {_A}\b"
    )
    return bool(names) and bool(re.search(said, text, re.I))


def _is_to_hear(d: Dossier, text: str, reader: Contact) -> bool:
    """Tell whether a sentence speaks of telling, and the reader is whom it names last."""
    last = max(d.people, key=lambda one: _place(text, one))
    return last == reader and _place(text, reader) >= 0 and bool(_SPEAKS_OF_TELLING.search(text))


def _place(text: str, person: Contact) -> int:
    return max((text.casefold().rfind(name.casefold()) for name in _names(person)), default=-1)


def _names(person: Contact) -> list[str]:
    return [part for part in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", person.name) if len(part) > 2]


def _is_on(one: Sentence, found: Sequence[Ticket]) -> bool:
    """Tell whether the note that holds a sentence is about the matter."""
    return any(is_about(f"{one.passage.title} {one.passage.text}", ticket) for ticket in found)
