"""The sources that a document cites, in the words of its appendix."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from copilot.display import show_date
from copilot.documents.document import Document
from copilot.documents.export.letters import clean, one_line
from copilot.documents.labels import plain_label
from copilot.evidence import NOTHING, Fact, Passage
from copilot.grounding.handles import handles_in

MOST_ROWS, LONGEST_EXCERPT = 12, 600
_QUOTED = re.compile('[“"«„]([^“”"«»„]{8,})[”"»“]')


@dataclass(frozen=True, slots=True)
class Source:
    """A cited figure (with a `value`) or passage; what its reader may not see is empty.

    `details` are its date and kind, `old` its date where it was old, `text` the passage whole, `excerpt` the part of it
    that is quoted.
    """

    number: int
    title: str
    value: str = ""
    details: tuple[str, ...] = ()
    old: str = ""
    formula: str = ""
    rows: tuple[str, ...] = ()
    text: str = ""
    excerpt: str = ""
    link: str = ""

    @property
    def name(self) -> str:
        """Return the figure with its label, or the title of the document."""
        return f"{self.title}: {self.value}" if self.value else self.title

    @property
    def dating(self) -> str:
        """Return what is to be known beside the name, as one line."""
        return " · ".join([*self.details, *([self.old] if self.old else [])])


def sources_of(document: Document, numbers: dict[str, int], base_url: str) -> list[Source]:
    """Return the sources in the order of their numbers, with no more in them than the audience may see."""
    facts = {fact.id: fact for fact in document.evidence.facts}
    passages = {passage.id: passage for passage in document.evidence.passages}
    return [
        _figure(document, facts[handle], number)
        if handle in facts
        else _quote(document, passages[handle], number, base_url)
        for handle, number in numbers.items()
    ]


def citable(document: Document) -> set[str]:
    """Return the handles of what the appendix lists: to a customer no list of what we looked for and lack."""
    evidence = document.evidence
    kept_back = {one.id for one in evidence.facts if document.audience == "customer" and one.name == NOTHING}
    return evidence.handles() - kept_back - {""}


def rows_told(rows: Sequence[str], most: int = MOST_ROWS) -> str:
    """List rows, each table's name once, and say how many more there are."""
    more = f" and {len(rows) - most:,} more" if len(rows) > most else ""
    named = ((table, row) for table, _, row in (one.partition(" ") for one in rows[:most]))
    told = (f"{table} {', '.join(row for _, row in some)}" for table, some in groupby(named, key=lambda one: one[0]))
    return "; ".join(told) + more


def _figure(document: Document, fact: Fact, number: int) -> Source:
    told = Source(number, one_line(fact.label), one_line(fact.display), (f"as of {show_date(fact.as_of)}",))
    if document.audience == "customer":
        return replace(told, title=plain_label(told.title))
    elsewhere = fact.account_name is not None and fact.account_name != document.account_name
    return Source(
        number=number,
        title=one_line(f"{fact.account_name}: {fact.label}" if elsewhere else fact.label),
        value=told.value,
        details=told.details,
        old=_old(document, fact.id, fact.as_of),
        formula=one_line(fact.formula),
        rows=tuple(one_line(f"{row.table} {row.id}") for row in fact.rows),
    )


def _quote(document: Document, passage: Passage, number: int, base_url: str) -> Source:
    dated = (show_date(passage.date),) if passage.date else ()
    title = one_line(passage.title) or "Untitled"
    if document.audience == "customer":
        return Source(number, title, details=dated)
    text = clean(passage.text).strip()
    return Source(
        number=number,
        title=title,
        details=(*dated, one_line(passage.kind), one_line(passage.path)),
        old=_old(document, passage.id, passage.date),
        text=text,
        excerpt=_excerpt(text, _quoted_from(document, passage.id)),
        link=f"{base_url.rstrip('/')}/passages/{passage.id}" if base_url else "",
    )


def _old(document: Document, handle: str, day: dt.date | None) -> str:
    if handle not in document.stale:
        return ""
    return f"old: {show_date(day)}" if day else "old: no date"


def _quoted_from(document: Document, handle: str) -> list[str]:
    """Return what stands in quotation marks in the parts that cite a passage."""
    parts = (part for section in document.sections for part in section.parts)
    return [quoted for part in parts if handle in handles_in(part.text) for quoted in _QUOTED.findall(part.text)]


def _excerpt(text: str, quotes: Sequence[str]) -> str:
    """Cut a long text to what stands around the first of the quotes that is in it."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    places = [(text.find(quote), len(quote)) for quote in quotes if quote in text]
    place, length = places[0] if places else (0, 0)
    start = max(0, min(place + length // 2 - LONGEST_EXCERPT // 2, len(text) - LONGEST_EXCERPT))
    end = start + LONGEST_EXCERPT
    cut = text[start:end]
    if start:
        cut = f"… {cut.split(' ', 1)[-1]}"
    if end < len(text):
        cut = f"{cut.rsplit(' ', 1)[0]} …"
    return cut
