"""A suite as a task of Inspect: its cases are samples, the copilot is the solver, and each aspect has a scorer."""

from collections.abc import Callable, Mapping
from typing import Any

import anyio.to_thread
from inspect_ai import Task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.suite import Suite

Respond = Callable[[Case, int], Response]
"""Answers a case; the number tells which of its repeats this is, from 1."""
Judge = Callable[[Case, Response], Mark | None]
"""Marks an answer; None where the case expects nothing of the kind."""

_ASKED_MOST = 4_000


def make_task(
    suite: Suite, respond: Respond, judges: Mapping[str, Judge], repeats: int, about: Mapping[str, Any]
) -> Task:
    """Return a suite as a task; `about` says what was run, and stands in the log."""
    cases = {case.id: case for case in suite.cases}
    answers: dict[tuple[str, int], Response] = {}
    return Task(
        name=suite.name,
        dataset=MemoryDataset([_sample(case) for case in suite.cases], name=suite.name),
        solver=_copilot(cases, respond, answers),
        scorer=[_scorer(name, judge, cases, answers) for name, judge in judges.items()],
        epochs=repeats,
        metadata={**about, "suite": suite.name, "version": suite.version},
    )


def _sample(case: Case) -> Sample:
    return Sample(
        id=case.id,
        input=case.words[:_ASKED_MOST],
        target=case.expect.model_dump_json(exclude_defaults=True),
        metadata={"cluster": case.cluster or case.id, "note": case.note},
    )


def _copilot(cases: Mapping[str, Case], respond: Respond, answers: dict[tuple[str, int], Response]) -> Solver:
    @solver(name="copilot")
    def build() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            case_id = str(state.sample_id)
            response = await anyio.to_thread.run_sync(respond, cases[case_id], state.epoch)
            answers[case_id, state.epoch] = response
            told = response.text or response.error or response.unanswered
            state.output = ModelOutput.from_content(response.model or "none", told)
            state.metadata["response"] = _told(response)
            return state

        return solve

    return build()


def _told(response: Response) -> dict[str, Any]:
    """Return what a log says of a response beside its text: what it cites, which claims failed, what it cost."""
    return {
        "seconds": response.seconds,
        "tokens": response.usage.model_dump(),
        "error": response.error,
        "tools": [one.model_dump() for one in response.tools],
        "facts": [f"{one.id} {one.label}: {one.display}" for one in response.evidence.facts],
        "passages": [f"{one.id} {one.path}" for one in (response.evidence.passages or response.retrieved.passages)],
        "unverified": [f"{one.text} ({one.reason})" for one in response.claims if one.state == "unverified"],
    }


def _scorer(name: str, judge: Judge, cases: Mapping[str, Case], answers: Mapping[tuple[str, int], Response]) -> Scorer:
    @scorer(metrics=[mean(), stderr(cluster="cluster")], name=name)
    def build() -> Scorer:
        async def score(state: TaskState, target: Target) -> Score | None:
            case_id = str(state.sample_id)
            response = answers[case_id, state.epoch]
            if response.unanswered:
                return Score.unscored(reason="scoring_failed", explanation=response.unanswered)
            mark = judge(cases[case_id], response)
            if mark is None:
                return None
            if mark.value is None:
                return Score.unscored(reason="scoring_failed", explanation=mark.why)
            return Score(value=mark.value, explanation=mark.why)

        return score

    return build()
