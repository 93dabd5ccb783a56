"""A chat model that says what it was told to say, one reply a call."""

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field


class ScriptedModel(BaseChatModel):
    """Replies from a queue: a text, or tool calls; `seen` keeps what it was given to read."""

    replies: list[AIMessage] = Field(default_factory=list)
    seen: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.seen.append(list(messages))
        return ChatResult(generations=[ChatGeneration(message=self.replies.pop(0))])


def say(text: str) -> AIMessage:
    """A whole reply."""
    return AIMessage(text, response_metadata={"finish_reason": "stop", "model_name": "scripted"})


def call(tool: str, **arguments: Any) -> AIMessage:
    """A reply that calls one tool."""
    calls = [ToolCall(name=tool, args=arguments, id=f"call_{tool}", type="tool_call")]
    return AIMessage("", tool_calls=calls, response_metadata={"finish_reason": "tool_calls"})
