"""The chat model that needs no key: it plans by rule and resemblance, and writes from evidence alone."""

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from pydantic import PrivateAttr

from copilot.llm.built_in.planning import Planner
from copilot.llm.built_in.reading import Embed, IntentReader
from copilot.llm.built_in.turn import read_conversation
from copilot.llm.built_in.writing.writer import Writer

NAME = "built-in"


class BuiltInChatModel(BaseChatModel):
    """A LangChain chat model without a language model behind it: the same agent runs on it as on any other."""

    _planner: Planner = PrivateAttr()
    _writer: Writer = PrivateAttr()

    def __init__(self, embed: Embed, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._planner = Planner(IntentReader(embed))
        self._writer = Writer(embed)

    @property
    def _llm_type(self) -> str:
        return NAME

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        """Return itself: its plans name the tools of the toolbox."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        conversation = read_conversation(messages)
        plan = self._planner.plan(conversation)
        if plan.calls:
            message = AIMessage("", tool_calls=plan.calls)
        else:
            message = AIMessage(self._writer.write(plan, conversation))
        message.response_metadata = {"model_name": NAME, "finish_reason": "stop"}
        return ChatResult(generations=[ChatGeneration(message=message)])
