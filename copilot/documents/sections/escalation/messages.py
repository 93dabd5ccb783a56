"""The next messages of an escalation, drafted at its level from what is on record; gaps are marked to fill in."""

import re
from collections.abc import Sequence
from datetime import timedelta

from copilot.display import show_date, show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import called, those_there
from copilot.documents.sections.escalation.level import PLAYBOOK, Level, level_of, matters, next_update
from copilot.documents.sections.escalation.timeline import voices_of
from copilot.documents.writing import join, one_line, part
from copilot.evidence import Fact, Passage
from copilot.grounding.handles import plain_text
from copilot.metrics.support import ticket_fact
from copilot.records import ContactRole, Ticket

_MARKS = re.compile(r"[\"“”„«»]")
_READERS: dict[int, tuple[ContactRole, ...]] = {
    1: ("admin", "champion"),
    2: ("admin", "champion", "executive_sponsor"),
    3: ("admin", "champion", "executive_sponsor"),
}


def messages(d: Dossier) -> list[Part]:
    """Write the next message to each reader whom the level asks for, ready to be copied; gaps are marked to fill in."""
    found = matters(d)
    if not found:
        return part("unknown", f"- {d.finds} {d.missed('nothing that has to be sent')}.")
    level, there = level_of(d, found), those_there(d)
    written: list[Part] = []
    for role in _READERS[level.number]:
        reader = next((one for one in there if one.role == role), None)
        if reader is None:
            reason = d.missed(f"no active {show_word(role)} to write to")
            written += part("unknown", f"- {d.finds} {reason}.")
            continue
        head = f"**To {called(reader)}** {d.cite(d.person(reader))}"
        written += part("plan", head, *_TEXTS[role](d, found, level))
    return written


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


def _to_admin(d: Dossier, found: Sequence[Ticket], level: Level) -> list[str]:
    known = "; ".join(_known(d, one) for one in found)
    return [
        f"I own {_named(d, found)} from now.",
        f"What I know: {known}.",
        "What I don't know yet: (fill in: the cause, or the next step and its day).",
        "Workaround: (fill in: the steps, even by hand).",
        _next_word(d, level),
    ]


def _to_champion(d: Dossier, found: Sequence[Ticket], level: Level) -> list[str]:
    return [
        _effect(d, found),
        f"We have {_named(d, found)} in hand: (fill in: the engineer) works on nothing else.",
        "Until it is fixed: (fill in: the workaround).",
        "What should I tell your people so that you don't have to?",
        _next_word(d, level),
    ]


def _effect(d: Dossier, found: Sequence[Ticket]) -> str:
    """Say the effect back in the customer's words, where somebody wrote them on a ticket."""
    for one in voices_of(d, found):
        words, who = one_line(plain_text(one.display)), one.label.partition(" of ")[2]
        if not _MARKS.search(words):
            return f"{who} told us on {show_date(one.as_of)}: “{words}” {d.cite(one)}"
    return ""


def _to_sponsor(d: Dossier, found: Sequence[Ticket], level: Level) -> list[str]:
    known, rule = "; ".join(_known(d, one) for one in found), _rule(d)
    at = f" at 17:00 {d.cite(*rule)}" if rule else ""
    return [
        f"You should hear it from me: {known}.",
        "Who is hit: (fill in: teams and people). Fix expected: (fill in: the day, or when you will know it).",
        f"I write again on {d.put(_tomorrow(d))}{at}. Nothing is needed from you.",
    ]


def _tomorrow(d: Dossier) -> Fact:
    day = d.as_of + timedelta(days=1)
    return d.make("plan_date", "The update after the next", day, unit="date", formula="the day after the as-of date")


_TEXTS = {"admin": _to_admin, "champion": _to_champion, "executive_sponsor": _to_sponsor}
