"""A book folder, read as it lies there: CSV rows as text, and what a cell says as a day, an amount or a flag."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Row = dict[str, str]


class Talk(NamedTuple):
    """A note of a talk with the customer: its day and who took part."""

    day: date
    participants: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The tables and notes of one folder; `reporting` is the currency that mixed totals are told in."""

    folder: Path
    reporting: str = "USD"

    def rows(self, table: str, account: str | None = None) -> list[Row]:
        """Return the rows of a table, of one account or of all."""
        return self._tables[table].get(account, []) if account else [*self._all(table)]

    def account(self, account: str) -> Row:
        """Return the row of an account; KeyError for an unknown id."""
        return self._tables["accounts"][account][0]

    @cached_property
    def accounts(self) -> list[str]:
        """The ids of all accounts, in the order of the table."""
        return [row["account_id"] for row in self._all("accounts")]

    @cached_property
    def talks(self) -> dict[str, list[Talk]]:
        """The notes that are not internal, by account."""
        found: defaultdict[str, list[Talk]] = defaultdict(list)
        for path in sorted((self.folder / "notes").rglob("*")):
            head = _head(path)
            if head and head["kind"] != "internal":
                found[head["account_id"]].append(Talk(head["date"], tuple(head.get("participants") or ())))
        return found

    def _all(self, table: str) -> list[Row]:
        return [row for rows in self._tables[table].values() for row in rows]

    @cached_property
    def _tables(self) -> dict[str, dict[str | None, list[Row]]]:
        return {path.stem: _by_account(path) for path in self.folder.glob("*.csv")}


@cache
def open_book(folder: Path) -> Book:
    """Return the book of a folder, read once."""
    return Book(folder)


def _by_account(path: Path) -> dict[str | None, list[Row]]:
    found: defaultdict[str | None, list[Row]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found[row.get("account_id")].append(row)
    return dict(found)


def _head(path: Path) -> dict[str, Any]:
    """Return the front matter of a note, or the file beside a transcript; nothing of other files."""
    if path.suffix not in (".md", ".txt", ".yaml"):
        return {}
    text = path.read_text(encoding="utf-8-sig")
    found: dict[str, Any] = yaml.safe_load(text if path.suffix == ".yaml" else text.split("---")[1])
    return found


def day(cell: str) -> date | None:
    """Return the day of a cell that holds a date or a time, or None where it is empty."""
    return datetime.fromisoformat(cell).date() if cell else None


def by(cell: str, on: date) -> bool:
    """Tell whether what a cell dates had happened by a day."""
    found = day(cell)
    return found is not None and found <= on


def amount(cell: str) -> Decimal | None:
    """Return the number of a cell, or None where it is empty."""
    return Decimal(cell) if cell else None


def year_before(on: date) -> date:
    """Return the same date a year before; 28 February for the 29th."""
    return date(on.year - 1, on.month, 28 if (on.month, on.day) == (2, 29) else on.day)
