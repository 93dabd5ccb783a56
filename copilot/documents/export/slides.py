"""A manuscript told in slides: one message each, with the whole text and its sources in the speaker's notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from copilot.documents.export.blocks import (
    Block,
    Code,
    Heading,
    Items,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
    Words,
    notes_of,
    plain,
    plain_lines,
)
from copilot.documents.export.filling import SIZES, Filler, Line, Slide
from copilot.documents.export.fitting import LINE, Box, cut, fits, sheets, shortened
from copilot.documents.export.manuscript import Chapter, Manuscript
from copilot.documents.export.sources import Source, rows_told
from copilot.grounding.sentences import split_sentences

TITLE_SIZES = (28, 24, 20, 16)
_LEAST_SENTENCE_SIZE = 24
_LONGEST_SENTENCE = 90
_MOST_LINES, _MOST_SOURCES = 7, 40
_SUFFIX = " (99 of 99)"
_MAY_LEAD = ("fact", "plan", "inferred")
"""What may stand as a slide's title: a quote or what is not known would seem to be our message."""


@dataclass(frozen=True, slots=True)
class Room:
    """The boxes of a slide, in points."""

    title: Box
    body: Box


def plan(manuscript: Manuscript, room: Room) -> list[Slide]:
    """Return the slides after the title slide; those that name sources come last."""
    slides = [slide for chapter in manuscript.chapters for slide in _chapter(chapter, room)]
    for slide in slides:
        slide.notes = _notes(slide, manuscript.sources)
    omitted = Filler(room.body, _MOST_SOURCES)
    for one in manuscript.left_out:
        reason = Run(f"({one.reason})", emphasis=True)
        omitted.add(Line((Run(f"{one.section}: ", strong=True), Run(f"{one.text} "), reason), "source"))
    appendix = Filler(room.body, _MOST_SOURCES)
    for source in manuscript.sources:
        appendix.add(Line(_source(source), "source", source=source.number))
    for slide in appendix.slides:
        named = {line.source for line in slide.lines}
        slide.notes = "\n\n".join(_told_source(source) for source in manuscript.sources if source.number in named)
    _entitle(omitted.slides, (Run("Left out, and why"),), room.title)
    _entitle(appendix.slides, (Run("Sources"),), room.title)
    return [*slides, *omitted.slides, *appendix.slides]


def _chapter(chapter: Chapter, room: Room) -> list[Slide]:
    headline = _headline(chapter, room.title)
    filler = Filler(room.body, _MOST_LINES)
    one_line = Box(room.body.width, SIZES["label"] * LINE)
    section = f"{chapter.title} · " if headline else ""
    for place, group in enumerate(chapter.groups):
        filler.begin_group(group.label, shortened(f"{section}{group.label}", one_line, (SIZES["label"],))[0])
        for block in group.blocks:
            is_first = headline is not None and place == 0 and block is group.blocks[0]
            shown = _after(headline) if headline and is_first else block
            _fill(filler, shown, told=block)
    if headline and filler.slides:
        first = chapter.groups[0]
        if not any(block is first.blocks[0] for _, block in filler.slides[0].told):
            filler.slides[0].told.insert(0, (first.label, first.blocks[0]))
    _entitle(filler.slides, headline[0] if headline else (Run(chapter.title),), room.title)
    return filler.slides


Headline = tuple[Words, Words]
"""A section's first sentence, and the rest of its paragraph."""


def _headline(chapter: Chapter, title: Box) -> Headline | None:
    """Return the section's first sentence where it can be the slide's title and leaves something to be told."""
    group = chapter.groups[0] if chapter.groups else None
    first = group.blocks[0] if group else None
    if group is None or group.basis not in _MAY_LEAD or not isinstance(first, Paragraph):
        return None
    told, *rest = _sentences(first.words)
    text = plain(told).strip()
    alone = not rest and len(group.blocks) == len(chapter.groups) == 1
    too_long = len(text) > _LONGEST_SENTENCE or "\n" in text
    if alone or too_long or not text or not fits(plain(told, notes=True) + _SUFFIX, title, _LEAST_SENTENCE_SIZE):
        return None
    return told, tuple(word for words in rest for word in words)


def _after(headline: Headline) -> Block | None:
    return Paragraph(headline[1]) if headline[1] else None


def _entitle(slides: Sequence[Slide], title: Words, box: Box) -> None:
    """Give slides their title, numbered where they are several; one that is too long for its box is cut."""
    for place, slide in enumerate(slides, start=1):
        suffix = f" ({place} of {len(slides)})" if len(slides) > 1 else ""
        text = plain(title, notes=True)
        shown, slide.size = shortened(text, box, TITLE_SIZES, suffix)
        slide.title = (*title, Run(suffix)) if shown == text + suffix else (Run(shown),)


def _fill(filler: Filler, block: Block | None, told: Block) -> None:
    if isinstance(block, Picture):
        filler.show(block, told)
    elif isinstance(block, Table):
        parts = sheets(block, filler.room_below_label())
        for part in parts:
            filler.show(part, part.table)
        for line in [] if parts else _rows_as_lines(block):
            filler.add(line, told)
    elif isinstance(block, Items | Quote) and any(isinstance(one, Picture | Table) for one in _within(block)):
        for one in _within(block):
            _fill(filler, one, told)
    elif isinstance(block, Items):
        for place, item in enumerate(block.items):
            one = Items((item,), block.start + place if block.start is not None else None)
            for line in _lines(one):
                filler.add(line, one)
    elif block is not None:
        for line in _lines(block):
            filler.add(line, told)


def _within(block: Items | Quote) -> list[Block]:
    return list(block.blocks) if isinstance(block, Quote) else [one for item in block.items for one in item]


def _lines(block: Block, level: int = 0) -> Iterator[Line]:
    match block:
        case Paragraph(words):
            sentences = _sentences(words)
            mark = "•" if len(sentences) > 1 else ""
            yield from (Line(sentence, "item" if mark else "text", level, mark) for sentence in sentences)
        case Heading(words):
            yield Line(words, "heading", level)
        case Items(items, start):
            for place, item in enumerate(items):
                mark = "•" if start is None else f"{start + place}."
                yield from _item(item, mark, level)
        case Quote(blocks):
            for inner in blocks:
                yield from [Line(inner.words, "quote", level)] if isinstance(inner, Paragraph) else _lines(inner, level)
        case Code(text):
            yield Line((Run(text, code=True),), "code", level)
        case Table():
            yield from _rows_as_lines(block)
        case Picture(_, title):
            yield Line((Run(f"Chart: {title}", emphasis=True),), "text", level)


def _item(item: Sequence[Block], mark: str, level: int) -> Iterator[Line]:
    """Tell an item: its first paragraph behind its mark, the rest below, further in."""
    first = item[0] if item and isinstance(item[0], Paragraph) else None
    if first:
        yield Line(first.words, "item", level, mark)
    for inner in item[1:] if first else item:
        yield from _lines(inner, level + 1)


def _rows_as_lines(table: Table) -> Iterator[Line]:
    """Tell a table that is too wide row by row: `head: cell; head: cell`."""
    for row in table.rows:
        words: Words = ()
        for head, cell in zip(table.head, row, strict=True):
            if cell:
                name = (Run(f"{plain(head)}: "),) if plain(head) else ()
                words = (*words, *((Run("; "),) if words else ()), *name, *cell)
        yield Line(words, "item", mark="•")


def _sentences(words: Words) -> list[Words]:
    """Cut a paragraph into its sentences, with the notes behind each."""
    starts = [sentence.start for sentence in split_sentences(plain(words))][1:]
    pieces, rest, passed = list[Words](), words, 0
    for start in starts:
        piece, rest = cut(rest, start - passed, notes=False)
        passed = start
        pieces.append(_trimmed(piece))
    return [*pieces, rest]


def _trimmed(words: Words) -> Words:
    """Drop the blank at the end of a sentence."""
    last = words[-1] if words else None
    return (*words[:-1], replace(last, text=last.text.rstrip())) if isinstance(last, Run) else words


def _notes(slide: Slide, sources: Sequence[Source]) -> str:
    """Return what the speaker reads: the blocks whole, each under its label, and the sources cited in them."""
    told = [
        "\n".join([label, *(line for _, block in told for line in plain_lines(block))])
        for label, told in groupby(slide.told, key=lambda one: one[0])
    ]
    cited = {number for _, block in slide.told for number in notes_of(block)}
    named = [f"[{source.number}] {source.name}, {source.dating}" for source in sources if source.number in cited]
    return "\n\n".join([*told, "\n".join(["Sources", *named])] if named else told)


def _source(source: Source) -> Words:
    dating = (Run(f"  {source.dating}"),) if source.dating else ()
    formula = (Run(f". {source.formula}"),) if source.formula else ()
    return (Run(f"{source.number}  "), Run(source.name, strong=True), *dating, *formula)


def _told_source(source: Source) -> str:
    lines = [f"[{source.number}] {source.name}, {source.dating}"]
    lines += [f"Formula: {source.formula}"] if source.formula else []
    lines += [f"Rows: {rows_told(source.rows)}"] if source.rows else []
    lines += [source.excerpt] if source.excerpt else []
    lines += [source.link] if source.link else []
    return "\n".join(lines)
