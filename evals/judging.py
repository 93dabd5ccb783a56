"""Language models that judge what only a reader can."""

from functools import partial

import numpy as np

from copilot.errors import InvalidInput
from copilot.llm.models import ask, make_chat_model
from copilot.prompting import load_prompt
from copilot.settings import Settings
from evals.scorers.rubric import Judge

_MOST = 40_000
"""Characters of a text that are put to a judge."""


def make_judge(name: str, settings: Settings) -> Judge:
    """Return the judge of this name (`openai:NAME`); InvalidInput for the built-in model, which judges nothing."""
    if not name.startswith("openai:"):
        raise InvalidInput(f"{name!r} cannot judge.", "Name a language model: --judge openai:NAME.")
    model = make_chat_model(
        settings.model_copy(update={"model": name}), lambda texts: np.zeros((len(texts), 0), dtype=np.float32)
    )
    return partial(_judge, partial(ask, model))


def _judge(ask_model: partial[str], question: str, text: str) -> str:
    return ask_model(load_prompt("evals/judge").render(question=question, text=text[:_MOST]))
