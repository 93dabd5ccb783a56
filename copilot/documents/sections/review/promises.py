"""What was agreed last time, and what became of it: kept, late, still to come, or not told."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from copilot.display import show_date, show_days
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.promises import Promise, promises_of
from copilot.documents.writing import items, part
from copilot.evidence import Fact
from copilot.llm.built_in.lines import read_lines
from copilot.llm.built_in.quoting import stems

Outcome = Literal["kept", "late", "not kept", "past its day", "still to come", "not told"]
_ORDER: tuple[Outcome, ...] = ("kept", "late", "not kept", "past its day", "still to come", "not told")
_TOLD: dict[Outcome, str] = {
    "kept": "Kept",
    "late": "Late",
    "not kept": "Not kept",
    "past its day": "Past its day, and no later note says what became of it",
    "still to come": "Still to come",
    "not told": "No later note says what became of it",
}
_COUNTED: dict[Outcome, str] = {"past its day": "past the day agreed", "not told": "without a later word"}
_DONE = re.compile(
    r"\b(?:done|sent|came|arrived|delivered|kept|finished|completed|live|erledigt|geschickt|gekommen|fait|envoyé\w*)\b",
    re.I,
)
_NOT_DONE = re.compile(
    r"\b(?:never happened|did(?: not|n['’]t) happen|not done|still (?:open|missing|waiting)|dead|nicht passiert"
    r"|nie passiert|pas fait)\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:not|never|no|nobody|nicht|nie|kein\w*|pas|jamais|will|if|until|when)\b|n['’]t\b", re.I)
_NO_PROMISE = re.compile(r"\?$|\b(?:nothing|give up|nichts|rien)\b", re.I)
"""What asks, or says that somebody need not do anything, is no promise."""
_ADDED = re.compile(r"\(([^()]*)\)")
"""What is added to a promise in brackets, by whoever wrote the note, once it is known."""
_SAME = 0.5


def review_promises(d: Dossier) -> list[Part]:
    """Write how many agreements were kept, and each of them with what became of it."""
    found = d.once(shared_promises)
    if not found:
        notes = "the notes" if d.is_internal else "the notes that we share with you"
        return part("unknown", f"- {d.finds} {d.missed(f'no agreement of the last 120 days in {notes}')}.")
    told = [(fate(d, one), one) for one in found]
    told.sort(key=lambda pair: _ORDER.index(pair[0]))
    return [*part("fact", f"**{d.put(_counted(d, [one for one, _ in told]))}.**"), *part("said", _listed(d, told))]


def shared_promises(d: Dossier) -> list[Promise]:
    """Return the agreements that the audience may read; kept for the sections of one document that ask for them."""
    return [
        one
        for one in d.once(promises_of)
        if not _NO_PROMISE.search(one.text) and d.may_show(f"{one.text} {one.passage.title}")
    ]


def fate(d: Dossier, promise: Promise) -> Outcome:
    """Tell what became of a promise; kept or not is said only where words of a note say so."""
    added = " ".join(_ADDED.findall(promise.text))
    if _NOT_DONE.search(added):
        return "not kept"
    if _DONE.search(added) and not _DENIES.search(added):
        return "kept"
    later = _sentence_on(promise)
    if _NOT_DONE.search(later):
        return "not kept"
    if _DONE.search(later) and not _DENIES.search(later):
        on = promise.later.date if promise.later is not None else None
        return "late" if promise.due is not None and on is not None and on > promise.due else "kept"
    if promise.due is None:
        return "not told"
    return "still to come" if promise.due >= d.as_of else "past its day"


def _sentence_on(promise: Promise) -> str:
    """Return the sentence of the later note that speaks of the promise."""
    wanted = stems(promise.text)
    if promise.later is None or not wanted:
        return ""
    sentences = [one for line in read_lines(promise.later) for one in line.sentences]
    return max(sentences, key=lambda one: len(wanted & stems(one)), default="")


def _counted(d: Dossier, fates: Sequence[Outcome]) -> Fact:
    counts = Counter(fates)
    parts = [f"{counts[one]} {_COUNTED.get(one, one)}" for one in _ORDER if counts[one]]
    noun = "agreement" if len(fates) == 1 else "agreements"
    return d.make(
        "promise",
        "Agreements and what became of them",
        len(fates),
        display=f"{len(fates)} {noun}: {', '.join(parts)}",
        formula="the agreements of the last 120 days in the notes; kept or late where a later note says so",
    )


def _listed(d: Dossier, told: Sequence[tuple[Outcome, Promise]]) -> str:
    return items(f"**{_TOLD[one]}:** {_words(d, promise)}" for one, promise in told)


def _words(d: Dossier, promise: Promise) -> str:
    """Return the words of a promise, its day, and the later note that speaks of it."""
    when = f"{show_date(promise.day)}, {show_days((d.as_of - promise.day).days)} ago"
    said = d.make("promise", "Agreed on", promise.day, display=when, formula="the day of the note that says so")
    told = f"“{promise.text}” {d.cite(promise.passage)}, agreed on {d.put(said)}"
    if promise.due is not None:
        due = d.make("promise", "Due on", promise.due, display=show_date(promise.due), formula="the day it names")
        told += f", due on {d.put(due)}"
    if promise.later is not None:
        told += f"; a later note speaks of it {d.cite(promise.later)}"
    return f"{told}."
