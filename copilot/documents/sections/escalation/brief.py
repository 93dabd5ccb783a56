"""A matter that is escalated: where it stands, at which level and why, what is at stake, what was promised, whose."""

import re
from collections.abc import Sequence

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import those_there
from copilot.documents.sections.account.owed import told
from copilot.documents.sections.account.promises import promises_of
from copilot.documents.sections.escalation.harm import harm_in
from copilot.documents.sections.escalation.level import (
    PLAYBOOK,
    late_milestones,
    level_fact,
    level_of,
    matters,
    next_update,
    shown_tickets,
)
from copilot.documents.sections.escalation.timeline import is_about, sentences_of, voices_of
from copilot.documents.writing import items, join, part, quote, table
from copilot.evidence import Fact
from copilot.grounding.handles import plain_text
from copilot.metrics.support import ticket_fact
from copilot.records import Ticket

NONE_IS_OPEN = "no open ticket that is urgent or marked as escalated"
_ABOUT = re.compile(r"\b(?:root cause|fix|patch|ticket|workaround|status page|escalat\w*|ursache)\b", re.I)
_LEVEL = re.compile(r"\blevel [123]\b", re.I)
_ANSWERS = "answers for the matter"
_NEAREST, _LATE, _NOTES = 5, 2, 2
_THEIRS = {"admin": "tries the fix", "champion": "tells the teams", "executive_sponsor": "hears of it from us"}


def standing(d: Dossier) -> list[Part]:
    """Write whether there is an escalation and what it is about, and the nearest thing where there is none."""
    found = matters(d)
    if not found:
        return [*part("fact", f"**{d.finds} {d.missed(NONE_IS_OPEN)}.**"), *_nearest(d)]
    level = level_of(d, found)
    lines = items(f"{d.put(ticket_fact(one, d.account.name, d.as_of))}." for one in found)
    if d.is_internal:
        return part("fact", f"**By the playbook this is at {d.put(level_fact(d, level, found))}.**", lines)
    told_next = f"You hear from us again on {d.put(next_update(d, level))}, even if nothing is new."
    return [*part("fact", "**Not solved yet.**", lines), *part("plan", told_next)]


def _nearest(d: Dossier) -> list[Part]:
    """Write what comes nearest: the open tickets, and milestones that the levels' table names."""
    lines = [f"{d.put(ticket_fact(one, d.account.name, d.as_of))}." for one in shown_tickets(d)[:_NEAREST]]
    if d.is_internal:
        lines += [f"{d.put(one)}." for one in late_milestones(d)[:_LATE]]
    if not lines:
        return part("fact", f"{d.finds} {d.missed('no open ticket at all')}.")
    return part("fact", "The nearest to it:", items(lines))


def why_this_level(d: Dossier) -> list[Part]:
    """Write the rules that make the level, what our notes say of it, and what would raise it."""
    found = matters(d)
    if not found:
        return part("unknown", f"- {d.finds} {d.missed('no level to be at')}.")
    level = level_of(d, found)
    reasons = [f"{d.put(one.fact)}." for one in level.reasons]
    if level.since is None:
        reasons.append(
            f"{d.finds} {d.missed('no day on record from which it holds: agree on it with the Head of CS')}."
        )
    return [
        *part("fact", f"At {d.put(level_fact(d, level, found))}, because of this:", items(reasons)),
        *part("said", *_on_record(d)),
        *part("inferred", items(_raising(d, found))),
    ]


def _on_record(d: Dossier) -> list[str]:
    """Quote what the notes since the opening say of the level."""
    written: list[str] = []
    last = ""
    for one in [one for one in d.once(sentences_of) if _LEVEL.search(one.text)][:_NOTES]:
        if one.passage.document_id != last:
            written.append(f"Our note “{one.passage.title}” of {show_date(one.note.date)} {d.cite(one.passage)}:")
        written.append(quote(one.text, d.cite(one.passage)))
        last = one.passage.document_id
    return written


def _raising(d: Dossier, found: Sequence[Ticket]) -> list[str]:
    """Name what on the tickets, in their subject or the customer's words, the playbook starts at the highest level."""
    rule = d.line_of_playbook(PLAYBOOK, "Anything with patient")
    if rule is None:
        return []
    subjects = [(one.subject or "", ticket_fact(one, d.account.name, d.as_of)) for one in found]
    said = [*subjects, *((plain_text(one.display), one) for one in voices_of(d, found))]
    return [
        f"“{harm}” is what {fact.label} speaks of {d.cite(fact, rule[1])}: "
        "the Head of CS should decide today whether that makes it level 3."
        for text, fact in said
        if (harm := harm_in(text))
    ]


def impact(d: Dossier) -> list[Part]:
    """Write what is hit, in the customer's words, and what is at stake."""
    found = matters(d)
    if not found:
        return part("unknown", f"- {d.finds} {d.missed('nothing that is hit')}.")
    amounts, days = d.facts("arr"), d.fact("days_to_renewal")
    worth = join([d.put(one) for one in amounts]) if amounts else d.told("arr")
    ends = f"; the next line ends on {d.told('next_renewal_date')}, in {d.put(days)}" if days is not None else ""
    lines = [
        _users(d),
        f"**At stake:** {worth} a year{ends}.",
    ]
    return [
        *part("fact", items(lines)),
        *part("said", *_effect(d, found)),
        *part("unknown", f"- {d.finds} {d.missed('no number of people hit on record: ask the administrator')}."),
    ]


def _users(d: Dossier) -> str:
    users, seats = d.fact("monthly_active_users"), d.fact("seats")
    if users is None:
        return f"**Who uses it:** cannot be told, {d.told('monthly_active_users')}."
    of_seats = f", of {d.put(seats)}" if seats is not None else ""
    return f"**Who uses it:** {d.put(users)} in 28 days{of_seats}."


def _effect(d: Dossier, found: Sequence[Ticket]) -> list[str]:
    return [
        text
        for one in voices_of(d, found)
        for text in (f"{one.label}, {show_date(one.as_of)} {d.cite(one)}:", quote(plain_text(one.display), d.cite(one)))
    ]


def commitments(d: Dossier) -> list[Part]:
    """Write what was promised on the matter, with its day, and what became of it.

    That nothing was is told our own people alone: a customer may have been promised it in a talk not shared with them.
    """
    found = matters(d)
    about = [
        one
        for one in d.once(promises_of)
        if _ABOUT.search(one.text) or any(is_about(one.text, ticket) for ticket in found)
    ]
    if not found or not about:
        if not d.is_internal:
            return []
        return part(
            "unknown", f"- {d.finds} {d.missed('no promise on such a matter in the notes of the last months')}."
        )
    return part("said", items(told(d, one) for one in about))


def owners(d: Dossier) -> list[Part]:
    """Write who owns what, on our side and on theirs."""
    csm, sales = d.colleague(d.account.csm_email, "CSM"), d.colleague(d.account.sales_email, "Sales owner")
    rows = [["the next word to the customer" if d.is_internal else "the next word to you", _name(d, csm, "CSM")]]
    if d.is_internal:
        rows = [*_on_our_side(d, csm), *rows]
    rows.append(["the ticket itself", "Support"])
    if sales is not None and d.is_internal:
        rows.append(["price and contract, kept apart from it", d.put(sales)])
    wanted = _THEIRS if d.is_internal else {"admin": "tries the fix with us"}
    theirs = [one for one in those_there(d) if one.role in wanted]
    rows += [[wanted[str(one.role)], d.put(d.person(one))] for one in theirs[:_NEAREST]]
    return part("fact", _whose(d, csm), table(["what", "who"], rows))


def _whose(d: Dossier, csm: Fact | None) -> str:
    """Say who answers for it, or where nothing is escalated who writes next."""
    ours = _on_our_side(d, csm) if d.is_internal else []
    if ours:
        return f"**{ours[0][1]} {_ANSWERS}.**"
    return f"**The next word comes from {_name(d, csm, 'the CSM' if d.is_internal else 'us')}.**"


def _on_our_side(d: Dossier, csm: Fact | None) -> list[list[str]]:
    """Return who answers for the matter at its level, and what the Head of CS does."""
    found = matters(d)
    heads = [one for one in d.snapshot.team.values() if one.role == "head_of_cs"]
    head = _name(d, d.colleague(heads[0].email, "Head of CS") if heads else None, "Head of CS")
    if not found:
        return []
    if level_of(d, found).number > 2:
        return [[f"{_ANSWERS}, calls the sponsor", head]]
    return [[_ANSWERS, _name(d, csm, "CSM")], ["is told of it", head]]


def _name(d: Dossier, person: Fact | None, role: str) -> str:
    return d.put(person) if person is not None else role
