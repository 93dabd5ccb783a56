"""The agent's own cost: a question with one tool call on an instant scripted model, beside a bare `create_agent` loop.

Run it with `python -m evals.bench.agent`.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from langchain.agents import create_agent
from langchain.tools import tool
from langchain_core.messages import HumanMessage

from copilot.agent.events import Question
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.wiring import Copilot, build_copilot
from tests.scripted_model import ScriptedModel, call, say
from tests.small_book import write_small_book

ROUNDS = 200
AS_OF = date(2026, 6, 28)


@tool
def account_facts(account: str) -> str:
    """Read an account."""
    return f"[F1] {account}: ARR = $120,000"


def _bare() -> Callable[[], None]:
    model = ScriptedModel()
    graph = create_agent(model, [account_facts])

    def run() -> None:
        model.replies[:] = [call("account_facts", account="A1"), say("ARR is [F1].")]
        graph.invoke({"messages": [HumanMessage("What is the ARR?")]})

    return run


def _ours(folder: Path) -> tuple[Callable[[], None], Callable[[], float], Copilot]:
    model = ScriptedModel()
    copilot = build_copilot(Settings(CSM_DATA_DIR=folder / "data"), model)
    copilot.import_book(write_small_book(folder / "book"))

    def run() -> None:
        model.replies[:] = [call("account_facts", account="A1", names=["arr"]), say("ARR is {F1}.")]
        copilot.agent.answer(Question(message="What is the ARR?", as_of=AS_OF), EVERYTHING)

    def first_event() -> float:
        model.replies[:] = [say("Hello.")]
        start = time.perf_counter()
        events = copilot.agent.stream(Question(message="Hi", as_of=AS_OF), EVERYTHING)
        next(events)
        elapsed = time.perf_counter() - start
        list(events)
        return elapsed

    return run, first_event, copilot


def _timed(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    """Run both in turn, and print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare()
        ours, first_event, copilot = _ours(Path(folder))
        for run in (bare, ours):
            run()
        pairs = [(_timed(bare), _timed(ours)) for _ in range(ROUNDS)]
        first = median(first_event() for _ in range(ROUNDS))
        copilot.close()
    ratio = median(our_time / bare_time for bare_time, our_time in pairs)
    print("| what | median of 200 |\n|---|---|")
    print(f"| bare `create_agent` loop, one tool call | {median(pair[0] for pair in pairs) * 1000:.1f} ms |")
    agent = median(pair[1] for pair in pairs)
    print(f"| the agent: scope, facts, checkpoint, claims, conversation | {agent * 1000:.1f} ms |")
    print(f"| ratio, pair by pair | {ratio:.2f} |")
    print(f"| first event of the stream, before the model is asked | {first * 1000:.2f} ms |")


if __name__ == "__main__":
    main()
