"""The caller's conversations."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from api.dependencies import Caller, CopilotDep, Cursor, Limit
from copilot.errors import InvalidInput
from copilot.store.conversations import Conversation

router = APIRouter(tags=["conversations"], prefix="/v1/conversations")


class Listed(BaseModel):
    """A conversation of a list."""

    conversation_id: str
    title: str
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    """A page of conversations, the latest first."""

    conversations: list[Listed]
    next_cursor: str | None = None


@router.get("")
def list_conversations(copilot: CopilotDep, scope: Caller, limit: Limit = 50, cursor: Cursor = None) -> Page:
    """List the caller's conversations, the latest first."""
    found = copilot.conversations.list(scope, limit=limit + 1, before=_moment(cursor))
    listed = [Listed.model_validate(one.model_dump()) for one in found[:limit]]
    more = len(found) > limit
    return Page(conversations=listed, next_cursor=listed[-1].updated_at.isoformat() if more else None)


@router.get("/{conversation_id}")
def get_conversation(conversation_id: str, copilot: CopilotDep, scope: Caller) -> Conversation:
    """Return a conversation with its messages."""
    return copilot.conversations.get(conversation_id, scope)


@router.delete("/{conversation_id}", status_code=204)
def delete_conversation(conversation_id: str, copilot: CopilotDep, scope: Caller) -> None:
    """Delete a conversation, and what the agent remembers of it."""
    copilot.agent.forget(conversation_id, scope)


def _moment(cursor: str | None) -> datetime | None:
    try:
        return None if cursor is None else datetime.fromisoformat(cursor)
    except ValueError as error:
        raise InvalidInput("The cursor is none that this list gave.", "Begin without a cursor.") from error
