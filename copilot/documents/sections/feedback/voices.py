"""What customers said of the themes, word for word: who, where and when, each of another account."""

import re
from collections.abc import Sequence

from copilot.display import show_date, show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.feedback.themes import (
    called,
    figure,
    is_leaving,
    last_day,
    passages,
    row_of,
    shown,
)
from copilot.documents.writing import one_line, part, quote
from copilot.evidence import Fact, Passage
from copilot.feedback.facts import rows_said
from copilot.feedback_item import Item, Origin
from copilot.grounding.handles import plain_text
from copilot.metrics.people import person_fact
from copilot.orders import orders_a_model
from copilot.records import Contact

_VOICES, _OF_NONE = 3, 2
_SHORTEST, _LONGEST, _LETTERS = 4, 60, 500
"""Words and letters of a quotation."""
_OPENING = 10
_SENTENCE_ENDS = re.compile(r"(?<=[.!?。])\s+|(?<=。)")
_LABELS: dict[Origin, str] = {
    "feedback": "Feedback of",
    "survey": "Survey comment of",
    "ticket": "Subject of a ticket of",
    "note": "Words of",
}
_PLACES: dict[Origin, str] = {"feedback": "", "survey": "by survey", "ticket": "by ticket", "note": "in a note"}
_KINDS = {"call": "in a call", "meeting": "in a meeting", "qbr": "in a QBR", "email": "by email"}
"""Where words of a note were said, by its kind."""


def feedback_voices(d: Overall) -> list[Part]:
    """Write the most telling words of each theme, then a few that are in none."""
    paragraphs: list[str] = []
    for theme in shown(d):
        told = [line for item in chosen(d, theme.items) for line in voice(d, item)]
        if told:
            paragraphs += [
                f"**{called(theme)}**, {figure(d, theme, 'accounts')}, {figure(d, theme, 'mentions')}:",
                *told,
            ]
    single = [line for item in chosen(d, d.themes.unthemed)[:_OF_NONE] for line in voice(d, item)]
    return part("said", *paragraphs, *(["**In no theme**", *single] if single else []))


def chosen(d: Overall, said: Sequence[Item]) -> list[Item]:
    """Return what weighs most, each of another account: of every segment where there is something, and who leaves."""
    able = [item for item in said if is_quotable(d, item)]
    able.sort(key=lambda item: (item.tone == "praise", -(item.importance or 0), -_weight(d, item), item.item_id))
    found: list[Item] = []
    for is_new in (_of_new_segment, _of_new_account):
        for item in able:
            if len(found) < _VOICES and _of_new_account(d, item, found) and is_new(d, item, found):
                found.append(item)
    if not any(is_leaving(d.by_id[item.account_id]) for item in found):
        leaving = (item for item in able if is_leaving(d.by_id[item.account_id]))
        found += [item for item in leaving if _of_new_account(d, item, found)][:1]
    return found


def _weight(d: Overall, item: Item) -> float:
    return float(d.weight(d.by_id[item.account_id]))


def _of_new_segment(d: Overall, item: Item, found: Sequence[Item]) -> bool:
    segments = {d.by_id[one.account_id].account.segment for one in found}
    return d.by_id[item.account_id].account.segment not in segments


def _of_new_account(d: Overall, item: Item, found: Sequence[Item]) -> bool:
    return all(one.account_id != item.account_id for one in found)


def is_quotable(d: Overall, item: Item) -> bool:
    """Tell whether an item can be quoted whole: neither too short nor too long, and no order to a model."""
    text = plain_text(item.text)
    fits = _SHORTEST <= len(text.split()) <= _LONGEST and len(text) <= _LETTERS
    is_there = item.origin != "note" or item.source_id in d.once(passages)
    return fits and is_there and not orders_a_model(text) and item.account_id in d.by_id


def voice(d: Overall, item: Item) -> list[str]:
    """Write who said it, in what role, of which account, where and when, and below it what."""
    snapshot, said = d.by_id[item.account_id], voice_of(d, item)
    person = person_of(d, item)
    known = [] if person is None else [person_fact(snapshot.account, person, d.as_of)]
    role = f", {show_word(person.role)}" if person is not None and person.role else ""
    until = f" (contract until {d.put(last_day(d, snapshot))})" if is_leaving(snapshot) else ""
    row = row_of(d, item)
    where = f"by {row.channel}" if row is not None and row.channel else _where(item, said)
    told = [f"{item.author or 'Somebody'}{role}", f"{snapshot.account.name}{until}", where, show_date(item.date)]
    return [
        f"{', '.join(one for one in told if one)} {d.cite(said, *known)}:",
        quote(one_line(plain_text(item.text)), d.cite(said)),
    ]


def _where(item: Item, said: Fact | Passage) -> str:
    return _KINDS.get(said.kind, _PLACES["note"]) if isinstance(said, Passage) else _PLACES[item.origin]


def person_of(d: Overall, item: Item) -> Contact | None:
    """Return the contact who said it; None where they are not on record."""
    return next((one for one in d.by_id[item.account_id].contacts if one.name == item.author), None)


def voice_of(d: Overall, item: Item) -> Fact | Passage:
    """Return where something was said: its row as a fact of its day, of a note the passage."""
    if item.origin == "note":
        return d.once(passages)[item.source_id]
    row = row_of(d, item)
    by = f" by {row.channel}" if row is not None and row.channel else ""
    return d.make(
        "voice",
        f"{_LABELS[item.origin]} {item.author or 'somebody'}{f' on {item.area}' if item.area else ''}",
        item.text,
        of=d.by_id[item.account_id].account,
        display=item.text,
        formula=f"as said{by}",
        records=rows_said([item]),
        as_of=item.date,
    )


def opening(item: Item) -> str:
    """Return the first sentences of an item, word for word, so many that they say something."""
    text = one_line(plain_text(item.text))
    ends = [match.start() for match in _SENTENCE_ENDS.finditer(text)]
    return next((text[:end] for end in ends if len(text[:end].split()) >= _OPENING), text)
