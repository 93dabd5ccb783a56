"""The days that notes name and that are still to come: a committee, a decision, a visit, whoever owes what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from copilot.display import show_date, show_days
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.due_days import days_named
from copilot.documents.sections.account.promises import promises_of
from copilot.documents.sections.account.sentences import Sentence, sentences_since
from copilot.documents.writing import one_line, part, table
from copilot.evidence import Fact
from copilot.snapshot import days_before

_LOOK_BACK, _HORIZON = 120, 120
"""Days back in which a note was written, and ahead in which its day lies."""
_MOST = 8


@dataclass(frozen=True, slots=True)
class DayAhead:
    """A day still to come, and the sentence that names it."""

    day: date
    said: Sentence


def days_ahead(d: Dossier) -> list[Part]:
    """Write the days that are still to come in the words of the notes, the next one first.

    What was agreed stands with the promises and is left out; of several notes on one day the latest speaks.
    """
    found = list({one.day: one for one in sorted(_named(d), key=_age)}.values())
    if not found:
        since = show_date(days_before(d.as_of, _LOOK_BACK))
        return part("unknown", f"- {d.finds} {d.missed(f'no other day ahead in the notes since {since}')}.")
    shown = sorted(found, key=lambda one: one.day)[:_MOST]
    rows = [[d.put(_fact(d, one)), f"“{one_line(one.said.text)}” {d.cite(one.said.passage)}"] for one in shown]
    return part("said", f"**Next: {d.put(_fact(d, shown[0]))}.**", table(["day", "what the notes say"], rows))


def _named(d: Dossier) -> Iterator[DayAhead]:
    agreed = {one.text for one in d.once(promises_of)}
    for said in sentences_since(d, days_before(d.as_of, _LOOK_BACK)):
        if not said.is_bare or any(said.text in one or one in said.text for one in agreed):
            continue
        for day in days_named(said.text, said.note.date):
            if 0 <= (day - d.as_of).days <= _HORIZON:
                yield DayAhead(day, said)


def _age(one: DayAhead) -> date:
    return one.said.note.date


def _fact(d: Dossier, one: DayAhead) -> Fact:
    left = (one.day - d.as_of).days
    when = f"in {show_days(left)}" if left else "today"
    return d.make("day", "Day ahead", one.day, display=f"{show_date(one.day)}, {when}", formula="as the note names it")
