"""What a value review looks back on: since the last one, a quarter at least and half a year at most."""

from datetime import date

from copilot.documents.dossier import Dossier
from copilot.metrics.engagement import is_active_contact
from copilot.records import Contact
from copilot.snapshot import days_before
from copilot.store.documents import IndexedNote

QUARTER, _LONGEST = 90, 180


def last_review(d: Dossier) -> IndexedNote | None:
    """Return the note of the latest review that the audience may see."""
    return next((note for note in d.notes if note.kind == "qbr"), None)


def period_start(d: Dossier) -> date:
    """Return the first day that is looked back on."""
    review = last_review(d)
    quarter = days_before(d.as_of, QUARTER)
    if review is None:
        return quarter
    return max(min(review.date, quarter), days_before(d.as_of, _LONGEST))


def days_looked_back(d: Dossier) -> int:
    """Return how many days the period has."""
    return (d.as_of - period_start(d)).days


def whose(d: Dossier) -> str:
    """Say whose something of the customer is: a customer is spoken to, our own people are told."""
    return "their" if d.is_internal else "your"


def active_people(d: Dossier) -> list[Contact]:
    """Return the contacts that are there on the day."""
    return [one for one in d.people if is_active_contact(one, d.as_of)]
