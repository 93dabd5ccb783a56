"""What tests of the index and of search share: an embedder without a model, and documents by name and text."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select

from copilot.errors import Unavailable
from copilot.index.embeddings import Vectors
from copilot.store.books import BookWriter
from copilot.store.database import Database
from copilot.store.tables import documents, passages, vectors


class WordEmbedder:
    """Embeds a text as the words that it has; counts the texts."""

    def __init__(self, name: str = "words", version: str = "1") -> None:
        self.name = name
        self.version = version
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        rows = np.full((len(texts), 256), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[int.from_bytes(hashlib.md5(word.encode()).digest()[:1])] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class DownEmbedder(WordEmbedder):
    """An embedder whose server does not answer."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise Unavailable("The embedding model is down.")


def document(path: str, text: str, *, source: str = "knowledge", **columns: Any) -> dict[str, Any]:
    row = {
        "document_id": f"{source}:{path}",
        "source": source,
        "root": "",
        "path": path,
        "title": path.removesuffix(".md"),
        "date": None,
        "kind": "playbook" if source == "knowledge" else "call",
        "account_id": None,
        "segment": None,
        "stage": None,
        "owner": None,
        "visibility": "internal",
        "text": text,
    } | columns
    return row | {"content_hash": hashlib.sha256(repr(row).encode()).hexdigest()}


def note(path: str, text: str, account_id: str, day: str | None = None, **columns: Any) -> dict[str, Any]:
    when = date.fromisoformat(day) if day else None
    return document(path, text, source="note", account_id=account_id, date=when, **columns)


def write(database: Database, *rows: dict[str, Any]) -> None:
    with database.write() as connection:
        BookWriter(connection).write_documents(rows)


def remove(database: Database, path: str) -> None:
    with database.write() as connection:
        connection.execute(documents.update().where(documents.c.path == path).values(content_hash=""))


def passage_ids(database: Database) -> dict[str, int]:
    """Return the passages by their text, read through their offsets."""
    joined = passages.join(documents, passages.c.document_id == documents.c.document_id)
    with database.read() as connection:
        rows = connection.execute(select(passages, documents.c.text).select_from(joined)).all()
    return {row.text[row.start : row.end]: row.passage_id for row in rows}


def listed_vectors(database: Database) -> set[tuple[str, int]]:
    with database.read() as connection:
        return {(row.collection, row.passage_id) for row in connection.execute(select(vectors))}
