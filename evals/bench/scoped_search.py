"""Search over 50,000 passages of 1,000 accounts: inside one account, and everywhere with its parts.

    python -m evals.bench.scoped_search

The texts are made up with a natural spread of word frequencies; the vectors are random, for here only their
number matters. Chroma's own filtered query runs in a collection of its own, which carries the account.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.config import Settings

from copilot.index.embeddings import Vectors, as_rows, collection_name
from copilot.index.index import Index
from copilot.index.minilm import DIMENSION, MiniLM
from copilot.index.vectors import VectorStore
from copilot.retrieval.duplicates import without_duplicates
from copilot.retrieval.fusion import fuse
from copilot.retrieval.search import CANDIDATES, Retriever
from copilot.scope import Scope
from copilot.store.books import BookWriter
from copilot.store.database import Database
from copilot.store.documents import EVERYTHING, MAX_IDS, DocumentStore, Filters
from evals.bench.texts import sentences

ACCOUNTS = 1_000
NOTES = 10  # of each account
PASSAGES = 5  # of each note
WORDS = 84  # of each passage
QUESTIONS = 200
SCOPE = Scope("bench")


class RandomVectors:
    """An embedder that costs nothing and means nothing."""

    name = "random"
    version = ""

    def __init__(self) -> None:
        self._generator = np.random.default_rng(7)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a random vector of length 1 for each text."""
        vectors = self._generator.standard_normal((len(texts), DIMENSION), dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def note(account: int, number: int, words: list[str]) -> dict[str, object]:
    """Return the document of a note: a few sections, each a passage."""
    sections = [
        f"## {words[at]}\n\n{' '.join(words[at : at + WORDS // 12])}\n" for at in range(0, len(words), WORDS // 12)
    ]
    path = f"{account}/{number}.md"
    return {
        "document_id": f"note:{path}",
        "source": "note",
        "root": "",
        "path": path,
        "title": words[0],
        "date": None,
        "kind": "call",
        "account_id": f"account-{account}",
        "segment": None,
        "stage": None,
        "owner": None,
        "visibility": "internal",
        "text": "\n".join(sections),
        "content_hash": path,
    }


def fill(database: Database) -> None:
    """Write the notes of every account."""
    per_note = PASSAGES * WORDS // 12
    lines = sentences(seed=3, words=ACCOUNTS * NOTES * PASSAGES * WORDS)
    for account in range(ACCOUNTS):
        first = account * NOTES * per_note
        starts = range(first, first + NOTES * per_note, per_note)
        rows = [note(account, number, lines[at : at + per_note]) for number, at in enumerate(starts)]
        with database.write() as connection:
            BookWriter(connection).write_documents(rows)


def questions() -> list[str]:
    """Return questions of eight words, common and rare, as they stand in texts."""
    return [line.rstrip(".").rsplit(" ", 4)[0] for line in sentences(seed=9, words=12 * QUESTIONS)]


def p50(work: Callable[[int], object]) -> float:
    """Return the median time of a piece of work over all questions, in milliseconds."""
    times = []
    for number in range(QUESTIONS):
        begin = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e3


def with_metadata(
    folder: Path, documents: DocumentStore, collection: str, owners: dict[int, str]
) -> chromadb.Collection:
    """Copy the vectors into a collection that carries the account, for Chroma to filter by."""
    client = chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False))
    space = CreateCollectionConfiguration(hnsw=CreateHNSWConfiguration(space="ip"))
    filtered = client.create_collection("filtered", configuration=space, embedding_function=None)
    ids = sorted(owners)
    for first in range(0, len(ids), MAX_IDS):
        some = documents.vectors(collection, ids[first : first + MAX_IDS])
        filtered.add(
            [str(one) for one in some],
            embeddings=as_rows(some.values()),
            metadatas=[{"account": owners[one]} for one in some],
        )
    return filtered


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'bench.sqlite'}")
        database.upgrade()
        fill(database)
        store, embedder = VectorStore(folder / "chroma"), RandomVectors()
        collection = collection_name(embedder)
        Index(database, embedder, store).sync()
        documents = DocumentStore(database)
        retriever = Retriever(documents, store, lambda name: embedder)
        owners: dict[int, str] = {}
        for account in range(ACCOUNTS):
            only = Filters(account_ids=frozenset([f"account-{account}"]))
            owners |= dict.fromkeys(documents.candidates(collection, SCOPE, only, 10_000) or [], f"account-{account}")
        filtered = with_metadata(folder / "filtered", documents, collection, owners)
        measure(folder, documents, store, retriever, filtered, collection, len(owners))


def measure(
    folder: Path,
    documents: DocumentStore,
    store: VectorStore,
    retriever: Retriever,
    filtered: chromadb.Collection,
    collection: str,
    total: int,
) -> None:
    """Time both kinds of search and print them."""
    asked = questions()
    vectors = RandomVectors().embed(asked)
    accounts = [f"account-{(17 * number) % ACCOUNTS}" for number in range(QUESTIONS)]
    only = [Filters(account_ids=frozenset([account])) for account in accounts]
    built_in = MiniLM(folder)
    built_in.embed(["warm"])
    for number in range(10):
        retriever.search(asked[number], SCOPE, filters=only[number])
        retriever.search(asked[number], SCOPE)
    by_words = [dict(documents.by_keywords(question, SCOPE, EVERYTHING, CANDIDATES)) for question in asked]
    nearest = [dict(store.nearest(collection, vector, CANDIDATES)) for vector in vectors]
    ranked = [[one for one, _ in fuse(by_words[n], nearest[n])] for n in range(QUESTIONS)]
    unseen = [[one for one in by_words[n] if one not in nearest[n]] for n in range(QUESTIONS)]
    found = [list(documents.passages(ids, SCOPE).values()) for ids in ranked]

    inside = p50(lambda n: retriever.search(asked[n], SCOPE, filters=only[n]))
    where = p50(lambda n: filtered.query(vectors[n : n + 1], n_results=8, where={"account": accounts[n]}))
    print(f"| inside one of {ACCOUNTS} accounts, {total} passages, p50 | ms | ratio |\n|---|---|---|")
    print(f"| Chroma's own query with `where` | {where:.1f} | 1 |")
    print(f"| search, without embedding the question | {inside:.1f} | {where / inside:.1f} times faster |\n")

    bare = p50(lambda n: filtered.query(vectors[n : n + 1], n_results=8))
    whole = p50(lambda n: retriever.search(asked[n], SCOPE))
    parts = {
        "question embedding (built-in)": p50(lambda n: built_in.embed([asked[n]])),
        f"vectors: the nearest {CANDIDATES}": p50(lambda n: store.nearest(collection, vectors[n], CANDIDATES)),
        "vectors of what only words found": p50(lambda n: documents.vectors(collection, unseen[n])),
        f"keywords: the best {CANDIDATES}": p50(
            lambda n: documents.by_keywords(asked[n], SCOPE, EVERYTHING, CANDIDATES)
        ),
        "fusion": p50(lambda n: fuse(by_words[n], nearest[n])),
        "reading the passages": p50(lambda n: documents.passages(ranked[n], SCOPE)),
        "leaving out near-duplicates": p50(lambda n: without_duplicates(found[n], 8)),
    }
    print(f"| everywhere, {total} passages, p50 | ms | times Chroma's bare query |\n|---|---|---|")
    print(f"| Chroma's bare query for 8 | {bare:.2f} | 1 |")
    for part, milliseconds in parts.items():
        print(f"| {part} | {milliseconds:.2f} | {milliseconds / bare:.2f} |")
    print(f"| search, without embedding the question | {whole:.2f} | {whole / bare:.2f} |")


if __name__ == "__main__":
    main()
