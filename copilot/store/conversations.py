"""Conversations and their messages, each seen by its owner alone."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import delete, func, insert, select, update

from copilot.errors import NotFound
from copilot.scope import Scope
from copilot.store.database import Database
from copilot.store.tables import conversations, messages

_TITLE = 80


class Message(BaseModel):
    """A question, or an answer as it was delivered: text, claims and evidence, and what its reader thought of it."""

    message_id: str
    role: str
    text: str
    claims: list[Any]
    evidence: dict[str, Any]
    usage: dict[str, Any]
    model: str
    created_at: datetime
    vote_up: bool | None = None
    vote_comment: str | None = None


class Downvoted(BaseModel):
    """An answer that its reader voted down: the questions up to it, what was answered, and why it was bad."""

    message_id: str
    questions: list[str]
    answer: str
    comment: str | None
    asked_at: datetime
    voted_at: datetime


class Conversation(BaseModel):
    """A conversation; `messages` are left out in a list."""

    conversation_id: str
    title: str
    created_at: datetime
    updated_at: datetime
    messages: list[Message] = []


class ConversationStore:
    """Reads and writes the conversations of one owner at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(self, conversation_id: str | None, scope: Scope, question: str) -> str:
        """Return the id of the caller's conversation, or of a new one titled with the question."""
        if conversation_id is not None:
            self._check_owner(conversation_id, scope)
            return conversation_id
        now = _now()
        row = {
            "conversation_id": str(uuid.uuid4()),
            "owner": scope.user,
            "title": question if len(question) <= _TITLE else question[: _TITLE - 1] + "…",
            "created_at": now,
            "updated_at": now,
        }
        with self.database.write() as connection:
            connection.execute(insert(conversations).values(row))
        return str(row["conversation_id"])

    def record(self, conversation_id: str, question: str, answer: dict[str, Any]) -> str:
        """Write a question and its answer (text, claims, evidence, usage, model); returns the answer's id.

        NotFound where the conversation was deleted meanwhile.
        """
        now, message_id = _now(), str(uuid.uuid4())
        asked = {"text": question, "claims": [], "evidence": {}, "usage": {}, "model": ""}
        shared = {"conversation_id": conversation_id, "created_at": now}
        with self.database.write() as connection:
            its = conversations.c.conversation_id == conversation_id
            # Locked, so that of two answers at once the second is numbered behind the first.
            if connection.scalar(select(conversations.c.owner).where(its).with_for_update()) is None:
                raise _not_found(conversation_id)
            of_conversation = messages.c.conversation_id == conversation_id
            last = connection.scalar(select(func.max(messages.c.position)).where(of_conversation)) or 0
            rows = [
                {"message_id": str(uuid.uuid4()), "role": "user", "position": last + 1, **shared, **asked},
                {"message_id": message_id, "role": "assistant", "position": last + 2, **shared, **answer},
            ]
            connection.execute(insert(messages), rows)
            connection.execute(update(conversations).where(its).values(updated_at=now))
        return message_id

    def list(self, scope: Scope, *, limit: int, before: datetime | None = None) -> list[Conversation]:
        """List the caller's conversations, the latest first."""
        query = select(conversations).where(conversations.c.owner == scope.user)
        if before is not None:
            query = query.where(conversations.c.updated_at < before)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(conversations.c.updated_at.desc()).limit(limit)).mappings()
            return [Conversation.model_validate(dict(row)) for row in rows]

    def get(self, conversation_id: str, scope: Scope) -> Conversation:
        """Return a conversation of the caller with its messages; NotFound where it is not theirs."""
        self._check_owner(conversation_id, scope)
        its = conversations.c.conversation_id == conversation_id
        of_it = messages.c.conversation_id == conversation_id
        with self.database.read() as connection:
            found = connection.execute(select(conversations).where(its)).mappings().one()
            rows = connection.execute(select(messages).where(of_it).order_by(messages.c.position)).mappings()
            return Conversation.model_validate({**found, "messages": [dict(row) for row in rows]})

    def vote(self, message_id: str, *, up: bool, comment: str | None, scope: Scope) -> None:
        """Keep what the caller thinks of an answer, instead of what they thought before.

        NotFound where it is no answer in a conversation of theirs.
        """
        its = (messages.c.message_id == message_id) & (messages.c.role == "assistant")
        query = select(conversations.c.owner).join(messages).where(its)
        with self.database.write() as connection:
            if connection.scalar(query) != scope.user:
                raise NotFound(f"There is no answer {message_id!r}.", "A conversation lists its messages.")
            vote = {"vote_up": up, "vote_comment": comment, "voted_at": _now()}
            connection.execute(update(messages).where(its).values(vote))

    def downvoted(self) -> Sequence[Downvoted]:
        """Return the answers that anybody voted down, the first vote first; for who runs the copilot alone."""
        earlier = messages.alias()
        query = (
            select(messages, earlier.c.text.label("asked"))
            .join(earlier, earlier.c.conversation_id == messages.c.conversation_id)
            .where(messages.c.vote_up.is_(False), earlier.c.role == "user", earlier.c.position < messages.c.position)
            .order_by(messages.c.voted_at, messages.c.message_id, earlier.c.position)
        )
        found: dict[str, Downvoted] = {}
        with self.database.read() as connection:
            for row in connection.execute(query).mappings():
                one = found.setdefault(
                    row["message_id"],
                    Downvoted(
                        message_id=row["message_id"],
                        questions=[],
                        answer=row["text"],
                        comment=row["vote_comment"],
                        asked_at=row["created_at"],
                        voted_at=row["voted_at"],
                    ),
                )
                one.questions.append(row["asked"])
        return [*found.values()]

    def delete(self, conversation_id: str, scope: Scope) -> None:
        """Delete a conversation of the caller with its messages; NotFound where it is not theirs."""
        self._check_owner(conversation_id, scope)
        with self.database.write() as connection:
            connection.execute(delete(messages).where(messages.c.conversation_id == conversation_id))
            connection.execute(delete(conversations).where(conversations.c.conversation_id == conversation_id))

    def _check_owner(self, conversation_id: str, scope: Scope) -> None:
        query = select(conversations.c.owner).where(conversations.c.conversation_id == conversation_id)
        with self.database.read() as connection:
            if connection.scalar(query) != scope.user:
                raise _not_found(conversation_id)


def _not_found(conversation_id: str) -> NotFound:
    return NotFound(f"There is no conversation {conversation_id!r}.", "Leave the id out to start a new one.")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
