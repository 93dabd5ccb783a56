"""Days and owners that notes name, as steps of the plan: what was agreed and is still to come."""

import re
from collections.abc import Iterable
from typing import TypeVar

from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.promises import Promise, agreed_fact, fate_of, promises_of
from copilot.documents.sections.plan.days import later, planned
from copilot.documents.sections.plan.people import TO_BE_NAMED, named, ours, telling, whose_title
from copilot.documents.writing import one_line
from copilot.evidence import Fact
from copilot.grounding.handles import plain_text
from copilot.metrics.engagement import is_active_contact
from copilot.records import Contact, Milestone

_LATELY = 30
"""Days after its day in which what was agreed is still a step of the plan, which asks what became of it."""
_HORIZON = 400
_MOST = 2
_MARKS = re.compile('["“”„«»]')
T = TypeVar("T")


def ahead(d: Dossier) -> list[Promise]:
    """Return what was agreed for a day that is still to come and is not over, the first day first."""
    found = [
        one
        for one in d.once(promises_of)
        if one.due is not None and d.as_of <= one.due <= later(d.as_of, _HORIZON) and not fate_of(d, one).is_over
    ]
    return sorted(found, key=lambda one: str(one.due))


def just_past(d: Dossier) -> list[Promise]:
    """Return what was agreed for a day that has just gone, and of which no note says what became of it."""
    found = [one for one in d.once(promises_of) if fate_of(d, one).outcome in ("past its day", "not kept")]
    return [one for one in found if one.due is not None and one.due < d.as_of <= later(one.due, _LATELY)]


def new_day(d: Dossier, line: Milestone) -> Promise | None:
    """Return the agreement that gives a late line of the plan a new day; None without one."""
    about = [one for one in ahead(d) if _is_of(d, one, line)]
    return max(about, key=lambda one: one.day, default=None)


def words(d: Dossier, one: Promise) -> str:
    """Tell what was agreed in the words of its note, without quotation marks: beside it stand the names of owners."""
    told = _MARKS.sub("", plain_text(one_line(one.text))).rstrip(".")
    return f"{told} {d.cite(one.passage)}"


def due(d: Dossier, one: Promise) -> Fact:
    """Return the day that its words name, as a day of the plan."""
    assert one.due is not None
    return planned(d, one.due, "the day that was agreed in conversation")


def agreed(d: Dossier, one: Promise) -> str:
    """Say when something was agreed."""
    return f"agreed on {d.put(agreed_fact(d, one))}"


def line_of(d: Dossier, one: Promise) -> Milestone | None:
    """Return the line of the plan that an agreement is about."""
    found = fate_of(d, one).milestone
    return found if found is not None and found in d.milestones else None


def owners(d: Dossier, one: Promise) -> list[str]:
    """Name who of us and who of them its words name; else who said that they do it, else our CSM or nobody yet."""
    colleagues = _called(one.text, ((person.name, email) for email, person in d.snapshot.team.items()))
    contacts = _contacts(d, one)
    us = ", ".join(ours(d, email) for email in colleagues[:_MOST])
    them = ", ".join(named(d, person) for person in contacts[:_MOST])
    return [us or ("-" if one.side == "theirs" else ours(d)), them or (TO_BE_NAMED if one.side == "theirs" else "-")]


def _contacts(d: Dossier, one: Promise) -> list[Contact]:
    """Return who of the customer's people an agreement names; else who said it where it is theirs to do."""
    there = [person for person in d.people if is_active_contact(person, d.as_of)]
    called = _called(one.text, ((person.name, person) for person in there))
    return called or [person for person in there if person.name == one.by and one.side == "theirs"]


def _is_of(d: Dossier, one: Promise, line: Milestone) -> bool:
    """Tell whether an agreement is about a line: as its words are, or by one word and whoever the line is up to."""
    found = line_of(d, one)
    if found is not None:
        return found.milestone_id == line.milestone_id
    own = whose_title(d, line.name)
    return own is not None and own in _contacts(d, one) and bool(telling(line.name) & telling(one.text))


def _called(text: str, people: Iterable[tuple[str, T]]) -> list[T]:
    """Return whose first or last name stands in a text, in the order of their names there."""
    found = []
    for name, person in people:
        parts = [re.escape(part) for part in (name.split()[0], name.split()[-1]) if len(part) > 2 and part[-1] != "."]
        match = re.search(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)(?!['’]s)", text) if parts else None
        if match is not None:
            found.append((match.start(), person))
    return [person for _, person in sorted(found, key=lambda pair: pair[0])]
