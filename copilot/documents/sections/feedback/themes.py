"""The themes of a feedback summary: which of them are shown, what they are called, and their figures as cited facts."""

from collections.abc import Sequence
from dataclasses import replace

from copilot.documents.overall import Overall
from copilot.evidence import Fact, Passage, RowRef
from copilot.feedback.facts import facts_of
from copilot.feedback.reading import Theme
from copilot.feedback_item import Item
from copilot.grounding.handles import plain_text
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Feedback
from copilot.snapshot import Snapshot

SHOWN = 7
"""Themes that are told whole: more than these nobody decides about in one sitting, says the playbook."""
_MARKS = str.maketrans("|", "/", '“”„"«»')
"""A bar would end a table's cell."""
Figures = dict[str, list[Fact]]
"""The facts of a theme by the last part of their name: money has one a currency."""


def shown(d: Overall) -> Sequence[Theme]:
    """Return the themes that are told whole, the weightiest first."""
    return d.themes.themes[:SHOWN]


def called(theme: Theme) -> str:
    """Return a theme's name in quotation marks, as it is made of customers' words; a quotation has to be cited."""
    return f"“{bare_name(theme)}”"


def bare_name(theme: Theme) -> str:
    """Return a theme's name without quotation marks, as a fact that is cited for it has to hold it."""
    return " ".join(plain_text(theme.name).translate(_MARKS).split()) or theme.theme_id


def figure(d: Overall, theme: Theme, name: str) -> str:
    """Return a figure of a theme (`arr`), one for each currency that no rate joins; nothing where it has none."""
    return " and ".join(d.put(one) for one in facts(d, theme, name))


def facts(d: Overall, theme: Theme, name: str) -> list[Fact]:
    """Return the facts of a theme by the last part of their name, not yet in the evidence."""
    known = d.once(_figures)
    if theme.theme_id not in known:
        known[theme.theme_id] = _measured(d, theme)
    return known[theme.theme_id].get(name, [])


def source(d: Overall, theme: Theme) -> str:
    """Cite a theme by how many accounts speak of it: what else names it needs no more."""
    return d.cite(*facts(d, theme, "accounts"))


def _figures(_: Overall) -> dict[str, Figures]:
    """Return the figures of the themes that were asked for so far, by the theme's id."""
    return {}


def _measured(d: Overall, theme: Theme) -> Figures:
    weighed = replace(theme.ranked.theme, name=bare_name(theme))
    found: Figures = {}
    for fact in facts_of(weighed, d.accounts.standards.themes):
        found.setdefault(fact.name.removeprefix(f"theme.{theme.theme_id}."), []).append(located(d, fact))
    return found


# Where what was said stands


def located(d: Overall, fact: Fact) -> Fact:
    """Return a fact with the notes in which its passages stand, as an appendix names them: by their path."""
    if all(row.table != "passages" for row in fact.rows):
        return fact
    notes = d.once(passages)
    rows = [
        RowRef(table="notes", id=notes[row.id].path) if row.table == "passages" and row.id in notes else row
        for row in fact.rows
    ]
    return fact.model_copy(update={"rows": list(dict.fromkeys(rows))})


def passages(d: Overall) -> dict[str, Passage]:
    """Return the passages of notes in which something was said, by their handle."""
    every = [*(item for theme in d.themes.themes for item in theme.items), *d.themes.unthemed]
    numbers = {int(item.source_id[1:]) for item in every if item.origin == "note"}
    return {one.id: one for one in d.documents.passages(sorted(numbers), d.scope).values()}


def rows_by_id(d: Overall) -> dict[str, Feedback]:
    """Return the rows of feedback, which know by what channel something was said and where a row was taken from."""
    return {one.feedback_id: one for one in d.feedback}


def row_of(d: Overall, item: Item) -> Feedback | None:
    """Return the row of feedback that an item stands in; None where it stands elsewhere."""
    return d.once(rows_by_id).get(item.source_id) if item.origin == "feedback" else None


def is_leaving(snapshot: Snapshot) -> bool:
    """Tell whether an account has left, or has given notice for all that it has."""
    running = active_subscriptions(snapshot)
    past = [one for one in snapshot.subscriptions if one.start_date <= snapshot.as_of]
    return bool(past) and all(one.cancelled_on is not None for one in running)


def last_day(d: Overall, snapshot: Snapshot) -> Fact:
    """Return the day from which on an account that leaves has no contract any more."""
    past = [one for one in snapshot.subscriptions if one.start_date <= snapshot.as_of]
    day = max(min(one.end_date, one.cancelled_on or one.end_date) for one in past)
    formula = "the first day that no contract covers any more"
    return d.make("contract", "Contract until", day, of=snapshot.account, unit="date", formula=formula, records=past)
