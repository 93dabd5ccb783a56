from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from copilot.errors import InvalidInput, NotFound
from copilot.index.embeddings import Embedder
from copilot.index.index import Index
from copilot.index.vectors import VectorStore
from copilot.retrieval import search
from copilot.retrieval.search import Retriever
from copilot.scope import Scope
from copilot.store.database import Database
from copilot.store.documents import DocumentStore, Filters
from copilot.store.tables import TABLES
from tests.index.fakes import DownEmbedder, WordEmbedder, document, note, write

EVERYONE = Scope("head")
ACME_ONLY = Scope("csm", frozenset(["acme"]))
CHAMPION = "# Champion\n\n## Leaves\n\nCall the sponsor within a day.\n\n# Renewal\n\nBegin 120 days before the end.\n"
ROWS = [
    document("champion.md", CHAMPION, stage="renewal"),
    document("smb.md", "For small customers, call nobody.", segment="smb"),
    note("acme/call.md", "Renewal talk: they want the connector first.", "acme", "2026-03-01"),
    note("acme/mail.md", "They thank us for the connector.", "acme", "2026-05-01", kind="email", visibility="customer"),
    note("bolt/call.md", "Renewal talk about the price of seats.", "bolt", "2026-03-02"),
]


class Bench:
    """A database with its index, and what searches it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.vectors = VectorStore(folder)
        self.embedder = WordEmbedder()
        self.index = Index(database, self.embedder, self.vectors)
        self.documents = DocumentStore(database)

    def retriever(self, embedder: Embedder | None = None) -> Retriever:
        return Retriever(self.documents, self.vectors, lambda name: embedder or self.embedder)

    def find(self, query: str, scope: Scope = EVERYONE, limit: int = 8, **filters: object) -> list[str]:
        found = self.retriever().search(query, scope, filters=Filters(**filters), limit=limit)  # type: ignore[arg-type]
        assert found.degraded == ""
        return [passage.path for passage in found.passages]


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(database, tmp_path / "chroma")
    write(database, *ROWS)
    with database.write() as connection:
        rows: list[dict[str, object]] = [
            {"account_id": "acme", "name": "Acme", "segment": "enterprise", "stage": "renewal", "attributes": {}},
            {"account_id": "bolt", "name": "Bolt", "segment": "smb", "stage": None, "attributes": {}},
        ]
        connection.execute(insert(TABLES["accounts"]), rows)
    bench.index.sync()
    yield bench
    bench.vectors.close()


def test_a_passage_comes_with_all_that_a_citation_needs(bench: Bench) -> None:
    found = bench.retriever().search("champion leaves", EVERYONE).passages[0]
    assert (found.path, found.title, found.kind, found.account_id) == ("champion.md", "champion", "playbook", None)
    assert found.heading == ["Champion", "Leaves"]
    assert found.text == "Call the sponsor within a day." == CHAMPION[found.start : found.end]
    assert found.score is not None
    assert 0 < found.score <= 1


def test_scores_fall(bench: Bench) -> None:
    scores = [passage.score or 0 for passage in bench.retriever().search("renewal talk", EVERYONE).passages]
    assert scores == sorted(scores, reverse=True)


def test_the_limit_holds(bench: Bench) -> None:
    assert len(bench.find("renewal", limit=2)) == 2


@pytest.mark.parametrize("few", [search.FEW, 0], ids=["compared one by one", "asked of Chroma"])
def test_only_what_the_scope_allows_is_found(bench: Bench, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", few)
    assert "bolt/call.md" in bench.find("renewal talk")
    assert set(bench.find("renewal talk", ACME_ONLY)) == {"champion.md", "smb.md", "acme/call.md", "acme/mail.md"}
    assert bench.find("renewal talk", ACME_ONLY, account_ids=frozenset(["bolt"])) == []
    assert "bolt/call.md" not in bench.find("renewal talk", Scope("nobody", frozenset()))


FILTERED: list[tuple[Filters, set[str]]] = [
    (Filters(account_ids=frozenset(["acme"])), {"acme/call.md", "acme/mail.md"}),
    (Filters(source="knowledge"), {"champion.md", "smb.md"}),
    (Filters(kinds=frozenset(["email"])), {"acme/mail.md"}),
    (Filters(segments=frozenset(["enterprise"])), {"champion.md", "acme/call.md", "acme/mail.md"}),
    (Filters(segments=frozenset(["smb"])), {"champion.md", "smb.md", "bolt/call.md"}),
    (Filters(stages=frozenset(["renewal"])), {"champion.md", "smb.md", "acme/call.md", "acme/mail.md"}),
    (Filters(since=date(2026, 3, 2)), {"champion.md", "smb.md", "acme/mail.md", "bolt/call.md"}),
    (Filters(until=date(2026, 3, 1)), {"champion.md", "smb.md", "acme/call.md"}),
    (Filters(visibility="customer"), {"acme/mail.md"}),
]


def test_filters_narrow(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for few in (search.FEW, 0):  # every vector is compared, or Chroma is asked
        monkeypatch.setattr(search, "FEW", few)
        for filters, expected in FILTERED:
            found = bench.retriever().search("renewal connector sponsor price call", EVERYONE, filters=filters)
            assert {passage.path for passage in found.passages} == expected, filters


def test_what_says_the_same_is_shown_once_but_not_across_accounts_or_figures(bench: Bench) -> None:
    words = "The weekly report says that the rollout goes on as planned in every site and nobody is worried about it"
    write(
        bench.database,
        note("a1.md", f"{words}.", "acme"),
        note("a2.md", f"{words.upper()}.", "acme"),
        note("a3.md", f"{words} 42.", "acme"),
        note("b1.md", f"{words}.", "bolt"),
    )
    bench.index.sync()
    found = bench.find("weekly report rollout planned", limit=3)
    assert sorted(path[:1] for path in found) == ["a", "a", "b"]
    assert "a3.md" in found


def test_without_the_embedding_model_words_still_find_and_it_is_said(bench: Bench) -> None:
    found = bench.retriever(DownEmbedder()).search("connector", EVERYONE)
    assert {passage.path for passage in found.passages} == {"acme/call.md", "acme/mail.md"}
    assert "by words alone" in found.degraded
    assert "is down" in found.degraded


def test_without_a_chroma_server_words_still_find_and_it_is_said(bench: Bench, tmp_path: Path) -> None:
    away = VectorStore(tmp_path, "http://127.0.0.1:9")
    found = Retriever(bench.documents, away, lambda name: bench.embedder).search("connector", EVERYONE)
    assert len(found.passages) == 2
    assert "http://127.0.0.1:9" in found.degraded


def test_while_another_model_is_being_indexed_search_goes_on_with_the_old_one(bench: Bench) -> None:
    write(bench.database, document("new.md", "connector news"))
    assert "acme/call.md" in bench.find("connector")
    other = WordEmbedder("other")
    Index(bench.database, other, bench.vectors).sync()
    found = bench.retriever(other).search("connector", EVERYONE)
    assert found.degraded == ""
    assert "new.md" in {passage.path for passage in found.passages}


def test_a_changed_document_is_not_quoted_before_it_is_indexed_again(bench: Bench) -> None:
    write(bench.database, note("acme/call.md", "Short.", "acme", "2026-03-01"))
    assert "acme/call.md" not in bench.find("connector")


def test_before_anything_is_indexed_nothing_is_found(database: Database, tmp_path: Path) -> None:
    empty = Bench(database, tmp_path / "chroma")
    assert empty.find("renewal") == []


def test_an_empty_question_is_refused(bench: Bench) -> None:
    for query in ["", "   ", "\0\x07\n", "\ud800"]:
        with pytest.raises(InvalidInput, match="empty"):
            bench.find(query)


def test_a_limit_that_makes_no_sense_is_refused(bench: Bench) -> None:
    for limit in [0, -1, 1000]:
        with pytest.raises(InvalidInput, match="limit"):
            bench.find("x", limit=limit)


def test_any_other_question_is_answered(bench: Bench) -> None:
    for query in [
        "renewal " * 25_000,
        "更新の話をしましたか",
        '"AND (NOT* NEAR',
        "renewal\0\x1b[31m",
        "\ud800 renewal",
        "🙂",
        "the of and",
        "-",
        "%_'",
    ]:
        assert isinstance(bench.find(query), list)


def test_a_passage_and_its_document_are_opened_by_their_handles(bench: Bench) -> None:
    retriever = bench.retriever()
    found = retriever.search("connector", EVERYONE, filters=Filters(account_ids=frozenset(["acme"]))).passages[0]
    passage = retriever.passage(found.id, ACME_ONLY)
    whole = retriever.document(passage.document_id, ACME_ONLY)
    assert passage.text == found.text == whole.text[passage.start : passage.end]
    assert [one.id for one in bench.documents.of_document(passage.document_id, ACME_ONLY)] == [found.id]


def test_what_the_scope_hides_looks_as_if_it_were_not_there(bench: Bench) -> None:
    retriever = bench.retriever()
    hidden = retriever.search("price", EVERYONE, filters=Filters(account_ids=frozenset(["bolt"]))).passages[0]
    with pytest.raises(NotFound):
        retriever.passage(hidden.id, ACME_ONLY)
    with pytest.raises(NotFound):
        retriever.document(hidden.document_id, ACME_ONLY)
    assert bench.documents.of_document(hidden.document_id, ACME_ONLY) == []


def test_a_handle_that_names_nothing_is_not_found(bench: Bench) -> None:
    for handle in ["P999999", "P", "", "x", "P-1", "P1²", "P" + "9" * 40]:
        with pytest.raises(NotFound):
            bench.retriever().passage(handle, EVERYONE)
