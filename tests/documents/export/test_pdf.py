import json
import re
from importlib.resources import files

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.documents.document import Document
from copilot.documents.export import export
from copilot.documents.export.manuscript import prepare
from copilot.documents.export.pdf import texts_of, write_pdf
from tests.documents.documents import BRIEF, picture, small
from tests.documents.export.reading_back import pdf_objects

EMBEDDED = typst.Fonts(include_system_fonts=False)


def asked(document: Document, selector: str) -> list[dict[str, object]]:
    """What the set document holds, from Typst itself."""
    template = (files("copilot.documents") / "templates" / "report.typ").read_bytes()
    inputs = texts_of(prepare(document, picture, "png"))
    compiler = typst.Compiler(template, sys_inputs=inputs)
    found: list[dict[str, object]] = json.loads(compiler.query(selector))
    return found


def test_sections_are_headings_and_the_contents_an_outline() -> None:
    titles = [json.dumps(one["body"], ensure_ascii=False) for one in asked(BRIEF, "heading.where(level: 1)")]
    wanted = [*(section.title for section in BRIEF.sections), "Left out, and why", "Sources"]
    assert [title for title, want in zip(titles, wanted, strict=True) if want not in title] == []
    assert len(asked(BRIEF, "outline")) == 1


def test_every_note_leads_to_its_source() -> None:
    links = {json.dumps(one["dest"]) for one in asked(BRIEF, "link")}
    assert links == {json.dumps(f"<source-{number}>") for number in range(1, 16)}


def test_charts_have_their_titles_for_those_who_cannot_see_them() -> None:
    assert [one["alt"] for one in asked(BRIEF, "image")] == ["Active users against seats", "Health"]


def test_it_can_be_set_with_the_fonts_that_come_along() -> None:
    data = write_pdf(prepare(BRIEF, picture, "png"), fonts=EMBEDDED)
    assert data.startswith(b"%PDF-")
    assert "Libertinus" in pdf_objects(data)


def test_the_passages_link_where_an_address_is_given() -> None:
    document = small(("said", "So. [P1]"))
    assert "https://csm.example/passages/P1" in pdf_objects(
        export(document, "pdf", picture, base_url="https://csm.example")
    )
    assert "/URI" not in pdf_objects(export(document, "pdf", picture))


@pytest.mark.parametrize("letters", ["x" * 500, "中" * 500, "a/b" * 200])
def test_words_without_an_end_are_broken(letters: str) -> None:
    lines = texts_of(prepare(small(("fact", f"{letters}\n\n| a | b |\n|---|---|\n| {letters} | y |")), picture, "png"))
    assert (
        max(
            map(
                len,
                re.split(
                    "\u200b",
                    json.loads(lines["report"])["chapters"][0]["groups"][0]["blocks"][0]["words"][0]["lines"][0],
                ),
            )
        )
        <= 30
    )


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_letters_can_be_set(text: str) -> None:
    manuscript = prepare(small(("fact", text), ("said", f"> {text}"), title=text), picture, "png")
    assert write_pdf(manuscript, fonts=EMBEDDED).startswith(b"%PDF-")
