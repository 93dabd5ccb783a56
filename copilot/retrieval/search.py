"""From a question to passages: by their words and by their meaning, together."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from copilot.errors import InvalidInput, Unavailable
from copilot.evidence import Passage
from copilot.index.embeddings import Embedder, Vector, as_rows, collection_name
from copilot.index.glossary import in_english
from copilot.index.vectors import VectorStore
from copilot.retrieval.duplicates import without_duplicates
from copilot.retrieval.fusion import fuse
from copilot.scope import Scope
from copilot.store.documents import EVERYTHING, Document, DocumentStore, Filters

MAX_QUESTION = 2_000
"""Characters of a question that are read; what asks for more is in its beginning."""
MAX_LIMIT = 50
CANDIDATES = 30
"""Passages that words and meaning each propose."""
FEW = 1_000
"""Up to so many passages, every vector is compared; beyond, Chroma looks for the nearest."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages, best first, and in plain words what the search had to do without, if anything."""

    passages: list[Passage] = field(default_factory=list)
    degraded: str = ""


class Retriever:
    """Searches passages, within a scope."""

    def __init__(self, documents: DocumentStore, vectors: VectorStore, embedder_of: Callable[[str], Embedder]) -> None:
        self._documents = documents
        self._vectors = vectors
        self._embedder_of = embedder_of

    def search(self, query: str, scope: Scope, *, filters: Filters = EVERYTHING, limit: int = 8) -> SearchResult:
        """Return the passages that answer a question best.

        Without Chroma or the embedding model it goes by words alone and says so in `degraded`.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise InvalidInput(f"The limit must be from 1 to {MAX_LIMIT}, found {limit}.")
        question = _readable(query)
        if not question:
            raise InvalidInput("The question is empty.", "Ask in a few words what you want to find.")
        words = self._by_words(question, scope, filters)
        cosines: dict[int, float] = {}
        degraded = ""
        try:
            cosines = self._cosines(question, scope, filters, list(words))
        except Unavailable as error:
            degraded = f"Found by words alone, not by meaning. {error.message}"
        ranked = fuse(words, cosines)
        return SearchResult(without_duplicates(self._read(ranked, scope, filters, limit), limit), degraded)

    def _by_words(self, question: str, scope: Scope, filters: Filters) -> dict[int, float]:
        """Return the best passages by the words of a question, and where it is in German or French by its English ones.

        Customers write in their language and playbooks are in English, so each of the two counts half.
        """
        own = dict(self._documents.by_keywords(question, scope, filters, CANDIDATES))
        english = in_english(question)
        if not english:
            return own
        return dict(fuse(own, dict(self._documents.by_keywords(english, scope, filters, CANDIDATES)))[:CANDIDATES])

    def _read(self, ranked: list[tuple[int, float]], scope: Scope, filters: Filters, page: int) -> Iterator[Passage]:
        """Yield the passages with their scores, reading no more than are asked for."""
        for first in range(0, len(ranked), page):
            some = ranked[first : first + page]
            found = self._documents.passages([passage_id for passage_id, _ in some], scope, filters)
            for passage_id, score in some:
                if passage_id in found:
                    yield found[passage_id].model_copy(update={"score": round(score, 4)})

    def passage(self, passage_id: str, scope: Scope) -> Passage:
        """Return a passage by its handle; NotFound where it is not there or may not be seen."""
        return self._documents.passage(passage_id, scope)

    def document(self, document_id: str, scope: Scope) -> Document:
        """Return a document with its text; NotFound where it is not there or may not be seen."""
        return self._documents.document(document_id, scope)

    def _cosines(self, question: str, scope: Scope, filters: Filters, also: list[int]) -> dict[int, float]:
        """Return how near to the question the nearest passages are in meaning, and those in `also`."""
        state = self._documents.state()
        if "collection" not in state:
            return {}
        collection = state["collection"]
        embedder = self._embedder_of(state["embeddings"])
        if collection_name(embedder) != collection:
            raise Unavailable("The index is being rebuilt for another embedding model.")
        vector = embedder.embed([question])[0]
        self._vectors.follow(state["revision"])
        few = None
        if scope.account_ids is not None or filters != EVERYTHING:
            few = self._documents.candidates(collection, scope, filters, FEW)
        if few is not None:
            every = _compare(vector, few)
            nearest = sorted(every, key=every.__getitem__, reverse=True)[:CANDIDATES]
            return {passage_id: every[passage_id] for passage_id in [*nearest, *also] if passage_id in every}
        found = self._nearest(collection, vector, scope, filters)
        unseen = self._documents.vectors(collection, [one for one in also if one not in found])
        return _compare(vector, unseen) | found

    def _nearest(self, collection: str, vector: Vector, scope: Scope, filters: Filters) -> dict[int, float]:
        """Ask Chroma for the nearest passages, and for more until enough of them may be found."""
        if scope.account_ids is None and filters == EVERYTHING:
            return dict(self._vectors.nearest(collection, vector, CANDIDATES))
        found: dict[int, float] = {}
        for asked in (4 * CANDIDATES, 40 * CANDIDATES):
            nearest = self._vectors.nearest(collection, vector, asked)
            allowed = self._documents.allowed([passage_id for passage_id, _ in nearest], scope, filters)
            found = {passage_id: cosine for passage_id, cosine in nearest if passage_id in allowed}
            if len(found) >= CANDIDATES or len(nearest) < asked:
                break
        return dict(list(found.items())[:CANDIDATES])


def _compare(vector: Vector, stored: Mapping[int, bytes]) -> dict[int, float]:
    """Return the cosine of each stored vector with this one."""
    if not stored:
        return {}
    return dict(zip(stored, (as_rows(stored.values()) @ vector).tolist(), strict=True))


def _readable(query: str) -> str:
    """Return the question without control characters and at a length that can be searched for."""
    start = query[: 2 * MAX_QUESTION].encode("utf-8", "ignore").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in start).split())[:MAX_QUESTION]
