"""The open tickets with their age, and how support answered."""

from collections.abc import Iterable

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import items, part
from copilot.metrics.support import open_on, ticket_fact, urgency
from copilot.records import Ticket

_SHOWN = 10


def tickets(d: Dossier) -> list[Part]:
    """Write the open tickets, the most urgent first and then the oldest."""
    count = d.fact("open_tickets")
    found = sorted(as_shown(d, open_on(d.snapshot)), key=urgency)
    if count is None or not found:
        return part("fact", f"{d.finds} {d.missed('no open ticket')}.")
    shown = [f"{d.put(ticket_fact(one, d.account.name, d.as_of))}." for one in found[:_SHOWN]]
    more = f"Shown are the {_SHOWN} most urgent." if len(found) > _SHOWN else ""
    return part("fact", f"Open tickets: {d.put(count)}.", items(shown), more)


def as_shown(d: Dossier, tickets: Iterable[Ticket]) -> list[Ticket]:
    """Return tickets as the reader may see them: each of them counts, one whose subject is not theirs without it."""
    return [one if d.may_show(one.subject or "") else one.model_copy(update={"subject": None}) for one in tickets]
