"""Rows and notes of the demo book, read from its files."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from copilot.records import (
    Note,
    Record,
    Subscription,
)
from copilot.sources.notes import read_note

AS_OF = date(2026, 11, 21)

Row = TypeVar("Row", bound=Record)


@cache
def every(folder: Path, record: type[Row]) -> list[Row]:
    with (folder / f"{record.table}.csv").open(encoding="utf-8", newline="") as file:
        cells = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)]
    return [record.model_validate(row) for row in cells]


def read(folder: Path, record: type[Row], account_id: str | None = None) -> list[Row]:
    return [row for row in every(folder, record) if account_id in (None, getattr(row, "account_id", None))]


@cache
def every_note(folder: Path) -> list[Note]:
    below = folder / "notes"
    files = sorted(path for path in below.rglob("*") if path.suffix in (".md", ".vtt"))
    found = [read_note(path, path.relative_to(below).as_posix()) for path in files]
    return sorted(found, key=lambda note: (note.date, note.note_id))


def notes(folder: Path, account_id: str | None = None) -> list[Note]:
    return [note for note in every_note(folder) if account_id in (None, note.account_id)]


def last_contact(folder: Path, account_id: str) -> Note:
    return [note for note in notes(folder, account_id) if note.kind != "internal"][-1]


def at(day: int) -> date:
    return AS_OF + timedelta(days=day)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def seats_at(subscriptions: list[Subscription], day: date) -> int:
    return sum(line.seats or 0 for line in subscriptions if line.start_date <= day < line.end_date)
