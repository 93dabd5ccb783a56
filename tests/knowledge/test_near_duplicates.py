"""No two texts of the demo book or the playbooks say the same in the same words, unless that is meant."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from copilot.index.minilm import MiniLM
from copilot.index.splitting import split
from copilot.settings import ROOT
from copilot.sources.demo import write_demo_book
from copilot.sources.front_matter import split_header

LIMIT = 0.9
SHORTEST = 40
"""Characters; shorter texts (headings, "agreed:") resemble each other without saying the same."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "book"
    write_demo_book(folder, as_of=date(2026, 11, 21))
    return folder


def passages(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.md")):
        text = split_header(path.read_text(encoding="utf-8"))[1]
        for span in split(text):
            passage = text[span.start : span.end]
            if len(passage) >= SHORTEST:
                yield f"{path.relative_to(folder)}:{span.start}", passage


def feedback(folder: Path) -> Iterator[tuple[str, str]]:
    with (folder / "feedback.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["feedback_id"], row["text"]


def close_pairs(texts: list[tuple[str, str]], demo_data: Path) -> list[tuple[str, str]]:
    vectors = MiniLM(demo_data).embed([text for _, text in texts])
    first, second = np.where(np.triu(vectors @ vectors.T, k=1) > LIMIT)
    return [(texts[a][0], texts[b][0]) for a, b in zip(first.tolist(), second.tolist(), strict=True)]


def test_no_two_notes_say_the_same(book: Path, demo_data: Path) -> None:
    assert close_pairs(list(passages(book / "notes")), demo_data) == []


def test_no_two_feedback_items_say_the_same(book: Path, demo_data: Path) -> None:
    assert close_pairs(list(feedback(book)), demo_data) == []


def test_no_two_passages_of_the_playbooks_say_the_same(demo_data: Path) -> None:
    assert close_pairs(list(passages(ROOT / "knowledge" / "playbooks")), demo_data) == []
