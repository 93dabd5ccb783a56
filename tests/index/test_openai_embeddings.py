import json

import httpx
import numpy as np
import pytest
import respx

from copilot.errors import Unavailable
from copilot.index import openai_embeddings
from copilot.index.embeddings import collection_name
from copilot.index.openai_embeddings import OpenAIEmbeddings

URL = "http://models.test/v1"


def embedder() -> OpenAIEmbeddings:
    return OpenAIEmbeddings("text-embedding-3-small", "key", URL, 5)


def answer(request: httpx.Request) -> httpx.Response:
    """Answer with a vector that tells the text's length, the last text first."""
    texts = json.loads(request.content)["input"]
    data = [{"object": "embedding", "index": n, "embedding": [3.0 * len(text), 4.0]} for n, text in enumerate(texts)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return httpx.Response(200, json={"object": "list", "data": data[::-1], "model": "m", "usage": usage})


@respx.mock
def test_vectors_have_length_one_and_stand_in_the_order_of_their_texts() -> None:
    respx.post(f"{URL}/embeddings").mock(side_effect=answer)
    vectors = embedder().embed(["a", "abcd"])
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, [[0.6, 0.8], [12 / 160**0.5, 4 / 160**0.5]])


@respx.mock
def test_many_texts_go_in_several_requests_and_long_or_empty_ones_are_made_fit() -> None:
    route = respx.post(f"{URL}/embeddings").mock(side_effect=answer)
    texts = ["", "x" * 100_000, *["t"] * 200]
    assert embedder().embed(texts).shape == (202, 2)
    sent = [text for call in route.calls for text in json.loads(call.request.content)["input"]]
    assert route.call_count == 2
    assert max(map(len, sent)) == openai_embeddings.MAX_CHARACTERS
    assert all(sent)


@respx.mock
def test_a_busy_server_is_asked_again() -> None:
    busy = httpx.Response(429, headers={"retry-after-ms": "1"})
    route = respx.post(f"{URL}/embeddings").mock(
        side_effect=[
            busy,
            busy,
            httpx.Response(500, headers={"retry-after-ms": "1"}),
            answer(httpx.Request("POST", URL, json={"input": ["a"]})),
        ]
    )
    assert embedder().embed(["a"]).shape == (1, 2)
    assert route.call_count == 4


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (httpx.Response(401, json={"error": {"message": "bad key"}}), "answered 401"),
        (httpx.Response(200, text="<html>"), "something else than vectors|one vector for each"),
        (httpx.Response(200, json={"data": []}), "one vector for each|something else"),
        (httpx.Response(200, json={"data": [{"index": 0, "embedding": [0.0, 0.0]}]}), "zero"),
        (httpx.ConnectError("refused"), "cannot be reached"),
        (httpx.ReadTimeout("slow"), "in time"),
    ],
)
@respx.mock
def test_what_goes_wrong_is_told_in_plain_words(
    reply: httpx.Response | Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_embeddings, "RETRIES", 0)
    respx.post(f"{URL}/embeddings").mock(side_effect=[reply])
    with pytest.raises(Unavailable, match=said):
        embedder().embed(["a"])


def test_each_model_has_a_collection_of_its_own() -> None:
    assert collection_name(embedder()) == "passages-openai-text-embedding-3-small"
