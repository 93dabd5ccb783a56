"""The notes of a book: Markdown or text with a YAML header, and WebVTT with the header in a file beside it."""

import json
from pathlib import Path

from pydantic import ValidationError

from copilot.records import Note
from copilot.sources.faults import Fault, faults_of
from copilot.sources.front_matter import BadHeader, parse_yaml, split_header
from copilot.sources.texts import Unreadable, read_text
from copilot.sources.webvtt import BadTranscript, render_transcript

SUFFIXES = {".md", ".txt", ".vtt"}


class BadNote(Exception):
    """A note that cannot be imported, with its faults."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(str(faults[0]))
        self.faults = faults


def read_note(path: Path, note_id: str) -> Note:
    """Read one note; BadNote where a part of it is missing or wrong."""
    file = f"notes/{note_id}".encode(errors="replace").decode()
    try:
        values, text = _read_transcript(path) if path.suffix.lower() == ".vtt" else split_header(read_text(path))
    except (Unreadable, BadHeader) as error:
        raise BadNote([Fault(file, str(error))]) from error
    except BadTranscript as error:
        raise BadNote([Fault(file, error.problem, error.line)]) from error
    fields = Note.model_fields.keys() - {"attributes", "note_id", "text"}
    known = {name: value for name, value in values.items() if name in fields and value not in ("", [])}
    attributes = {name: _flat(value) for name, value in values.items() if name not in fields and value != ""}
    body = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    try:
        return Note.model_validate({**known, "attributes": attributes, "note_id": note_id, "text": body})
    except ValidationError as error:
        raise BadNote(faults_of(error, file, None)) from error


def _read_transcript(path: Path) -> tuple[dict[str, object], str]:
    beside = path.with_suffix(".yaml")
    if not beside.is_file():
        raise BadHeader(f"needs its header in {beside.name} beside it, which is missing")
    return parse_yaml(read_text(beside)), render_transcript(read_text(path))


def _flat(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
