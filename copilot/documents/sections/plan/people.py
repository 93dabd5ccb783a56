"""Who carries a plan: both sides' people, what each does in it, and which part nobody has yet."""

import re
from collections.abc import Mapping

from copilot.display import show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.ended import end_fact, has_ended
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.writing import items, join, one_line, part, table
from copilot.metrics.engagement import is_active_contact
from copilot.records import Contact, ContactRole

TO_BE_NAMED = "to be named"
_TASKS: Mapping[ContactRole, str] = {
    "executive_sponsor": "Says what it is for, names the next team, and decides what is dropped",
    "economic_buyer": "Says what a unit is worth, and checks the figures",
    "champion": "Leads the work: keeps the dates, and has the figures measured",
    "admin": "Looks after sign-in, groups and releases, and names a stand-in",
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
_SHORT, _LONG, _LONGER = 7, 12, 4
"""Letters of a telling word, of one that tells alone where it begins another, and how much longer that one is."""


def is_over(d: Dossier) -> bool:
    """Tell whether every contract has ended, so that nothing is left to plan; one that is still to begin has not."""
    return has_ended(d) or (d.account.stage == "churned" and not d.snapshot.subscriptions)


def ended(d: Dossier) -> str:
    """Say that no contract runs, and since when."""
    if not has_ended(d):
        return d.told("next_renewal_date")
    return f"the last contract ended on {d.put(end_fact(d))}"


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


def whose_title(d: Dossier, text: str) -> Contact | None:
    """Return who of the customer's people has a title that speaks of what a text is about; None where not one alone.

    Two telling words have to be in both, or a long one that begins a much longer one: `Informationssicherheit` is in
    `Informationssicherheitsbeauftragter`.
    """
    about = telling(text)
    fitting = [one for one in d.people if is_active_contact(one, d.as_of) and _fits(about, telling(one.title or ""))]
    return fitting[0] if len(fitting) == 1 else None


def telling(text: str) -> set[str]:
    """Return the words of a text that are long enough to tell what it is about."""
    return {one for one in re.findall(r"[^\W\d_]+", text.casefold()) if len(one) >= _SHORT}


def _fits(about: set[str], title: set[str]) -> bool:
    begins = any(
        len(one) >= _LONG and len(other) - len(one) >= _LONGER and other.startswith(one)
        for one in about
        for other in title
    )
    return begins or len(about & title) > 1


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
        return part("unknown", f"- Nobody has a part left in it: {ended(d)}.")
    us = "our CSM" if d.is_internal else "Ai First"
    rows = [[named(d, one), _role(d, one), _task(d, one)] for one in there[:_MOST]]
    if (csm := ours(d)) != TO_BE_NAMED:
        rows.append([csm, us, "Keeps this plan, and asks before each date whether it holds"])
    more = f"Shown are the first {_MOST}." if len(there) > _MOST else ""
    return [
        *part("fact", table(["who", "role", "does in this plan"], rows), more),
        *part("unknown", items(_gaps(d, there))),
    ]


def _rank(contact: Contact) -> tuple[int, str]:
    order = list(_TASKS)
    return order.index(contact.role) if contact.role in order else len(order), contact.name


def _task(d: Dossier, contact: Contact) -> str:
    """Say what somebody does in the plan: by their role, or that of a user by the line that their title speaks of."""
    if contact.role in (None, "user"):
        for line in d.milestones:
            is_open = line.completed_date is None or line.completed_date > d.as_of
            if is_open and whose_title(d, f"{line.name} {line.objective or ''}") == contact:
                return f"Says when “{one_line(line.name)}” is done {d.cite(milestone_fact(d, line))}"
    return _TASKS.get(contact.role or "user", _TASKS["user"])


def _role(d: Dossier, contact: Contact) -> str:
    title = contact.title or ""
    if not d.is_internal:
        return title or "-"
    return ", ".join(one for one in (title, show_word(contact.role) if contact.role else "no role on record") if one)


def _gaps(d: Dossier, there: list[Contact]) -> list[str]:
    missing = [called(d, role) for role in _WANTED if not holders(d, role)]
    lines = []
    if missing and d.is_internal:
        roles = join(missing, "or")
        lines.append(f"{d.finds} {d.missed(f'no {roles} among the active contacts')}.")
    elif missing:
        lines.append(f"Please tell us who is your {join(missing)}.")
    if len(there) == 1:
        only = there[0]
        if d.is_internal:
            lines.append(f"Ask for a second name: everything hangs on {named(d, only)}.")
        else:
            lines.append(f"Please name somebody who can stand in for {named(d, only)}.")
    if ours(d) == TO_BE_NAMED:
        lines.append(
            f"{d.finds} {d.missed('no CSM on record')}." if d.is_internal else "We still owe you a name on our side."
        )
    return lines
