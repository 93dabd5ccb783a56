"""A document that left as Markdown, read back: of which order it is, and its text with the handles of what it cites."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.documents.document import Audience, Document
from copilot.documents.export.blocks import Block, Picture, Table, plain
from copilot.documents.export.letters import one_line
from copilot.documents.export.manuscript import Manuscript, prepare
from copilot.documents.export.sources import citable, rows_told, sources_of
from copilot.documents.kinds import BLUEPRINTS
from copilot.documents.order import ABOUT_ALL, Options, Order
from copilot.errors import NotFound
from copilot.grounding.dates import dates
from copilot.grounding.handles import handles_in

_PARTICULAR = re.compile(r"^[-*+] +\*\*(?P<name>[^*:]+):\*\* +(?P<value>.+)$", re.MULTILINE)
_SOURCE = re.compile(
    r"^\[\^(?P<number>\d+)\]: +\*\*(?P<name>.+)\*\*(?: \((?P<dating>.*)\))?(?: <[^>]*>)?$(?:\n(?:[ \t]+.*|[ \t]*)$)*",
    re.MULTILINE,
)
_NOTES = re.compile(r"(?:\[\^\d+\])+")
_OLD = re.compile(r"(?:^| · )old: .*$")
_ESCAPED = re.compile(r"\\([^\w\s])")
_HEADING = re.compile(r"^#+[ \t]+")
_RULE = re.compile(r"^\|[\s|:-]*\|$")
_OF_VERSION = ("Version", "Status")
_APPENDIX = ("Sources", "Left out, and why")
_COMPARED = re.compile(
    r"^\[\^\d+\]: +\*\*(?:Compared with:|Looked for, not found: nothing that changed since) (?P<day>[^*]+)\*\*",
    re.MULTILINE,
)
"""The source that tells the day which a document compares with."""
_READ_SINCE = re.compile(r"# Feedback\b.* since (?P<day>[^\n]+)")
"""The title of a feedback summary, which tells from which day on feedback was read."""
_AGAINST = re.compile(r"^\*\*Against (?P<day>[^\n,]+), the band is ", re.MULTILINE)
"""The sentence of a portfolio review that tells the day with which it compares."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The text of an export as a part is written, and what its appendix says that no source of the document says."""

    text: str
    unknown: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a document cites: its handle, its number in the document's own export, and all that the appendix says."""

    handle: str
    number: str
    told: str


def orders_in(text: str, account_id: str | None = None) -> Sequence[Order]:
    """Return the orders by which an export may have been drafted, as its title block tells; none for another text.

    A customer's version does not say of which kind it is: that is the one with the same title. A document about all
    accounts has no order with an account, and one about an account none without.
    """
    told = _told_in(text)
    kind, day = told.get("Kind", "").strip().lower().replace(" ", "-"), _day(told.get("As of", ""))
    if day is None or not text.startswith("# "):
        return []
    audience: Audience = "internal" if told.get("Audience", "").strip() == "Internal" else "customer"
    kinds = [one for one in BLUEPRINTS if one == kind or (not kind and one not in ABOUT_ALL)]
    is_about_one = {one: one not in ABOUT_ALL or "Account" in told for one in kinds}
    kinds = [one for one in kinds if is_about_one[one] == (account_id is not None)]
    options = Options(since=_since(text))
    return [Order(kind=one, account_id=account_id, as_of=day, audience=audience, options=options) for one in kinds]


def is_about_all(text: str) -> bool:
    """Tell whether a text is an export about all accounts, and none about one of them."""
    return bool(orders_in(text))


def _told_in(text: str) -> dict[str, str]:
    return {match["name"]: match["value"] for match in _PARTICULAR.finditer(text.partition("\n## ")[0])}


def _since(text: str) -> date | None:
    """Return the day with which an export compares, or from which on its title says that feedback was read."""
    told = _COMPARED.search(text) or _READ_SINCE.match(text) or _AGAINST.search(text)
    return _day(told["day"]) if told else None


def is_title(title: str, text: str) -> bool:
    """Tell whether an export begins with a title."""
    return _HEADING.sub("", _plain(text.partition("\n")[0])).strip() == one_line(title)


def read_back(text: str, document: Document) -> ReadBack:
    """Return the text of an export with the handles of the document that was drafted by the same order.

    A source is known by its words, whatever its number; one with other words is told, and taken for the one that has
    its number in the draft. What frames the text (title, headings, labels, heads of tables) goes where it is as it was.
    """
    known = _known_sources(document)
    of_draft = {one.number: [one.handle] for some in known.values() for one in some}
    handles: dict[str, list[str]] = {}
    unknown: list[str] = []
    for match in _SOURCE.finditer(text):
        number = match["number"]
        head, *lines = (_bare(line) for line in match.group().split("\n"))
        named = known.get((_plain(match["name"]), _OLD.sub("", _plain(match["dating"] or ""))), [])
        fitting = [one for one in named if all(line in one.told for line in lines)]
        fitting = [one for one in fitting if one.number == number] or fitting
        if not fitting:
            unknown += [line for line in lines if line not in named[0].told] if named else [head.partition(": ")[2]]
        handles[number] = [one.handle for one in fitting or named] or of_draft.get(number, [])
    frame = _frame(prepare(document, _no_picture, None))
    body = _NOTES.sub(lambda notes: _cited(notes.group(), handles), _SOURCE.sub("", text)).replace("\\\n", "\n")
    return ReadBack("\n".join(_without_frame(body.split("\n"), frame)), unknown)


def _known_sources(document: Document) -> Mapping[tuple[str, str], Sequence[_Known]]:
    """Return what a document cites by its name and dating in the appendix.

    Two figures may have the same: `Date in the plan: 4 December 2026`.
    """
    cited = (handle for one in document.sections for part in one.parts for handle in handles_in(part.text))
    listed = citable(document)
    handles = [one for one in dict.fromkeys(cited) if one in listed]
    numbers = {handle: number for number, handle in enumerate(handles, 1)}
    found: dict[tuple[str, str], list[_Known]] = {}
    for handle, source in zip(handles, sources_of(document, numbers, ""), strict=True):
        rows = rows_told(source.rows, len(source.rows))
        told = f"Formula: {source.formula} · Rows: {rows} · {' '.join(source.text.split())}"
        named = found.setdefault((source.name, " · ".join(source.details)), [])
        named.append(_Known(handle, str(source.number), told))
    return found


def _cited(notes: str, handles: Mapping[str, Sequence[str]]) -> str:
    cited = [handle for number in re.findall(r"\d+", notes) for handle in handles.get(number, ())]
    return f" [{' '.join(dict.fromkeys(cited))}]" if cited else ""


def _frame(manuscript: Manuscript) -> frozenset[str]:
    """Return the lines of an export that claim nothing, without their marks."""
    lines = {manuscript.title, *_APPENDIX, *(f"{name}: {value}" for name, value in manuscript.particulars)}
    for chapter in manuscript.chapters:
        lines |= {chapter.title, *(group.label for group in chapter.groups)}
        for group in chapter.groups:
            lines.update(line for block in group.blocks for line in _frame_of(block))
    return frozenset(lines)


def _frame_of(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield _row([plain(cell) for cell in block.head])
    elif isinstance(block, Picture):
        yield f"Chart: {block.title} (drawn in the other forms of this document)"


def _without_frame(lines: Sequence[str], frame: frozenset[str]) -> Iterator[str]:
    is_block = True
    for line in lines:
        is_block = is_block and not line.startswith("## ")
        told = _plain(line)
        bare = _HEADING.sub("", told).removeprefix("- ").strip(" _*")
        cells = _row([cell.strip() for cell in told.strip().strip("|").split("|")]) if told.startswith("|") else ""
        if bare in frame or cells in frame or (is_block and bare.split(":")[0] in _OF_VERSION):
            continue
        yield told


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells)


def _plain(line: str) -> str:
    """Return a line without emphasis, its escaped letters as they are."""
    return _ESCAPED.sub(r"\1", re.sub(r"(?<!\\)\*\*|(?<!\\)~~", "", line))


def _bare(line: str) -> str:
    """Return a line of the appendix without the marks of a quotation and of what was cut off it."""
    return " ".join(_plain(line).strip().removeprefix(">").strip("… ").split())


def _day(text: str) -> date | None:
    found = dates(text, date.min) if text else ()
    return found[0].first if found and found[0].is_day else None


def _no_picture(name: str, form: str) -> bytes:
    raise NotFound(f"there is no chart called {name}")
