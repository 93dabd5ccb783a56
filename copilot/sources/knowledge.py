"""Knowledge: Markdown files with or without a header, whoever wrote it."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from copilot.sources.front_matter import BadHeader, split_header
from copilot.sources.texts import read_text

SUFFIXES = {".md", ".markdown", ".mdx"}
DEFAULT_KIND = "playbook"
MAX_TITLE = 300

_DATES = ("updated", "last_updated", "lastmod", "date")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A Markdown file: its whole text, and what its header says about it.

    `segment` and `stage` are in the words of the book format (`mid_market`), None where it is for none or several.
    """

    text: str
    title: str
    kind: str
    segment: str | None
    stage: str | None
    owner: str | None
    updated: date | None
    warnings: tuple[str, ...]


def read_knowledge(path: Path) -> Knowledge:
    """Read one file; a header that cannot be read is a warning, a file that is no text is Unreadable."""
    text = read_text(path)
    warnings: list[str] = []
    body = text
    values: dict[str, object] = {}
    try:
        values, body = split_header(text)
    except BadHeader as error:
        warnings.append(f"{error}; indexed as text")
    updated = _updated(values)
    if isinstance(updated, str):
        warnings.append(f"updated: must be a date such as 2026-03-31, found {updated!r}")
    return Knowledge(
        text=text,
        title=(_word(values.get("title")) or _first_heading(body) or path.stem)[:MAX_TITLE],
        kind=_name(values.get("kind")) or DEFAULT_KIND,
        segment=_one_name(values.get("segment")),
        stage=_one_name(values.get("stage")),
        owner=_word(values.get("owner")),
        updated=updated if isinstance(updated, date) else None,
        warnings=tuple(warnings),
    )


def _word(value: object) -> str | None:
    """Return a header's value as text; a list is joined."""
    if isinstance(value, list):
        value = ";".join(part for part in value if isinstance(part, str))
    return value.strip() or None if isinstance(value, str) else None


def _name(value: object) -> str | None:
    """Return a value as the book format writes such names: `Mid-Market` is `mid_market`."""
    word = _word(value)
    return word and word.casefold().replace("-", "_").replace(" ", "_")


def _one_name(value: object) -> str | None:
    name = _name(value)
    return None if name and ";" in name else name


def _updated(values: dict[str, object]) -> date | str | None:
    """Return the day of the last change, or what stands in its place, under any of the names in use."""
    last = values.get("last_update")
    candidates = [values.get(name) for name in _DATES] + [last.get("date") if isinstance(last, dict) else None]
    found = next((value for value in candidates if isinstance(value, str) and value), None)
    try:
        return date.fromisoformat(found[:10]) if found else None
    except ValueError:
        return found


def _first_heading(body: str) -> str | None:
    match = re.search(r"^# (.*)$", body, re.MULTILINE)
    return (match and match.group(1).strip(" \t\r#")) or None
