"""What happened at an account, day by day, out of every table that carries a date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from copilot.display import show_money, show_word
from copilot.records import Contact, Milestone, Note, Opportunity, Record, Sentiment, Subscription, Survey, Ticket
from copilot.scope import Scope
from copilot.store.accounts import AccountStore

_KINDS: tuple[type[Record], ...] = (Subscription, Contact, Note, Ticket, Survey, Milestone, Sentiment, Opportunity)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, in words, and the row that says so."""

    date: date
    kind: str
    text: str
    record: Record


def timeline(store: AccountStore, account_id: str, scope: Scope, since: date, until: date) -> list[Event]:
    """List the events of a period, both ends included, newest first."""
    events = (event for kind in _KINDS for row in store.all_of(kind, scope, account_id) for event in _events(row))
    return sorted((event for event in events if since <= event.date <= until), key=_newest_first)


def _newest_first(event: Event) -> tuple[int, str, str]:
    return (-event.date.toordinal(), event.record.table, event.text)


def _events(row: Record) -> Iterator[Event]:
    for day, kind, text in _moments(row):
        if day is not None:
            yield Event(day, kind, text, row)


def _moments(row: Record) -> Iterator[tuple[date | None, str, str]]:
    """Tell what a row says and when; a date that is not known yields nothing."""
    match row:
        case Note():
            yield row.date, row.kind or "note", row.title or f"{row.kind or 'note'} without a title"
        case Ticket():
            subject = f"ticket {row.ticket_id} ({row.priority or 'no priority'}): {row.subject or 'no subject'}"
            yield row.opened_at.date(), "ticket", f"{subject} opened"
            yield row.closed_at.date() if row.closed_at else None, "ticket", f"{subject} closed"
        case Subscription():
            line = f"{row.product or 'subscription'} {row.subscription_id}, {show_money(row.arr, row.currency)} a year"
            yield row.start_date, "contract", f"{line}, begins"
            yield min(row.end_date, row.cancelled_on or row.end_date), "contract", f"{line}, ends"
        case Contact():
            yield row.left_on, "people", f"{row.name} ({show_word(row.role or 'contact')}) left"
        case Survey():
            yield row.date, "survey", f"{row.kind.upper()} {row.score}"
        case Milestone():
            yield row.completed_date, "milestone", f"milestone “{row.name}” completed"
        case Sentiment():
            yield row.date, "sentiment", f"CSM rated the account {row.rating}"
        case Opportunity() if row.stage in ("won", "lost"):
            yield row.close_date, "opportunity", f"{row.kind} of {show_money(row.amount, row.currency)} {row.stage}"
