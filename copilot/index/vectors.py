"""Chroma, in process or as a server: one collection for each embedding model."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from copilot.errors import InvalidInput, Unavailable
from copilot.index.embeddings import Vector, Vectors

T = TypeVar("T")
PAGE = 2_000
"""How many vectors one call writes or lists."""


class VectorStore:
    """Vectors of length 1 by passage id, in collections; Unavailable where Chroma cannot be used.

    In process, Chroma does not see what another process has written: `follow` opens it anew when the
    index says that it has changed.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder = folder
        self._url = url
        self._client: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}
        self._revision: str | None = None
        # Chroma is opened anew under this lock, so that nobody is left with a closed client.
        self._lock = RLock()

    def follow(self, revision: str) -> None:
        """Make sure to see what was written up to this revision of the index."""
        with self._lock:
            if self._revision != revision:
                if self._revision is not None:
                    self._close()
                self._revision = revision

    def wrote(self, revision: str) -> None:
        """Note that this store itself wrote this revision, so that nothing need be opened anew."""
        self._revision = revision

    def create(self, collection: str) -> None:
        """Make the collection if it is not there."""
        # Of vectors of length 1 the inner product is the cosine.
        space = CreateCollectionConfiguration(hnsw=CreateHNSWConfiguration(space="ip"))
        self._call(
            lambda client: client.get_or_create_collection(collection, configuration=space, embedding_function=None)
        )

    def drop(self, collection: str) -> None:
        """Delete the collection if it is there."""

        def delete(client: ClientAPI) -> None:
            if collection in {known.name for known in client.list_collections()}:
                client.delete_collection(collection)

        self._call(delete)

    def count(self, collection: str) -> int:
        """Count the vectors of a collection."""
        return self._on(collection, lambda chroma: chroma.count())

    def ids(self, collection: str) -> set[int]:
        """Return the passages that have a vector in the collection."""
        found: set[int] = set()
        while page := self._on(collection, lambda chroma: chroma.get(limit=PAGE, offset=len(found), include=[])["ids"]):
            found.update(map(_number, page))
        return found

    def put(self, collection: str, passage_ids: Sequence[int], vectors: Vectors) -> None:
        """Write vectors, over those that are there."""
        for rows in _pages(len(passage_ids)):
            names = [_name(passage_id) for passage_id in passage_ids[rows]]
            self._on(collection, partial(Collection.upsert, ids=names, embeddings=vectors[rows]))

    def delete(self, collection: str, passage_ids: Sequence[int]) -> None:
        """Delete vectors; those that are not there do no harm."""
        for rows in _pages(len(passage_ids)):
            names = [_name(passage_id) for passage_id in passage_ids[rows]]
            self._on(collection, partial(Collection.delete, ids=names))

    def nearest(self, collection: str, vector: Vector, limit: int) -> list[tuple[int, float]]:
        """Return the passages with the nearest vectors and their cosine, best first."""
        query = partial(Collection.query, query_embeddings=vector.reshape(1, -1), n_results=limit)
        found = self._on(collection, partial(query, include=["distances"]))
        distances = (found["distances"] or [[]])[0]
        return [(_number(name), 1 - distance) for name, distance in zip(found["ids"][0], distances, strict=True)]

    def _on(self, collection: str, use: Callable[[Collection], T]) -> T:
        return self._call(lambda client: use(self._collection(client, collection)))

    def _collection(self, client: ClientAPI, name: str) -> Collection:
        if name not in self._collections:
            self._collections[name] = client.get_collection(name, embedding_function=None)
        return self._collections[name]

    def _call(self, use: Callable[[ClientAPI], T]) -> T:
        with self._lock:
            try:
                try:
                    return use(self._open())
                except ChromaError:
                    # Another process may have written meanwhile, which a client in process sees when opened anew.
                    self._close()
                    return use(self._open())
            except NotFoundError as error:
                raise Unavailable("The index is not built yet.", "`csm index` builds it.") from error
            except (ChromaError, httpx.HTTPError) as error:
                self._close()
                raise self._unavailable(error) from error

    def _open(self) -> ClientAPI:
        if self._client is None:
            settings = Settings(anonymized_telemetry=False)
            if self._url:
                host, port, secure = _address(self._url)
                try:
                    self._client = chromadb.HttpClient(host, port, secure, settings=settings)
                except ValueError as error:  # so it says that nobody answers
                    raise self._unavailable(error) from error
            else:
                self._folder.mkdir(parents=True, exist_ok=True)
                try:
                    self._client = chromadb.PersistentClient(self._folder, settings)
                except (AttributeError, ValueError) as error:  # so it fails on a broken file
                    raise self._unavailable("its files are damaged") from error
        return self._client

    def close(self) -> None:
        """Let go of Chroma; the next use opens it again."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._client is not None:
            if self._url:
                # A client of a server leaves its connections open, and those of the one it has inside.
                client: Any = self._client
                client._server._session.close()
                client._admin_client._server._session.close()
            self._client.close()  # type: ignore[attr-defined]  # of chromadb's Client, not of its interface
            self._client = None
        self._collections.clear()

    def _unavailable(self, reason: object) -> Unavailable:
        where = f"at {self._url}" if self._url else f"in {self._folder}"
        hint = (
            "Check CSM_CHROMA_URL and that the server runs." if self._url else "Check the disk, or delete the folder."
        )
        return Unavailable(f"Chroma {where} cannot be used: {reason}.", hint)


def _name(passage_id: int) -> str:
    return f"P{passage_id}"


def _number(name: str) -> int:
    return int(name[1:])


def _pages(total: int) -> Iterator[slice]:
    for first in range(0, total, PAGE):
        yield slice(first, first + PAGE)


def _address(url: str) -> tuple[str, int, bool]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput(f"CSM_CHROMA_URL is no address: {url!r}.", "Use a form like http://localhost:8000.")
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 8000), parts.scheme == "https"
