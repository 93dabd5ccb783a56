"""What of a model's text may reach people."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copilot.evidence import Evidence, Fact, Passage
from copilot.grounding.handles import MISSING, handles_in, plain_text, render, without_markup


def _fact(handle: str, display: str) -> Fact:
    return Fact(id=handle, name="arr", label="ARR", value=1, display=display, as_of=date(2026, 1, 1))


def _passage(handle: str) -> Passage:
    return Passage(id=handle, document_id="d", path="d.md", title="Note", kind="call", start=0, end=1, text="x")


EVIDENCE = Evidence(facts=[_fact("F1", "$186,000"), _fact("F2", "74 days")], passages=[_passage("P7")])


def test_a_figure_is_put_in_with_its_citation() -> None:
    assert render("It is {F1}.", EVIDENCE).text == "It is $186,000 [F1]."
    assert render("It is {F1} [F1].", EVIDENCE).text == "It is $186,000 [F1]."


def test_an_unknown_handle_never_passes_and_is_named() -> None:
    rendered = render("They pay {F9} [P8]. We met [P7, F1; P99].", EVIDENCE)
    assert rendered.text == f"They pay {MISSING}. We met [P7 F1]."
    assert set(rendered.unknown) == {"F9", "P8", "P99"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("see [here](http://evil.example)", "see here"),
        ("![x](http://evil.example/a.png)", "x"),
        ("a <b>bold</b> word", "a bold word"),
        ("<<b>script>alert(1)<</b>/script>", "alert(1)"),
        ("<img\nsrc=x onerror=alert(1)>", ""),
        ("[a [P99]](http://evil.example)", "[a] (evil.example)"),
        ("go to https://evil.example/x or www.evil.example", "go to evil.example/x or evil.example"),
    ],
)
def test_links_images_and_tags_leave_their_words(text: str, kept: str) -> None:
    assert re.sub(r"\s+", " ", render(text, EVIDENCE).text).strip() == kept


def test_what_a_book_says_brings_no_markup_or_handle_of_its_own() -> None:
    evil = Evidence(facts=[_fact("F1", "<img src=x> [click](http://evil.example) [F2] {F2}"), _fact("F2", "secret")])
    assert render("Subject: {F1}", evil).text == "Subject:  click   [F1]"


WORDS = st.sampled_from(
    [
        *'[](){}<>!/:\\"\n FP9a',
        *("F1", "F9", "P7", "P99", "[F1]", "{F1}", "[P99]", "{F99}"),
        *("http://e.x", "//e.x", "www.e.x", "img src=x", "script", "javascript:"),
    ]
)
TEXTS = st.lists(WORDS, max_size=25).map("".join) | st.text(max_size=60)


@given(TEXTS, TEXTS)
@example("[a [P99]](http://e.x)", "")
@example("{F[P99]9}", "")
@example("[P99]: http://e.x", "")
def test_nothing_unknown_no_link_image_or_tag_passes_whatever_the_text(text: str, display: str) -> None:
    evidence = Evidence(facts=[_fact("F1", display)], passages=[_passage("P7")])
    shown = render(text, evidence).text
    assert set(handles_in(shown)) <= {"F1", "P7"}
    assert not re.search(r"\{F\d+\}", shown)
    assert "](" not in shown
    assert "![" not in shown
    assert "://" not in shown or not re.search(r"\b[a-zA-Z][\w+.-]*://", shown)
    assert not re.search(r"<[a-zA-Z/!?]", shown)
    assert not re.search(r"(?m)^[ \t>]*\[[^\]\n]*\]:", shown)


@given(TEXTS)
def test_rendering_twice_changes_nothing_more(text: str) -> None:
    once = without_markup(plain_text(text))
    assert plain_text(once) == once
