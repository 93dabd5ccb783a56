"""The open tickets with their age, and how support answered."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import items, part
from copilot.metrics.support import open_on, ticket_fact, urgency

_SHOWN = 10


def tickets(d: Dossier) -> list[Part]:
    """Write the open tickets, the most urgent first and then the oldest."""
    count = d.fact("open_tickets")
    found = sorted((one for one in open_on(d.snapshot) if d.may_show(one.subject or "")), key=urgency)
    if count is None or not found:
        return part("fact", f"{d.finds} {d.missed('no open ticket')}.")
    shown = [f"{d.put(ticket_fact(one, d.account.name, d.as_of))}." for one in found[:_SHOWN]]
    more = f"Shown are the {_SHOWN} most urgent." if len(found) > _SHOWN else ""
    return part("fact", f"Open tickets: {d.put(count)}.", items(shown), more)
