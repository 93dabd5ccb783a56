"""SummEdits on QMSum: summaries of meetings, some of them edited so that one thing in them is false."""

from datetime import date
from pathlib import Path

from evals.books import Book
from evals.case import Case, Checking, Expected
from evals.outside.lines import read_lines, write_accounts
from evals.suite import Suite, suite_of


def summedits(folder: Path) -> Suite:
    """Return one case a summary: an edited one must be flagged, a true one must not."""
    rows = read_lines(folder / "grounding" / "summedits_qmsumm.jsonl")
    cases = [
        Case(
            id=row["id"].replace("_", "-"),
            check=Checking(text=row["summary"], sources=[row["doc"]]),
            cluster=row["id"].rsplit("_", 1)[0],
            note=str(row["edit_types"]).strip("[]"),
            expect=Expected(flags="no" if str(row["label"]) == "1" else "yes"),
        )
        for row in rows
    ]
    book = Book("nobody", lambda folder: write_accounts(folder / "book", ["Nobody"]))
    return suite_of("summedits", "Edited summaries of meetings", date(2026, 1, 1), book, cases)
