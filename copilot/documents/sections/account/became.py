"""What became of a promise, in words, each with what says so."""

import re
from collections.abc import Iterator

from copilot.display import show_date
from copilot.documents.cleaning import cleaned
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.echoes import Said
from copilot.documents.sections.account.fates import Fate, Outcome
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.sides import Side
from copilot.documents.sections.account.tickets import as_shown
from copilot.evidence import Passage
from copilot.grounding.sources import fold
from copilot.metrics.support import ticket_fact
from copilot.records import Milestone, Ticket

_LABELS: dict[Outcome, str] = {
    "not kept": "not kept",
    "past its day": "past its day",
    "to check": "to be checked",
    "still to come": "still to come",
    "not told": "not told",
    "dropped": "dropped",
    "late": "kept late",
    "kept": "kept",
}
_TOLD_TO_THEM: dict[Outcome, str] = {
    "not kept": "not done",
    "past its day": "to be confirmed",
    "to check": "to be confirmed",
    "not told": "to be confirmed",
    "late": "done",
    "kept": "done",
}
"""Where it is put otherwise to a customer: what we have not seen done may well be."""
_ASKED: dict[Side, str] = {
    "ours": "we will tell you where it stands",
    "theirs": "please tell us where it stands",
    "open": "let us see where it stands",
}
_BY_ITSELF = {
    "kept": "the note says that it was done",
    "late": "the note says that it was done late",
    "not kept": "the note says that it did not happen",
    "dropped": "the note says that it is no longer open",
}
_BY_A_NOTE = {
    "kept": "it was done, says a note of",
    "late": "it was done late, says a note of",
    "not kept": "it did not happen, says a note of",
    "dropped": "it is no longer open, says a note of",
}
_MARKS = re.compile(r"[“”„«»]")
_MOST_WORDS, _FEW = 32, 7


def label(d: Dossier, outcome: Outcome) -> str:
    """Return what became of a promise in a word or two, as it is put to the reader."""
    return _LABELS[outcome] if d.is_internal else _TOLD_TO_THEM.get(outcome, _LABELS[outcome])


def standing(d: Dossier, outcome: Outcome, side: Side) -> str:
    """Return the label of a promise in its row; a customer is asked or promised word of what was planned for a day."""
    return _ASKED[side] if outcome == "past its day" and not d.is_internal else label(d, outcome)


def unmarked(text: str) -> str:
    """Return words as they can stand between quotation marks: those within become plain ones."""
    return _MARKS.sub('"', text)


def became(d: Dossier, fate: Fate, passage: Passage) -> Iterator[str]:
    """Yield what is on record of a promise since it was made, each with its evidence."""
    if fate.by_itself:
        yield f"{_BY_ITSELF[fate.outcome]} {d.cite(passage)}{_done_on(d, fate)}"
    elif fate.said is not None:
        if fate.outcome == "past its day" and d.is_internal:
            yield _untold(d)
        told = _BY_A_NOTE.get(fate.outcome, "it may be spoken of in a note of")
        where = f"{told} {show_date(fate.said.note.date)}"
        if fate.said.passage.document_id == passage.document_id:
            where = f"{where.partition(', says')[0]}, as was added to the note"
        yield f"{where}{_quoted(d, fate.said)}{_done_on(d, fate)}"
    elif fate.outcome == "past its day" and d.is_internal:
        yield _untold(d)
    if fate.meeting is not None:
        yield f"a talk of that very day is on record, “{unmarked(fate.meeting.title)}” {_cite_note(d, fate)}"
    if fate.milestone is not None:
        yield _of_milestone(d, fate.milestone)
    if fate.ticket is not None:
        yield _of_ticket(d, fate.ticket)


def _untold(d: Dossier) -> str:
    return f"I find {d.missed('no later note that says what became of it')}"


def _done_on(d: Dossier, fate: Fate) -> str:
    """Return the day on which it was done, where the words tell."""
    if fate.done_on is None:
        return ""
    done = d.make("promise", "Done on", fate.done_on, display=show_date(fate.done_on), formula="the day its words name")
    return f", on {d.put(done)}"


def _quoted(d: Dossier, said: Said) -> str:
    """Quote a later sentence, with a short one behind it, which may say how it went on."""
    cited = d.cite(said.passage)
    whole, text = fold(said.passage.text), cleaned(said.text).lstrip("([→ ")
    longer = cleaned(f"{said.text} {said.behind}").lstrip("([→ ")
    if 0 < len(said.behind.split()) < _FEW and fold(longer) in whole:
        text = longer
    words = text.split()
    if fold(text) not in whole or "|" in text or not d.may_show(text):
        return f" {cited}"
    shown = text if len(words) <= _MOST_WORDS else f"{' '.join(words[:_MOST_WORDS])} …"
    return f": “{unmarked(shown)}” {cited}"


def _cite_note(d: Dossier, fate: Fate) -> str:
    return d.cite(*(fate.meeting.passages[:1] if fate.meeting is not None else ()))


def _of_milestone(d: Dossier, one: Milestone) -> str:
    done = one.completed_date if one.completed_date is not None and one.completed_date <= d.as_of else None
    state = f"was completed on {show_date(done)}" if done is not None else "is not completed"
    return f"the milestone “{unmarked(one.name)}” {state} {d.cite(milestone_fact(d, one))}"


def _of_ticket(d: Dossier, one: Ticket) -> str:
    closed = one.closed_at.date() if one.closed_at is not None and one.closed_at.date() <= d.as_of else None
    state = f"was closed on {show_date(closed)}" if closed is not None else "is open"
    (shown,) = as_shown(d, [one])
    return f"ticket {one.ticket_id} {state} {d.cite(ticket_fact(shown, d.account.name, d.as_of))}"
