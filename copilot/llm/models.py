"""The chat model that the settings ask for."""

import logging
import time

import httpx
import openai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI

from copilot.errors import InvalidInput, Unavailable
from copilot.llm.built_in.model import BuiltInChatModel
from copilot.llm.built_in.reading import Embed
from copilot.llm.troubles import BrokenReply, trouble_of
from copilot.settings import Settings

logger = logging.getLogger(__name__)


def make_chat_model(settings: Settings, embed: Embed) -> BaseChatModel:
    """Return the model: built-in, or one that speaks the OpenAI protocol. Retries are the agent's middleware's."""
    kind, _, name = settings.model.partition(":")
    if kind == "built-in":
        return BuiltInChatModel(embed)
    if settings.openai_api_key is None and settings.openai_base_url is None:
        raise InvalidInput(f"{settings.model} needs OPENAI_API_KEY.", "Set it, or set CSM_MODEL=built-in.")
    return ChatOpenAI(
        model=name,
        api_key=settings.openai_api_key or "none",
        base_url=settings.openai_base_url,
        timeout=settings.model_timeout,
        max_retries=0,
        streaming=True,
        stream_usage=True,
        http_client=httpx.Client(timeout=settings.model_timeout),
        http_async_client=httpx.AsyncClient(timeout=settings.model_timeout),
    )


_TRIES, _FIRST_DELAY = 3, 0.5
_FAULTS = (openai.OpenAIError, httpx.HTTPError, BrokenReply, ValueError, TypeError, KeyError)
"""What a model that is down, refuses or answers nonsense raises; anything else is a defect of ours."""


def ask(model: BaseChatModel, prompt: str) -> str:
    """Put one prompt to a model and return its whole answer, tried three times.

    Unavailable with the reason where it has none.
    """
    for number in range(1, _TRIES + 1):
        try:
            return _answer(model, prompt)
        except _FAULTS as error:
            logger.warning("the model failed: %s: %s", type(error).__name__, error)
            if number == _TRIES or isinstance(error, openai.AuthenticationError | openai.NotFoundError):
                raise Unavailable(trouble_of(error), "The built-in writing needs no model.") from error
            time.sleep(_FIRST_DELAY * 2 ** (number - 1))
    raise AssertionError("unreachable")


def _answer(model: BaseChatModel, prompt: str) -> str:
    reply = model.invoke([HumanMessage(prompt)])
    finish = reply.response_metadata.get("finish_reason")
    if finish is None:
        raise BrokenReply("its answer broke off")
    if finish == "length":
        raise BrokenReply("its answer was cut at its length limit")
    text = str(reply.text)
    if not text.strip():
        raise BrokenReply("it said nothing")
    return text
