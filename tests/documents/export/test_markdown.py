import json
import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from copilot.documents.export import export
from copilot.documents.export.markdown import escape
from tests.documents.documents import BRIEF, fact, picture, small
from tests.documents.export.test_export import ATTACKS


def markdown(text: str) -> str:
    return export(small(("fact", text)), "md", picture).decode()


def body(text: str) -> str:
    """What a part becomes below its label."""
    return markdown(text).split("_On record_\n\n", 1)[1].split("\n\n## Sources", 1)[0].rstrip("\n")


def test_the_title_block_names_what_it_is() -> None:
    lines = export(BRIEF, "md", picture).decode().splitlines()
    assert lines[:8] == [
        "# Tamarack Foods: renewal on 13 September 2026",
        "",
        "- **Account:** Tamarack Foods",
        "- **Kind:** Renewal brief",
        "- **As of:** 1 July 2026",
        "- **Audience:** Internal",
        "- **Version:** 3",
        "- **Status:** Approved by Priscilla Dunmore on 1 July 2026 (UTC)",
    ]


def test_citations_are_footnotes_with_all_their_rows() -> None:
    written = export(BRIEF, "md", picture).decode()
    assert "health is yellow at 61[^4]." in written
    assert "[^4]: **Health score: 61** (as of 1 July 2026)" in written
    assert "Rows: usage ROWID-1, ROWID-2, " in written
    assert "ROWID-31" in written


@pytest.mark.parametrize(
    "text",
    [
        "Plain *weak* **strong** ~~gone~~ `code` **strong *and weak* at once**.",
        "- one\n- two\n\n  more of two\n\n  - below",
        "3. three\n4. four",
        "> said\n>\n> by her",
        "| a | b |\n| --- | ---: |\n| x | $1 |",
        "```\n# code | as it is\n```",
        "first\\\nsecond",
        "-$20 and 0.0 % and 2026. Then * a star.",
    ],
)
def test_a_part_is_written_as_it_was(text: str) -> None:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    assert reader.render(body(text)) == reader.render(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab1 .-+*_#>`$|[](){}<>!\\~^@:=%&;\"'\n", max_size=40))
def test_escaped_letters_are_read_as_they_are(text: str) -> None:
    written = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"x {escape(text)}")
    shown = re.sub(r"<br />|</?p>", "", written)
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert "".join(shown.split()) == "x" + "".join(text.split())


def test_readers_that_know_more_than_markdown_find_nothing_in_it() -> None:
    written = markdown("\n\n".join(ATTACKS) + "\n\nCited. [F1]")
    assert nodes(written) == {"Note"}


def nodes(written: str) -> set[str]:
    """What pandoc, with all that it knows, finds in a text besides words, lists and tables."""
    pypandoc = pytest.importorskip("pypandoc")
    read = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown+lists_without_preceding_blankline", "-t", "json"],
        input=written.encode(),
        capture_output=True,
        check=True,
    )
    found = set(re.findall(r'"t":"(\w+)"', json.dumps(json.loads(read.stdout), separators=(",", ":"))))
    return found & {"RawInline", "RawBlock", "Math", "Cite", "Note", "Div", "Span", "Image", "Link", "Superscript"}


def test_many_rows_are_all_there() -> None:
    many = fact("F1", "ARR", "$1", rows=3000)
    document = small(("fact", "All of it. [F1]"))
    document = document.model_copy(update={"evidence": document.evidence.model_copy(update={"facts": [many]})})
    assert "ROWID-3000" in export(document, "md", picture).decode()
