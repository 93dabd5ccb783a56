"""Who carries a plan: both sides' people, what each does in it, and which part nobody has yet."""

from collections.abc import Mapping

from copilot.display import show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import items, join, part, table
from copilot.metrics.engagement import is_active_contact
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Contact, ContactRole

TO_BE_NAMED = "to be named"
_TASKS: Mapping[ContactRole, str] = {
    "executive_sponsor": "Says what it is for, names the next team, strikes and adds lines",
    "economic_buyer": "Says what a unit is worth, and what they would sign",
    "champion": "Leads it: keeps the dates, takes baseline and current value",
    "admin": "Looks after sign-in, groups and releases; names a stand-in",
    "detractor": "Says what has to hold before it may be used",
    "user": "Brings a task of their own, and shows what came of it",
}
_WANTED: tuple[ContactRole, ...] = ("executive_sponsor", "champion", "admin")
_CALLED: Mapping[ContactRole, str] = {
    "executive_sponsor": "sponsor",
    "economic_buyer": "budget owner",
    "champion": "project lead",
    "admin": "administrator",
}
"""What a customer is told of a role; our own words for it stay with us."""
_MOST = 8


def is_over(d: Dossier) -> bool:
    """Tell whether no contract runs any more, so that there is nothing left to plan."""
    return bool(d.snapshot.subscriptions) and not active_subscriptions(d.snapshot)


def holders(d: Dossier, role: ContactRole) -> list[Contact]:
    """Return the active contacts who have a role."""
    return [one for one in d.people if one.role == role and is_active_contact(one, d.as_of)]


def called(d: Dossier, role: ContactRole) -> str:
    """Return what the reader calls a role: our champion is the customer's project lead."""
    return show_word(role) if d.is_internal else _CALLED.get(role, "colleague")


def theirs(d: Dossier, *roles: ContactRole) -> str:
    """Name who of the customer's people has the first of these roles that somebody has."""
    found = next((one for role in roles for one in holders(d, role)), None)
    return named(d, found) if found is not None else TO_BE_NAMED


def named(d: Dossier, contact: Contact) -> str:
    """Name one of the customer's people, with the source."""
    return f"{contact.name} {d.cite(d.person(contact))}"


def ours(d: Dossier, email: str | None = None) -> str:
    """Name one of our own people, without an address the CSM of the account."""
    found = d.colleague(email or d.account.csm_email, "With us")
    return d.put(found) if found is not None else TO_BE_NAMED


def sides(d: Dossier) -> list[Part]:
    """Write who does what on both sides, and which roles nobody fills."""
    there = sorted((one for one in d.people if is_active_contact(one, d.as_of)), key=_rank)
    if is_over(d):
        return part("unknown", f"- There is no plan to carry: {d.missed('no contract runs on this day')}.")
    us = "our CSM" if d.is_internal else "Ai First"
    rows = [[_who(d, one), _role(d, one), _TASKS.get(one.role or "user", _TASKS["user"])] for one in there[:_MOST]]
    if (csm := ours(d)) != TO_BE_NAMED:
        rows.append([csm, us, "Keeps the plan, and asks before each date whether it holds"])
    more = f"{len(there) - _MOST} more are on record." if len(there) > _MOST else ""
    return [
        *part("fact", table(["who", "role" if d.is_internal else "what they are", "does in this plan"], rows), more),
        *part("unknown", items(_gaps(d, there))),
    ]


def _rank(contact: Contact) -> tuple[int, str]:
    order = list(_TASKS)
    return order.index(contact.role) if contact.role in order else len(order), contact.name


def _who(d: Dossier, contact: Contact) -> str:
    return named(d, contact)


def _role(d: Dossier, contact: Contact) -> str:
    title = contact.title or ""
    if not d.is_internal:
        return title or "title not on record"
    return ", ".join(one for one in (title, show_word(contact.role) if contact.role else "no role on record") if one)


def _gaps(d: Dossier, there: list[Contact]) -> list[str]:
    missing = [called(d, role) for role in _WANTED if not holders(d, role)]
    lines = []
    if missing and d.is_internal:
        roles = join(missing, "or")
        lines.append(f"{d.finds} {d.missed(f'no {roles} among the active contacts')}.")
    elif missing:
        lines.append(f"Please name your {join(missing)}.")
    if len(there) == 1:
        only = there[0]
        words = "Please name a second person" if not d.is_internal else "Ask for a second name"
        lines.append(f"{words}: everything hangs on {named(d, only)}.")
    if ours(d) == TO_BE_NAMED:
        lines.append(
            f"{d.finds} {d.missed('no CSM on record')}." if d.is_internal else "We still have to name our side."
        )
    return lines
