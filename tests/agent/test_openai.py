"""The agent on a model that speaks the OpenAI protocol, on the wire: what it sends, and what it makes of trouble."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import respx

from copilot.agent import middleware
from copilot.errors import InvalidInput
from copilot.wiring import Copilot
from tests.agent.conftest import Make, ask
from tests.openai_wire import call_events, cut_events, refusal, stream, text_events

URL = "https://api.example.test/v1"
QUESTION = "What is the ARR of Marlow Freight?"


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "_FIRST_DELAY", 0.01)


@pytest.fixture
def wire() -> Iterator[respx.MockRouter]:
    with respx.mock(base_url=URL, assert_all_called=False) as router:
        yield router


@pytest.fixture
def copilot(make_copilot: Make) -> Copilot:
    return make_copilot(None, OPENAI_API_KEY="sk-test", OPENAI_BASE_URL=URL, CSM_MODEL="openai:gpt-test")


def script(wire: respx.MockRouter, *replies: httpx.Response | Exception) -> respx.Route:
    return wire.post("/chat/completions").mock(side_effect=list(replies))


def sent(route: respx.Route, index: int) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(route.calls[index].request.content)
    return body


def test_answers_through_tools_and_counts_tokens(wire: respx.MockRouter, copilot: Copilot) -> None:
    arguments = json.dumps({"account": "Marlow", "names": ["arr"]})
    route = script(wire, stream(call_events("account_facts", arguments)), stream(text_events("ARR is {F1}.")))
    answer = ask(copilot, QUESTION)
    assert answer.text == "ARR is $120,000 [F1]."
    assert answer.model == "gpt-test"
    assert answer.usage.model_dump() == {"input_tokens": 200, "output_tokens": 40, "model_calls": 2}
    first, second = sent(route, 0), sent(route, 1)
    assert first["messages"][0]["role"] == "system"
    assert "As-of date: 2026-06-28" in first["messages"][0]["content"]
    assert {tool["function"]["name"] for tool in first["tools"]} >= {"account_facts", "list_accounts", "search_notes"}
    assert "[F1] Marlow Freight (A1): ARR = $120,000" in second["messages"][-1]["content"]


def test_the_context_of_a_run_is_not_among_the_tools_arguments(wire: respx.MockRouter, copilot: Copilot) -> None:
    route = script(wire, stream(text_events("Hello.")))
    ask(copilot, "Hi")
    for tool in sent(route, 0)["tools"]:
        assert "runtime" not in tool["function"]["parameters"]["properties"]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (httpx.ConnectError("refused"), "could not be reached"),
        (httpx.ReadTimeout("slow"), "did not answer in time"),
        (refusal(429, "slow down", "rate_limit_exceeded"), "rate-limited"),
        (refusal(500, "oops"), "status 500"),
        (stream(cut_events("ARR is")), "broke off"),
        (stream(text_events("ARR is", finish="length")), "cut at its length limit"),
        (stream(text_events("")), "said nothing"),
        (stream("data: [DONE]\n\n"), "could not be read"),
        (
            httpx.Response(200, headers={"content-type": "text/event-stream"}, content=b"data: {nonsense\n\n"),
            "could not",
        ),
    ],
    ids=[
        "down",
        "slow",
        "rate-limited",
        "failing",
        "cut",
        "too-long",
        "empty",
        "no-events",
        "nonsense",
    ],
)
def test_when_the_model_fails_the_built_in_one_answers_and_says_why(
    wire: respx.MockRouter, copilot: Copilot, trouble: httpx.Response | Exception, words: str
) -> None:
    route = script(wire, *([trouble] * 30))
    answer = ask(copilot, QUESTION)
    assert "$120,000" in answer.text
    assert words in answer.text.splitlines()[0]
    assert "gpt-test" in answer.text.splitlines()[0]
    assert answer.model == "built-in"
    assert all(claim.state != "unverified" for claim in answer.claims)
    assert route.call_count % 3 == 0, "each call is tried three times"


def test_trouble_that_passes_is_tried_again(wire: respx.MockRouter, copilot: Copilot) -> None:
    route = script(wire, refusal(503, "busy"), stream(cut_events("Hel")), stream(text_events("Hello again.")))
    answer = ask(copilot, "Hi")
    assert answer.text == "Hello again."
    assert answer.model == "gpt-test"
    assert route.call_count == 3


def test_a_refused_key_is_not_tried_again(wire: respx.MockRouter, copilot: Copilot) -> None:
    route = script(wire, *([refusal(401, "bad key", "invalid_api_key")] * 20))
    answer = ask(copilot, "Hello")
    assert "its key was refused" in answer.text
    assert "sk-test" not in answer.model_dump_json()
    assert route.call_count == answer.usage.model_calls


def test_invalid_arguments_go_back_to_the_model(wire: respx.MockRouter, copilot: Copilot) -> None:
    route = script(
        wire,
        stream(call_events("account_facts", '{"account": ')),
        stream(call_events("list_accounts", json.dumps({"where": [{"field": "arr"}]}))),
        stream(call_events("no_such_tool", "{}")),
        stream(text_events("I could not list them.")),
    )
    assert ask(copilot, "List").text == "I could not list them."
    assert "operator" in sent(route, 2)["messages"][-1]["content"]
    assert "account" in sent(route, 1)["messages"][-1]["content"]
    assert "no_such_tool" in sent(route, 3)["messages"][-1]["content"]


def test_calling_tools_without_end_is_stopped(wire: respx.MockRouter, make_copilot: Make) -> None:
    settings = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": URL, "CSM_MODEL": "openai:gpt-test"}
    copilot = make_copilot(None, CSM_MODEL_CALLS=3, **settings)
    route = script(wire, *[stream(call_events("list_accounts", "{}")) for _ in range(9)])
    answer = ask(copilot, QUESTION)
    assert "gpt-test did not help here: it asked for tools 3 times" in answer.text
    assert "$120,000" in answer.text, "the built-in model answers in its place"
    assert route.call_count == 3


def test_a_long_conversation_is_summarised_beyond_the_token_budget(wire: respx.MockRouter, make_copilot: Make) -> None:
    settings = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": URL, "CSM_MODEL": "openai:gpt-test"}
    copilot = make_copilot(None, CSM_CONTEXT_TOKENS=2_000, **settings)
    route = wire.post("/chat/completions").mock(side_effect=lambda request: stream(text_events("Noted.")))
    conversation_id = None
    for number in range(10):
        conversation_id = ask(copilot, f"Point {number}: " + "much to say " * 100, conversation_id).conversation_id
    longest = max(len(call.request.content) for call in route.calls)
    last = sent(route, -1)
    assert any("summary" in str(message["content"]).lower() for message in last["messages"])
    assert len(json.dumps(last["messages"])) < 10 * 100 * len("much to say ") < 10 * longest


def test_openai_without_a_key_is_refused_in_plain_words(make_copilot: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(InvalidInput, match="needs OPENAI_API_KEY"):
        make_copilot(None, CSM_MODEL="openai:gpt-test")


class _Stalling(BaseHTTPRequestHandler):
    """A server that starts an answer, then says nothing more, or closes the line."""

    stalls = True

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        self.wfile.write(cut_events("ARR is").encode())
        self.wfile.flush()
        if self.stalls:
            time.sleep(1.5)
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.mark.parametrize("stalls", [True, False], ids=["stalls", "hangs-up"])
def test_a_real_server_that_stops_in_the_middle_ends_in_a_degraded_answer(make_copilot: Make, stalls: bool) -> None:
    handler = type("Handler", (_Stalling,), {"stalls": stalls})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/v1"
        copilot = make_copilot(
            None, OPENAI_API_KEY="sk-test", OPENAI_BASE_URL=url, CSM_MODEL="openai:gpt-test", CSM_MODEL_TIMEOUT=0.3
        )
        answer = ask(copilot, QUESTION)
    finally:
        server.shutdown()
        server.server_close()
    assert "$120,000" in answer.text
    assert "gpt-test did not help here" in answer.text
