"""What was agreed in the latest conversations, how old it is, and whether a later note says what became of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from copilot.display import show_date, show_days
from copilot.documents.cleaning import cleaned
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import items, one_line, part
from copilot.evidence import Fact, Passage
from copilot.grounding.dates import DateMention, dates
from copilot.grounding.sources import fold
from copilot.llm.built_in.agreements import agreements
from copilot.llm.built_in.quoting import stems
from copilot.store.documents import IndexedNote

_RECENT_DAYS = 120
_MOST, _A_NOTE = 8, 6
_SAME = 0.5
"""Share of a promise's words that a later sentence has to hold to be about it."""
_DONE = r"(?:sent|done|came|arrived|delivered|happened|geschickt|erledigt|gekommen|envoyée?|reçue?|fait)"
_SAYS_DONE = re.compile(rf"[(,→–—-]\s*{_DONE}\b|\b(?:done|erledigt)\W*$", re.I)
_DONE_NEXT = re.compile(rf"^[\s.)]*(?:→\s*)?{_DONE}\b[^.]{{0,30}}\.", re.I)
_MARKS = re.compile(r"[\"“”„«»]")


@dataclass(frozen=True, slots=True)
class Promise:
    """Something agreed: its words, where they stand, when it was said and is due, what speaks of it later."""

    text: str
    passage: Passage
    day: date
    due: date | None
    later: Passage | None


def is_done(promise: Promise) -> bool:
    """Tell whether the note itself says that it was done: `(came 16 October)`, or `Sent.` behind it."""
    text = one_line(promise.passage.text)
    behind = text[text.find(promise.text) + len(promise.text) :]
    return bool(_SAYS_DONE.search(promise.text) or _DONE_NEXT.match(behind))


def promises(d: Dossier) -> list[Part]:
    """Write what was agreed, conversation by conversation, and of which no later note tells."""
    found = d.once(promises_of)
    if not found:
        gap = d.missed(f"no agreement in the notes since {show_date(_since(d))}")
        return part("unknown", f"- {d.finds} {gap}.")
    blocks = [
        text
        for _, group in groupby(found, lambda one: one.passage.document_id)
        for text in _conversation(d, list(group))
    ]
    return [
        *part("said", *blocks),
        *part("unknown", _not_told(d, [one for one in found if one.later is None and not is_done(one)])),
    ]


def promises_of(d: Dossier) -> list[Promise]:
    """Return the agreements of the last months, the oldest first."""
    found: list[Promise] = []
    for at, note in enumerate(d.notes):
        if (d.as_of - note.date).days > _RECENT_DAYS or note.kind == "internal":
            continue
        later = d.notes[:at]
        for one in agreements(note.passages, limit=_A_NOTE):
            text = cleaned(one.text)
            if len(text.split()) > 3 and not _MARKS.search(text) and fold(text) in fold(one.passage.text):
                found.append(Promise(text, one.passage, note.date, _due(text, note.date), _mentioned(text, later)))
    return sorted(found[:_MOST], key=lambda one: one.day)


def _since(d: Dossier) -> date:
    return date.fromordinal(max(1, d.as_of.toordinal() - _RECENT_DAYS))


def _due(text: str, said_on: date) -> date | None:
    """Return the day by which something is promised, where its words name one."""
    named = [day for one in dates(text, said_on) if (day := _next(one, said_on)) is not None and day >= said_on]
    return max(named, default=None)


def _next(mention: DateMention, said_on: date) -> date | None:
    """Return the day that is meant: of one without a year the next."""
    if mention.last is not None or not (mention.month and mention.day):
        return mention.last
    for year in (said_on.year, said_on.year + 1):
        try:
            day = date(year, mention.month, mention.day)
        except ValueError:
            continue
        if day >= said_on:
            return day
    return None


def _mentioned(text: str, later: Sequence[IndexedNote]) -> Passage | None:
    """Return the passage of a later note that speaks of a promise."""
    wanted = stems(text)
    if not wanted:
        return None
    for note in reversed(later):
        for passage in note.passages:
            if any(len(wanted & stems(line)) / len(wanted) >= _SAME for line in passage.text.splitlines()):
                return passage
    return None


def agreed_fact(d: Dossier, promise: Promise) -> Fact:
    """Return the day on which something was agreed, with its age."""
    return d.make(
        "promise",
        "Agreed on",
        promise.day,
        display=f"{show_date(promise.day)}, {show_days((d.as_of - promise.day).days)} ago",
        formula="the day of the note in which it was agreed",
    )


def due_fact(d: Dossier, due: date) -> Fact:
    """Return the day by which something was promised, and how far it is from it."""
    left = (due - d.as_of).days
    when = f"due in {show_days(left)}" if left >= 0 else f"{show_days(-left)} past its day"
    shown, formula = f"{when}, {show_date(due)}", "the day that its words name"
    return d.make("promise", "Due", due, display=shown, formula=formula)


def _conversation(d: Dossier, agreed: Sequence[Promise]) -> list[str]:
    """Return when and where it was agreed, and below it what."""
    first = agreed[0]
    return [
        f"Agreed on {d.put(agreed_fact(d, first))}, “{first.passage.title}” {d.cite(first.passage)}:",
        items(_told(d, one) for one in agreed),
    ]


def _told(d: Dossier, one: Promise) -> str:
    told = f"“{one.text}” {d.cite(one.passage)}"
    if is_done(one):
        return f"{told}; the note says that it was done"
    if one.due is not None:
        mark = "**" if one.due < d.as_of else ""
        told += f" {mark}({d.put(due_fact(d, one.due))}){mark}"
    if one.later is not None:
        told += f"; a later note speaks of it {d.cite(one.later)}"
    return told


def _not_told(d: Dossier, untold: Sequence[Promise]) -> str:
    if not untold:
        return ""
    few = f"{len(untold)} of them" if len(untold) > 1 else "one of them"
    gap = d.missed(f"no later note that speaks of {few} in the same words")
    return f"- Check what became of them: {d.finds} {gap}."
