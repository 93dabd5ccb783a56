import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from copilot.errors import InvalidInput, Unavailable
from copilot.index.embeddings import Vectors
from copilot.index.vectors import VectorStore

NAME = "passages-test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--port", str(port)]
    folder = tmp_path_factory.mktemp("server")
    process = subprocess.Popen([*command, "--path", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(150):
        try:
            httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat").raise_for_status()
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.fixture(params=["in process", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    url = request.getfixturevalue("server") if request.param == "server" else ""
    store = VectorStore(tmp_path / "chroma", url)
    store.create(NAME)
    yield store
    store.drop(NAME)
    store.close()


def unit(*rows: list[float]) -> Vectors:
    vectors = np.array(rows, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


VECTORS = unit([1, 0, 0], [1, 1, 0], [0, 0, 1])


def test_the_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    store.put(NAME, [1, 2, 3], VECTORS)
    found = store.nearest(NAME, VECTORS[0], 2)
    assert [passage for passage, _ in found] == [1, 2]
    assert [cosine for _, cosine in found] == pytest.approx([1, 0.5**0.5], abs=1e-5)


def test_writing_again_replaces_and_deleting_again_does_no_harm(store: VectorStore) -> None:
    store.put(NAME, [1, 2, 3], VECTORS)
    store.put(NAME, [1], VECTORS[1:2])
    store.delete(NAME, [3])
    store.delete(NAME, [3, 98])
    assert store.ids(NAME) == {1, 2}
    assert store.count(NAME) == 2
    assert store.nearest(NAME, VECTORS[1], 1)[0][1] == pytest.approx(1)


def test_more_vectors_than_one_call_takes_are_written_and_listed(store: VectorStore) -> None:
    many = unit(*np.random.default_rng(1).standard_normal((4_500, 3)).tolist())
    store.put(NAME, range(4_500), many)
    assert store.ids(NAME) == set(range(4_500))


def test_making_and_dropping_a_collection_twice_does_no_harm(store: VectorStore) -> None:
    store.create(NAME)
    store.drop(NAME)
    store.drop(NAME)
    with pytest.raises(Unavailable, match="not built yet"):
        store.count(NAME)
    store.create(NAME)
    assert store.count(NAME) == 0


def test_a_server_that_does_not_answer_is_told_and_not_fatal(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    store = VectorStore(tmp_path, url)
    with pytest.raises(Unavailable, match=url):
        store.count(NAME)


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="CSM_CHROMA_URL"):
        VectorStore(tmp_path, "localhost 8000").count(NAME)


def test_damaged_files_of_chroma_are_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database at all " * 100)
    with pytest.raises(Unavailable, match="its files are damaged"):
        VectorStore(tmp_path).count("passages-any")
