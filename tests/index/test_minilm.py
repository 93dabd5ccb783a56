import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from copilot.errors import Unavailable
from copilot.index import minilm
from copilot.index.minilm import MiniLM

EXPECTED = [
    [-0.02064, 0.08353, 0.02723, -0.06771, 0.05169, 0.09155, 0.00812, -0.05209],
    [-0.02418, 0.06552, -0.00649, -0.03013, 0.00132, 0.0686, 0.02921, -0.01962],
]
"""The first numbers that sentence-transformers gives for the two texts of the test below."""
TEXTS = ["Who is the sponsor at Northwind?", "short", "", "日本語の質問", "a much longer text about renewals " * 60]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def exact(folder: Path) -> MiniLM:
    return MiniLM(folder, int8=False)


def test_vectors_have_length_one_and_stand_in_the_order_of_their_texts(exact: MiniLM) -> None:
    vectors = exact.embed(TEXTS)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert exact.embed([text])[0] @ vector > 0.99999


def test_no_text_makes_no_vector(exact: MiniLM) -> None:
    assert exact.embed([]).shape == (0, 384)


def test_the_vectors_are_those_of_the_published_model(exact: MiniLM) -> None:
    vectors = exact.embed(["Who is the sponsor at Northwind?", "The champion has left the company."])
    expected = np.array(EXPECTED, dtype=np.float32)
    assert np.allclose(vectors[:, : expected.shape[1]], expected, atol=2e-5)


def test_likeness_of_meaning_shows_in_both_precisions(exact: MiniLM, folder: Path) -> None:
    texts = [
        "The contract ends in March.",
        "Their subscription expires this spring.",
        "The server ran out of disk.",
    ]
    for model in (exact, MiniLM(folder, int8=True)):
        first, like, unlike = model.embed(texts)
        assert first @ like > first @ unlike + 0.2


def test_the_two_precisions_are_different_models_to_the_index(exact: MiniLM, folder: Path) -> None:
    quick = MiniLM(folder, int8=True)
    assert quick.version != exact.version
    assert (quick.embed(TEXTS[:1]) @ exact.embed(TEXTS[:1]).T)[0, 0] > 0.97


def test_processes_that_start_at_once_share_one_model_file(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from copilot.index.minilm import MiniLM; "
    code += "MiniLM(Path(sys.argv[1])).embed(['x'])"
    started = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(2)]
    assert [process.wait() for process in started] == [0, 0]
    assert len([*(tmp_path / "models").glob("*.onnx")]) == 1
    assert not [*(tmp_path / "models").glob("*.half")]


def test_a_half_written_model_is_written_again(tmp_path: Path) -> None:
    model = MiniLM(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "minilm-l6-v2-int8.half").write_bytes(b"half")
    assert model.embed(["x"]).shape == (1, 384)
    assert not [*(tmp_path / "models").glob("*.half")]


def test_a_data_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where a folder should be")
    with pytest.raises(Unavailable, match="cannot be written"):
        MiniLM(tmp_path).embed(["x"])


def test_other_weights_than_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(Unavailable, match="not the published ones"):
        MiniLM(tmp_path).embed(["x"])
    assert not [*(tmp_path / "models").glob("*.onnx")]


def test_a_missing_weights_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "_PACKAGE", "no_such_package")
    with pytest.raises(Unavailable, match="not installed"):
        MiniLM(tmp_path).embed(["x"])
