"""What went wrong on our side: the tickets of the period, how long they took, and which were slow."""

from collections.abc import Sequence
from decimal import Decimal

from copilot.display import show_date, show_days
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.tickets import as_shown
from copilot.documents.sections.review.period import days_looked_back, period_start
from copilot.documents.writing import items, part
from copilot.evidence import Fact
from copilot.metrics.facts import show_number
from copilot.metrics.support import is_open, resolution_hours, ticket_fact
from copilot.records import Ticket

_SHOWN = 6
_SLOW_DAYS = {"urgent": 1, "high": 3, "normal": 5, "low": 10}
"""Days after which a ticket of a priority was slow."""


def review_support(d: Dossier) -> list[Part]:
    """Write how many tickets came and went, the open ones with their age, and those that were slow."""
    since = period_start(d)
    known = as_shown(d, (one for one in d.snapshot.tickets if one.opened_at.date() <= d.as_of))
    opened = [one for one in known if one.opened_at.date() >= since]
    closed = [one for one in known if one.closed_at is not None and since <= one.closed_at.date() <= d.as_of]
    still = sorted((one for one in known if is_open(one, d.as_of)), key=lambda one: one.opened_at)
    if not (opened or closed or still):
        told = f"{d.finds} {d.missed(f'no ticket since {show_date(since)}, and none that is open')}"
        return part("fact", f"- {told}.")
    ended = sorted(closed, key=resolution_hours, reverse=True)
    lines = [_open(d, one) for one in still] + [_closed(d, one) for one in ended]
    more = len(lines) - _SHOWN
    tail = f"Shown are the {_SHOWN} that took longest." if more > 0 else ""
    return part("fact", f"**{d.put(_counts(d, opened, closed, still))}.**", items(lines[:_SHOWN]), tail)


def _counts(d: Dossier, opened: Sequence[Ticket], closed: Sequence[Ticket], still: Sequence[Ticket]) -> Fact:
    slow = sum(map(_was_slow, closed))
    told = [f"{len(opened)} opened, {len(closed)} closed in {show_days(days_looked_back(d))}"]
    told += [f"{slow} of them slow"] if slow else []
    told += [f"{len(still)} still open"] if still else []
    return d.make(
        "ticket",
        "Tickets of the period",
        len(opened),
        display=f"Tickets: {', '.join(told)}",
        formula="slow: over 1 day to close where urgent, 3 days where high, 5 days where normal, 10 days where low",
        records=list({one.ticket_id: one for one in (*opened, *closed, *still)}.values()),
    )


def _was_slow(ticket: Ticket) -> bool:
    return resolution_hours(ticket) > 24 * _SLOW_DAYS.get(ticket.priority or "normal", 5)


def _open(d: Dossier, ticket: Ticket) -> str:
    return f"**Still open:** {d.put(ticket_fact(ticket, d.account.name, d.as_of))}{_answered(d, ticket)}."


def _closed(d: Dossier, ticket: Ticket) -> str:
    hours = resolution_hours(ticket)
    took = f"{show_number(hours)} hours" if hours < 48 else f"{show_number(hours / 24)} days"
    fact = d.make(
        "ticket",
        f"Time to close {ticket.ticket_id}",
        hours,
        unit="hours",
        display=took,
        formula="from opening to closing",
        records=[ticket],
    )
    head = "**Slow:** " if _was_slow(ticket) else ""
    return f"{head}{d.put(ticket_fact(ticket, d.account.name, d.as_of))}, after {d.put(fact)}{_answered(d, ticket)}."


def _answered(d: Dossier, ticket: Ticket) -> str:
    """Tell when the first answer came, where it took an hour or more."""
    minutes = Decimal(str(ticket.first_response_minutes or 0))
    if minutes < 60:
        return ""
    fact = d.make(
        "ticket",
        f"First answer to {ticket.ticket_id}",
        minutes,
        unit="minutes",
        formula="first_response_minutes of the ticket",
        records=[ticket],
    )
    return f"; first answer after {d.put(fact)}"
