"""The agent's own cost: a question with one tool call on an instant scripted model, beside a bare `create_agent` loop.

The loop is run twice: with the very tool that the agent uses, which reads the account's facts from the database, and
with a tool that returns a constant. Run it with `python -m evals.bench.agent`.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from langchain.agents import create_agent
from langchain.tools import tool
from langchain_core.messages import HumanMessage
from langchain_core.tools import BaseTool

from copilot.agent.events import Question
from copilot.ledger import Ledger
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.tools.account_facts import account_facts
from copilot.tools.context import CopilotContext
from copilot.wiring import Copilot, build_copilot
from tests.scripted_model import ScriptedModel, call, say
from tests.small_book import write_small_book

ROUNDS = 200
AS_OF = date(2026, 6, 28)


@tool
def constant(account: str) -> str:
    """Read an account."""
    return f"[F1] {account}: ARR = $120,000"


def _bare(copilot: Copilot, tool: BaseTool) -> Callable[[], None]:
    """Return a bare loop with this one tool."""
    model = ScriptedModel()
    graph: Any = create_agent(model, [tool], context_schema=CopilotContext)
    arguments = {"account": "A1"} if tool is constant else {"account": "A1", "names": ["arr"]}

    def run() -> None:
        model.replies[:] = [call(tool.name, **arguments), say("ARR is [F1].")]
        context = CopilotContext(
            scope=EVERYTHING,
            as_of=AS_OF,
            accounts=copilot.accounts,
            documents=copilot.documents,
            retriever=copilot.retriever,
            desk=copilot.desk,
            board=copilot.board,
            ledger=Ledger(),
        )
        graph.invoke({"messages": [HumanMessage("What is the ARR?")]}, context=context)

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
    """Run all in turn, and print the medians and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        ours, first_event, copilot = _ours(Path(folder))
        runs = [ours, _bare(copilot, account_facts), _bare(copilot, constant)]
        for run in runs:
            run()
        times = [[_timed(run) for run in runs] for _ in range(ROUNDS)]
        first = median(first_event() for _ in range(ROUNDS))
        copilot.close()
    print("| one question, one tool call, median of 200 | ms | the agent takes |\n|---|---|---|")
    print(
        f"| the agent: scope, limits, checkpoint, claims, conversation | {median(t[0] for t in times) * 1e3:.1f} | 1 |"
    )
    for number, name in ((1, "the same tool"), (2, "a tool that returns a constant")):
        ratio = median(row[0] / row[number] for row in times)
        print(f"| bare loop, {name} | {median(row[number] for row in times) * 1e3:.1f} | {ratio:.2f} times |")
    print(f"| first event of the stream, before the model is asked | {first * 1e3:.2f} | |")


if __name__ == "__main__":
    main()
