"""What runs came to, read from their logs."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspect_ai.log import EvalLog, EvalSample, list_eval_logs, read_eval_log

from copilot.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Marked:
    """What one scorer said of one case: a value a repeat (None: could not be judged), and the reason of the worst."""

    values: tuple[float | None, ...]
    why: str

    @property
    def mean(self) -> float | None:
        """The mean of the repeats that could be judged."""
        known = [value for value in self.values if value is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class Result:
    """A case as it came out: what was asked, what was answered the first time, and its marks by scorer."""

    case_id: str
    cluster: str
    asked: str
    answered: str
    told: Mapping[str, Any]
    marks: Mapping[str, Marked]


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """A suite of a run: the hash of its cases, what was run (model, code, prompts), and its cases' results by id."""

    suite: str
    version: str
    about: Mapping[str, Any]
    results: Mapping[str, Result] = field(default_factory=dict)
    seconds: float = 0.0


def read_run(runs: Path, name: str = "latest") -> dict[str, SuiteRun]:
    """Return a run's suites by name; `name` is that of its folder, or `latest`; NotFound says which there are."""
    there = sorted(path.name for path in runs.iterdir()) if runs.is_dir() else []
    if not there:
        raise NotFound("There is no run yet.", "`csm eval run` makes one.")
    wanted = there[-1] if name == "latest" else name
    if wanted not in there:
        raise NotFound(f"There is no run {name!r}.", f"The latest are: {', '.join(there[-5:])}.")
    found = [_suite_run(read_eval_log(info)) for info in list_eval_logs(str(runs / wanted))]
    return {one.suite: one for one in sorted(found, key=lambda one: one.suite)}


def _suite_run(log: EvalLog) -> SuiteRun:
    about = dict(log.eval.metadata or {})
    if log.status != "success":
        raise InvalidInput(f"The run of {about.get('suite')} did not end ({log.status}).", "Run it again: it goes on.")
    by_case: defaultdict[str, list[EvalSample]] = defaultdict(list)
    for sample in log.samples or []:
        by_case[str(sample.id)].append(sample)
    results = {case_id: _result(case_id, samples) for case_id, samples in by_case.items()}
    seconds = sum(sample.total_time or 0.0 for sample in log.samples or [])
    return SuiteRun(about["suite"], about["version"], about, results, seconds)


def _result(case_id: str, samples: list[EvalSample]) -> Result:
    first = min(samples, key=lambda sample: sample.epoch)
    names = {name for sample in samples for name in sample.scores or {}}
    return Result(
        case_id=case_id,
        cluster=str(first.metadata.get("cluster", case_id)),
        asked=str(first.input),
        answered=first.output.completion,
        told=first.metadata.get("response", {}),
        marks={name: _marked([sample for sample in samples if name in (sample.scores or {})], name) for name in names},
    )


def _marked(samples: list[EvalSample], name: str) -> Marked:
    scores = [(sample.scores or {})[name] for sample in sorted(samples, key=lambda sample: sample.epoch)]
    values = [None if math.isnan(value := score.as_float()) else value for score in scores]
    worst = min(zip(values, scores, strict=True), key=lambda one: -1.0 if one[0] is None else one[0])
    return Marked(tuple(values), worst[1].explanation or "")
