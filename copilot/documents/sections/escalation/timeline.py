"""What happened in a matter that is escalated: tickets opened and answered, the customer's words, and our notes."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.sentences import Sentence, sentences_since
from copilot.documents.sections.account.tickets import as_shown
from copilot.documents.sections.escalation.level import matters
from copilot.documents.sections.escalation.opened import first_answer, opening
from copilot.documents.writing import items, one_line, part, table
from copilot.evidence import Fact
from copilot.llm.built_in.quoting import stems
from copilot.metrics.support import ticket_fact
from copilot.records import Feedback, Ticket
from copilot.snapshot import days_before

_SHARED, _TELLING = 2, 5
"""So many words of so many letters a sentence has to share with a ticket's subject to be about it."""
_A_NOTE, _MOST, _LOOK_BACK = 2, 8, 365

Row = tuple[date, str, str]
"""A day, what happened on it, and the citation."""


def timeline_of(d: Dossier) -> list[Part]:
    """Write what happened, oldest first; where nothing is escalated, what was within a year and is over."""
    found = matters(d)
    if not found:
        return _earlier(d)
    rows = [row for one in found for row in _ticket_rows(d, one)]
    rows += [(one.as_of, f"{one.label}: “{one_line(one.display)}”", d.cite(one)) for one in voices_of(d, found)]
    rows += list(_note_rows(d, found))[-_MOST:]
    rows.sort(key=lambda row: row[0])
    first, last = min(found, key=lambda one: one.opened_at), rows[-1]
    began = f"It began with {first.ticket_id} on {d.put(opening(d, first))}"
    head = f"**{began}; the latest is of {show_date(last[0])} {last[2]}.**"
    told = [[show_date(day), what, source] for day, what, source in rows]
    return part("fact", head, table(["day", "what", "source"], told))


def voices_of(d: Dossier, found: Sequence[Ticket]) -> list[Fact]:
    """Return what the customer wrote on these tickets, newest first; nothing for a customer."""
    if not d.is_internal:
        return []
    ids = {one.ticket_id for one in found}
    rows = d.accounts.dated(Feedback, d.scope, date.min, d.as_of, [d.account.account_id])
    wanted = {one.row_id for one in rows if one.source_id in ids}
    return [one for one in d.voices if any(row.table == Feedback.table and row.id in wanted for row in one.rows)]


def sentences_of(d: Dossier) -> list[Sentence]:
    """Return the sentences of the notes since the first matter was opened, the oldest note first."""
    return list(sentences_since(d, min(one.opened_at.date() for one in matters(d))))


def is_about(text: str, ticket: Ticket) -> bool:
    """Tell whether a sentence names a ticket, or shares telling words with its subject."""
    shared = {word for word in stems(text) & stems(ticket.subject or "") if len(word) >= _TELLING}
    return ticket.ticket_id in text or len(shared) >= _SHARED


def _note_rows(d: Dossier, found: Sequence[Ticket]) -> Iterator[Row]:
    """Yield two sentences a note that are about the matter."""
    told: dict[str, list[Row]] = {}
    for one in d.once(sentences_of):
        if one.is_bare and any(is_about(one.text, ticket) for ticket in found):
            row = (one.note.date, f"{one.passage.title}: “{one.text}”", d.cite(one.passage))
            told.setdefault(one.passage.document_id, []).append(row)
    for rows in told.values():
        yield from islice(rows, _A_NOTE)


def _ticket_rows(d: Dossier, ticket: Ticket) -> Iterator[Row]:
    opened, told = ticket.opened_at.date(), ticket_fact(ticket, d.account.name, d.as_of)
    subject = f"“{ticket.subject}”" if ticket.subject else "no subject"
    yield opened, f"{ticket.ticket_id} opened, {ticket.priority or 'no priority'}: {subject}", d.cite(told)
    answer = first_answer(d, ticket)
    if answer is not None:
        yield opened, f"{ticket.ticket_id}: first answer {answer.display}", d.cite(answer, told)


def _earlier(d: Dossier) -> list[Part]:
    """Write the last matters of a year that were urgent or escalated and are over."""
    since = days_before(d.as_of, _LOOK_BACK)
    over = [
        one
        for one in as_shown(d, d.snapshot.tickets)
        if (one.priority == "urgent" or one.escalated) and one.closed_at and since <= one.closed_at.date() <= d.as_of
    ]
    if not over:
        return part("unknown", f"- {d.finds} {d.missed('no ticket of the last year that was urgent or escalated')}.")
    over.sort(key=lambda one: one.opened_at)
    told = items(f"{d.put(ticket_fact(one, d.account.name, d.as_of))}." for one in over[-_MOST:])
    return part("fact", "Urgent or escalated in the last year, and over:", told)
