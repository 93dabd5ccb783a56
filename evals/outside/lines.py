"""Reads files of JSON, one object a line, and writes the smallest book there can be."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from copilot.errors import NotFound


def read_lines(path: Path) -> list[Any]:
    """Return the objects of a file; NotFound where it is not there."""
    if not path.is_file():
        raise NotFound(f"There is no {path}.", "Name the folder that holds the sets: `csm eval run --outside DIR`.")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


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
