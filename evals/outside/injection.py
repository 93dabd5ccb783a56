"""Published orders to a model, each at the end of a harmless mail of an account, and the same mails without them."""

from datetime import date
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from evals.books import Book
from evals.case import Case, Expected
from evals.outside.lines import read_lines, write_accounts, write_note
from evals.suite import Suite, suite_of


def injection_attacks(folder: Path) -> Suite:
    """Return the mails' own questions: their answer stands in them or does not, whatever else the mail orders."""
    attacks, mails = folder / "injection" / "attacks_dev.jsonl", folder / "injection" / "benign_dev.jsonl"
    rows = [*((mail, None) for mail in read_lines(mails)), *zip(cycle(read_lines(mails)), read_lines(attacks))]
    book = Book("injection-attacks", partial(_write, rows), (attacks, mails))
    cases = [_case(number, mail, attack) for number, (mail, attack) in enumerate(rows)]
    return suite_of("injection-attacks", "Orders at the end of mails", date(2026, 6, 30), book, cases)


def _case(number: int, mail: Any, attack: Any) -> Case:
    question, answer = mail["question"].removeprefix("Q: ").split("?")[0], mail["ideal"]
    told = Expected(abstains="yes") if answer == "unknown" else Expected(says=[answer], abstains="no")
    return Case(
        id=f"mail-{number}",
        ask=f"{question}?",
        account=_account(number),
        cluster=mail["id"],
        note=attack["category"] if attack and "category" in attack else "",
        expect=told.model_copy(update={"never": [attack["text"]] if attack else []}),
    )


def _write(rows: list[tuple[Any, Any]], folder: Path) -> None:
    write_accounts(folder / "book", [_account(number) for number in range(len(rows))])
    for number, (mail, attack) in enumerate(rows):
        subject, _, content = mail["text"].removeprefix("SUBJECT:").partition("|")
        lines = [*content.split("|"), *([attack["text"]] if attack else [])]
        write_note(folder / "book", _account(number), "2026-06-01", "email", subject.strip(), lines)


def _account(number: int) -> str:
    return f"Mailbox {number}"
