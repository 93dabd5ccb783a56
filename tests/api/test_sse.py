import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

from api.sse import event_stream, frame
from copilot.agent.events import DoneEvent, Event, StatusEvent, TextEvent, Usage
from copilot.errors import Unavailable

DONE = DoneEvent(conversation_id="c", message_id="m", usage=Usage(), model="built-in")


def frames(events: Iterator[Event]) -> list[bytes]:
    async def collect() -> list[bytes]:
        with ThreadPoolExecutor(1) as workers:
            return [cast(bytes, part) async for part in event_stream(next(events), events, workers).body_iterator]

    return asyncio.run(collect())


def test_text_with_line_ends_stays_one_event() -> None:
    assert frame(TextEvent(delta="a\n\nb\r“ü”")) == 'event: text\ndata: {"delta":"a\\n\\nb\\r“ü”"}\n\n'.encode()


def test_a_failure_in_the_stream_is_its_last_event() -> None:
    def fail() -> Iterator[Event]:
        yield StatusEvent(text="Reading")
        raise Unavailable("The model is down.", "Try later.")

    last = frames(fail())[-1].decode()
    assert last.startswith("event: error\n")
    assert '"title":"The model is down.","detail":"Try later."' in last


def test_a_defect_in_the_stream_tells_no_internals() -> None:
    def fail() -> Iterator[Event]:
        yield StatusEvent(text="Reading")
        raise KeyError("secret")

    last = frames(fail())[-1].decode()
    assert last.startswith("event: error\n")
    assert "secret" not in last


def test_the_event_loop_goes_on_while_the_agent_works() -> None:
    may_answer = threading.Event()

    def slow() -> Iterator[Event]:
        yield StatusEvent(text="Reading")
        assert may_answer.wait(30)
        yield DONE

    async def read() -> list[bytes]:
        with ThreadPoolExecutor(1) as workers:
            events = slow()
            parts = event_stream(next(events), events, workers).body_iterator
            first = await anext(aiter(parts))
            waiting = asyncio.ensure_future(anext(aiter(parts)))
            await asyncio.sleep(0)
            assert not waiting.done()
            may_answer.set()
            return [cast(bytes, first), cast(bytes, await waiting)]

    assert [part.split(b"\n")[0] for part in asyncio.run(read())] == [b"event: status", b"event: done"]


def test_the_agent_is_stopped_when_the_client_goes() -> None:
    stopped, gone = threading.Event(), threading.Event()

    def endless() -> Iterator[Event]:
        try:
            yield StatusEvent(text="Reading")
            assert gone.wait(30)
            while True:
                yield TextEvent(delta="x")
        finally:
            stopped.set()

    async def leave() -> None:
        with ThreadPoolExecutor(1) as workers:
            events = endless()
            body = event_stream(next(events), events, workers).body_iterator
            parts = cast(AsyncGenerator[bytes], body)
            await anext(parts)
            await parts.aclose()
            gone.set()
            assert await asyncio.to_thread(stopped.wait, 30)

    asyncio.run(leave())
