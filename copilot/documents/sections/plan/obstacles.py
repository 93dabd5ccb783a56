"""What a plan cannot stand on: parts of the product that notes say are not there, and tickets that hold it up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.sentences import Sentence, sentences_since
from copilot.documents.sections.account.tickets import as_shown
from copilot.documents.writing import quote
from copilot.grounding.sources import fold
from copilot.metrics.support import open_on, urgency
from copilot.records import Ticket
from copilot.snapshot import days_before

_SINCE, _BEFORE, _MOST = 180, 2, 2
"""Days of notes that are read; sentences before a denial in which the thing may be named; denials that are told."""
_PART = re.compile(
    r"\b(connectors?|integrations?|interfaces?|exports?|imports?|api|scim|add-?ins?|plug-?ins?|locking|licen[cs]es?"
    r"|konnektor\w*|anbindung\w*|schnittstellen?|\w*export|sperr\w*"
    r"|connecteurs?|intégrations?|exportations?|verrouillages?|module complémentaire)\b",
    re.I,
)
"""What a product is made of and a plan may be built on."""
_NOT_THERE = re.compile(
    r"\b(?:(?:does|do|did)(?:n['’]t| not)(?: yet)? exist|(?:don['’]t|do not) think (?:it|that|this) exists"
    r"|(?:is|are)(?:n['’]t| not) (?:yet )?(?:available|built|supported|there yet)"
    r"|we (?:(?:don['’]t|do not) (?:yet )?have|have no) (?:such )?(?:an? |any )?"
    r"|existier(?:t|en) (?:bei uns )?(?:noch )?nicht|(?:ist|sind) (?:noch )?nicht (?:verfügbar|gebaut|vorhanden)"
    r"|gibt es (?:bei uns )?(?:noch )?nicht|haben wir (?:noch )?nicht"
    r"|n['’]existe(?:nt)? pas|n['’]est pas (?:encore )?disponible|nous n['’]avons pas (?:encore )?d[e'’])",
    re.I,
)
_THAT = re.compile(r"\b(?:that|this|it|das|dies\w*|sowas|ça|cela)\b", re.I)
_SINCE_THERE = re.compile(
    r"\b(?:is (?:now )?(?:live|available|released|there now)|went live|has shipped|ist (?:jetzt )?(?:da|verfügbar|live)"
    r"|est (?:maintenant )?disponible)\b",
    re.I,
)
_UNTIL = re.compile(r"\b(?:until|till|blocks?|blocked|waits? for|bis|solange|blockiert|tant que|jusqu|bloque)\b", re.I)


@dataclass(frozen=True, slots=True)
class Denial:
    """What a note says is not there: the part by its name, and the words, which name it."""

    part: str
    text: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Holdup:
    """An open ticket that stands in the way, and the words of a note that name it; None where it is only urgent."""

    ticket: Ticket
    named: Sentence | None


def not_there(d: Dossier) -> list[Denial]:
    """Return what the notes of half a year say is not there, the newest word on each part, the newest part first."""
    return d.once(_denials)


def told(d: Dossier, one: Denial) -> list[str]:
    """Write where a note says that something is not there, and its words."""
    passage = one.sentence.passage
    cited = d.cite(passage)
    return [f"{passage.title}, {show_date(one.sentence.note.date)} {cited}:", quote(one.text, cited)]


def holding_up(d: Dossier) -> list[Holdup]:
    """Return the open tickets that stand in the way, the most urgent first: those that press, or that a note names.

    To a customer each open ticket of theirs is in the way.
    """
    found = sorted(as_shown(d, open_on(d.snapshot)), key=urgency)
    first = min((one.opened_at.date() for one in found), default=d.as_of)
    sentences = list(sentences_since(d, first)) if found and d.is_internal else []
    told = [Holdup(one, _naming(one, sentences)) for one in found]
    return [one for one in told if one.named or one.ticket.priority in ("urgent", "high") or not d.is_internal]


def _denials(d: Dossier) -> list[Denial]:
    found: dict[str, Denial] = {}
    sentences = list(sentences_since(d, days_before(d.as_of, _SINCE)))
    for place, one in enumerate(sentences):
        context = [other for other in sentences[max(0, place - _BEFORE) : place] if other.passage is one.passage]
        denial = _denial(context, one)
        if denial is not None:
            found.pop(denial.part, None)
            found[denial.part] = denial
        elif _SINCE_THERE.search(one.text):
            for part in _parts(one.text):
                found.pop(part, None)
    return list(reversed(found.values()))[:_MOST]


def _denial(context: Sequence[Sentence], one: Sentence) -> Denial | None:
    """Return what a sentence denies: a part that it names, or by `that` one of a sentence before, which goes along."""
    if not _NOT_THERE.search(one.text) or one.text.endswith("?"):
        return None
    own = _parts(one.text)
    if own:
        return Denial(own[0], one.text, one)
    for back in range(1, len(context) + 1) if _THAT.search(one.text) else ():
        parts = _parts(context[-back].text)
        whole = " ".join([*(other.text for other in context[-back:]), one.text])
        if parts and fold(whole) in fold(one.passage.text):
            return Denial(parts[0], whole, one)
    return None


def _parts(text: str) -> list[str]:
    """Return the parts of a product that a text names, without the s of several."""
    return [one.casefold().removesuffix("s") for one in _PART.findall(text)]


def _naming(ticket: Ticket, sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the latest sentence that names a ticket and says, itself or in the next one, what waits for it."""
    found = None
    for one, behind in pairwise([*sentences, None]):
        if one is None or re.search(rf"\b{re.escape(ticket.ticket_id)}\b", one.text) is None or not one.is_bare:
            continue
        is_next = behind is not None and behind.passage is one.passage and _UNTIL.search(behind.text)
        if _UNTIL.search(one.text) or is_next:
            found = one
    return found
