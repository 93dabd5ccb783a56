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


def spoken_on(snapshot: Snapshot, contact: Contact) -> date | None:
    """Return the last day, known by then, on which we spoke with a contact: `last_contacted`, or a note they were in.

    The book keeps the last contact alone, so on an earlier day the notes tell what was known then.
    """
    name = contact.name.casefold()
    days = [touch.date for touch in snapshot.touches if touch.date <= snapshot.as_of and name in touch.people]
    if contact.last_contacted is not None and contact.last_contacted <= snapshot.as_of:
        days.append(contact.last_contacted)
    return max(days, default=None)


def last_spoken(snapshot: Snapshot) -> tuple[date, list[RowRef]] | None:
    """Return the later of the latest note that is not internal and any contact's `last_contacted`, and what says so."""
    sources: list[tuple[date, RowRef]] = [
        (contact.last_contacted, RowRef(table=contact.table, id=contact.row_id))
        for contact in snapshot.contacts
        if contact.last_contacted is not None and contact.last_contacted <= snapshot.as_of
    ]
    touches = [touch for touch in snapshot.touches if touch.date <= snapshot.as_of]
    sources += [(touch.date, RowRef(table="notes", id=touch.note_id)) for touch in touches]
    day = max((moment for moment, _ in sources), default=None)
    return None if day is None else (day, [row for moment, row in sources if moment == day])


def last_contact(snapshot: Snapshot) -> Measured:
    """Return the day on which we last spoke, and the days since."""
    spoken = last_spoken(snapshot)
    if spoken is None:
        return [gap(snapshot, "last_contact_date", "no contact and no note on record by then")]
    day, records = spoken
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
