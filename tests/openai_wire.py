"""What a server that speaks the OpenAI protocol sends, for the wire."""

import json
from typing import Any

import httpx


def _chunk(delta: dict[str, Any], finish: str | None = None, usage: dict[str, int] | None = None) -> str:
    choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
    body = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-test", "choices": choices}
    return f"data: {json.dumps(body | ({'usage': usage} if usage else {}))}\n\n"


def _usage() -> str:
    return _chunk({}, usage={"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120})


def text_events(text: str, finish: str = "stop") -> str:
    """The events of a whole answer, word by word."""
    words = "".join(_chunk({"content": f"{word} "}) for word in text.split(" "))
    return _chunk({"role": "assistant"}) + words + _chunk({}, finish) + _usage() + "data: [DONE]\n\n"


def call_events(tool: str, arguments: str) -> str:
    """The events of one tool call; the arguments are JSON, or not."""
    function = {"name": tool, "arguments": arguments}
    calls = [{"index": 0, "id": "call_1", "type": "function", "function": function}]
    return _chunk({"role": "assistant", "tool_calls": calls}) + _chunk({}, "tool_calls") + _usage() + "data: [DONE]\n\n"


def cut_events(text: str) -> str:
    """The events of an answer that ends in the middle, without a word on why."""
    return _chunk({"role": "assistant"}) + "".join(_chunk({"content": f"{word} "}) for word in text.split(" "))


def stream(events: str) -> httpx.Response:
    """A response that streams these events."""
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=events.encode())


def refusal(status: int, message: str, code: str = "") -> httpx.Response:
    """An error of the protocol."""
    return httpx.Response(status, json={"error": {"message": message, "type": "error", "code": code or None}})
