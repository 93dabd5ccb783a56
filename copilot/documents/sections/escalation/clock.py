"""The clock of an escalation: what the playbook asks by when at its level, and what is on record of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.escalation.findings import stated_move
from copilot.documents.sections.escalation.level import Level, level_of, matters, next_update
from copilot.documents.sections.escalation.opened import MISSED, first_answer, opening
from copilot.documents.writing import part, table
from copilot.evidence import Fact, Passage
from copilot.records import Ticket

_SHOWN = 4
_COUNTED = "the day on which the playbook moves the level up, if nothing is solved until then"
_HOURS = (
    (1, "Name the owner on both sides; open a note whose title begins with ESC and the level", "CSM"),
    (4, "Workaround, even an ugly one", "Support and CSM"),
    (24, "Cause, or: not known, next step, by when", "engineer or PM"),
    (48, "If the sponsor will hear of it, they hear it from us first", "CSM"),
)


def clock(d: Dossier) -> list[Part]:
    """Write what the playbook asks by when, counted from the opening of the first matter, and what is over."""
    found = matters(d)
    if not found:
        return part("unknown", f"- {d.finds} {d.missed('no clock that runs')}.")
    level, first = level_of(d, found), min(found, key=lambda one: one.opened_at)
    head = f"Counted from the opening of {first.ticket_id} on {d.put(opening(d, first))}."
    rows = [*(_answered(d, one) for one in found[:_SHOWN]), *_gone(d, first), *_ahead(d, level)]
    return [
        *part("fact", _verdict(d, found), head, table(["by", "what", "who", "state"], rows)),
        *part("fact", _two_days(d, level)),
        *part("unknown", f"- {_not_told(d)}"),
    ]


def _verdict(d: Dossier, found: Sequence[Ticket]) -> str:
    """Say of each first answer whether it came in time, those that were missed first."""
    answers = [(one, answer) for one in found[:_SHOWN] if (answer := first_answer(d, one)) is not None]
    answers.sort(key=lambda pair: not pair[1].display.startswith(MISSED))
    if not answers:
        return f"**{d.finds} {d.missed('no first answer on record')}.**"
    return f"**{'; '.join(f'{one.ticket_id}, first answer {d.put(answer)}' for one, answer in answers)}.**"


def _gone(d: Dossier, ticket: Ticket) -> list[list[str]]:
    """Return the steps of the first two days; that a note was opened is on record, of the others nothing is."""
    rows = []
    for hours, what, who in _HOURS:
        due = ticket.opened_at + timedelta(hours=hours)
        state = "past: check it" if due.date() < d.as_of else "due now"
        note = note_of(d, ticket.opened_at.date()) if hours == 1 else None
        if note is not None:
            state = f"note “{note.title}” {d.cite(note)}"
        rows.append([d.put(_moment(d, due, hours, ticket)), what, who, state])
    return rows


def note_of(d: Dossier, since: date) -> Passage | None:
    """Return the note that was opened for the escalation."""
    return next(
        (
            one.passages[0]
            for one in d.notes
            if one.kind == "internal" and one.date >= since and one.title.startswith("ESC") and one.passages
        ),
        None,
    )


def _answered(d: Dossier, ticket: Ticket) -> list[str]:
    answer, day = first_answer(d, ticket), d.put(opening(d, ticket))
    state = d.put(answer) if answer is not None else f"{d.finds} {d.missed('no answer on record')}"
    return [day, f"First answer to {ticket.ticket_id} by a person", "Support", state]


def _ahead(d: Dossier, level: Level) -> list[list[str]]:
    """Return the next update and the next level."""
    head = "Head of CS" if level.number > 2 else "CSM"
    rows = [[d.put(next_update(d, level)), _rhythm(level), head, "next"]]
    if level.moves_up is not None:
        day = d.make("plan_date", "Next level", level.moves_up, unit="date", formula=_COUNTED)
        rows.append(
            [d.put(day), "By the playbook's count the level moves up by one if it is still open", "Head of CS", "ahead"]
        )
    said, _ = d.once(stated_move)
    stated = _stated(d)
    if said is not None and stated is not None:
        state = "ahead" if stated.value is not None and str(stated.value) > d.as_of.isoformat() else "reached"
        rows.append(
            [
                d.put(stated),
                f"The level moves up, as our note says: “{said.text}” {d.cite(said.passage)}",
                "Head of CS",
                state,
            ]
        )
    return rows


def _stated(d: Dossier) -> Fact | None:
    """Return the day on which the level moves up as a note states it; None where none does."""
    said, day = d.once(stated_move)
    if said is None or day is None:
        return None
    return d.make("plan_date", "Next level as a note states it", day, unit="date", formula="the day that a note states")


def _two_days(d: Dossier, level: Level) -> str:
    """Say so where the playbook's count and a note give two days for the next level."""
    stated, (said, day) = _stated(d), d.once(stated_move)
    if stated is None or said is None or level.moves_up is None or day == level.moves_up:
        return ""
    counted = d.make("plan_date", "Next level", level.moves_up, unit="date", formula=_COUNTED)
    return (
        f"The next level has two days: {d.put(counted)} by the playbook's count, {d.put(stated)} as our note of "
        f"{show_date(said.note.date)} says {d.cite(said.passage)}. The Head of CS should go by the earlier one."
    )


def _rhythm(level: Level) -> str:
    return {
        1: "Update to the customer, every second working day",
        2: "Update to the customer, each day late in the afternoon of their time zone",
        3: "Update to the customer, twice a day, and a phone call",
    }[level.number]


def _moment(d: Dossier, due: datetime, hours: int, ticket: Ticket) -> Fact:
    label = f"{hours} h after the opening of {ticket.ticket_id}"
    return d.make("plan_date", label, due.date(), unit="date", formula=label, records=[ticket])


def _not_told(d: Dossier) -> str:
    gap = d.missed("no record of the steps but the notes")
    return f"Whether each step was done, the tables do not say: I find {gap}."
