"""The slides, and above all: no text overflows its box, by a measure that is not the one they were planned with."""

import io
import math
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.text.text import TextFrame
from pptx.util import Cm, Emu, Length

from copilot.documents.document import Basis, Document, Section
from copilot.documents.export import export
from copilot.errors import InvalidInput
from copilot.evidence import Evidence
from tests.documents.documents import BRIEF, fact, picture, section, small
from tests.documents.export.reading_back import pptx_text

MEASURE = ImageFont.load_default(100)


def opened(document: Document, template: Path | None = None) -> Presentation:
    return pptx.Presentation(io.BytesIO(export(document, "pptx", picture, template)))


@cache
def advance(letter: str) -> float:
    """A letter's width to its height in the measure's font; of letters that it lacks, a full square."""
    return float(MEASURE.getlength(letter)) / 100 if letter.isascii() else 1.0


def lines_taken(pieces: list[tuple[str, float]], width: float) -> int:
    """How many lines runs of a size take, broken at blanks, and within what is wider than a line."""
    lines, used = 1, 0.0
    words: list[float] = [0.0]
    for text, size in pieces:
        for letter in text:
            if letter == "\n":
                words += [math.inf, 0.0]
            else:
                words[-1] += advance(letter) * size
                if letter == " ":
                    words.append(0.0)
    for word in words:
        if word == math.inf:
            lines, used = lines + 1, 0.0
            continue
        if used and used + word > width:
            lines, used = lines + 1, 0.0
        lines += int((used + word) // (width))
        used = (used + word) % (width)
    return lines


def height_taken(frame: TextFrame, width: float, least: int = 12) -> float:
    """The height of a frame's paragraphs in points; their lines have exact heights."""
    total = 0.0
    for paragraph in frame.paragraphs:
        spacing = paragraph.line_spacing
        assert isinstance(spacing, Length), "lines have exact heights"
        properties = paragraph._p.pPr
        inset = int(properties.get("marL", 0)) / 12700 if properties is not None else 0
        pieces = [
            ("\n", 0.0)
            if node.tag == qn("a:br")
            else (node.find(qn("a:t")).text or "", int(node.find(qn("a:rPr")).get("sz")) / 100)
            for node in paragraph._p
            if node.tag in (qn("a:r"), qn("a:br"))
        ]
        assert all(size >= least for text, size in pieces if text != "\n"), f"nothing is smaller than {least} points"
        around = (paragraph.space_before or Emu(0)).pt + (paragraph.space_after or Emu(0)).pt
        total += lines_taken(pieces, width - inset) * spacing.pt + around
    return total


def overflows(file: Presentation) -> Iterator[str]:
    """Every text that is higher than its box, and every box that leaves its slide or lies on another."""
    for number, page in enumerate(file.slides, start=1):
        yield from (
            f"slide {number}: {fault}" for fault in _faults(page, file.slide_width or 0, file.slide_height or 0)
        )


def _faults(page: Any, slide_width: int, slide_height: int) -> Iterator[str]:
    placed: list[tuple[int, int, str]] = []
    least = 9 if page.shapes.title.text_frame.text.startswith("Sources") else 12
    for shape in page.shapes:
        if "Slide Number" in shape.name:
            continue
        left, top, width, height = shape.left, shape.top, shape.width, shape.height
        if shape.has_text_frame:
            frame = shape.text_frame
            edges = Emu(frame.margin_top + frame.margin_bottom).pt
            taken = height_taken(frame, Emu(width - frame.margin_left - frame.margin_right).pt) + edges
            if taken > Emu(height).pt + 0.1:
                yield f"{shape.name} takes {taken} of {Emu(height).pt}: {frame.text[:200]}"
        if getattr(shape, "has_table", False):
            table = shape.table
            for row in table.rows:
                for cell, column in zip(row.cells, table.columns, strict=True):
                    inner = Emu(column.width - cell.margin_left - cell.margin_right).pt
                    taken = height_taken(cell.text_frame, inner, least) + Emu(cell.margin_top + cell.margin_bottom).pt
                    if taken > Emu(row.height).pt + 0.1:
                        yield f"a cell takes {taken} of {Emu(row.height).pt}: {cell.text[:200]}"
            height = Emu(sum(row.height for row in table.rows))
        if left < 0 or top < 0 or left + width > slide_width or top + height > slide_height:
            yield f"{shape.name} leaves the slide"
        placed.append((top, top + height, shape.name))
    placed.sort()
    for (_, end, one), (start, _, other) in pairwise(placed):
        if start < end - Emu(12700 * 13):
            yield f"{other} lies on {one}"


WORDS = st.one_of(
    st.sampled_from(["Lyon", "**decides**", "$186,000 [F1]", "44.8 % [F4 P2]", "a", "Donaudampfschifffahrt"]),
    st.text(alphabet="WMwm@%", min_size=1, max_size=60),
    st.text(alphabet="中文字日本語한국어", min_size=1, max_size=60),
    st.text(alphabet="abcdefgh", min_size=1, max_size=150),
)  # fmt: skip
SENTENCES = st.builds(
    lambda words, end: " ".join(words).capitalize() + end,
    st.lists(WORDS, min_size=1, max_size=60),
    st.sampled_from(".?!"),
)
CELLS = st.lists(WORDS, max_size=12).map(" ".join)


@st.composite
def tables(draw: st.DrawFn) -> str:
    columns = draw(st.integers(1, 9))
    rows = draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=1, max_size=25))
    return "\n".join("| " + " | ".join(row) + " |" for row in (rows[0], ["---"] * columns, *rows[1:]))


PARTS = st.one_of(
    st.lists(SENTENCES, min_size=1, max_size=12).map(" ".join),
    st.lists(SENTENCES, min_size=1, max_size=14).map(lambda some: "\n".join(f"- {one}" for one in some)),
    st.lists(SENTENCES, min_size=1, max_size=5).map(
        lambda some: "\n".join(f"{n}. {one}" for n, one in enumerate(some, 9))
    ),
    SENTENCES.map(lambda one: f"> {one}"),
    SENTENCES.map(lambda one: f"### {one}"),
    SENTENCES.map(lambda one: f"```\n{one}\n```"),
    st.just("![Use](chart:usage)"),
    tables(),
)
BASES: st.SearchStrategy[Basis] = st.sampled_from(["fact", "said", "inferred", "unknown", "plan"])
SECTIONS = st.builds(
    lambda title, parts: section("key", title, *parts),
    SENTENCES,
    st.lists(st.tuples(BASES, st.lists(PARTS, min_size=1, max_size=4).map("\n\n".join)), max_size=4),
)


def company_file(path: Path, *, body_height: float = 12.0, layouts: int = 11) -> Path:
    """A company's slides, 4:3 and with samples in them."""
    file = pptx.Presentation()
    for layout in list(file.slide_layouts)[layouts:]:
        file.slide_layouts.remove(layout)
    file.slides.add_slide(file.slide_layouts[0]).shapes[0].text_frame.text = "SAMPLE SLIDE"
    for layout in list(file.slide_layouts)[1:]:
        placeholders: Any = layout.placeholders
        for shape in placeholders:
            if shape.placeholder_format.idx == 1:
                shape.left, shape.top, shape.width, shape.height = Cm(1), Cm(4.5), Cm(22), Cm(body_height)
    file.save(str(path))
    return path


@settings(max_examples=40, deadline=None)
@given(st.lists(SECTIONS, max_size=3), SENTENCES)
def test_no_text_overflows_its_box(sections: list[object], title: str) -> None:
    document = BRIEF.model_copy(update={"sections": sections, "title": title, "account_name": title})
    assert list(overflows(opened(document))) == []


@settings(max_examples=15, deadline=None)
@given(sections=st.lists(SECTIONS, max_size=2))
def test_nor_in_a_companys_layout(tmp_path_factory: pytest.TempPathFactory, sections: list[object]) -> None:
    template = company_file(tmp_path_factory.mktemp("template") / "company.pptx", body_height=9)
    assert list(overflows(opened(BRIEF.model_copy(update={"sections": sections}), template))) == []


def test_the_brief_tells_one_message_a_slide() -> None:
    file = opened(BRIEF)
    titles = [page.shapes.title.text_frame.text.replace("\u202f", " ") for page in file.slides if page.shapes.title]
    assert titles == [
        "Tamarack Foods: renewal on 13 September 2026",
        "Renew flat at $186,000 1 with a rollout commitment of 12 months",
        "Contract and dates",
        "Renewal scenarios",
        "Dispatch saved $318,000 in twelve months 9",
        "112 of 250 seats 11 were active in the last 28 days, which is 44.8 % 12",
        "Health fell by 9 to 61 4",
        "People",
        "Risks",
        "Negotiation",
        "Plan to signature",
        "Left out, and why",
        "Sources",
    ]
    assert list(overflows(file)) == []


def test_a_quote_or_a_gap_never_becomes_a_title() -> None:
    bases: tuple[Basis, ...] = ("said", "unknown")
    for basis in bases:
        parts: list[tuple[Basis, str]] = [(basis, "We love it. It works."), ("fact", "More.")]
        assert "Only section" in pptx_text(export(small(*parts), "pptx", picture)).splitlines()


def test_all_text_and_its_sources_are_in_the_notes() -> None:
    long = " ".join(f"Sentence number {number} says something of the rollout." for number in range(60))
    file = opened(small(("fact", f"{long} [F1]"), ("said", "> Quite so. [P3]")))
    notes = [page.notes_slide.notes_text_frame.text for page in file.slides if page.notes_slide.notes_text_frame]
    assert long in notes[1]
    assert "[1] ARR: $186,000, as of 1 July 2026" in notes[1]
    assert "[2] Quarterly review, 12 May 2026" in notes[-2]
    assert "Rows: subscriptions ROWID-1" in notes[-1]


def test_long_tables_go_on_over_slides_with_their_head() -> None:
    rows = "\n".join(f"| account {number} | ${number},000 |" for number in range(60))
    file = opened(small(("fact", f"| name | ARR |\n|---|---|\n{rows}")))
    tables = [shape.table for page in file.slides for shape in page.shapes if shape.has_table]
    assert len(tables) > 2
    assert {table.cell(0, 0).text for table in tables} == {"name"}
    assert sum(len(table.rows) - 1 for table in tables) == 60
    assert f"Only section (2 of {len(tables)})" in pptx_text(
        export(small(("fact", f"| name | ARR |\n|---|---|\n{rows}")), "pptx", picture)
    )


def test_a_table_too_wide_for_its_type_becomes_items() -> None:
    columns = 24
    head = " | ".join(f"heading{number}" for number in range(columns))
    cells = " | ".join(f"value{number}" for number in range(columns))
    told = pptx_text(export(small(("fact", f"| {head} |\n|{'---|' * columns}\n| {cells} |")), "pptx", picture))
    assert "heading3: " in told
    assert "value3" in told


def test_every_slide_is_numbered_and_notes_lead_to_the_sources() -> None:
    file = opened(BRIEF)
    for page in list(file.slides):
        assert [shape for shape in page.shapes if "Slide Number" in shape.name]
        assert len({shape.shape_id for shape in page.shapes}) == len(page.shapes)
    last = file.slides[len(file.slides) - 1].part
    page = file.slides[1]
    links = [node.get(qn("r:id")) for node in page._element.iter(qn("a:hlinkClick"))]
    assert links
    assert {page.part.related_part(link) for link in links} == {last}


def test_a_companys_slides_give_layouts_and_lose_their_samples(tmp_path: Path) -> None:
    template = company_file(tmp_path / "company.pptx")
    data = export(BRIEF, "pptx", picture, template)
    file = pptx.Presentation(io.BytesIO(data))
    assert "SAMPLE" not in pptx_text(data)
    assert (file.slide_width, len(file.slide_layouts)) == (9144000, 11)
    assert list(overflows(file)) == []
    assert "SAMPLE" not in pptx_text(data)


def test_a_template_without_room_for_text_is_refused(tmp_path: Path) -> None:
    template = company_file(tmp_path / "company.pptx", body_height=1, layouts=2)
    with pytest.raises(InvalidInput, match="no layout with a title and a text box"):
        export(BRIEF, "pptx", picture, template)


def test_charts_have_their_titles_for_those_who_cannot_see_them() -> None:
    pictures = [shape for page in opened(BRIEF).slides for shape in page.shapes if shape.shape_type == 13]
    assert [shape._element._nvXxPr.cNvPr.get("descr") for shape in pictures] == ["Active users against seats", "Health"]


def titles_of(document: Document) -> list[str]:
    return [page.shapes.title.text_frame.text for page in opened(document).slides if page.shapes.title]


def long_section(number: int) -> Section:
    """A section of several slides, with a message."""
    rows = "\n".join(f"| account {row} | {'because of this and that ' * 6} |" for row in range(40))
    return section(
        f"s{number}", f"Section {number}", ("fact", f"**Message {number}.**\n\n| who | why |\n|---|---|\n{rows}")
    )


def test_a_deck_is_short_and_what_does_not_fit_it_is_among_the_details_to_which_it_points() -> None:
    document = BRIEF.model_copy(update={"sections": [long_section(number) for number in range(1, 14)], "left_out": []})
    titles = titles_of(document)
    deck = [title for title in titles if title.startswith("Message")]
    assert deck == [f"Message {number}" for number in range(1, 14)]
    assert titles.index("Message 13") == 13
    assert titles[14].startswith("Details: Section 1")
    text = pptx_text(export(document, "pptx", picture))
    assert f"Section 1 · On record · details on slides 15 to {14 + sum('Section 1 ' in one for one in titles)}" in text


def test_many_sources_stand_on_one_slide_in_small_type_and_whole_in_the_notes() -> None:
    facts = [fact(f"F{number}", f"Figure {number}", f"${number},000", formula="x / y") for number in range(1, 121)]
    cited = " ".join(f"It is ${number},000 [F{number}]." for number in range(1, 121))
    document = small(("fact", cited), evidence=Evidence(facts=facts))
    file = opened(document)
    pages = [page for page in file.slides if page.shapes.title.text_frame.text.startswith("Sources")]
    assert len(pages) <= 3
    assert (
        "[120] Figure 120: $120,000, as of 1 July 2026\nFormula: x / y" in pages[-1].notes_slide.notes_text_frame.text
    )
    assert list(overflows(file)) == []


def test_a_line_that_leads_to_a_table_goes_with_it_onto_the_next_slide() -> None:
    rows = "\n".join(f"| account {row} | ${row},000 |" for row in range(14))
    lines = "\n".join(f"- Point {number} of the list." for number in range(7))
    document = small(("fact", f"{lines}\n\n**Who was lost**\n\n| who | ARR |\n|---|---|\n{rows}"))
    pages = [page for page in opened(document).slides if any(shape.has_table for shape in page.shapes)]
    told = [shape.text_frame.text for shape in pages[0].shapes if shape.has_text_frame]
    assert any("Who was lost" in text for text in told)


def test_a_title_is_the_message_of_the_section_where_one_stands_out() -> None:
    parts: tuple[Basis, str] = ("fact", "| a |\n|---|\n| b |\n\n**The forecasts are two categories apart.**")
    assert titles_of(small(parts))[1] == "The forecasts are two categories apart"
    lead: tuple[Basis, str] = ("fact", "Agreed on 1 October:\n\n- One thing.")
    assert titles_of(small(lead))[1] == "Only section"
