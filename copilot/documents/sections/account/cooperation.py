"""The cooperation on a page, as the customer reads it: since when, what runs, how it is used, what came of it."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.story import bought_for, owners, shown_milestones
from copilot.documents.writing import items, join, part


def cooperation(d: Dossier) -> list[Part]:
    """Write the lines that can be told, and say plainly what is not measured."""
    return [*part("fact", items([owners(d), _contract(d), bought_for(d), _use(d), _open(d)])), *_value(d)]


def _contract(d: Dossier) -> str:
    since, amounts, end = d.fact("customer_since"), d.facts("arr"), d.fact("next_renewal_date")
    told = [f"together since {d.put(since)}"] if since is not None else []
    if amounts:
        told.append(f"{join([d.put(one) for one in amounts])} a year")
    told.append(f"until {d.put(end)}" if end is not None else f"nothing runs now, {d.told('next_renewal_date')}")
    return f"**Our contract:** {', '.join(told)}."


def _use(d: Dossier) -> str:
    users, seats, share = d.fact("monthly_active_users"), d.fact("seats"), d.fact("licence_utilisation")
    if users is None:
        return f"**Your use:** {d.told('monthly_active_users')}."
    of_seats = f" on {d.put(seats)}, {d.put(share)} of the seats" if seats is not None and share is not None else ""
    return f"**Your use:** {d.put(users)} in the last 28 days{of_seats}."


def _open(d: Dossier) -> str:
    count = d.fact("open_tickets")
    due = [one for one in shown_milestones(d) if one.due_date is not None]
    told = [f"tickets {d.put(count)}" if count is not None and count.value else d.missed("no open ticket")]
    if due:
        told.append(f"next milestone {d.put(milestone_fact(d, due[0]))}")
    return f"**Open:** {'; '.join(told)}."


def _value(d: Dossier) -> list[Part]:
    amounts = d.facts("value_realised")
    if not amounts:
        return part("unknown", f"- **What came of it:** not told in money yet, {d.told('value_realised')}.")
    worth = join([d.put(one) for one in amounts])
    return part("fact", f"- **What came of it:** {worth} a year, as you measured it.")
