"""Embeddings from OpenAI, or from any server that speaks its protocol."""

from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np
from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAI, OpenAIError
from openai.types import CreateEmbeddingResponse

from copilot.errors import Unavailable
from copilot.index.embeddings import Vectors

MAX_CHARACTERS = 6_000
"""Characters of a text that are sent; a passage with its headings is shorter, every model takes as much."""
BATCH = 128
"""Texts in one request; servers that speak the protocol take at least so many."""
RETRIES = 4


class OpenAIEmbeddings:
    """An embedding model behind the OpenAI protocol; a request is retried when the server is busy or slow."""

    version = ""

    def __init__(self, model: str, api_key: str, base_url: str | None, timeout: float) -> None:
        self.name = f"openai:{model}"
        self._model = model
        # The openai package takes an httpx client as well as its own httpx2, though its types do not say so.
        client: Any = httpx.Client(timeout=timeout)
        self._client = OpenAI(
            api_key=api_key, base_url=base_url, timeout=timeout, max_retries=RETRIES, http_client=client
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a vector of length 1 for each text; Unavailable where the server cannot be used."""
        rows: list[list[float]] = []
        for first in range(0, len(texts), BATCH):
            rows += self._request([text[:MAX_CHARACTERS] or " " for text in texts[first : first + BATCH]])
        vectors = np.array(rows, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(vectors).all() or not lengths.all():
            raise self._unavailable("it answered with vectors that are no numbers or are zero")
        return np.asarray(vectors / lengths, dtype=np.float32)

    def _request(self, texts: list[str]) -> list[list[float]]:
        try:
            answer = self._client.embeddings.create(model=self._model, input=texts, encoding_format="float")
        except APITimeoutError as error:
            raise self._unavailable("it did not answer in time") from error
        except APIConnectionError as error:
            raise self._unavailable("it cannot be reached") from error
        except APIStatusError as error:
            raise self._unavailable(f"it answered {error.status_code}: {error.message}") from error
        except (OpenAIError, ValueError) as error:
            raise self._unavailable("it answered with something else than vectors") from error
        if not isinstance(answer, CreateEmbeddingResponse):  # the package hands on what is no JSON as text
            raise self._unavailable("it answered with something else than vectors")
        rows = [item.embedding for item in sorted(answer.data or [], key=lambda item: item.index)]
        if len(rows) != len(texts) or len({len(row) for row in rows}) != 1:
            raise self._unavailable("it did not answer with one vector for each text")
        return rows

    def _unavailable(self, why: str) -> Unavailable:
        return Unavailable(
            f"The embedding model {self.name} cannot be used: {why}.",
            "Check OPENAI_API_KEY, OPENAI_BASE_URL and CSM_EMBEDDINGS, or wait and try again.",
        )
