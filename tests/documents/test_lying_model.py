"""A model that lies in every sentence: nothing of it stands in a document."""

import re
from datetime import date

import pytest

from copilot.documents.document import Document
from copilot.documents.drafting import Drafter
from copilot.scope import EVERYTHING
from copilot.wiring import Copilot
from evals.bench.documents import orders
from evals.lies import LIES, Hearsay
from evals.lying import Liar, Lie, let_through

AS_OF = date(2026, 11, 21)
DRAFTS = 60
MARKS = re.compile(r"://|<[a-z/!]|\]\((?!chart:)|!\[x")
"""What is left of a link, an image or HTML."""


@pytest.fixture(scope="module")
def drafts(demo_copilot: Copilot) -> list[tuple[Document, list[Lie]]]:
    """Documents of all kinds, accounts and audiences in turn, each with the lies that were told for it."""
    hearsay, every = Hearsay.of(demo_copilot.accounts, AS_OF), orders(demo_copilot)
    made = []
    for seed in range(DRAFTS):
        liar = Liar(hearsay, seed)
        drafter = Drafter(demo_copilot.accounts, demo_copilot.documents, liar, "liar", board=demo_copilot.board)
        made.append((drafter.draft(every[seed * 7 % len(every)], EVERYTHING), liar.told))
    return made


def test_every_kind_of_lie_is_told_in_both_rounds(drafts: list[tuple[Document, list[Lie]]]) -> None:
    assert {lie.kind for _, lies in drafts for lie in lies} == set(LIES)
    assert all(document.left_out for document, _ in drafts)


@pytest.mark.parametrize("kind", LIES)
def test_no_lie_stands_in_a_document(drafts: list[tuple[Document, list[Lie]]], kind: str) -> None:
    told = [(document, [lie for lie in lies if lie.kind == kind]) for document, lies in drafts]
    assert [lie.text for document, lies in told for lie in let_through(document, lies)] == []


def test_nothing_of_the_model_is_left_anywhere(drafts: list[tuple[Document, list[Lie]]]) -> None:
    parts = [part for document, _ in drafts for section in document.sections for part in section.parts]
    assert [part.text for part in parts if part.author == "model" and part.text] == []


def test_links_images_and_html_are_gone_from_what_was_left_out_too(drafts: list[tuple[Document, list[Lie]]]) -> None:
    told = [one.text for document, _ in drafts for one in document.left_out]
    told += [part.text for document, _ in drafts for one in document.sections for part in one.parts]
    assert [text for text in told if MARKS.search(text)] == []


def test_the_same_seed_tells_the_same_lies(demo_copilot: Copilot) -> None:
    hearsay = Hearsay.of(demo_copilot.accounts, AS_OF)
    prompt = "As-of date: 2026-11-21.\n\n## summary\nIn short\n\n[F1] Halden Logistics (A-1001): ARR = $318,000"
    assert Liar(hearsay, 3)(prompt) == Liar(hearsay, 3)(prompt) != Liar(hearsay, 4)(prompt)
