"""One prompt put to a model on the wire: what is tried again, what is not, and what is told when nothing comes."""

import json
from collections.abc import Iterator

import httpx
import numpy as np
import pytest
import respx
from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from copilot.errors import Unavailable
from copilot.llm import models
from copilot.llm.models import ask, make_chat_model
from copilot.settings import Settings
from tests.openai_wire import cut_events, refusal, stream, text_events

URL = "https://api.example.test/v1"
TRIES = 3


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_FIRST_DELAY", 0.001)


@pytest.fixture
def model() -> BaseChatModel:
    settings = Settings(model="openai:gpt-test", openai_api_key=SecretStr("sk-test"), openai_base_url=URL)
    return make_chat_model(settings, lambda texts: np.zeros((len(texts), 384), np.float32))


@pytest.fixture
def route() -> Iterator[respx.Route]:
    with respx.mock(base_url=URL) as router:
        yield router.post("/chat/completions")


def test_the_prompt_goes_out_as_it_is_and_the_whole_answer_comes_back(model: BaseChatModel, route: respx.Route) -> None:
    route.mock(return_value=stream(text_events("## summary\nARR is {F2}.")))
    assert ask(model, "Write the summary.").strip() == "## summary\nARR is {F2}."
    assert json.loads(route.calls[0].request.content)["messages"] == [{"role": "user", "content": "Write the summary."}]


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(500, "oops"),
        refusal(503, "busy"),
        refusal(429, "slow down", "rate_limit_exceeded"),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        stream(cut_events("ARR is")),
        stream(text_events("")),
        stream(text_events("ARR is", finish="length")),
    ],
    ids=["500", "503", "429", "timeout", "down", "cut", "empty", "too-long"],
)
def test_trouble_that_passes_is_tried_again(
    model: BaseChatModel, route: respx.Route, trouble: httpx.Response | Exception
) -> None:
    route.mock(side_effect=[trouble, stream(text_events("Here it is."))])
    assert ask(model, "Write.").strip() == "Here it is."
    assert route.call_count == 2


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (refusal(500, "oops"), "it answered with status 500"),
        (refusal(429, "slow down", "rate_limit_exceeded"), "it is rate-limited"),
        (httpx.ReadTimeout("slow"), "it did not answer in time"),
        (httpx.ConnectError("refused"), "it could not be reached"),
        (stream(text_events("ARR is", finish="length")), "it was cut at its length limit"),
        (stream(text_events("")), "it said nothing"),
        (stream(text_events(" ")), "it said nothing"),
        (stream("data: {nonsense\n\n"), "could not be read"),
    ],
    ids=["500", "429", "timeout", "down", "too-long", "empty", "blank", "nonsense"],
)
def test_trouble_that_stays_is_told_after_three_tries(
    model: BaseChatModel, route: respx.Route, trouble: httpx.Response | Exception, words: str
) -> None:
    route.mock(side_effect=[trouble] * 9)
    with pytest.raises(Unavailable) as told:
        ask(model, "Write.")
    assert words.removeprefix("it was ") in told.value.message
    assert route.call_count == TRIES


@pytest.mark.parametrize(
    ("status", "words"), [(401, "its key was refused"), (404, "there is no model of that name")], ids=["401", "404"]
)
def test_what_another_try_cannot_mend_is_tried_once(
    model: BaseChatModel, route: respx.Route, status: int, words: str
) -> None:
    route.mock(side_effect=[refusal(status, "no", "invalid_api_key")] * 9)
    with pytest.raises(Unavailable) as told:
        ask(model, "Write.")
    assert told.value.message == words
    assert "sk-test" not in str(told.value)
    assert route.call_count == 1


def test_an_answer_that_breaks_off_is_no_answer(model: BaseChatModel, route: respx.Route) -> None:
    route.mock(side_effect=[stream(cut_events("ARR is"))] * 9)
    with pytest.raises(Unavailable):
        ask(model, "Write.")
    assert route.call_count == TRIES
