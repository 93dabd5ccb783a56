"""What differs between two documents of one kind: fact by fact in value, section by section in sentences."""

import datetime as dt
import re
from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from copilot.documents.document import Basis, Document, Section
from copilot.errors import InvalidInput
from copilot.evidence import Fact, RowRef
from copilot.grounding.handles import CITATION, handles_in
from copilot.grounding.sentences import Sentence, split_sentences
from copilot.grounding.units import is_money
from copilot.metrics.comparison import NOT_COMPARED

_CITATION = re.compile(rf"[ \t]*{CITATION.pattern}")
_QUOTE_MARK = re.compile(r"^\s*>\s?", re.MULTILINE)
_DAYS = re.compile(r"\b[\d,]+ days?\b")
"""A count of days, as `show_days` writes it."""
_BY_CALENDAR = NOT_COMPARED | {"plan_date", "waiting_days"}
"""Facts that are others on another day, though nothing happened."""
_PRECISION = Context(prec=12)
"""Digits to which figures are compared: those that were kept have been through JSON."""
_WORD = re.compile(r"[+-]?\d[\d,.]*|\w+")
_SMALL_WORDS = {"a", "an", "the", "of", "on", "in", "at", "by", "to", "for", "from", "with", "and", "or"}
_SMALL_WORDS |= {"is", "are", "was", "were", "be", "been", "has", "have", "had"}

_Key: TypeAlias = tuple[str, str, str | None, str]
_Alike: TypeAlias = dict[tuple[RowRef, ...], Fact]
_Pair: TypeAlias = tuple[Fact | None, Fact | None]
_Line: TypeAlias = tuple[Basis, str]
_ToldValue: TypeAlias = tuple[str, str | None, Decimal | str, str, tuple[RowRef, ...]]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Edition(_Told):
    """One of the two documents that are compared; `stale` counts old sources, `left_out` sentences not let in."""

    document_id: str
    version: int
    title: str
    as_of: dt.date
    stale: int
    left_out: int


class Shown(_Told):
    """A fact as people read it, on the day for which it was read."""

    display: str
    as_of: dt.date


class FactChange(_Told):
    """A fact that is shown otherwise, or that one document has and the other has not."""

    change: Literal["changed", "appeared", "gone"]
    name: str
    label: str
    account_id: str | None
    account_name: str | None
    before: Shown | None
    after: Shown | None


class Stated(_Told):
    """A sentence, list item, table row or quotation, without its citations."""

    basis: Basis
    text: str


class SectionChange(_Told):
    """A section that is new, gone or changed: its titles, and sentences; one that has moved is in both lists."""

    change: Literal["changed", "added", "removed"]
    key: str
    before: str | None
    after: str | None
    removed: list[Stated]
    added: list[Stated]


class Differences(_Told):
    """What differs; `day_counts` are the facts in which nothing but a count of days does, as the calendar has it."""

    before: Edition
    after: Edition
    facts: list[FactChange]
    day_counts: list[FactChange]
    sections: list[SectionChange]


def differences(before: Document, after: Document) -> Differences:
    """Compare two documents; InvalidInput where they are of different kinds or accounts.

    A fact that neither cites is not told. One without a value is as good as not there.
    """
    if (before.kind, before.account_id) != (after.kind, after.account_id):
        raise InvalidInput(
            f"“{before.title}” and “{after.title}” are of different kinds or about different accounts.",
            "Compare versions of one document, or two documents of one kind about one account.",
        )
    pairs = [pair for pair in _without_relabelled(_fact_pairs(before, after)) if _differs(*pair)]
    return Differences(
        before=_edition(before),
        after=_edition(after),
        facts=[_fact_change(*pair) for pair in pairs if not _only_counts_days(*pair)],
        day_counts=[_fact_change(*pair) for pair in pairs if _only_counts_days(*pair)],
        sections=_section_changes(before, after),
    )


def _edition(document: Document) -> Edition:
    return Edition(
        document_id=document.document_id,
        version=document.version,
        title=document.title,
        as_of=document.as_of,
        stale=len(document.stale),
        left_out=len(document.left_out),
    )


def _fact_pairs(before: Document, after: Document) -> list[_Pair]:
    """Return the facts that either document cites, each as it stands in both, in the order of the later one."""
    was_cited, is_cited = _cited(before), _cited(after)
    old, new = _by_key(before.evidence.facts, was_cited), _by_key(after.evidence.facts, is_cited)
    pairs = (pair for key in dict.fromkeys([*new, *old]) for pair in _paired(old.get(key, {}), new.get(key, {})))
    return [
        (past, present)
        for past, present in pairs
        if (past and past.id in was_cited) or (present and present.id in is_cited)
    ]


def _cited(document: Document) -> set[str]:
    return {handle for section in document.sections for part in section.parts for handle in handles_in(part.text)}


def _by_key(facts: Iterable[Fact], cited: set[str]) -> dict[_Key, _Alike]:
    """Return the facts by what they tell, those of the latest day for which it is told."""
    found: dict[_Key, _Alike] = {}
    for fact in facts:
        if fact.value is None:
            continue
        alike = found.setdefault(_key(fact), {})
        latest = max((one.as_of for one in alike.values()), default=fact.as_of)
        if fact.as_of > latest:
            alike.clear()
        if fact.as_of >= latest and (tuple(fact.rows) not in alike or fact.id in cited):
            alike[tuple(fact.rows)] = fact
    return found


def _key(fact: Fact) -> _Key:
    return fact.name, fact.label, fact.account_id, fact.unit if is_money(fact.unit) else ""


def _paired(old: _Alike, new: _Alike) -> list[_Pair]:
    """Pair one with one; where there are several, as of people with one role, by the rows that they are read from."""
    if len(old) == len(new) == 1:
        return list(zip(old.values(), new.values(), strict=True))
    return [(old.get(rows), new.get(rows)) for rows in dict.fromkeys([*new, *old])]


def _without_relabelled(pairs: list[_Pair]) -> list[_Pair]:
    """Leave out what one document has and the other has too, with the same value, by another label."""
    gone, there = (
        _by_value(past for past, present in pairs if not present),
        _by_value(present for past, present in pairs if not past),
    )
    return [
        (past, present)
        for past, present in pairs
        if (past and present) or (_told_value(past or present) not in (there if past else gone))
    ]


def _by_value(facts: Iterable[Fact | None]) -> set[_ToldValue]:
    return {_told_value(one) for one in facts if one}


def _told_value(fact: Fact | None) -> _ToldValue:
    """Return what a fact tells whatever it is called: its name, account, value, unit and rows."""
    assert fact is not None
    return fact.name, fact.account_id, _value(fact), fact.unit, tuple(fact.rows)


def _differs(past: Fact | None, present: Fact | None) -> bool:
    """Tell whether a value is another one, and a reader sees it: not by rounding, wording or order alone."""
    if past is None or present is None:
        return True
    if past.display == present.display:
        return False
    if isinstance(_value(past), str) and isinstance(_value(present), str):
        return _words(past) != _words(present)
    if _value(past) != _value(present):
        return past.unit != present.unit or _words(past) != _words(present)
    named, names = _names(past), _names(present)
    return bool(named and names) and named != names


def _value(fact: Fact) -> Decimal | str:
    """Return a fact's value as it is compared; a day is what it reads as, as JSON has it."""
    value = fact.value
    if isinstance(value, Decimal | int):
        return _PRECISION.create_decimal(value).normalize()
    return value.isoformat() if isinstance(value, date) else str(value)


def _words(fact: Fact) -> set[str]:
    """Return the figures and words that a fact is shown by, without those that say nothing by themselves."""
    return {_figure(word) for word in _WORD.findall(fact.display.casefold())} - _SMALL_WORDS


def _figure(word: str) -> str:
    """Write a figure so that `1,000.0` is `1000`; other words stay as they are."""
    try:
        return f"{Decimal(word.replace(',', '').rstrip('.')).normalize():f}"
    except InvalidOperation:
        return word


def _names(fact: Fact) -> set[str]:
    """Return the names of those whom a count counts, where it does: `3: Halden Logistics, Pellworth Education`."""
    _, _, listed = fact.display.partition(": ")
    return {word for word in _WORD.findall(listed) if not word[0].islower()}


def _only_counts_days(past: Fact | None, present: Fact | None) -> bool:
    """Tell whether nothing but days is counted: `open for 6 days` is `open for 13 days` a week later."""
    if any(fact.name in _BY_CALENDAR for fact in (past, present) if fact):
        return True
    if past is None or present is None or "days" in (past.unit, present.unit):
        return False
    return _DAYS.sub("", past.display) == _DAYS.sub("", present.display)


def _fact_change(past: Fact | None, present: Fact | None) -> FactChange:
    known = present or past
    assert known is not None
    return FactChange(
        change="appeared" if past is None else "gone" if present is None else "changed",
        name=known.name,
        label=known.label,
        account_id=known.account_id,
        account_name=known.account_name,
        before=_shown(past),
        after=_shown(present),
    )


def _shown(fact: Fact | None) -> Shown | None:
    return Shown(display=fact.display, as_of=fact.as_of) if fact else None


def _section_changes(before: Document, after: Document) -> list[SectionChange]:
    old = {section.key: section for section in before.sections}
    new = {section.key: section for section in after.sections}
    found = [_section_change(key, old.get(key), new.get(key)) for key in dict.fromkeys([*new, *old])]
    return [one for one in found if one.before != one.after or one.removed or one.added]


def _section_change(key: str, past: Section | None, present: Section | None) -> SectionChange:
    removed, added = _compared(_lines(past), _lines(present))
    return SectionChange(
        change="added" if past is None else "removed" if present is None else "changed",
        key=key,
        before=past.title if past else None,
        after=present.title if present else None,
        removed=[Stated(basis=basis, text=text) for basis, text in removed],
        added=[Stated(basis=basis, text=text) for basis, text in added],
    )


def _lines(section: Section | None) -> list[_Line]:
    parts = section.parts if section else []
    said = ((part.basis, _bare(sentence)) for part in parts for sentence in split_sentences(part.text))
    return [(basis, text) for basis, text in said if text]


def _bare(sentence: Sentence) -> str:
    """Return a sentence without citations, whose handles are others in each version, and marks of a quotation."""
    text = _CITATION.sub("", sentence.text)
    return " ".join((_QUOTE_MARK.sub("", text) if sentence.is_quote else text).split())


def _compared(before: list[_Line], after: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Return the lines that are removed and those that are added; where only days are counted it is the same line."""
    if before > after:
        # difflib may match other lines the other way round; both ways have to tell the same.
        added, removed = _compared(after, before)
        return removed, added
    old, new = ([(basis, _DAYS.sub("", text)) for basis, text in lines] for lines in (before, after))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    removed = [line for tag, start, end, _, _ in blocks if tag != "equal" for line in before[start:end]]
    added = [line for tag, _, _, start, end in blocks if tag != "equal" for line in after[start:end]]
    return removed, added
