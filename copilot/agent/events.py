"""What a question comes as, and the typed events that answer it; every wire format is made from these."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from copilot.evidence import Claim, Evidence


class Question(BaseModel):
    """A question, in a new conversation or an existing one."""

    model_config = ConfigDict(extra="forbid")

    message: str
    conversation_id: str | None = None
    account_id: str | None = None
    as_of: date | None = None


class Usage(BaseModel):
    """Tokens that the language model read and wrote; none with the built-in model."""

    input_tokens: int = 0
    output_tokens: int = 0
    model_calls: int = 0


class StatusEvent(BaseModel):
    """What is being done, in words."""

    type: Literal["status"] = "status"
    text: str


class ToolEvent(BaseModel):
    """A tool that was called, or that has answered."""

    type: Literal["tool"] = "tool"
    name: str
    arguments: dict[str, Any]
    state: Literal["called", "done", "failed"]


class TextEvent(BaseModel):
    """A piece of the answer, already checked."""

    type: Literal["text"] = "text"
    delta: str


class EvidenceEvent(BaseModel):
    """The evidence that the answer cites; what was merely retrieved is kept apart."""

    type: Literal["evidence"] = "evidence"
    cited: Evidence
    retrieved: Evidence


class ClaimEvent(BaseModel):
    """A sentence of the answer and how it stands to the evidence."""

    type: Literal["claim"] = "claim"
    claim: Claim


class DoneEvent(BaseModel):
    """The end of an answer."""

    type: Literal["done"] = "done"
    conversation_id: str
    message_id: str
    usage: Usage
    model: str


class ErrorEvent(BaseModel):
    """The end of a run that failed: what went wrong and what to do."""

    type: Literal["error"] = "error"
    title: str
    detail: str
    status: int = 500


Event = StatusEvent | ToolEvent | TextEvent | EvidenceEvent | ClaimEvent | DoneEvent | ErrorEvent


class Answer(BaseModel):
    """A whole answer: what the events say, put together."""

    conversation_id: str
    message_id: str
    text: str
    claims: list[Claim]
    evidence: Evidence
    retrieved: Evidence = Field(default_factory=Evidence)
    usage: Usage
    model: str
