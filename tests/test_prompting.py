"""Prompts are strict about their variables."""

import hashlib
from pathlib import Path

import pytest

from copilot import prompting
from copilot.prompting import FOLDER, load_prompt


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of prompts."""
    monkeypatch.setattr(prompting, "FOLDER", tmp_path)
    load_prompt.cache_clear()
    return tmp_path


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_every_prompt_declares_what_it_uses_and_carries_its_hash(path: Path) -> None:
    prompt = load_prompt(path.stem)
    assert prompt.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    text = prompt.render(**{name: f"<{name}>" for name in prompt.variables})
    assert all(f"<{name}>" in text for name in prompt.variables)


def test_a_missing_and_an_unknown_variable_are_named() -> None:
    prompt = load_prompt("system")
    with pytest.raises(ValueError, match=r"missing variables \['account'\], unknown variables \['colour'\]"):
        prompt.render(as_of="2026-06-30", colour="red")


def test_a_header_that_does_not_fit_its_text_is_refused(folder: Path) -> None:
    (folder / "greeting.md").write_text("---\nvariables: [name]\n---\nHello $person\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"declares \['name'\], uses \['person'\]"):
        load_prompt("greeting")
