"""When we last spoke with somebody, and what they said last."""

import re

from copilot.display import show_date, show_days, show_word
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.said import RECENT_DAYS, Words, every_word
from copilot.evidence import Fact
from copilot.metrics.engagement import is_active_contact, spoken_on
from copilot.records import Contact, ContactRole
from copilot.snapshot import days_before

_MARKS = re.compile(r"[\"“”„«»]")
ROLES: tuple[ContactRole, ...] = ("executive_sponsor", "economic_buyer", "champion", "admin", "user", "detractor")
"""Those who decide first."""
_LONG = 5
"""Words; shorter ones are said last only where nothing more is said on the day."""


def those_there(d: Dossier) -> list[Contact]:
    """Return the contacts who are there on the day, those who decide first."""
    return sorted((one for one in d.people if is_active_contact(one, d.as_of)), key=power)


def power(contact: Contact) -> tuple[int, str]:
    """Return what sorts contacts: those who decide first; those without a role come last."""
    return ROLES.index(contact.role) if contact.role else len(ROLES), contact.name


def spoken_fact(d: Dossier, contact: Contact) -> Fact | None:
    """Return when we last spoke with somebody; None where no such day is on record."""
    day = spoken_on(d.snapshot, contact)
    if day is None:
        return None
    return d.make(
        "spoken_on",
        f"Last spoken to {contact.name}",
        day,
        display=f"{show_date(day)}, {show_days((d.as_of - day).days)} ago",
        formula="the later of last_contacted and the latest note that names them",
        records=[contact],
    )


def called(contact: Contact) -> str:
    """Say who somebody is in a few words: `Ines Okafor (champion)`."""
    return f"{contact.name} ({show_word(contact.role)})" if contact.role else contact.name


def last_words(d: Dossier, person: Contact | None = None) -> Words | None:
    """Return what was said last, by somebody on record or by this person; None in a silent half-year.

    It is of the latest day on which they said anything that may be quoted; of that day, the words that weigh most.
    """
    since = days_before(d.as_of, RECENT_DAYS)
    theirs = [
        one
        for one in d.once(every_word)
        if one.person is not None and (person is None or one.person == person) and one.day >= since
    ]
    told = [one for one in theirs if not _MARKS.search(one.text)]
    return max(told, key=lambda one: (one.day, _is_whole(one.text), one.weight), default=None)


def _is_whole(text: str) -> bool:
    """Tell whether words are a sentence of some length, not an item of a list or a scrap."""
    return len(text.split()) > _LONG and text[0].isupper() and text[-1] in ".!?"
