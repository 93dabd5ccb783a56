"""Whether the tools that a question needs were called with the right arguments, in any order, and none that may not."""

from collections.abc import Mapping
from typing import Any

from evals.case import Case, ToolCall
from evals.mark import Mark
from evals.response import CalledTool, Response
from evals.scorers.folding import folded
from evals.scorers.sources import accounts


def score(case: Case, response: Response) -> Mark | None:
    """Give 1 for a tool with all its arguments right, up to a half by the share of them that are, 0 if all failed.

    What counts is where it ends: calls that were tried before, more arguments and other tools cost nothing. An account
    may be named by its id or its name. A tool that must not be called costs its share, whether the call failed or not.
    """
    if not (case.expect.tools or case.expect.never_calls):
        return None
    names = {folded(name): folded(key) for key, name in accounts(response).items()}
    judged = [_judge(wanted, response.tools, names) for wanted in case.expect.tools]
    called = {call.name for call in response.tools}
    judged += [(0.0, f"{one} was called") if one in called else (1.0, "") for one in case.expect.never_calls]
    why = [reason for _, reason in judged if reason]
    return Mark(sum(value for value, _ in judged) / len(judged), "; ".join(why) or "as expected")


def _judge(wanted: ToolCall, called: list[CalledTool], names: Mapping[str, str]) -> tuple[float, str]:
    own = [call for call in called if call.name == wanted.name]
    done = [call for call in own if not call.failed]
    if not done:
        return 0.0, f"{wanted.name} {'failed' if own else 'was not called'}"
    wrong = min(
        ([name for name, value in wanted.arguments.items() if not _has(call, name, value, names)] for call in done),
        key=len,
    )
    if not wrong:
        return 1.0, ""
    right = 1 - len(wrong) / len(wanted.arguments)
    return right / 2, f"{wanted.name} without {', '.join(f'{name}={wanted.arguments[name]!r}' for name in wrong)}"


def _has(call: CalledTool, name: str, value: object, names: Mapping[str, str]) -> bool:
    return name in call.arguments and _same(value, call.arguments[name], names)


def _same(wanted: object, given: object, names: Mapping[str, str]) -> bool:
    if isinstance(wanted, list):
        there = [_words(one, names) for one in given] if isinstance(given, list) else [_words(given, names)]
        return all(_words(one, names) in there for one in wanted)
    if isinstance(wanted, bool) or isinstance(given, bool):
        return wanted is given
    if isinstance(wanted, int | float) and isinstance(given, int | float):
        return wanted == given
    return _words(wanted, names) == _words(given, names)


def _words(value: Any, names: Mapping[str, str]) -> str:
    """Return a value in one form; a condition is the words of its parts: `segment is enterprise`."""
    if isinstance(value, Mapping):
        return " ".join(_words(part, names) for part in value.values())
    told = folded(str(value))
    return names.get(told, told)
