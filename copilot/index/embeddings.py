"""What turns texts into vectors, whoever makes them."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""One row a text, each of length 1, so that a dot product is the cosine."""


Vector = npt.NDArray[np.float32]
"""One vector of length 1."""


class Embedder(Protocol):
    """An embedding model.

    `name` is what `CSM_EMBEDDINGS` calls it, `version` changes whenever its vectors do: together they
    name the collection, so that vectors of different models never meet.
    """

    name: str
    version: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a vector of length 1 for each text; Unavailable where the model cannot be reached."""
        ...


def as_rows(stored: Iterable[bytes]) -> Vectors:
    """Return vectors as they are stored beside their passages, one a row."""
    return np.stack([np.frombuffer(vector, dtype=np.float32) for vector in stored])


def collection_name(embedder: Embedder) -> str:
    """Return the name of the collection that holds this model's vectors, as Chroma allows it."""
    slug = re.sub(r"[^a-z0-9]+", "-", f"{embedder.name} {embedder.version}".lower()).strip("-")
    return f"passages-{slug}"
