"""What `csm draft` can be asked for: the kinds that there are, each about one account or about all."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from copilot.commands.drafting import KINDS, draft_command
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
def test_what_is_usually_about_every_account_says_that_it_is_about_one(
    kind: str, copy_of_demo_data: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_DATA_DIR", str(copy_of_demo_data()))
    monkeypatch.setenv("CSM_MODEL", "built-in")
    wanted = [kind, "--account", "Halden Logistics", "--as-of", "2026-11-21"]
    done = CliRunner().invoke(draft_command, wanted)
    assert done.exit_code == 0
    assert f"This {kind} is of Halden Logistics alone; without --account it is of all." in done.stderr
    assert " of Halden Logistics" in done.stdout.splitlines()[0]
