"""QMSum: questions on long meetings, with the turns that answer them."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from evals.books import Book
from evals.case import Case, Expected, Place
from evals.outside.lines import read_lines, write_accounts, write_note
from evals.suite import Suite, suite_of

_TURNS, _WORDS = 10, 8
"""Turns that are taken as gold of a question, the longest, and the fewest words of one."""


def qmsum(folder: Path) -> Suite:
    """Return one search a question, within its meeting, which is an account's only note."""
    path = folder / "notes" / "qmsum_product_val.jsonl"
    cases = [
        Case(
            id=f"{meeting['meeting_id'].lower()}-{number}",
            search=one["query"],
            account=meeting["meeting_id"],
            cluster=meeting["meeting_id"],
            expect=Expected(passages=places),
        )
        for meeting in read_lines(path)
        for number, one in enumerate(meeting["specific_queries"])
        if (places := _places(meeting, one["relevant_text_span"]))
    ]
    book = Book("qmsum", partial(_write, path), (path,))
    return suite_of("qmsum", "Questions on meetings", date(2026, 6, 30), book, cases)


def _places(meeting: Any, spans: list[list[str]]) -> list[Place]:
    turns = [meeting["turns"][at]["content"] for first, last in spans for at in range(int(first), int(last) + 1)]
    told = sorted((" ".join(turn.split()) for turn in turns if len(turn.split()) >= _WORDS), key=len, reverse=True)
    return [Place(path=f"{meeting['meeting_id']}.md", words=one) for one in told[:_TURNS]]


def _write(path: Path, folder: Path) -> None:
    meetings = read_lines(path)
    write_accounts(folder / "book", [meeting["meeting_id"] for meeting in meetings])
    for meeting in meetings:
        lines = [f"{turn['speaker']}: {' '.join(turn['content'].split())}" for turn in meeting["turns"]]
        name = meeting["meeting_id"]
        write_note(folder / "book", name, "2026-06-01", "meeting", meeting["topics"][0]["topic"], lines)
