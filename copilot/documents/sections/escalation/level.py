"""At which level an escalation is, by the rules of the escalation playbook, since when, and when it moves up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from copilot.display import show_date, show_days
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import open_milestones
from copilot.documents.sections.account.tickets import as_shown
from copilot.documents.sections.account.working_days import after, due_in
from copilot.evidence import Fact
from copilot.metrics.revenue import due_next
from copilot.metrics.support import open_on, urgency
from copilot.records import Record, Ticket
from copilot.snapshot import days_before

PLAYBOOK = "escalation"
_MILESTONE_DAYS, _URGENT_DAYS, _PROOF_DAYS, _RENEWAL_DAYS, _WORKING_DAYS = 14, 5, 21, 90, 5
"""Days late of a milestone to level 1; to level 2 of an urgent ticket, of a late proof, and before a renewal; working
days from level 2 to level 3."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a level holds, as a fact, and since when; None where the tables do not say since when."""

    level: int
    fact: Fact
    since: date | None


@dataclass(frozen=True, slots=True)
class Level:
    """The level of an escalation with its reasons, since when it holds, and when it moves up by itself."""

    number: int
    since: date | None
    moves_up: date | None
    reasons: Sequence[Reason]


def shown_tickets(d: Dossier) -> list[Ticket]:
    """Return the open tickets, oldest first, each as the reader may see it."""
    return as_shown(d, open_on(d.snapshot))


def matters(d: Dossier) -> list[Ticket]:
    """Return what is escalated: the open tickets that are urgent or marked so, the most urgent and oldest first."""
    return sorted((one for one in shown_tickets(d) if one.priority == "urgent" or one.escalated), key=urgency)


def level_of(d: Dossier, found: Sequence[Ticket]) -> Level:
    """Return the level that the playbook's table gives to open tickets.

    Level 3 is reached when level 2 has run for five working days; whether a regulator, safety or lost data is in it,
    no table says. From when a renewal is touched or a proof is late is not on record either: both make level 2, and
    start no clock.
    """
    reasons = [*_second(d, found), *_renewal(d)]
    dated = [one.since for one in reasons if one.since is not None]
    if not reasons:
        first = _first(d, found[0])
        return Level(1, first.since, _later(first.since, _URGENT_DAYS) if first.since else None, [first])
    since = min(dated, default=None)
    third = after(since, _WORKING_DAYS) if since is not None else None
    if third is not None and third <= d.as_of:
        text = f"Level 3: level 2 has run for 5 working days, to {show_date(third)}, and no fix is on record"
        return Level(3, third, None, [Reason(3, _fact(d, text, found), third), *reasons])
    return Level(2, since, third, reasons)


def _first(d: Dossier, ticket: Ticket) -> Reason:
    """Return why level 1 holds; from when a ticket is marked as escalated, no table says."""
    opened = ticket.opened_at.date()
    why = "is urgent" if ticket.priority == "urgent" else "is marked as escalated"
    fact = _fact(d, f"Level 1: {ticket.ticket_id} {why}, opened on {show_date(opened)}", [ticket])
    return Reason(1, fact, opened if ticket.priority == "urgent" else None)


def _second(d: Dossier, found: Sequence[Ticket]) -> list[Reason]:
    """Return what of the tickets themselves makes level 2."""
    urgent = sorted((one for one in found if one.priority == "urgent"), key=lambda one: one.opened_at)
    reasons = []
    for one in urgent[:1]:
        since = _later(one.opened_at.date(), _URGENT_DAYS)
        if since <= d.as_of:
            text = (
                f"Level 2: {one.ticket_id} is urgent, open for {_age(d, one)}; 5 days were over on {show_date(since)}"
            )
            reasons.append(Reason(2, _fact(d, text, [one]), since))
    for one in urgent[1:2]:
        since = one.opened_at.date()
        text = f"Level 2: {one.ticket_id} is the second urgent ticket, opened on {show_date(since)}"
        reasons.append(Reason(2, _fact(d, text, [one]), since))
    proof = next((one for one in found if one.category == "security" and _days_open(d, one) >= _PROOF_DAYS), None)
    if proof is not None:
        text = (
            f"Level 2: {proof.ticket_id} is a security matter, open for {_age(d, proof)}, and a proof late by 21 days"
        )
        reasons.append(Reason(2, _fact(d, f"{text} is level 2; the promised day is not on record", [proof]), None))
    return reasons


def _renewal(d: Dossier) -> list[Reason]:
    due = due_next(d.snapshot)
    if not due or days_before(due[0].end_date, _RENEWAL_DAYS) > d.as_of:
        return []
    left = show_days((due[0].end_date - d.as_of).days)
    text = f"Level 2: the contract ends in {left}, on {show_date(due[0].end_date)}, inside 90 days"
    return [Reason(2, _fact(d, text, due), None)]


def level_fact(d: Dossier, level: Level, records: Sequence[Record]) -> Fact:
    """Return the level as a fact: `level 2, since 17 November 2026`."""
    since = f", since {show_date(level.since)}" if level.since is not None else ""
    return _fact(d, f"level {level.number}{since}", records)


def next_update(d: Dossier, level: Level) -> Fact:
    """Return the day of the next update to the customer: the second working day at level 1, else the same day."""
    if level.number == 1:
        return due_in(d, 2)
    return d.make("plan_date", "Next update", d.as_of, unit="date", formula="the playbook asks for one each day")


def late_milestones(d: Dossier) -> list[Fact]:
    """Return the milestones that are late enough for level 1, as facts."""
    found = [one for one in open_milestones(d) if one.due_date is not None]
    return [
        _fact(d, f"Level 1 by the table: milestone “{one.name}”, {show_days((d.as_of - due).days)} overdue", [one])
        for one in found
        if (due := one.due_date) is not None and due <= days_before(d.as_of, _MILESTONE_DAYS)
    ]


def _age(d: Dossier, ticket: Ticket) -> str:
    return show_days(_days_open(d, ticket))


def _days_open(d: Dossier, ticket: Ticket) -> int:
    return (d.as_of - ticket.opened_at.date()).days


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _fact(d: Dossier, text: str, records: Sequence[Record]) -> Fact:
    formula = "the table Levels and clock of the escalation playbook"
    return d.make("escalation", "Level", text, display=text, formula=formula, records=records)
