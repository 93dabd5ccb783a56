"""The next messages of an escalation, drafted at its level from what is on record; gaps are marked to fill in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from copilot.display import show_date, show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import called, those_there
from copilot.documents.sections.account.sentences import Sentence
from copilot.documents.sections.escalation.clock import note_of
from copilot.documents.sections.escalation.findings import CAUSE, FIX, WORKAROUND, on_record, said_of
from copilot.documents.sections.escalation.level import PLAYBOOK, Level, level_of, matters, next_update
from copilot.documents.sections.escalation.timeline import voices_of
from copilot.documents.sections.escalation.told import told_already
from copilot.documents.writing import join, one_line, part
from copilot.evidence import Fact, Passage
from copilot.grounding.handles import plain_text
from copilot.metrics.support import ticket_fact
from copilot.records import Contact, ContactRole, Ticket

_MARKS = re.compile(r"[\"“”„«»]")
_READERS: dict[int, tuple[ContactRole, ...]] = {
    1: ("admin", "champion"),
    2: ("admin", "champion", "executive_sponsor"),
    3: ("admin", "champion", "executive_sponsor"),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a message is about: the tickets, their level, who reads it, and what says that they were told already."""

    found: Sequence[Ticket]
    level: Level
    reader: Contact
    told: Sentence | None


def messages(d: Dossier) -> list[Part]:
    """Write the next message to each reader whom the level asks for, ready to be copied; gaps are marked to fill in."""
    found = matters(d)
    if not found:
        return part("unknown", f"- {d.finds} {d.missed('nothing that has to be sent')}.")
    level, there = level_of(d, found), those_there(d)
    readers = [next((one for one in there if one.role == role), None) for role in _READERS[level.number]]
    named = [f"{called(one)} {d.cite(d.person(one))}" for one in readers if one is not None]
    head = f"**Write to {join(named)}; fill in what is marked.**" if named else ""
    written = [*part("plan", head), *on_record(d)]
    for role, reader in zip(_READERS[level.number], readers, strict=True):
        if reader is None:
            reason = d.missed(f"no active {show_word(role)} to write to")
            written += part("unknown", f"- {d.finds} {reason}.")
            continue
        matter = Matter(found, level, reader, told_already(d, reader, found))
        written += part("plan", _head(d, matter), *_TEXTS[role](d, matter))
    return written


def _head(d: Dossier, matter: Matter) -> str:
    """Name the reader, and say from which note it is known that they were told already."""
    head = f"**To {called(matter.reader)}** {d.cite(d.person(matter.reader))}"
    told = matter.told
    if told is None:
        return head
    marked = f"“{told.text}”" if told.is_bare else told.text
    return f"{head}, told of it by {show_date(told.note.date)}, as our note says: {marked} {d.cite(told.passage)}"


def _named(d: Dossier, found: Sequence[Ticket]) -> str:
    return join([f"{one.ticket_id} {d.cite(ticket_fact(one, d.account.name, d.as_of))}" for one in found])


def _known(d: Dossier, ticket: Ticket) -> str:
    fact = ticket_fact(ticket, d.account.name, d.as_of)
    return f"“{ticket.subject or ticket.ticket_id}”, since {show_date(ticket.opened_at.date())} {d.cite(fact)}"


def _rule(d: Dossier) -> list[Passage]:
    line = d.line_of_playbook(PLAYBOOK, "| 2 |")
    return [line[1]] if line is not None else []


def _next_word(d: Dossier, level: Level) -> str:
    if level.number == 1:
        return f"You hear from me by {d.put(next_update(d, level))}, even if nothing is new."
    rule = _rule(d)
    at = f" at 17:00, even if nothing is new {d.cite(*rule)}" if rule else ", even if nothing is new"
    return f"You hear from me today{at}."


def _to_admin(d: Dossier, matter: Matter) -> list[str]:
    known = "; ".join(_known(d, one) for one in matter.found)
    first = min(one.opened_at.date() for one in matter.found)
    since = "" if note_of(d, first) is not None else " from now"
    return [
        f"I own {_named(d, matter.found)}{since}.",
        f"What I know: {known}.",
        *_cause(d, matter),
        f"Workaround: {_in_notes(d, matter.found, WORKAROUND) or '(fill in: the steps, even by hand)'}.",
        _next_word(d, matter.level),
    ]


def _cause(d: Dossier, matter: Matter) -> list[str]:
    """Say what our notes have as the cause, to be put in the reader's words, and which ticket has none."""
    known = [one for one in matter.found if said_of(d, one, CAUSE) is not None]
    lacking = [one for one in matter.found if one not in known]
    lines = [f"The cause of {_named(d, [one])}: {_in_notes(d, [one], CAUSE)}." for one in known]
    gap = f" of {_named(d, lacking)}" if known else ""
    marked = f"What I don't know yet{gap}: (fill in: the cause, or the next step and its day)."
    return [*lines, *([marked] if lacking else [])]


def _fix(d: Dossier, matter: Matter) -> list[str]:
    """Say what our notes have on the fix, and of which ticket they have nothing."""
    known = [one for one in matter.found if said_of(d, one, FIX) is not None]
    lacking = [one for one in matter.found if one not in known]
    lines = [f"The fix of {_named(d, [one])}: {_in_notes(d, [one], FIX)}." for one in known]
    gap = f" of {_named(d, lacking)}" if known else ""
    marked = f"Fix expected{gap}: (fill in: the day, or when you will know it)."
    return [*lines, *([marked] if lacking else [])]


def _in_notes(d: Dossier, found: Sequence[Ticket], about: re.Pattern[str]) -> str:
    """Quote what our notes say, to be put in the reader's words; nothing where they say nothing."""
    said = [one for ticket in found if (one := said_of(d, ticket, about)) is not None]
    told = [f"our note of {show_date(one.note.date)} has “{one.text}” {d.cite(one.passage)}" for one in said]
    return f"(put in plain words: {'; '.join(dict.fromkeys(told))})" if told else ""


def _to_champion(d: Dossier, matter: Matter) -> list[str]:
    return [
        _effect(d, matter),
        f"We have {_named(d, matter.found)} in hand: (fill in: the engineer) works on nothing else.",
        f"Until it is fixed: {_in_notes(d, matter.found, WORKAROUND) or '(fill in: the workaround)'}.",
        "What should I tell your people so that you don't have to?",
        _next_word(d, matter.level),
    ]


def _effect(d: Dossier, matter: Matter) -> str:
    """Say the effect back in the customer's words, where somebody wrote them on a ticket, the reader's own first."""
    own = f" of {matter.reader.name}"
    for one in sorted(voices_of(d, matter.found), key=lambda voice: not voice.label.endswith(own)):
        words, who = one_line(plain_text(one.display)), one.label.partition(" of ")[2]
        if not _MARKS.search(words):
            said = "You" if who == matter.reader.name else who
            return f"{said} told us on {show_date(one.as_of)}: “{words}” {d.cite(one)}"
    return ""


def _to_sponsor(d: Dossier, matter: Matter) -> list[str]:
    rule = _rule(d)
    at = f" at 17:00 {d.cite(*rule)}" if rule else ""
    return [
        *_to_know(d, matter),
        "Who is hit: (fill in: teams and people).",
        *_fix(d, matter),
        f"I write again on {d.put(_tomorrow(d))}{at}. Nothing is needed from you.",
    ]


def _to_know(d: Dossier, matter: Matter) -> list[str]:
    """Tell a sponsor what they do not know yet, and refer to what they were told with its day."""
    told = matter.told
    if told is None:
        return [f"You should hear it from me: {'; '.join(_known(d, one) for one in matter.found)}."]
    before = [one for one in matter.found if one.opened_at.date() < told.note.date]
    known = before or [one for one in matter.found if one.opened_at.date() <= told.note.date]
    new = [one for one in matter.found if one not in known]
    since = f"You had word of {_named(d, known)} by {show_date(told.note.date)} {d.cite(told.passage)}"
    lines = [f"{since}; {'it is' if len(known) == 1 else 'they are'} still open. What is new: (fill in: what changed)."]
    return lines + ([f"Beside that there is {'; '.join(_known(d, one) for one in new)}."] if new else [])


def _tomorrow(d: Dossier) -> Fact:
    day = d.as_of + timedelta(days=1)
    return d.make("plan_date", "The update after the next", day, unit="date", formula="the day after the as-of date")


_TEXTS = {"admin": _to_admin, "champion": _to_champion, "executive_sponsor": _to_sponsor}
