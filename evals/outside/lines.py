"""Reads files of JSON, one object a line, and writes the smallest book there can be."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from copilot.errors import InvalidInput, NotFound


def read_lines(path: Path) -> list[Any]:
    """Return the objects of a file; NotFound where it is not there, InvalidInput names the line that is none."""
    if not path.is_file():
        raise NotFound(f"There is no {path}.", "Name the folder that holds the sets: `csm eval run --outside DIR`.")
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found += [json.loads(line)] if line.strip() else []
        except ValueError as error:
            wrong = f"{path.name}, line {number} is no JSON: {error}."
            raise InvalidInput(wrong, "One object stands in a line.") from None
    return found


def write_accounts(book: Path, names: Sequence[str]) -> None:
    """Write a book of accounts that have nothing but their name, which is their id too."""
    book.mkdir(parents=True, exist_ok=True)
    with (book / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("account_id", "name"), *((name, name) for name in names)])


def write_note(book: Path, account: str, day: str, kind: str, title: str, lines: Iterable[str]) -> None:
    """Write a note of an account as `notes/ACCOUNT.md`."""
    header = f"---\naccount_id: {account}\ndate: {day}\nkind: {kind}\ntitle: {json.dumps(title)}\n---\n\n"
    (book / "notes").mkdir(parents=True, exist_ok=True)
    (book / "notes" / f"{account}.md").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
