"""The baseline: the marks that a run must not fall behind, kept in the repository."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from copilot.errors import InvalidInput, NotFound
from evals.comparing import CaseChange, SuiteChange, changes
from evals.logs import Marked, Result, SuiteRun
from evals.passing import SCORED

BASELINE = Path(__file__).with_name("baseline.json")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Case(_Strict):
    cluster: str
    marks: dict[str, float | None]


class _Suite(_Strict):
    version: str
    cases: dict[str, _Case]


class _File(_Strict):
    model: str
    commit: str
    suites: dict[str, _Suite]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says: the suites that are worse by more than chance, and cases in which something leaked anew."""

    changes: list[SuiteChange]
    worse: list[SuiteChange]
    leaks: list[CaseChange]

    @property
    def holds(self) -> bool:
        """Tell whether the gate is passed."""
        return not self.worse and not self.leaks


def judge(run: Mapping[str, SuiteRun], path: Path = BASELINE) -> Judgement:
    """Hold a run against the baseline.

    A suite is worse by more than chance at 5 % over all suites together (Holm's correction), case against case: that
    the worse ones are all of one account, or all of the whole book, excuses nothing. What leaks is no matter of
    chance: one case suffices. InvalidInput where the baseline is of other cases or of another model.
    """
    model, before = read_baseline(path)
    models = {str(one.about["model"]) for one in run.values()}
    if models != {model}:
        raise InvalidInput(f"The baseline is of {model}, the run of {', '.join(sorted(models))}.", "Run it with that.")
    found = changes(before, run)
    leaks = [one for suite in found for one in suite.changed if one.scorer == "forbidden" and one.is_worse]
    return Judgement(found, _worse(found), leaks)


def _worse(found: list[SuiteChange]) -> list[SuiteChange]:
    fallen = sorted((one for one in found if one.cases.verdict == "worse"), key=lambda one: one.cases.p)
    kept = []
    for at, one in enumerate(fallen):
        if one.cases.p * (len(found) - at) >= 0.05:
            break
        kept.append(one)
    return kept


def read_baseline(path: Path = BASELINE) -> tuple[str, dict[str, SuiteRun]]:
    """Return the model that a baseline is of, and its suites; NotFound or InvalidInput where it cannot be read."""
    if not path.is_file():
        raise NotFound(f"There is no baseline {path.name}.", "`csm eval gate --accept` makes a run the baseline.")
    try:
        kept = _File.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name} is no baseline: {error}".splitlines()[0], "Accept a run anew.") from None
    about = {"model": kept.model, "commit": kept.commit}
    suites = {
        name: SuiteRun(name, suite.version, about, {key: _result(key, case) for key, case in suite.cases.items()})
        for name, suite in kept.suites.items()
    }
    return kept.model, suites


def _result(case_id: str, case: _Case) -> Result:
    marks = {name: Marked((value,), "") for name, value in case.marks.items()}
    return Result(case_id, case.cluster, "", "", {}, marks)


def accept(run: Mapping[str, SuiteRun], path: Path = BASELINE) -> None:
    """Make a run the baseline; suites that it does not hold keep theirs."""
    about = next(iter(run.values())).about
    kept = _File(model=str(about["model"]), commit=str(about["commit"]), suites={})
    if path.is_file():
        before = _File.model_validate_json(path.read_text(encoding="utf-8"))
        kept.suites = before.suites if before.model == kept.model else {}
    for name, suite in run.items():
        cases = {
            case_id: _Case(
                cluster=one.cluster,
                marks={key: _rounded(mark.mean) for key, mark in sorted(one.marks.items()) if key in SCORED},
            )
            for case_id, one in sorted(suite.results.items())
        }
        kept.suites[name] = _Suite(version=suite.version, cases=cases)
    path.write_text(json.dumps(kept.model_dump(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
