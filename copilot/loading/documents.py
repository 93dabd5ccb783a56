"""The document rows that the index works from: a note's, and a knowledge file's."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from copilot.sources.knowledge import Knowledge

Row = dict[str, Any]


def note_document(note: Mapping[str, Any]) -> Row:
    """Return the document of a note, whose text is the note's."""
    path = note["note_id"]
    return _hashed(
        {
            "document_id": f"note:{path}",
            "source": "note",
            "root": "",
            "path": path,
            "title": note["title"] or PurePosixPath(path).stem,
            "date": note["date"],
            "kind": note["kind"] or "note",
            "account_id": note["account_id"],
            "segment": None,
            "stage": None,
            "owner": note["author"],
            "visibility": note["visibility"],
            "text": note["text"],
        }
    )


def knowledge_document(knowledge: Knowledge, prefix: str, root: str, path: str) -> Row:
    """Return the document of a Markdown file, whose text is the whole file."""
    return _hashed(
        {
            "document_id": prefix + path,
            "source": "knowledge",
            "root": root,
            "path": path,
            "title": knowledge.title,
            "date": knowledge.updated,
            "kind": knowledge.kind,
            "account_id": None,
            "segment": knowledge.segment,
            "stage": knowledge.stage,
            "owner": knowledge.owner,
            "visibility": "internal",
            "text": knowledge.text,
        }
    )


def _hashed(row: Row) -> Row:
    """Add the hash of everything that the index makes use of."""
    content = json.dumps(row, sort_keys=True, default=str)
    return row | {"content_hash": hashlib.sha256(content.encode()).hexdigest()}
