"""A document made ready to be written in any form: what its reader may not see is gone, its sources are numbered."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from copilot.display import show_date
from copilot.documents.document import BASIS_LABELS, Basis, Document, Section
from copilot.documents.export.blocks import Block, Items, Paragraph, Picture, Quote, Run, plain_lines
from copilot.documents.export.letters import clean, one_line
from copilot.documents.export.reading import Numbered, read_markdown
from copilot.documents.export.sources import Source, citable, sources_of
from copilot.errors import CopilotError

ImageForm = Literal["svg", "png"]
_LABELS_FOR_CUSTOMERS: dict[Basis, str] = {
    "fact": "",
    "said": "As it was said",
    "inferred": "As we see it",
    "unknown": "Still open",
    "plan": "",
}
"""What a part stands on, as a customer reads it; what is on record and what is planned say so themselves."""
Draw = Callable[[str, ImageForm], bytes]
"""Draws a chart by its name; a CopilotError says why it cannot."""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring parts of a section that stand on one thing; to a customer it has a label only where that helps."""

    basis: Basis
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section, with the name under which it is linked to."""

    anchor: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """A sentence that was left out, and why."""

    section: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All that any form shows; a customer's has no kind, audience or version, and a status only while it is a draft."""

    title: str
    kind: str
    account: str
    as_of: str
    audience: str
    version: str
    status: str
    made_at: dt.datetime
    chapters: tuple[Chapter, ...]
    left_out: tuple[Omission, ...]
    sources: tuple[Source, ...]

    @property
    def particulars(self) -> list[tuple[str, str]]:
        """Return the lines of the title block."""
        told = [
            ("Account", self.account),
            ("Kind", self.kind),
            ("As of", self.as_of),
            ("Audience", self.audience),
            ("Version", self.version),
            ("Status", self.status),
        ]
        return [(name, value) for name, value in told if value]

    @property
    def running_title(self) -> str:
        """Return what stands at the foot of every page."""
        return " · ".join(filter(None, (self.title, self.as_of, self.status.split(" ")[0])))


def prepare(document: Document, draw: Draw, images: ImageForm | None, base_url: str = "") -> Manuscript:
    """Read a document's parts, number its sources in the order of their first use, and draw its charts."""
    is_ours = document.audience == "internal"
    labels = BASIS_LABELS if is_ours else _LABELS_FOR_CUSTOMERS
    known = citable(document)
    numbers: dict[str, int] = {}

    def numbered(handle: str) -> int | None:
        return numbers.setdefault(handle, len(numbers) + 1) if handle in known else None

    chapters = tuple(
        Chapter(f"section-{place}", one_line(section.title), _groups(section, labels, numbered))
        for place, section in enumerate(document.sections, start=1)
    )
    if images:
        chapters = tuple(_drawn_chapter(chapter, draw, images, why=is_ours) for chapter in chapters)
    return Manuscript(
        title=one_line(document.title),
        kind=document.kind.replace("-", " ").capitalize() if is_ours else "",
        account=one_line(document.account_name or ""),
        as_of=show_date(document.as_of),
        audience=document.audience.capitalize() if is_ours else "",
        version=str(document.version) if is_ours else "",
        status=_status(document) if is_ours or document.approval is None else "",
        made_at=_utc(document.created_at).replace(microsecond=0),
        chapters=chapters,
        left_out=_left_out(document),
        sources=tuple(sources_of(document, numbers, base_url)),
    )


def _groups(section: Section, labels: Mapping[Basis, str], numbered: Numbered) -> tuple[Group, ...]:
    groups = [
        Group(basis, labels[basis], tuple(block for part in parts for block in read_markdown(part.text, numbered)))
        for basis, parts in groupby(section.parts, key=lambda part: part.basis)
    ]
    return tuple(group for group in groups if group.blocks)


def _status(document: Document) -> str:
    if document.approval is None:
        return "Draft"
    return f"Approved by {one_line(document.approval.by)} on {show_date(_utc(document.approval.at).date())} (UTC)"


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _left_out(document: Document) -> tuple[Omission, ...]:
    """Tell what was left out; that is never for customers."""
    if document.audience == "customer":
        return ()
    titles = {section.key: section.title for section in document.sections}
    return tuple(
        Omission(one_line(titles.get(one.section, one.section)), _letters(one.text), _letters(one.reason))
        for one in document.left_out
    )


def _letters(text: str) -> str:
    return one_line(" ".join(line for block in read_markdown(text, lambda _: None) for line in plain_lines(block)))


def _drawn_chapter(chapter: Chapter, draw: Draw, images: ImageForm, *, why: bool) -> Chapter:
    groups = (replace(group, blocks=_drawn(group.blocks, draw, images, why=why)) for group in chapter.groups)
    return replace(chapter, groups=tuple(groups))


def _drawn(blocks: Iterable[Block], draw: Draw, images: ImageForm, *, why: bool) -> tuple[Block, ...]:
    """Put the images in; a chart that cannot be drawn is a line that says so, to our own people with the reason."""
    done: list[Block] = []
    for block in blocks:
        match block:
            case Picture(name, title):
                try:
                    done.append(replace(block, image=draw(name, images)))
                except CopilotError as error:
                    reason = f": {clean(error.message)}" if why else "."
                    line = f"The chart “{title or name}” could not be drawn{reason}"
                    done.append(Paragraph((Run(line, emphasis=True),)))
            case Items(items):
                done.append(replace(block, items=tuple(_drawn(item, draw, images, why=why) for item in items)))
            case Quote(inner):
                done.append(Quote(_drawn(inner, draw, images, why=why)))
            case _:
                done.append(block)
    return tuple(done)
