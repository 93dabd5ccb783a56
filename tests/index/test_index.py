import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from copilot.errors import Unavailable
from copilot.index.embeddings import collection_name
from copilot.index.index import Index
from copilot.index.vectors import VectorStore
from copilot.progress import Progress
from copilot.store.database import Database
from tests.index.fakes import (
    DownEmbedder,
    WordEmbedder,
    document,
    listed_vectors,
    note,
    passage_ids,
    remove,
    write,
)

COLLECTION = collection_name(WordEmbedder())
TWO_PARTS = "# A\n\nfirst part\n\n# B\n\nsecond part\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    store = VectorStore(tmp_path / "chroma")
    yield store
    store.close()


def assert_consistent(database: Database, store: VectorStore, collection: str = COLLECTION) -> None:
    """Passages, keyword rows, vectors and what is said of them are the same set."""
    ids = set(passage_ids(database).values())
    column = "rowid" if database.dialect == "sqlite" else "passage_id"
    with database.read() as connection:
        assert set(connection.scalars(sql(f"SELECT {column} FROM keywords"))) == ids
    assert store.ids(collection) == ids
    assert listed_vectors(database) == {(collection, one) for one in ids}


def test_a_first_sync_makes_every_passage_findable(database: Database, store: VectorStore) -> None:
    write(database, document("one.md", TWO_PARTS), note("n.md", "hello there", "acme"))
    summary = Index(database, WordEmbedder(), store).sync()
    assert (summary.documents, summary.added, summary.removed, summary.embedded) == (2, 3, 0, 3)
    assert set(passage_ids(database)) == {"first part", "second part", "hello there"}
    assert_consistent(database, store)


def test_what_is_embedded_is_the_text_below_its_title_and_headings(database: Database, store: VectorStore) -> None:
    embedder = WordEmbedder()
    write(database, document("guide.md", "# A\n\n## B\n\nwords\n", title="Guide"))
    Index(database, embedder, store).sync()
    assert embedder.texts == ["Guide > A > B\nwords"]


def test_nothing_changed_costs_no_embedding(database: Database, store: VectorStore) -> None:
    write(database, document("one.md", TWO_PARTS))
    Index(database, WordEmbedder(), store).sync()
    embedder = WordEmbedder()
    write(database, document("one.md", TWO_PARTS))
    assert Index(database, embedder, store).sync().embedded == 0
    assert embedder.texts == []


def test_a_change_costs_only_the_passages_that_changed_and_the_others_keep_their_id(
    database: Database, store: VectorStore
) -> None:
    write(database, document("one.md", TWO_PARTS))
    Index(database, WordEmbedder(), store).sync()
    before = passage_ids(database)
    write(database, document("one.md", "new beginning\n\n" + TWO_PARTS.replace("first", "changed")))
    summary = Index(database, WordEmbedder(), store).sync()
    after = passage_ids(database)
    assert (summary.added, summary.removed, summary.embedded) == (2, 1, 2)
    assert set(after) == {"new beginning", "changed part", "second part"}
    assert after["second part"] == before["second part"]
    assert_consistent(database, store)


def test_another_heading_or_title_makes_it_another_passage(database: Database, store: VectorStore) -> None:
    write(database, document("one.md", TWO_PARTS))
    Index(database, WordEmbedder(), store).sync()
    write(database, document("one.md", TWO_PARTS.replace("# B", "# C")))
    assert Index(database, WordEmbedder(), store).sync().embedded == 1
    write(database, document("one.md", TWO_PARTS.replace("# B", "# C"), title="Other"))
    assert Index(database, WordEmbedder(), store).sync().embedded == 2
    assert_consistent(database, store)


def test_a_note_that_moves_to_another_account_moves_with_its_passages(database: Database, store: VectorStore) -> None:
    write(database, note("n.md", "hello there", "acme"))
    Index(database, WordEmbedder(), store).sync()
    write(database, note("n.md", "hello there", "bolt"))
    Index(database, WordEmbedder(), store).sync()
    with database.read() as connection:
        assert connection.scalar(sql("SELECT account_id FROM passages")) == "bolt"
    assert_consistent(database, store)


def test_a_removed_document_leaves_nothing_behind(database: Database, store: VectorStore) -> None:
    write(database, document("one.md", TWO_PARTS), document("two.md", "stays"))
    Index(database, WordEmbedder(), store).sync()
    remove(database, "one.md")
    summary = Index(database, WordEmbedder(), store).sync()
    assert summary.removed == 2
    assert set(passage_ids(database)) == {"stays"}
    with database.read() as connection:
        assert connection.scalar(sql("SELECT count(*) FROM documents")) == 1
    assert_consistent(database, store)


def test_equal_passages_in_one_document_are_each_kept(database: Database, store: VectorStore) -> None:
    write(database, document("one.md", "# A\n\nsame\n\n# A\n\nsame\n"))
    Index(database, WordEmbedder(), store).sync()
    assert len(store.ids(COLLECTION)) == 2


def test_an_empty_document_is_indexed_without_passages(database: Database, store: VectorStore) -> None:
    write(database, document("empty.md", ""))
    assert Index(database, WordEmbedder(), store).sync().documents == 1
    assert Index(database, WordEmbedder(), store).sync().documents == 0


def test_progress_counts_documents_and_passages(database: Database, store: VectorStore) -> None:
    write(database, document("one.md", TWO_PARTS))
    seen: list[Progress] = []
    Index(database, WordEmbedder(), store).sync(seen.append)
    assert seen[0] == Progress("Splitting documents", 0, 1)
    assert seen[-1] == Progress("Embedding passages", 2, 2)


def test_vectors_that_chroma_has_lost_are_given_back_without_embedding_again(
    database: Database, store: VectorStore, tmp_path: Path
) -> None:
    write(database, document("one.md", TWO_PARTS))
    Index(database, WordEmbedder(), store).sync()
    store.close()
    shutil.rmtree(tmp_path / "chroma")
    assert Index(database, WordEmbedder(), store).sync().embedded == 0
    assert_consistent(database, store)


def test_vectors_that_belong_to_nothing_are_deleted(database: Database, store: VectorStore) -> None:
    write(database, document("one.md", TWO_PARTS))
    Index(database, WordEmbedder(), store).sync()
    store.put(COLLECTION, [999], WordEmbedder().embed(["stray"]))
    Index(database, WordEmbedder(), store).sync()
    assert_consistent(database, store)


def test_a_database_begun_anew_beside_old_vectors_is_indexed_afresh(tmp_path: Path, store: VectorStore) -> None:
    for name in ("one", "two"):
        database = Database(f"sqlite:///{tmp_path / name}.sqlite")
        database.upgrade()
        write(database, document("one.md", TWO_PARTS.replace("first", name)))
        Index(database, WordEmbedder(), store).sync()
        assert_consistent(database, store)
        database.close()


def test_when_the_model_is_down_what_was_split_stays_and_the_next_sync_goes_on(
    database: Database, store: VectorStore
) -> None:
    write(database, document("one.md", TWO_PARTS))
    with pytest.raises(Unavailable):
        Index(database, DownEmbedder(), store).sync()
    assert len(passage_ids(database)) == 2
    summary = Index(database, WordEmbedder(), store).sync()
    assert (summary.added, summary.embedded) == (0, 2)


def test_another_model_gets_a_new_collection_and_the_old_one_is_dropped_when_it_is_complete(
    database: Database, store: VectorStore
) -> None:
    write(database, document("one.md", TWO_PARTS))
    Index(database, WordEmbedder(), store).sync()
    with pytest.raises(Unavailable):
        Index(database, DownEmbedder("other"), store).sync()
    assert len(store.ids(COLLECTION)) == 2
    other = WordEmbedder("other")
    assert Index(database, other, store).sync().embedded == 2
    assert_consistent(database, store, collection_name(other))
    with pytest.raises(Unavailable):
        store.count(COLLECTION)


def test_two_syncs_at_once_do_the_work_once(database: Database, store: VectorStore) -> None:
    write(database, *(document(f"{n}.md", f"text number {n}") for n in range(40)))
    embedders = [WordEmbedder(), WordEmbedder()]
    threads = [threading.Thread(target=Index(database, embedder, store).sync) for embedder in embedders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(embedder.texts) for embedder in embedders) == [0, 40]
    assert_consistent(database, store)


KILLED = """
import os, signal, sys
from pathlib import Path
from copilot.index import index as module
from copilot.index.index import Index
from copilot.index.vectors import VectorStore
from copilot.store.database import Database
from copilot.store.indexing import IndexStore
from tests.index.fakes import WordEmbedder

url, folder, owner, method, calls = sys.argv[1:]
module.BATCH = 2
target = {"vectors": VectorStore, "store": IndexStore, "embedder": WordEmbedder}[owner]
original, left = getattr(target, method), int(calls)

def deadly(*arguments, **named):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **named)

setattr(target, method, deadly)
Index(Database(url), WordEmbedder(), VectorStore(Path(folder))).sync()
"""


@pytest.mark.parametrize(
    ("owner", "method", "calls"),
    [
        ("store", "replace", 2),
        ("store", "forget", 1),
        ("vectors", "delete", 1),
        ("store", "unmark_embedded", 1),
        ("embedder", "embed", 2),
        ("vectors", "put", 2),
        ("store", "mark_embedded", 2),
        ("store", "set_state", 2),
    ],
)
def test_a_kill_anywhere_heals_at_the_next_sync(tmp_path: Path, owner: str, method: str, calls: int) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    write(database, document("changes.md", TWO_PARTS), document("goes.md", "goes away"))
    first = VectorStore(tmp_path / "chroma")
    Index(database, WordEmbedder(), first).sync()
    first.close()
    changed = [document(f"{n}.md", f"text number {n}") for n in range(6)]
    write(database, document("changes.md", TWO_PARTS.replace("first", "new")), *changed)
    remove(database, "goes.md")
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, str(tmp_path / "chroma"), owner, method, str(calls)]
    killed = subprocess.run(command, env=os.environ, cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -signal.SIGKILL
    store = VectorStore(tmp_path / "chroma")
    Index(database, WordEmbedder(), store).sync()
    assert set(passage_ids(database)) == {"new part", "second part", *(f"text number {n}" for n in range(6))}
    assert_consistent(database, store)
    store.close()
    database.close()


def test_what_another_process_indexed_is_seen(database: Database, store: VectorStore, tmp_path: Path) -> None:
    write(database, document("one.md", TWO_PARTS))
    Index(database, WordEmbedder(), store).sync()
    write(database, document("two.md", "from elsewhere"))
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, str(tmp_path / "chroma"), "store", "replace", "99"]
    subprocess.run(command, env=os.environ, cwd=Path(__file__).parents[2], check=True)
    assert Index(database, WordEmbedder(), store).sync().embedded == 0
    elsewhere = passage_ids(database)["from elsewhere"]
    vector = WordEmbedder().embed(["two\nfrom elsewhere"])[0]
    assert store.nearest(COLLECTION, vector, 1)[0][0] == elsewhere
    assert_consistent(database, store)
