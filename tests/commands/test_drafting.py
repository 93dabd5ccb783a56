"""What `csm draft` can be asked for: the kinds that there are, each about one account or about all."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from click.testing import Result

from copilot.commands.drafting import KINDS
from copilot.documents.document import Kind
from copilot.documents.order import ABOUT_ALL
from copilot.settings import ROOT


def listed_on_the_page(name: str) -> list[str]:
    """The kinds in a list of the documents page."""
    page = (ROOT / "api" / "pages" / "documents.js").read_text(encoding="utf-8")
    found = re.search(rf"const {name} = \[(.*?)\];", page, re.DOTALL)
    assert found is not None
    return re.findall(r'"([a-z-]+)"', found[1])


def test_the_command_and_the_page_offer_the_kinds_that_there_are() -> None:
    assert get_args(Kind) == KINDS
    assert listed_on_the_page("KINDS") == list(KINDS)
    assert set(listed_on_the_page("ABOUT_ALL")) == ABOUT_ALL


@pytest.mark.parametrize("kind", sorted(ABOUT_ALL))
def test_what_is_usually_about_every_account_says_that_it_is_about_one(kind: str, run: Callable[..., Result]) -> None:
    done = run("draft", kind, "--account", "Halden Logistics", "--as-of", "2026-11-21")
    assert done.exit_code == 0
    assert f"This {kind} is of Halden Logistics alone; without --account it is of all." in done.stderr
    assert " of Halden Logistics" in done.stdout.splitlines()[0]


def test_a_document_is_drafted_into_a_file_of_each_form(run: Callable[..., Result], tmp_path: Path) -> None:
    for form, begins in (
        ("md", b"# Halden"),
        ("html", b"<!doctype"),
        ("docx", b"PK"),
        ("pptx", b"PK"),
        ("pdf", b"%PDF"),
    ):
        path = tmp_path / "briefs" / f"halden.{form}"
        done = run("draft", "renewal-brief", "--account", "Halden Logistics", "-o", path)
        assert done.exit_code == 0, done.output
        assert "Halden Logistics: renewal on" in done.stderr
        assert path.read_bytes().lower().startswith(begins.lower())


def test_a_document_without_a_file_is_printed_as_markdown_or_json(run: Callable[..., Result]) -> None:
    printed = run("draft", "renewal-brief", "--account", "Quarrion")
    assert printed.stdout.startswith("# Quarrion Therapeutics: renewal on")
    assert "## Sources" in printed.stdout
    told = json.loads(run("draft", "renewal-brief", "--account", "Quarrion", "--json").stdout)
    assert (told["kind"], told["account_name"], told["left_out"]) == ("renewal-brief", "Quarrion Therapeutics", [])


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["renewal-brief"], 1, "about one account: name it"),
        (["poem", "--account", "Quarrion"], 2, "'poem' is not one of"),
        (["renewal-brief", "--account", "Nobody Inc"], 1, "Nobody Inc"),
        (["renewal-brief", "--account", "Quarrion", "-o", "brief.odt"], 1, "does not end like a document"),
        (["renewal-brief", "--renewing-within", "soon"], 2, "no number of days such as 90d"),
        (["renewal-brief", "--renewing-within", "90d", "--account", "Quarrion"], 2, "names the accounts"),
        (["portfolio-review", "--audience", "customer"], 1, "no version for customers"),
    ],
)
def test_what_cannot_be_drafted_is_said_in_words(
    run: Callable[..., Result], arguments: list[str], code: int, told: str
) -> None:
    done = run("draft", *arguments)
    assert done.exit_code == code
    assert told in done.output


def test_a_template_that_is_no_docx_is_refused_and_nothing_is_written(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    template, out = tmp_path / "template.docx", tmp_path / "out.docx"
    template.write_text("no docx", encoding="utf-8")
    done = run("draft", "renewal-brief", "--account", "Quarrion", "--template", template, "-o", out)
    assert done.exit_code == 1
    assert "template.docx" in done.output
    assert not out.exists()
