"""A manuscript told in slides: a deck of one message a slide, then the details, and the sources in a dense table."""

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
from copilot.documents.export.filling import LABEL_SIZE, SIZES, Filler, Line, Lines, Slide
from copilot.documents.export.fitting import LINE, Box, cut, fits, shortened
from copilot.documents.export.manuscript import Chapter, Manuscript
from copilot.documents.export.source_slides import source_slides
from copilot.documents.export.sources import Source
from copilot.grounding.sentences import split_sentences

TITLE_SIZES = (28, 24, 20, 16)
_LEAST_SENTENCE_SIZE = 20
_LONGEST_SENTENCE = 120
_MOST_LINES, _MOST_OMITTED = 9, 40
_DECK = 14
"""So many slides are presented after the first; what does not fit them is among the details."""
_SUFFIX = " (99 of 99)"
_MAY_LEAD = ("fact", "plan", "inferred")
"""What may stand as a slide's title: a quote or what is not known would seem to be our message."""


@dataclass(frozen=True, slots=True)
class Room:
    """The boxes of a slide, in points."""

    title: Box
    body: Box


def plan(manuscript: Manuscript, room: Room) -> list[Slide]:
    """Return the slides after the title slide: the deck, the details, what was left out, the sources."""
    told = [_chapter(chapter, room) for chapter in manuscript.chapters]
    kept = _presented([len(slides) for slides in told])
    deck, details = list[Slide](), list[Slide]()
    for chapter, slides, many in zip(manuscript.chapters, told, kept, strict=True):
        _entitle(slides[:many], _title(chapter, room.title), room.title)
        _entitle(slides[many:], (Run(f"Details: {chapter.title}"),), room.title)
        deck += slides[:many]
        details += slides[many:]
    number = len(deck) + 2
    for slides, many in zip(told, kept, strict=True):
        if slides[many:]:
            _point_to_details(slides[0], number, number + len(slides[many:]) - 1, room.body)
            number += len(slides[many:])
    for slide in (*deck, *details):
        slide.notes = _notes(slide, manuscript.sources)
    return [*deck, *details, *_omitted(manuscript, room), *source_slides(manuscript, room.title, room.body)]


def _presented(lengths: Sequence[int]) -> list[int]:
    """Return how many slides of each section are presented: all or, where that is too many, the first."""
    spare = _DECK - sum(min(one, 1) for one in lengths)
    kept = []
    for length in lengths:
        whole = length <= 1 or length - 1 <= spare
        kept.append(length if whole else 1)
        spare -= length - 1 if whole and length else 0
    return kept


def _omitted(manuscript: Manuscript, room: Room) -> list[Slide]:
    """Return the slides that list what was left out."""
    filler = Filler(room.body, _MOST_OMITTED)
    for one in manuscript.left_out:
        reason = Run(f"({one.reason})", emphasis=True)
        filler.add(Line((Run(f"{one.section}: ", strong=True), Run(f"{one.text} "), reason), "small"))
    _entitle(filler.slides, (Run("Left out, and why"),), room.title)
    return filler.slides


def _chapter(chapter: Chapter, room: Room) -> list[Slide]:
    """Return a section's slides, in the largest type of which they are the fewest."""
    best: list[Slide] = []
    for shown in dict.fromkeys((chapter, _pictures_first(chapter))):
        best = []  # where a section has no slide for itself alone, its picture goes onto the first
        for size in SIZES:
            slides = _filled(shown, room, size)
            if not best or _cost(slides) < _cost(best):
                best = slides
            if len(slides) <= 1:
                return slides
    return best


def _cost(slides: Sequence[Slide]) -> tuple[int, bool]:
    """Return what makes slides worse than others: how many they are, then that the first shows words alone."""
    return len(slides), bool(slides) and all(isinstance(one, Lines) for one in slides[0].stack)


def _pictures_first(chapter: Chapter) -> Chapter:
    """Put the pictures of a section before the tables and lists of their parts: what shows most comes first."""
    return replace(chapter, groups=tuple(replace(one, blocks=_reordered(one.blocks)) for one in chapter.groups))


def _reordered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    pictures = [one for one in blocks if isinstance(one, Picture)]
    others = [one for one in blocks if not isinstance(one, Picture)]
    place = next((place for place, one in enumerate(others) if not isinstance(one, Paragraph)), len(others))
    return (*others[:place], *pictures, *others[place:])


def _filled(chapter: Chapter, room: Room, size: int) -> list[Slide]:
    """Fill slides with a section's parts, without what is their title."""
    headline = _headline(chapter, room.title)
    filler = Filler(room.body, _MOST_LINES, size)
    section = chapter.title if _title(chapter, room.title)[0] != Run(chapter.title) else ""
    for place, group in enumerate(chapter.groups):
        top = " · ".join(filter(None, (section, group.label)))
        filler.begin_group(group.label, _one_line(top, room.body))
        for block in group.blocks:
            is_first = headline is not None and place == 0 and block is group.blocks[0]
            shown = _after(headline) if headline and is_first else block
            _fill(filler, shown, told=block)
    slides = [one for one in filler.slides if one.stack]
    if headline and slides:
        first = chapter.groups[0]
        if not any(block is first.blocks[0] for _, block in slides[0].told):
            slides[0].told.insert(0, (first.label, first.blocks[0]))
    return slides


def _one_line(text: str, body: Box) -> str:
    """Return a label cut to one line."""
    return shortened(text, Box(body.width, LABEL_SIZE * LINE), (LABEL_SIZE,))[0]


def _point_to_details(slide: Slide, first: int, last: int, body: Box) -> None:
    """Say on the slide of a section where more of it stands."""
    lines = slide.lines
    if lines and lines[0].style == "label":
        where = f"slide {first}" if first == last else f"slides {first} to {last}"
        told = _one_line(f"{plain(lines[0].words)} · details on {where}", body)
        slide.replace_first(replace(lines[0], words=(Run(told),)))


def _title(chapter: Chapter, box: Box) -> Words:
    """Return what a section's slides are called: its message where it has one that is short enough, else its title."""
    headline = _headline(chapter, box)
    if headline:
        return _without_point(headline[0])
    blocks = (block for group in chapter.groups if group.basis in _MAY_LEAD for block in group.blocks)
    verdicts = (one.words for one in blocks if isinstance(one, Paragraph) and _is_verdict(one.words))
    verdict = next((one for one in verdicts if _can_lead(one, box)), None)
    return _without_point(verdict) if verdict else (Run(chapter.title),)


def _is_verdict(words: Words) -> bool:
    """Tell whether words are a whole sentence that stands out."""
    all_strong = all(one.strong for one in words if isinstance(one, Run) and one.text.strip())
    return all_strong and plain(words).rstrip().endswith(".") and len(_sentences(words)) == 1


def _can_lead(words: Words, title: Box) -> bool:
    text = plain(words).strip()
    short = bool(text) and len(text) <= _LONGEST_SENTENCE and "\n" not in text and not text.endswith(":")
    return short and fits(plain(words, notes=True) + _SUFFIX, title, _LEAST_SENTENCE_SIZE)


def _without_point(words: Words) -> Words:
    """Drop the point at the end of a sentence, which a title has not."""
    ends = plain(words).rstrip()
    if not ends.endswith(".") or ends.endswith(".."):
        return words
    place = max(place for place, one in enumerate(words) if isinstance(one, Run) and one.text.strip())
    last = words[place]
    assert isinstance(last, Run)
    text = last.text.rstrip().removesuffix(".")
    return (*words[:place], *([replace(last, text=text)] if text else []), *words[place + 1 :])


Headline = tuple[Words, Words]
"""A section's first sentence, and the rest of its paragraph."""


def _headline(chapter: Chapter, title: Box) -> Headline | None:
    """Return the section's first sentence where it can be the slide's title and leaves something to be told."""
    group = chapter.groups[0] if chapter.groups else None
    first = group.blocks[0] if group else None
    if group is None or group.basis not in _MAY_LEAD or not isinstance(first, Paragraph):
        return None
    told, *rest = _sentences(first.words)
    alone = not rest and len(group.blocks) == len(chapter.groups) == 1
    if alone or not _can_lead(told, title):
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
        if not filler.tabulate(block, told):
            for line in _rows_as_lines(block):
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
        "\n".join([*filter(None, [label]), *(line for _, block in told for line in plain_lines(block))])
        for label, told in groupby(slide.told, key=lambda one: one[0])
    ]
    cited = {number for _, block in slide.told for number in notes_of(block)}
    named = [f"[{source.number}] {source.name}, {source.dating}" for source in sources if source.number in cited]
    return "\n\n".join([*told, "\n".join(["Sources", *named])] if named else told)
