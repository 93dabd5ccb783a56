"""Small books for tests."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from copilot.records import Note, Record
from copilot.store.database import Database
from copilot.store.tables import TABLES, documents

ACCOUNTS = "account_id,name,segment\nA1,Acme,enterprise\nA2,Brine,smb\n"
SUBSCRIPTIONS = "subscription_id,account_id,start_date,end_date,arr\nS1,A1,2026-01-01,2027-01-01,1200.50\n"
USAGE = "account_id,date,events\nA1,2026-03-01,10\nA1,2026-03-02,20\nA2,2026-03-01,\n"
NOTE = "---\naccount_id: A1\ndate: 2026-03-05\nkind: call\ntitle: Kick-off\n---\n\nThey want SSO.\n"

BOOK = {
    "accounts.csv": ACCOUNTS,
    "subscriptions.csv": SUBSCRIPTIONS,
    "usage.csv": USAGE,
    "notes/2026/kick-off.md": NOTE,
}


def write_book(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a book's files, text as UTF-8 with the line ends that it has."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Read every record and document, in the order of their keys."""
    found: dict[str, list[dict[str, Any]]] = {}
    with database.read() as connection:
        for name, table in [*TABLES.items(), ("documents", documents)]:
            query = select(table).order_by(*table.primary_key)
            found[name] = [dict(row) for row in connection.execute(query).mappings()]
    return {name: rows for name, rows in found.items() if rows}


def write_records(folder: Path, records: Iterable[Record]) -> Path:
    """Write a book from records, as a connector would."""
    by_kind: dict[type[Record], list[Record]] = {}
    for record in records:
        by_kind.setdefault(type(record), []).append(record)
    for kind, rows in by_kind.items():
        if kind is Note:
            write_book(folder, {f"notes/{row.row_id}": _note(row) for row in rows})
        else:
            _write_table(folder, kind, rows)
    return folder


def _write_table(folder: Path, kind: type[Record], rows: list[Record]) -> None:
    fields = [name for name in kind.model_fields if name != "attributes"]
    others = sorted({name for row in rows for name in row.attributes})
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{kind.table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*fields, *others])
        for row in rows:
            cells = [_cell(getattr(row, name)) for name in fields]
            writer.writerow([*cells, *(row.attributes.get(name, "") for name in others)])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(value) if isinstance(value, list) else str(value)


def _note(note: Record) -> str:
    values = {name: value for name, value in note.model_dump(mode="json").items() if value is not None}
    text, attributes = values.pop("text"), values.pop("attributes")
    del values["note_id"]
    header = "\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in (values | attributes).items())
    return f"---\n{header}\n---\n{text}\n"
