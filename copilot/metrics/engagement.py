"""Who is there to talk to, and when we last did."""

from datetime import date

from copilot.evidence import RowRef
from copilot.metrics.facts import Measured, gap, make_fact
from copilot.records import Contact
from copilot.snapshot import Snapshot


def is_active_contact(contact: Contact, day: date) -> bool:
    """Tell whether a contact is there on a day: not left by then; with no day of leaving, not marked inactive.

    Who left on 3 June was there on 1 June, although the book marks them inactive today.
    """
    return contact.left_on > day if contact.left_on is not None else contact.active is not False


def active_contacts(snapshot: Snapshot) -> Measured:
    """Return how many contacts are there on the as-of date; with none on record it cannot be told."""
    if not snapshot.contacts:
        return [gap(snapshot, "active_contacts", "no contact on record")]
    there = [contact for contact in snapshot.contacts if is_active_contact(contact, snapshot.as_of)]
    formula = "contacts not left by the as-of date, and not marked inactive"
    return [
        make_fact(snapshot, "active_contacts", "Active contacts", len(there), formula=formula, records=there),
    ]


def last_contact(snapshot: Snapshot) -> Measured:
    """Return the later of the latest note that is not internal and any contact's `last_contacted`."""
    sources: list[tuple[date, Contact | RowRef]] = [
        (contact.last_contacted, contact)
        for contact in snapshot.contacts
        if contact.last_contacted is not None and contact.last_contacted <= snapshot.as_of
    ]
    touches = [touch for touch in snapshot.touches if touch.date <= snapshot.as_of]
    sources += [(touch.date, RowRef(table="notes", id=touch.note_id)) for touch in touches[-1:]]
    if not sources:
        return [gap(snapshot, "last_contact_date", "no contact and no note on record by then")]
    day = max(moment for moment, _ in sources)
    records = [record for moment, record in sources if moment == day]
    formula = "the later of the latest note that is not internal and any contact's last_contacted"
    return [
        make_fact(snapshot, "last_contact_date", "Last contact", day, unit="date", formula=formula, records=records),
        make_fact(
            snapshot,
            "days_since_contact",
            "Days since last contact",
            (snapshot.as_of - day).days,
            unit="days",
            formula="the as-of date less the last contact",
            records=records,
        ),
    ]
