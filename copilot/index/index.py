"""Keeping the index in step with the documents: passages, their words and their vectors.

Whatever stops it, the next `sync` goes on where it was: a document counts as indexed when its passages are
written, a passage as embedded when its vector is, and a vector without either is deleted.
"""

import hashlib
from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

from copilot.index.embeddings import Embedder, as_rows, collection_name
from copilot.index.splitting import VERSION, split
from copilot.index.vectors import VectorStore
from copilot.progress import Progress, Report, quiet
from copilot.store.database import Database
from copilot.store.documents import DocumentStore
from copilot.store.indexing import HEADING_JOINT, IndexStore, NewPassage, Stale, Unembedded
from copilot.store.locks import work_lock

BATCH = 128
"""Passages that are embedded and written at a time."""


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What a sync did: documents read, passages added and removed, texts embedded."""

    documents: int = 0
    added: int = 0
    removed: int = 0
    embedded: int = 0


def searched_text(title: str, heading: tuple[str, ...], text: str) -> str:
    """Return a passage as it is embedded: below its document's title and its headings."""
    above = [part for part in (title, *heading) if part]
    return "\n".join([HEADING_JOINT.join(dict.fromkeys(above)), text])


class Index:
    """The index of one database under one embedding model."""

    def __init__(self, database: Database, embedder: Embedder, vectors: VectorStore) -> None:
        self._database = database
        self._store = IndexStore(database)
        self._documents = DocumentStore(database)
        self._embedder = embedder
        self._vectors = vectors
        self._collection = collection_name(embedder)

    def sync(self, report: Report = quiet) -> SyncSummary:
        """Bring the index up to date with the documents, and wait if another process is at it.

        Unavailable where Chroma or the embedding model cannot be used; what was done until then is kept.
        """
        with work_lock(self._database, "index"):
            state = self._documents.state()
            self._vectors.follow(state.get("revision", ""))
            self._vectors.create(self._collection)
            if state.get("splitting") != VERSION:
                self._store.split_everything_again()
            self._reconcile(thorough=state.get("syncing") == "yes")
            stale = self._store.stale()
            missing = self._store.count_unembedded(self._collection)
            if not stale and not missing and state.get("collection") == self._collection:
                self._store.set_state(splitting=VERSION, syncing="no")
                return SyncSummary()
            self._store.set_state(splitting=VERSION, syncing="yes")
            added, removed = self._split(stale, report)
            self._delete_widowed()
            embedded = self._embed(report)
            self._switch()
            return SyncSummary(len(stale), added, removed, embedded)

    def _reconcile(self, thorough: bool) -> None:
        """Set right what Chroma holds and what the database says it holds, where the two differ."""
        said = self._store.count_embedded(self._collection)
        if not thorough and self._vectors.count(self._collection) == said:
            return
        there = self._vectors.ids(self._collection)
        listed = self._store.embedded(self._collection)
        self._vectors.delete(self._collection, sorted(there - listed))
        for some in self._store.vectors(self._collection, sorted(listed - there)):
            self._vectors.put(self._collection, list(some), as_rows(some.values()))

    def _split(self, stale: list[str], report: Report) -> tuple[int, int]:
        added = removed = 0
        for done, document_id in enumerate(stale):
            report(Progress("Splitting documents", done, len(stale)))
            document = self._store.load(document_id)
            if document is None:
                continue
            if document.content_hash:
                change = self._store.replace(document, _passages(document))
            else:
                change = self._store.forget(document_id)
            added += change.added
            removed += change.removed
        if stale:
            report(Progress("Splitting documents", len(stale), len(stale)))
        return added, removed

    def _delete_widowed(self) -> None:
        for collection, passage_ids in self._store.widowed().items():
            self._vectors.delete(collection, passage_ids)
            self._store.unmark_embedded(collection, passage_ids)

    def _embed(self, report: Report) -> int:
        total = self._store.count_unembedded(self._collection)
        done = 0
        passages = self._store.unembedded(self._collection)
        while batch := list(islice(passages, BATCH)):
            report(Progress("Embedding passages", done, total))
            vectors = self._embedder.embed([_searched(passage) for passage in batch])
            ids = [passage.passage_id for passage in batch]
            self._vectors.put(self._collection, ids, vectors)
            rows = zip(ids, vectors, strict=True)
            self._store.mark_embedded(self._collection, {passage_id: row.tobytes() for passage_id, row in rows})
            done += len(batch)
        if total:
            report(Progress("Embedding passages", done, total))
        return done

    def _switch(self) -> None:
        """Let search use this collection, and drop those of other models."""
        revision = uuid4().hex
        self._store.set_state(
            collection=self._collection, embeddings=self._embedder.name, revision=revision, syncing="no"
        )
        self._vectors.wrote(revision)
        for old in self._store.collections() - {self._collection}:
            self._vectors.drop(old)
            self._store.unmark_embedded(old)


def _passages(document: Stale) -> list[NewPassage]:
    passages = []
    for span in split(document.text):
        text = searched_text(document.title, span.heading, document.text[span.start : span.end])
        text_hash = hashlib.sha256(text.encode()).hexdigest()
        passages.append(NewPassage(span.start, span.end, span.heading, text_hash))
    return passages


def _searched(passage: Unembedded) -> str:
    return searched_text(passage.title, passage.heading, passage.text)
