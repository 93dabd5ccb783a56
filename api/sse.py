"""The agent's events as server-sent events: the agent runs in a thread of its own, the event loop only passes on."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from concurrent.futures import Executor
from contextlib import closing
from typing import Any, cast

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic_core import to_json

from api.errors import DEFECT
from copilot.agent.events import ClaimEvent, ErrorEvent, Event, EvidenceEvent
from copilot.errors import CopilotError

KEEPALIVE = 15.0
"""Seconds of silence after which a comment shows that the connection lives."""

log = logging.getLogger("csm.api")


def event_stream(first: Event, events: Iterator[Event], workers: Executor) -> EventSourceResponse:
    """Answer with events, of which the first is there; when the client goes, the generator is closed at its next."""
    return EventSourceResponse(
        _frames(first, events, workers), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


async def _frames(first: Event, events: Iterator[Event], workers: Executor) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Event | None] = asyncio.Queue()
    gone = threading.Event()

    def tell(event: Event | None) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, event)

    def work() -> None:
        for event in _guarded(events):
            if gone.is_set():
                return
            tell(event)
        tell(None)

    workers.submit(work)
    try:
        yield frame(first)
        while (told := await _next_frame(queue)) is not None:
            yield told
    finally:
        gone.set()


async def _next_frame(queue: "asyncio.Queue[Event | None]") -> bytes | None:
    try:
        event = await asyncio.wait_for(queue.get(), KEEPALIVE)
    except TimeoutError:
        return KEEPALIVE_COMMENT
    return None if event is None else frame(event)


def _guarded(events: Iterator[Event]) -> Iterator[Event]:
    """Give the events; a failure is the last of them."""
    with closing(cast(Generator[Event], events)):
        try:
            yield from events
        except CopilotError as error:
            yield ErrorEvent(title=error.message, detail=error.hint, status=error.status)
        except Exception:
            log.exception("An answer failed")
            yield ErrorEvent(title="The question could not be answered.", detail=DEFECT)


def frame(event: Event) -> bytes:
    """Write an event as it goes over the wire."""
    return format_sse_event(event=event.type, data_str=to_json(_payload(event)).decode())


def _payload(event: Event) -> dict[str, Any]:
    if isinstance(event, EvidenceEvent):
        return event.cited.model_dump(mode="json") | {"retrieved": event.retrieved.model_dump(mode="json")}
    if isinstance(event, ClaimEvent):
        return event.claim.model_dump(mode="json")
    return event.model_dump(mode="json", exclude={"type"})
