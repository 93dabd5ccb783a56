"""The agent on one screen: model, tools and middleware; a question in, checked events out."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from langchain.agents import create_agent
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from copilot.agent.delivery import deliver
from copilot.agent.events import (
    Answer,
    ClaimEvent,
    DoneEvent,
    Event,
    EvidenceEvent,
    Question,
    StatusEvent,
    TextEvent,
    ToolEvent,
)
from copilot.agent.history import close_failed_turn, evidence_of, forget_turn, usage_of
from copilot.agent.middleware import make_middleware
from copilot.documents.desk import Desk
from copilot.errors import InvalidInput
from copilot.evidence import Fact
from copilot.feedback.board import Board
from copilot.ledger import Ledger
from copilot.llm.built_in.model import NAME as BUILT_IN
from copilot.llm.built_in.model import BuiltInChatModel
from copilot.naming import names_in
from copilot.retrieval.search import Retriever
from copilot.scope import Scope
from copilot.settings import Settings, today
from copilot.store.accounts import AccountStore
from copilot.store.conversations import ConversationStore
from copilot.store.documents import DocumentStore
from copilot.tools.context import CopilotContext
from copilot.tools.toolbox import TOOLS

LONGEST_QUESTION = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
_STEPS_A_CALL = 8
_SPEAKERS = {"model", "tools"}
"""The nodes whose messages are new; a summary repeats old ones."""


class Agent:
    """Answers questions; conversations are kept, and each is seen by its owner alone."""

    def __init__(
        self,
        settings: Settings,
        model: BaseChatModel,
        built_in: BuiltInChatModel,
        memory: BaseCheckpointSaver[str],
        accounts: AccountStore,
        conversations: ConversationStore,
        documents: DocumentStore,
        retriever: Retriever,
        desk: Desk,
        board: Board,
    ) -> None:
        self.settings = settings
        self.memory = memory
        self.accounts = accounts
        self.conversations = conversations
        self.documents = documents
        self.retriever = retriever
        self.desk = desk
        self.board = board
        self._graph = self._make_graph(model, built_in)
        self._graph_without_model = self._make_graph(built_in, built_in)

    def answer(self, question: Question, scope: Scope) -> Answer:
        """Answer a question as a whole; a CopilotError where it cannot be."""
        events = list(self.stream(question, scope))
        evidence = next(event for event in events if isinstance(event, EvidenceEvent))
        done = next(event for event in events if isinstance(event, DoneEvent))
        return Answer(
            conversation_id=done.conversation_id,
            message_id=done.message_id,
            text="".join(event.delta for event in events if isinstance(event, TextEvent)),
            claims=[event.claim for event in events if isinstance(event, ClaimEvent)],
            evidence=evidence.cited,
            retrieved=evidence.retrieved,
            usage=done.usage,
            model=done.model,
        )

    def stream(self, question: Question, scope: Scope) -> Iterator[Event]:
        """Answer a question as events; nothing of the answer is told before it is checked against the evidence.

        A question that cannot be asked (empty, unknown account or conversation) is refused before the first event.
        """
        message = clean(question.message)
        if question.account_id is not None:
            self.accounts.account(question.account_id, scope)
        conversation_id = self.conversations.open(question.conversation_id, scope, message)
        yield StatusEvent(text="Reading the question")
        config: RunnableConfig = {
            "configurable": {"thread_id": conversation_id},
            "recursion_limit": _STEPS_A_CALL * self.settings.model_calls,
            # Tools run one after the other, so that the same question gets the same handles.
            "max_concurrency": 1,
        }
        earlier = self._messages(config) if question.conversation_id else []
        context = self._context(scope, message, question, earlier)
        turn: list[AnyMessage] = []
        try:
            try:
                yield from self._run(self._graph, message, config, context, turn)
            except ModelCallLimitExceededError:
                context.troubles.append(f"it asked for tools {self.settings.model_calls} times without an answer")
                forget_turn(self._graph, config, len(earlier))
                yield from self._run(self._graph_without_model, message, config, context, turn)
        except BaseException:
            close_failed_turn(self._graph, config, len(earlier), message, "This question could not be answered.")
            raise
        yield from self._finish(message, conversation_id, turn, context)

    def _run(
        self, graph: Any, message: str, config: RunnableConfig, context: CopilotContext, turn: list[AnyMessage]
    ) -> Iterator[Event]:
        """Let a graph answer, tell how it goes on, and gather its messages; the state is written once, at the end."""
        asked = {"messages": [HumanMessage(message)]}
        for step in graph.stream(asked, config, context=context, stream_mode="updates", durability="exit"):
            for node in _SPEAKERS & step.keys():
                turn += step[node]["messages"]
                yield from _progress(step[node]["messages"])

    def _make_graph(self, model: BaseChatModel, built_in: BuiltInChatModel) -> Any:
        return create_agent(
            model,
            list(TOOLS),
            middleware=make_middleware(self.settings, model, built_in),
            context_schema=CopilotContext,
            checkpointer=self.memory,
        )

    def forget(self, conversation_id: str, scope: Scope) -> None:
        """Delete a conversation of the caller, and all that the agent remembers of it."""
        self.conversations.delete(conversation_id, scope)
        self.memory.delete_thread(conversation_id)

    def _finish(
        self, message: str, conversation_id: str, turn: Sequence[AnyMessage], context: CopilotContext
    ) -> Iterator[Event]:
        """Check the answer, write it down, and tell it sentence by sentence."""
        reply = turn[-1]
        model = str(reply.response_metadata.get("model_name", self.settings.model.removeprefix("openai:")))
        text = str(reply.text)
        if model == BUILT_IN and self.settings.model != BUILT_IN:
            text = f"{{{_record_trouble(context, self.settings.model.removeprefix('openai:'))}}}\n\n{text}"
        evidence = context.ledger.evidence
        names = names_in(context.accounts, context.scope, context.as_of, evidence)
        delivery = deliver(text, evidence, context.as_of, names)
        usage = usage_of(turn)
        answer = {
            "text": delivery.text,
            "claims": [claim.model_dump(mode="json") for claim in delivery.claims],
            "evidence": delivery.cited.model_dump(mode="json"),
            "usage": usage.model_dump(),
            "model": model,
        }
        message_id = self.conversations.record(conversation_id, message, answer)
        for delta, claim in delivery.pieces:
            yield TextEvent(delta=delta)
            if claim is not None:
                yield ClaimEvent(claim=claim)
        yield EvidenceEvent(cited=delivery.cited, retrieved=delivery.retrieved)
        yield DoneEvent(conversation_id=conversation_id, message_id=message_id, usage=usage, model=model)

    def _messages(self, config: RunnableConfig) -> list[AnyMessage]:
        messages: list[AnyMessage] = self._graph.get_state(config).values.get("messages", [])
        return messages

    def _context(self, scope: Scope, message: str, question: Question, earlier: Sequence[AnyMessage]) -> CopilotContext:
        return CopilotContext(
            scope=scope,
            as_of=question.as_of or today(),
            accounts=self.accounts,
            documents=self.documents,
            retriever=self.retriever,
            desk=self.desk,
            board=self.board,
            ledger=Ledger(evidence_of(earlier)),
            question=message,
            account_id=question.account_id,
        )


def _record_trouble(context: CopilotContext, model: str) -> str:
    """Record why the language model was not used, and return the handle."""
    why = context.troubles[-1] if context.troubles else "it could not be used"
    display = f"{model} did not help here: {why}."
    fact = Fact(name="model_trouble", label="Model", value=None, display=display, as_of=context.as_of)
    return context.ledger.add_facts([fact])[0].id


def clean(message: str) -> str:
    """Return the question without control characters; InvalidInput where it is empty or over 20,000 characters."""
    text = _CONTROL.sub("", message).strip()
    if not text:
        raise InvalidInput("The question is empty.", "Ask something, for instance: which accounts renew this quarter?")
    if len(text) > LONGEST_QUESTION:
        raise InvalidInput(
            f"The question has {len(text):,} characters; {LONGEST_QUESTION:,} at most can be read.",
            "Put a long text into a note, and ask about it.",
        )
    return text


def _progress(messages: Sequence[AnyMessage]) -> Iterator[Event]:
    """Tell which tools were called and which have answered."""
    for message in messages:
        if isinstance(message, AIMessage):
            for call in message.tool_calls:
                yield ToolEvent(name=call["name"], arguments=call["args"], state="called")
        elif isinstance(message, ToolMessage):
            state: Literal["failed", "done"] = "failed" if message.status == "error" else "done"
            yield ToolEvent(name=message.name or "", arguments={}, state=state)
