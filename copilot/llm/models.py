"""The chat model that the settings ask for."""

import httpx
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI

from copilot.errors import InvalidInput
from copilot.llm.built_in.model import BuiltInChatModel
from copilot.llm.built_in.reading import Embed
from copilot.settings import Settings


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
