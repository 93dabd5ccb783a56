"""What stands around each model and tool call: the system prompt, the check that an answer is whole, plain errors."""

import logging
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ModelRequest,
    ModelResponse,
    ModelRetryMiddleware,
    SummarizationMiddleware,
    ToolCallRequest,
    ToolErrorMiddleware,
)
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, SystemMessage

from copilot.errors import CopilotError
from copilot.llm.built_in.model import BuiltInChatModel
from copilot.llm.troubles import BrokenReply, trouble_of
from copilot.prompting import load_prompt
from copilot.settings import Settings
from copilot.tools.context import CopilotContext

logger = logging.getLogger(__name__)

Request = ModelRequest[CopilotContext]
Handler = Callable[[Request], ModelResponse[Any]]

_RETRIES = 2
_FIRST_DELAY = 0.5
_LONGEST_DELAY = 8.0


class SystemPrompt(AgentMiddleware[AgentState[Any], CopilotContext]):
    """Gives the model its system prompt for the run."""

    def wrap_model_call(self, request: Request, handler: Handler) -> ModelResponse[Any]:
        """Call the model with the as-of date and the account of the run."""
        context = request.runtime.context
        account = f"The conversation was opened on account {context.account_id}." if context.account_id else ""
        prompt = load_prompt("system").render(as_of=context.as_of.isoformat(), account=account)
        return handler(request.override(system_message=SystemMessage(prompt)))


class WholeReplies(AgentMiddleware[AgentState[Any], CopilotContext]):
    """Lets only whole replies pass, and remembers in plain words what was wrong with the others."""

    def wrap_model_call(self, request: Request, handler: Handler) -> ModelResponse[Any]:
        """Call the model; a reply that is cut off, empty or unreadable is a BrokenReply, which is tried again."""
        try:
            response = handler(request)
            _check_whole(response)
        except Exception as error:
            logger.warning("the model failed: %s: %s", type(error).__name__, error)
            request.runtime.context.troubles.append(trouble_of(error))
            raise
        return response


def _check_whole(response: ModelResponse[Any]) -> None:
    reply = next((message for message in response.result if isinstance(message, AIMessage)), None)
    if reply is None or reply.invalid_tool_calls:
        raise BrokenReply("it called a tool in a way that cannot be read")
    if not reply.tool_calls and not reply.text.strip():
        raise BrokenReply("it said nothing")
    finish = reply.response_metadata.get("finish_reason")
    if finish is None:
        raise BrokenReply("its answer broke off")
    if finish == "length":
        raise BrokenReply("its answer was cut at its length limit")


def _tell_the_model(error: Exception, request: ToolCallRequest) -> str | None:
    """Turn an error that is meant for people into the tool's answer; a defect goes up."""
    return str(error) if isinstance(error, CopilotError) else None


def make_middleware(
    settings: Settings, model: BaseChatModel, built_in: BuiltInChatModel
) -> list[AgentMiddleware[Any, CopilotContext]]:
    """Return the middleware in order, outermost first.

    A language model is limited, retried and summarised, and the built-in model stands in for it when it is down;
    the built-in model itself needs none of that.
    """
    stack: list[AgentMiddleware[Any, CopilotContext]] = [ToolErrorMiddleware(_tell_the_model), SystemPrompt()]
    if not isinstance(model, BuiltInChatModel):
        stack += [
            ModelCallLimitMiddleware(run_limit=settings.model_calls, exit_behavior="error"),
            SummarizationMiddleware(model, trigger=("tokens", settings.context_tokens), keep=("messages", 12)),
            ModelFallbackMiddleware(built_in),
            ModelRetryMiddleware(
                max_retries=_RETRIES,
                on_failure="error",
                initial_delay=_FIRST_DELAY,
                max_delay=_LONGEST_DELAY,
            ),
        ]
    return [*stack, WholeReplies()]
