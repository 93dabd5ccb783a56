"""One account of the demo book as it was written: account.yaml, and its notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from copilot.sources.demo_dates import Clock
from copilot.sources.front_matter import parse_yaml, split_header

Row = dict[str, object]
Tables = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Story:
    """What account.yaml says, dates still relative: `content` by table, and the `shape` of its usage."""

    path: Path
    content: Mapping[str, Any]
    shape: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> "Story":
        """Read an account's folder."""
        content = read_yaml(path / "account.yaml")
        return cls(path, content, content.pop("usage"))

    @property
    def account_id(self) -> str:
        """The id of the account."""
        return str(self.content["account"]["account_id"])

    def rows(self, clock: Clock) -> Tables:
        """Return the account's rows by table, still with relative dates, but for those that follow from the notes."""
        own = {"account_id": self.account_id}
        listed = {name: [own | row for row in rows] for name, rows in self.content.items() if name != "account"}
        listed["contacts"] = [
            {"last_contacted": self._last_spoken(row["name"], clock)} | row for row in listed["contacts"]
        ]
        return {"accounts": [self.content["account"]], **listed}

    def write_notes(self, folder: Path, clock: Clock, users: Mapping[Any, int]) -> None:
        """Write the account's notes and transcripts with their dates filled in."""
        folder.mkdir(parents=True, exist_ok=True)
        for note in self.notes:
            text = clock.note(note.read_text(encoding="utf-8"), users)
            (folder / note.name).write_text(text, encoding="utf-8", newline="\n")

    @cached_property
    def notes(self) -> list[Path]:
        """The files of the notes."""
        return sorted((self.path / "notes").iterdir())

    @cached_property
    def _headers(self) -> list[Mapping[str, Any]]:
        return [_header(file) for file in self.notes if file.suffix != ".vtt"]

    def _last_spoken(self, name: str, clock: Clock) -> str | None:
        """Return the date of the latest note, not an internal one, in which this person took part."""
        days = [
            clock.day(header["date"])
            for header in self._headers
            if header["kind"] != "internal" and name in header["participants"]
        ]
        return max(days).isoformat() if days else None


def told(rows: Iterable[Row], clock: Clock, users: Mapping[Any, int]) -> list[Row]:
    """Return rows with their relative dates filled in; `users` are the monthly users by day that a text may quote."""
    return [{column: clock.cell(value, users) for column, value in row.items()} for row in rows]


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file of the demo book."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))


def _header(file: Path) -> Mapping[str, Any]:
    """Return the header of a note, or what lies beside a transcript as its header."""
    text = file.read_text(encoding="utf-8")
    return parse_yaml(text) if file.suffix == ".yaml" else split_header(text)[0]
