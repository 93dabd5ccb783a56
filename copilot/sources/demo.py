"""The demo book: hand-written accounts of knowledge/demo, told relative to the as-of date."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import yaml

from copilot.errors import Conflict
from copilot.records import RECORDS, Note
from copilot.settings import ROOT
from copilot.sources.demo_dates import Clock
from copilot.sources.demo_usage import daily_rows, feature_rows
from copilot.sources.front_matter import parse_yaml, split_header

STORIES = ROOT / "knowledge" / "demo"
"""book.yaml (team, rates) and a folder an account: account.yaml, and notes/ with its notes and transcripts."""

MARKER = ".csm-demo"
"""The file that says that a folder is a demo book, which may be written over."""

Row = dict[str, object]
Tables = Mapping[str, list[Row]]


def write_demo_book(folder: Path, *, as_of: date, seed: int = 7) -> None:
    """Write the demo book as a folder for import: the same bytes for the same `as_of` and `seed`.

    A folder that holds anything but a demo book is left alone, and is a Conflict.
    """
    _claim(folder)
    clock = Clock(as_of)
    tables: defaultdict[str, list[Row]] = defaultdict(list)
    for name, rows in _yaml(STORIES / "book.yaml").items():
        tables[name] += _told(rows, clock, {})
    for path in sorted(file.parent for file in STORIES.glob("accounts/*/account.yaml")):
        story = _Story.read(path, clock, seed)
        for name, rows in story.tables().items():
            tables[name] += rows
        story.write_notes(folder / "notes" / path.name)
    for record in RECORDS:
        if record is not Note:
            columns = [name for name in record.model_fields if name != "attributes"]
            _write_csv(folder / f"{record.table}.csv", columns, tables[record.table])


def _claim(folder: Path) -> None:
    """Make the folder and mark it as a demo book, unless it holds something else."""
    if folder.exists() and not folder.is_dir():
        raise Conflict(f"{folder} is a file.", "Name a new or empty folder for the demo book.")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise Conflict(
            f"{folder} is not empty and is no demo book.", "Nothing was written: name a new or empty folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Written by `csm demo`; the next one writes over it.\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Story:
    """One account: what account.yaml says, and its usage, which the other texts may quote."""

    path: Path
    content: Mapping[str, Any]
    clock: Clock
    usage: list[Row]
    features: list[Row]

    @classmethod
    def read(cls, path: Path, clock: Clock, seed: int) -> "_Story":
        """Read an account's folder and draw out its usage; each account has its own noise."""
        content = _yaml(path / "account.yaml")
        account_id, shape = content["account"]["account_id"], content.pop("usage")
        random = Random(f"{seed} {account_id}")
        usage = daily_rows(account_id, shape, as_of=clock.as_of, random=random)
        features = feature_rows(account_id, shape, as_of=clock.as_of, random=random)
        return cls(path, content, clock, usage, features)

    @property
    def users(self) -> dict[date, int]:
        """The monthly active users by day."""
        return {date.fromisoformat(str(row["date"])): int(str(row["monthly_active_users"])) for row in self.usage}

    def tables(self) -> Tables:
        """Return the account's rows by table."""
        account = self.content["account"]
        listed = {name: rows for name, rows in self.content.items() if name != "account"}
        listed["contacts"] = [{"last_contacted": self._last_spoken(row["name"])} | row for row in listed["contacts"]]
        own = {"account_id": account["account_id"]}
        tables = {name: _told((own | row for row in rows), self.clock, self.users) for name, rows in listed.items()}
        accounts = _told([account], self.clock, self.users)
        return tables | {"accounts": accounts, "usage": self.usage, "features": self.features}

    def _last_spoken(self, name: str) -> str | None:
        """Return the date of the latest note, not an internal one, in which this person took part."""
        days = [
            self.clock.day(header["date"])
            for header in map(_header, (file for file in self._notes() if file.suffix != ".vtt"))
            if header["kind"] != "internal" and name in header["participants"]
        ]
        return max(days).isoformat() if days else None

    def _notes(self) -> list[Path]:
        return sorted((self.path / "notes").iterdir())

    def write_notes(self, folder: Path) -> None:
        """Write the account's notes and transcripts with their dates filled in."""
        folder.mkdir(parents=True, exist_ok=True)
        for note in self._notes():
            text = self.clock.note(note.read_text(encoding="utf-8"), self.users)
            (folder / note.name).write_text(text, encoding="utf-8", newline="\n")


def _header(file: Path) -> Mapping[str, Any]:
    """Return the header of a note, or what lies beside a transcript as its header."""
    text = file.read_text(encoding="utf-8")
    return parse_yaml(text) if file.suffix == ".yaml" else split_header(text)[0]


def _told(rows: Iterable[Row], clock: Clock, users: Mapping[date, int]) -> list[Row]:
    return [{column: clock.cell(value, users) for column, value in row.items()} for row in rows]


def _yaml(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({column: _text(value) for column, value in row.items()} for row in rows)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
