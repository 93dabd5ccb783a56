"""Who owes what was agreed: we, they, or nobody that its words name."""

import re
from collections.abc import Sequence
from typing import Literal

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.promises import Promise, agreed_fact, due_fact, is_done, promises_of
from copilot.documents.writing import items, part

Side = Literal["ours", "theirs", "open"]
_FIRST_PERSON = re.compile(r"\b(?:I|we|me|us|ich|wir|mir|uns|je|nous)\b", re.I)
_SECOND_PERSON = re.compile(r"you|your|du|sie|ihr|vous|tu", re.I)
_OTHER: dict[Side, Side] = {"ours": "theirs", "theirs": "ours", "open": "open"}
_WORD = re.compile(r"[^\W\d_]+")
_MOST = 4


def owed(d: Dossier) -> list[Part]:
    """Write what we promised first, then what they did, then what its words give to nobody."""
    found = d.once(promises_of)
    if not found:
        return part("unknown", f"- {d.finds} {d.missed('no agreement in the notes of the last months')}.")
    heads: tuple[tuple[Side, str, str], ...] = (
        ("ours", "**We owe**", "**We owe you**"),
        ("theirs", "**Owed to us**", "**On your side**"),
        ("open", "**Not clear whose**", "**Agreed together**"),
    )
    written: list[Part] = []
    for side, ours, told_to_them in heads:
        lines = [told(d, one) for one in of_side(d, found, side)[:_MOST]]
        written += part("said", *((ours if d.is_internal else told_to_them, items(lines)) if lines else ()))
    return written


def of_side(d: Dossier, found: Sequence[Promise], side: Side) -> list[Promise]:
    """Return the agreements of one side, those past their day first, then those due next."""
    theirs = [one for one in found if side_of(d, one) == side]
    return sorted(theirs, key=lambda one: (one.due is None, one.due or one.day))


def side_of(d: Dossier, promise: Promise) -> Side:
    """Tell whose a promise is: of the side that its words name first; `I` is the note's author, `you` the other."""
    ours = {name for one in d.snapshot.team.values() for name in _parts(one.name)}
    theirs = {name for one in d.people for name in _parts(one.name)}
    for word in _WORD.findall(promise.text):
        name = word.casefold()
        if name in ours - theirs:
            return "ours"
        if name in theirs - ours:
            return "theirs"
        if _FIRST_PERSON.fullmatch(word) or _SECOND_PERSON.fullmatch(word):
            author = _author_side(d, promise, ours, theirs)
            return author if _FIRST_PERSON.fullmatch(word) else _OTHER[author]
    return "open"


def is_late(d: Dossier, promise: Promise) -> bool:
    """Tell whether the day that its words name has gone, and nothing on record speaks of it since."""
    return promise.due is not None and promise.due < d.as_of and promise.later is None and not is_done(promise)


def told(d: Dossier, promise: Promise) -> str:
    """Write a promise with its age, its day, and what is on record of it since."""
    agreed = agreed_fact(d, promise)
    return f"{words_of(d, promise)}; agreed on {d.put(agreed)}{since_then(d, promise)}."


def words_of(d: Dossier, promise: Promise) -> str:
    """Write the words of a promise and the day that they name."""
    text = f"“{promise.text}” {d.cite(promise.passage)}"
    if promise.due is None or is_done(promise):
        return text
    return f"{text}, {d.put(due_fact(d, promise.due))}"


def since_then(d: Dossier, promise: Promise) -> str:
    """Say what is on record of a promise since it was made."""
    if is_done(promise):
        return f"; the note says that it was done {d.cite(promise.passage)}"
    if promise.later is not None:
        return f"; a later note speaks of it {d.cite(promise.later)}"
    if is_late(d, promise) and d.is_internal:
        return f"; I find {d.missed('no later note that speaks of it in the same words')}"
    return ""


def _author_side(d: Dossier, promise: Promise, ours: set[str], theirs: set[str]) -> Side:
    author = next((one.author for one in d.notes if one.document_id == promise.passage.document_id), None)
    names = _parts(author or "")
    return "ours" if names & ours else "theirs" if names & theirs else "open"


def _parts(name: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(name) if len(word) > 2}
