"""What readers think of answers."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import Caller, CopilotDep

router = APIRouter(tags=["conversations"], prefix="/v1/messages")


class Vote(BaseModel):
    """Whether an answer was good, and if not, what was wrong with it."""

    model_config = ConfigDict(extra="forbid")

    up: bool
    comment: str | None = Field(None, max_length=2_000)


@router.post("/{message_id}/vote", status_code=204)
def vote(message_id: str, given: Vote, copilot: CopilotDep, scope: Caller) -> None:
    """Vote for or against an answer of one's own conversation; a later vote replaces it."""
    copilot.conversations.vote(message_id, up=given.up, comment=given.comment, scope=scope)
