"""What was agreed in the latest conversations: whose it is, how old it is, when it is due, and what became of it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from copilot.display import show_date, show_days
from copilot.documents.cleaning import cleaned
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.became import became, label, standing, unmarked
from copilot.documents.sections.account.due_days import due_day
from copilot.documents.sections.account.ended import end_fact, has_ended
from copilot.documents.sections.account.fates import Fate, Fates, Outcome, is_over_by_itself, says_done, without_asides
from copilot.documents.sections.account.sides import Side, sides_of
from copilot.documents.writing import part, table
from copilot.evidence import Fact, Passage
from copilot.grounding.sources import fold
from copilot.llm.built_in.agreements import agreements, single
from copilot.llm.built_in.quoting import Quote
from copilot.records import Contact
from copilot.snapshot import days_before
from copilot.store.documents import IndexedNote

_RECENT_DAYS, _OLDEST = 120, 365
_MOST, _A_NOTE, _A_TABLE = 24, 12, 8
_ORDER: tuple[Outcome, ...] = (
    *("not kept", "past its day", "to check", "still to come", "not told", "dropped", "late", "kept"),
)
_NO_PROMISE = re.compile(
    r"\?\W*$|^\W*(?:[\w. ]{1,25}:\s*)?(?:nothing|nichts|rien)\b|\b(?:give up|geben .{1,20} auf)\b"
    r"|^(?:it|that|this|they|he|she|es|das|il|elle|c['’])\s?(?:was|were|came|went|did|had|took|war|kam|ging|était)\b",
    re.I,
)
"""What asks, says that somebody need not do anything, or how it went on, is no promise."""
_SAME_DAY = re.compile(r"\b(?:same (?:day|date)|(?:selben|gleichen) Tag|même (?:jour|date))\b", re.I)
_OWED_AFTER = re.compile(
    r"\b(?:export\w*|delet\w*|data|archiv\w*|daten\w*|lösch\w*|données|supprim\w*|effac\w*)\b", re.I
)
"""What is still owed when a contract is over."""
_SAYS_I = re.compile(r"\b(?:I|me|ich|je)\b")
_HEADS: tuple[tuple[Side, str, str], ...] = (
    ("ours", "**We owe**", "**We owe you**"),
    ("theirs", "**Owed to us**", "**On your side**"),
    ("open", "**Not clear whose**", "**Agreed together**"),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something agreed: its words, where they stand and who says them, whose it is, its day, and when it is due."""

    text: str
    passage: Passage
    by: str
    side: Side
    day: date
    due: date | None
    behind: str
    """What follows it in its note."""


def promises(d: Dossier) -> list[Part]:
    """Write what was agreed, ours and theirs apart, with what became of each."""
    found = d.once(promises_of)
    return tables(d, found) if found else none_open(d)


def promises_of(d: Dossier) -> list[Promise]:
    """Return the agreements of the last months, the oldest first; of an ended contract those that outlive it."""
    found = d.once(_read)
    if not found or not has_ended(d):
        return found
    return [
        one for one in found if _OWED_AFTER.search(one.text) and not says_done(one.text) and not fate_of(d, one).is_over
    ]


def fate_of(d: Dossier, promise: Promise) -> Fate:
    """Return what became of a promise, and what says so."""
    known = d.once(_known)
    key = (promise.passage.id, promise.text)
    if key not in known:
        one = promise
        known[key] = d.once(_fates).read(one.text, one.behind, one.passage, one.by, one.day, one.due)
    return known[key]


def fate(d: Dossier, promise: Promise) -> Outcome:
    """Return what became of a promise in a word; kept or not is said only where words of a note say so."""
    return fate_of(d, promise).outcome


def is_done(promise: Promise) -> bool:
    """Tell whether the note itself says that it was done, or is no longer open."""
    return is_over_by_itself(promise.text, promise.behind)


def none_open(d: Dossier) -> list[Part]:
    """Write that nothing is promised: nothing was, or the contract is over; to our own people alone.

    A customer was there when something was promised, and its note may not be one that they are shown.
    """
    if not d.is_internal:
        return []
    if has_ended(d):
        return part("fact", f"- Nothing is open: the last contract ended on {d.put(end_fact(d))}.")
    since = show_date(days_before(d.as_of, _RECENT_DAYS))
    return part("unknown", f"- {d.finds} {d.missed(f'no agreement in the notes since {since}')}.")


def tables(d: Dossier, found: Sequence[Promise]) -> list[Part]:
    """Write promises in tables, ours first, then theirs, then what its words give to nobody."""
    written: list[Part] = []
    for side, ours, told_to_them in _HEADS:
        every = of_side(d, found, side)
        if not every:
            continue
        head = ours if d.is_internal else told_to_them
        rows = [_row(d, one) for one in every[:_A_TABLE]]
        left = f"Not shown here: {d.put(_rest(d, every[_A_TABLE:]))}." if every[_A_TABLE:] else ""
        left_since = gone(d, every[:_A_TABLE])
        written += part("said", head, table(["what", "agreed", "due", "what became of it"], rows), left_since, left)
    return written


def of_side(d: Dossier, found: Sequence[Promise], side: Side) -> list[Promise]:
    """Return the agreements of one side in the order of their urgency."""
    return in_order(d, [one for one in found if one.side == side])


def in_order(d: Dossier, found: Sequence[Promise]) -> list[Promise]:
    """Return promises, those past their day first, then those due next, and what is over last."""
    return sorted(found, key=lambda one: (_ORDER.index(fate(d, one)), one.due or one.day))


def agreed_fact(d: Dossier, promise: Promise) -> Fact:
    """Return the day on which something was agreed, with its age."""
    return d.make(
        "promise",
        "Agreed on",
        promise.day,
        display=f"{show_date(promise.day)}, {show_days((d.as_of - promise.day).days)} ago",
        formula="the day of the note in which it was agreed",
    )


def due_fact(d: Dossier, promise: Promise, due: date) -> Fact:
    """Return the day by which something was promised, and where it is still open how far off that is."""
    left = (due - d.as_of).days
    when = f"due in {show_days(left)}, "
    if left < 0:
        when = f"{show_days(-left)} past its day, " if d.is_internal else "was planned for "
    is_over = fate_of(d, promise).is_over
    shown = show_date(due) if is_over else f"{when}{show_date(due)}"
    return d.make("promise", "Due", due, display=shown, formula="the day that its words name")


def told_since(d: Dossier, promise: Promise) -> str:
    """Say what is on record of a promise since it was made."""
    return "; ".join(became(d, fate_of(d, promise), promise.passage))


def _row(d: Dossier, one: Promise) -> list[str]:
    since = told_since(d, one)
    state = standing(d, fate(d, one), one.side)
    return [
        f"“{one.text}” {d.cite(one.passage)}",
        d.put(agreed_fact(d, one)),
        d.put(due_fact(d, one, one.due)) if one.due is not None else "—",
        f"**{state}**: {since}" if since else f"**{state}**",
    ]


def _rest(d: Dossier, found: Sequence[Promise]) -> Fact:
    counts = Counter(label(d, fate(d, one)) for one in found)
    parts = ", ".join(f"{count} {named}" for named, count in counts.items())
    return d.make("promise", "Further agreements", len(found), display=f"{len(found)} more: {parts}")


def gone(d: Dossier, found: Sequence[Promise]) -> str:
    """Say who made or got one of these promises and has left since; for our own people alone."""
    if not d.is_internal:
        return ""
    left = [_left_fact(d, one) for one in d.people if any(_has_left(d, one, promise) for promise in found)]
    known = {*(one.name for one in d.people), *(one.name for one in d.snapshot.team.values())}
    by = dict.fromkeys(one.by for one in found if one.by and one.by not in known and _SAYS_I.search(one.text))
    lines = [d.put(one) for one in left] + [
        f"I find {d.missed(f'no {name} in our team, who wrote it down')}" for name in by
    ]
    return f"Of those named here: {'; '.join(lines)}." if lines else ""


def _left_fact(d: Dossier, one: Contact) -> Fact:
    said = f"{one.name} left on {show_date(one.left_on)}" if one.left_on is not None else f"{one.name} is not active"
    return d.make("person", "Has left", one.name, display=said, formula="as the contact is on record", records=[one])


def _has_left(d: Dossier, person: Contact, promise: Promise) -> bool:
    """Tell whether somebody has left since, who is named as who does it or for whom: not in `Ada's chair`."""
    if person.active is not False or (person.left_on and not promise.day <= person.left_on <= d.as_of):
        return False
    if promise.by == person.name and _SAYS_I.search(promise.text):
        return True
    parts = [re.escape(part) for part in person.name.split() if len(part) > 2 and not part.endswith(".")]
    return bool(parts) and re.search(rf"\b(?:{'|'.join(parts)})\b(?!['’]s)", promise.text) is not None


def _read(d: Dossier) -> list[Promise]:
    recent, older = days_before(d.as_of, _RECENT_DAYS), days_before(d.as_of, _OLDEST)
    found: list[Promise] = []
    for note in d.notes:
        is_last = d.is_internal and not found and note.date >= older
        if note.kind != "internal" and (note.date >= recent or is_last):
            found += _of_note(d, note)
    return sorted(found[:_MOST], key=lambda one: one.day)


def _of_note(d: Dossier, note: IndexedNote) -> list[Promise]:
    found: list[Promise] = []
    for quote in agreements(note.passages, limit=_A_NOTE):
        for text in single(cleaned(quote.text)):
            is_whole = fold(text) in fold(quote.passage.text) and "|" not in text
            if len(text.split()) > 3 and is_whole and not _NO_PROMISE.search(text):
                before = next((one.due for one in reversed(found) if one.due is not None), None)
                found.append(_made(d, note, quote, text, before))
    return found


def _made(d: Dossier, note: IndexedNote, quote: Quote, text: str, due_before: date | None) -> Promise:
    due = due_day(without_asides(text), note.date)
    if due is None and _SAME_DAY.search(text):
        due = due_before
    by = quote.speaker or note.author or ""
    side = d.once(sides_of).of(text, by, is_spoken=bool(quote.speaker) or note.kind == "email")
    whole = quote.passage.text
    behind = whole[whole.find(text) + len(text) :] if text in whole else ""
    return Promise(unmarked(text), quote.passage, by, side, note.date, due, behind)


def _fates(d: Dossier) -> Fates:
    return Fates(d, min((one.day for one in d.once(_read)), default=d.as_of))


def _known(_: Dossier) -> dict[tuple[str, str], Fate]:
    return {}
