"""POST /v1/chat."""

from typing import Any

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse

from api.dependencies import Caller, CopilotDep, Form, Workers
from api.sse import event_stream
from copilot.agent.events import Answer, Question

router = APIRouter(tags=["chat"])

_FORMS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Answer,
        "description": "Events status, tool, text, claim, evidence and done or error; one answer with "
        "`Accept: application/json`",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.post("/v1/chat", response_model=None, responses=_FORMS)
def chat(
    question: Question, form: Form, copilot: CopilotDep, scope: Caller, workers: Workers
) -> Answer | EventSourceResponse:
    """Ask a question; the answer comes as server-sent events, or as one JSON object where that is asked for."""
    if form == "json":
        return copilot.agent.answer(question, scope)
    events = copilot.agent.stream(question, scope)
    return event_stream(next(events), events, workers)
