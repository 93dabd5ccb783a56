"""What holds in every form."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copilot.documents.document import Approval, Document
from copilot.documents.export import Form, export
from copilot.errors import InvalidInput
from copilot.evidence import Evidence
from tests.documents.documents import ACCOUNT, BRIEF, EVIDENCE, passage, picture, small
from tests.documents.export.reading_back import FORMS, docx_text, everything_in, html_text, pptx_text

every_form = pytest.mark.parametrize("form", FORMS)

ATTACKS = [
    "<script>alert(1)</script> <b onclick='x'>bold</b> <!-- comment --> &lt;i&gt;",
    r"\input{/etc/passwd} \begin{verbatim} $x^2$ $$\frac{1}{2}$$ \(y\) \[z\]",
    '#include "/etc/passwd" #eval("1+1") #let x = 1 @cite <label> `#raw`',
    "::: {.warning} [span]{.smallcaps} `<b>`{=html} [@smith99] ^[a footnote] text[^1]",
    "---\ntitle: Front matter\n---",
    "[^1]: A footnote\n\n[F1]: http://example.com/taken",
    "[a link](http://example.com/phish) ![an image](http://example.com/pixel.png) <http://example.com/auto>",
    "It cost between $318,000 and $400,000, then $5$ and US$ 7.",
    "{{ jinja }} ${shell} %s {0} {F3}",
]


def canaries() -> Document:
    """A customer's document in which all that is internal says so."""
    facts = [
        fact.model_copy(update={"formula": "CANARY-formula", "name": "canary_name", "account_name": "CANARY Other Ltd"})
        for fact in EVIDENCE.facts
    ]
    passages = [
        one.model_copy(update={"text": "CANARY-text", "path": "CANARY/path.md", "kind": "CANARY-kind"})
        for one in EVIDENCE.passages
    ]
    evidence = Evidence(facts=facts, passages=passages)
    return BRIEF.model_copy(update={"audience": "customer", "evidence": evidence, "document_id": "CANARY-document"})


@every_form
def test_a_customers_document_tells_nothing_that_is_internal(form: Form) -> None:
    told = everything_in(canaries(), form)
    assert [
        word for word in ("CANARY", "canary", "ROWID", "LEFT-OUT", "Left out", "UNCITED", "old:") if word in told
    ] == []
    assert re.findall(r"\[[FP]\d+", told) == []
    assert "no chart called" not in told, "why a chart could not be drawn"


@every_form
def test_a_customers_file_has_a_title_an_account_and_a_day_and_no_word_of_how_it_was_made(form: Form) -> None:
    told = everything_in(canaries(), form)
    assert [word for word in (ACCOUNT, "1 July 2026") if word not in told] == []
    words = ("On record", "What we infer", "Not known", "What to do", "In their words", "Renewal brief", "Version 2")
    assert [word for word in (*words, "Audience", "Approved by", "Draft") if word in told] == []


@every_form
def test_a_customers_file_says_so_while_it_is_a_draft(form: Form) -> None:
    assert "Draft" in everything_in(canaries().model_copy(update={"approval": None}), form)


@every_form
def test_our_own_document_tells_them(form: Form) -> None:
    told = everything_in(BRIEF, form)
    assert [
        word for word in ("ROWID-1", "LEFT-OUT-REASON", "weighted sum of", "old: 2 April 2026") if word not in told
    ] == []
    assert "UNCITED" not in told
    assert ("no chart called arr-bridge" in told) == (form != "md")
    assert re.findall(r"\[[FP]\d+[^\]]*\]", told) == [], "handles are for the machine"


@pytest.mark.parametrize("form", ["html", "docx", "pptx", "pdf"])
def test_markup_in_a_text_makes_no_link_and_no_element(form: Form) -> None:
    text = "\n\n".join(ATTACKS)
    told = everything_in(small(("fact", text), title=text, account_name=text), form)
    assert (
        re.findall(r"""(?:href|src|Target|URI)\s*[=(]\s*["']?(?!https?://schemas\.)(?:https?|file)[^\s"')]*""", told)
        == []
    )
    assert "root:" not in told


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_letters_of_other_markup_can_be_read(attack: str) -> None:
    document = small(("fact", attack))
    readers: tuple[tuple[Callable[[bytes], str], Form], ...] = (
        (html_text, "html"),
        (docx_text, "docx"),
        (pptx_text, "pptx"),
    )
    for read, form in readers:
        told = read(export(document, form, picture)).replace("\n", " ")
        for word in re.findall(r"[A-Za-z]{4,}", attack):
            assert word in told, (form, word)


@every_form
def test_names_and_titles_are_letters_too(form: Form) -> None:
    name = "<img src=x onerror=alert(1)> \\input{x} #include $a$ `b` *c* \x00\x0b\u202e"
    hostile = passage("P1", name, None, f"{name}\n\n{name}", kind=name)
    document = small(
        ("said", "They said so. [P1]"),
        title=name,
        account_name=name,
        evidence=Evidence(passages=[hostile]),
        approval=Approval(by=name, at=datetime(2026, 7, 1, tzinfo=UTC)),
    )
    told = everything_in(document, form)
    assert "<img src=x" not in re.sub(r"\\<img", "", told) or form == "pdf"
    assert "\u202e" not in told


@every_form
def test_letters_of_all_the_world_and_half_letters_are_taken(form: Form) -> None:
    text = "שלום עולם, عربي 中文字 日本語 한국어 ไทย देवनागरी 🎉👩‍👩‍👧 e\u0301 \ud800 \ufffe."
    document = small(("fact", f"{text} [F1]\n\n| שם | 中文 |\n|---|---|\n| {text} | x |"), title=text)
    told = everything_in(document, form)
    assert "中文字" in told or "\\u4e2d\\u6587\\u5b57" in told


@every_form
@pytest.mark.parametrize("sections", [[], None])
def test_a_document_with_next_to_nothing_can_be_sent(form: Form, sections: list[object] | None) -> None:
    document = small() if sections is None else small(sections=[])
    bare = document.model_copy(update={"account_name": None, "approval": None, "title": "", "evidence": Evidence()})
    assert "Draft" in everything_in(bare, form)


@every_form
def test_the_same_document_gives_the_same_bytes(form: Form) -> None:
    assert export(BRIEF, form, picture) == export(BRIEF, form, picture)


@every_form
def test_an_approved_document_says_by_whom_and_when(form: Form) -> None:
    assert "Approved by Priscilla Dunmore on 1 July 2026 (UTC)" in everything_in(BRIEF, form)


def test_only_office_forms_take_a_template(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="pdf takes no template"):
        export(BRIEF, "pdf", picture, tmp_path / "any.docx")


@pytest.mark.parametrize("form", ["docx", "pptx"])
def test_a_template_that_cannot_be_used_is_told_plainly(tmp_path: Path, form: Form) -> None:
    text, other = tmp_path / "notes.docx", tmp_path / "other.pptx"
    text.write_text("no zip")
    other.write_bytes(export(BRIEF, "pptx" if form == "docx" else "docx", picture))
    for template in (text, other, tmp_path / "missing.docx", tmp_path):
        with pytest.raises(InvalidInput, match=r"cannot be read as a (Word|PowerPoint)"):
            export(BRIEF, form, picture, template)
