"""What the notes say of an escalated ticket: its cause, its fix, a way around it, and the day of the next level."""

import re
from datetime import date

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.due_days import due_day
from copilot.documents.sections.account.sentences import Sentence
from copilot.documents.sections.escalation.level import matters
from copilot.documents.sections.escalation.timeline import is_about, sentences_of
from copilot.documents.writing import items, part
from copilot.records import Ticket

CAUSE = re.compile(
    r"\b(?:cause[sd]?|because of a|due to an?|traced (?:it )?to|ursache|liegt (?:am|an der)|verursacht"
    r"|la cause|causée? par)\b",
    re.I,
)
FIX = re.compile(
    r"\b(?:fix|fixed|hotfix|patch(?:ed)?|deploy(?:ed|s|ment)?|rolled out|roll-?out|behoben|behebung|korrektur"
    r"|fehlerbehebung|eingespielt|correctif|corrigée?|déployée?)\b",
    re.I,
)
WORKAROUND = re.compile(r"\b(?:work-?around|by hand until|umgehung\w*|übergangslösung|contournement)\b", re.I)
_AHEAD = re.compile(
    r"\b(?:needs? \S+ (?:change|maintenance) window|waits? for|waiting for|next step"
    r"|braucht \S+ wartungsfenster|wartet auf|nächste\w* schritt\w*|en attente|prochaine étape)\b",
    re.I,
)
"""Says whose turn it is."""
_LEVEL = re.compile(r"\b(?:level|stufe|niveau) ([123])\b", re.I)
_OPEN_STILL = re.compile(r"\b(?:if|unless|wenn|falls|si|sauf si)\b", re.I)
_TICKET = re.compile(r"\b[A-Z]{1,5}-\d+\b")
_MOST = 5


def said_of(d: Dossier, ticket: Ticket, about: re.Pattern[str]) -> Sentence | None:
    """Return the latest sentence of a note on the cause or the fix of a ticket; None where none says it."""
    found = [one for one in d.once(_on_matters) if one[1] == ticket.ticket_id and about.search(one[0].text)]
    return found[-1][0] if found else None


def _on_matters(d: Dossier) -> list[tuple[Sentence, str]]:
    """Return the sentences that can stand in a line, each with the open ticket that was named last before it."""
    found = matters(d)
    placed: list[tuple[Sentence, str]] = []
    named = ""
    note = ""
    theirs = {person.name for person in d.people}
    for one in d.once(sentences_of):
        if one.passage.document_id != note:
            note, named = one.passage.document_id, ""
        spoken = _TICKET.findall(one.text)
        about = next((ticket.ticket_id for ticket in found if is_about(one.text, ticket)), "")
        named = spoken[-1] if spoken else about or named
        if one.is_bare and named and not one.text.endswith("?") and one.note.author not in theirs:
            placed.append((one, named))
    return placed


def on_record(d: Dossier) -> list[Part]:
    """Write what our notes say of the cause, the fix and what happens next with whom; for our own people alone."""
    if not d.is_internal:
        return []
    chosen: list[Sentence] = []
    for ticket in matters(d):
        chosen += [one for about in (CAUSE, FIX, WORKAROUND) if (one := said_of(d, ticket, about)) is not None]
    chosen += [one for one, _ in d.once(_on_matters) if _AHEAD.search(one.text)]
    chosen += [one for one, _ in [d.once(stated_move)] if one is not None]
    lines = [
        f"“{one.text}” {d.cite(one.passage)}, our note of {show_date(one.note.date)}."
        for one in {other.text: other for other in chosen}.values()
    ]
    return (
        part("said", "**Cause, fix and what is next, as our notes have them:**", items(lines[:_MOST])) if lines else []
    )


def stated_move(d: Dossier) -> tuple[Sentence | None, date | None]:
    """Return the latest sentence that states a day on which the level moves up, and the day."""
    told: tuple[Sentence | None, date | None] = (None, None)
    for one in d.once(sentences_of):
        if _LEVEL.search(one.text) and _OPEN_STILL.search(one.text) and one.is_bare:
            day = due_day(one.text, one.note.date)
            told = (one, day) if day is not None else told
    return told
