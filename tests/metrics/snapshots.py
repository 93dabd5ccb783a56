"""Snapshots built by hand, and facts looked up by name."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from copilot.evidence import Fact, Gap
from copilot.records import Account, Contact, Subscription, Ticket, Usage
from copilot.snapshot import Reading, Snapshot, days_before

D = date(2026, 6, 30)
"""The as-of date of the worked examples."""
ACME = Account(account_id="A1", name="Acme", segment="enterprise")


def day(offset: int) -> date:
    """Return the day so many days after the as-of date."""
    return D + timedelta(days=offset)


def line(number: int, arr: int, start: date, end: date, **more: Any) -> Subscription:
    """Return a contract line."""
    return Subscription(
        subscription_id=f"S{number}", account_id="A1", arr=Decimal(arr), start_date=start, end_date=end, **more
    )


def contact(number: int, **more: Any) -> Contact:
    """Return a stakeholder."""
    return Contact(contact_id=f"C{number}", account_id="A1", name=f"Person {number}", **more)


def ticket(number: int, **more: Any) -> Ticket:
    """Return a ticket."""
    return Ticket(ticket_id=f"T{number}", account_id="A1", **more)


def usage(on: date, users: int | None) -> Usage:
    """Return a usage row."""
    return Usage(account_id="A1", date=on, monthly_active_users=users)


def snapshot(**known: Any) -> Snapshot:
    """Return a snapshot of Acme; `usage` and `usage_before` are the rows of the as-of date and of 28 days before."""
    as_of = known.pop("as_of", D)
    readings = known.pop("readings", {})
    for name, days_ago in (("usage", 0), ("usage_before", 28)):
        if (row := known.pop(name, None)) is not None:
            readings |= {days_before(as_of, days_ago): Reading(usage=row)}
    return Snapshot(account=known.pop("account", ACME), as_of=as_of, readings=readings, **known)


def facts(measured: Iterable[Fact | Gap]) -> dict[str, Fact]:
    """Return the facts by name."""
    return {fact.name: fact for fact in measured if isinstance(fact, Fact)}


def gaps(measured: Iterable[Fact | Gap]) -> dict[str, str]:
    """Return the reasons of what cannot be told, by name."""
    return {gap.name: gap.reason for gap in measured if isinstance(gap, Gap)}


def rows(fact: Fact) -> set[str]:
    """Return the rows that a fact names."""
    return {f"{row.table}:{row.id}" for row in fact.rows}
