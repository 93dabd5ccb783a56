"""What an answer cost: told, not scored, as no case says what it may cost."""

from evals.case import Case
from evals.mark import Mark
from evals.response import Response


def score(case: Case, response: Response) -> Mark | None:
    """Return tokens, calls of the model and seconds in words, without a value."""
    spent = response.usage
    tokens = f"{spent.input_tokens:,} tokens read, {spent.output_tokens:,} written"
    calls = f"{spent.model_calls} call{'' if spent.model_calls == 1 else 's'} of the model"
    return Mark(None, f"{tokens}, {calls}, {response.seconds:.2f} s")
