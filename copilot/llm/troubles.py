"""What can go wrong with a language model, in plain words."""

import openai
from httpx import HTTPError, TimeoutException


class BrokenReply(Exception):
    """A model's reply that cannot be used: cut off, empty, or with calls that cannot be read."""


def trouble_of(error: Exception) -> str:
    """Say in plain words what was wrong with the model."""
    if isinstance(error, BrokenReply):
        return str(error)
    if isinstance(error, (openai.APITimeoutError, TimeoutException)):
        return "it did not answer in time"
    if isinstance(error, openai.RateLimitError):
        return "it is rate-limited, or its quota is used up"
    if isinstance(error, openai.AuthenticationError):
        return "its key was refused"
    if isinstance(error, openai.NotFoundError):
        return "there is no model of that name"
    if isinstance(error, openai.APIStatusError):
        return f"it answered with status {error.status_code}"
    if isinstance(error, (openai.APIConnectionError, HTTPError)):
        return "it could not be reached"
    return "its answer could not be read"
