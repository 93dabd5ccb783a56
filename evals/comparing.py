"""Two runs side by side: whether a difference is more than chance, and which cases changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from copilot.errors import InvalidInput
from evals.logs import Result, SuiteRun
from evals.passing import SCORED, score_of
from evals.statistics import SAME, Comparison, compare


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A mark that changed, and the reason that stands with the later one."""

    case_id: str
    scorer: str
    before: float
    after: float
    why: str

    @property
    def is_worse(self) -> bool:
        """Tell whether it fell."""
        return self.after < self.before


@dataclass(frozen=True, slots=True)
class SuiteChange:
    """A suite before and after: its cases' scores compared, each scorer's marks compared, and what changed.

    `cases` tells whether these cases came out otherwise by more than chance: had nothing changed, each answer would be
    as likely to be the better one of its two. `whole` flips whole clusters, and so tells whether cases of other
    accounts would too: twenty cases of one account are much for the first and one observation for the second.
    """

    suite: str
    cases: Comparison
    whole: Comparison
    by_scorer: Mapping[str, Comparison]
    changed: list[CaseChange]


def changes(before: Mapping[str, SuiteRun], after: Mapping[str, SuiteRun]) -> list[SuiteChange]:
    """Return what changed in the suites that both runs hold.

    InvalidInput where they hold none, or one in two versions: figures of other cases are not comparable.
    """
    shared = [name for name in before if name in after]
    if not shared:
        raise InvalidInput("The two runs have no suite in common.", "Compare runs of the same suites.")
    for name in shared:
        if before[name].version != after[name].version:
            raise InvalidInput(
                f"The cases of {name} have changed between the two: {before[name].version} and {after[name].version}.",
                "Run it again with today's cases, or accept a new baseline with `csm eval gate --accept`.",
            )
    return [_change(name, before[name].results, after[name].results) for name in shared]


def _change(suite: str, before: Mapping[str, Result], after: Mapping[str, Result]) -> SuiteChange:
    clusters = {one.case_id: one.cluster for one in [*before.values(), *after.values()]}

    def compared(one: Mapping[str, float | None], other: Mapping[str, float | None]) -> Comparison:
        return compare(one, other, clusters)

    both = before.keys() & after.keys()
    marked = {case_id: before[case_id].marks.keys() & after[case_id].marks.keys() for case_id in both}
    first, second = (
        {case_id: score_of(result, marked.get(case_id)) for case_id, result in some.items()} for some in (before, after)
    )
    names = sorted({name for result in after.values() for name in result.marks} & SCORED)
    by_scorer = {name: compared(_marks(before, name), _marks(after, name)) for name in names}
    changed = [one for name in names for one in _changed(name, before, after)]
    changed.sort(key=lambda one: (one.after - one.before, one.case_id, one.scorer))
    return SuiteChange(suite, compare(first, second, {}), compared(first, second), by_scorer, changed)


def _marks(results: Mapping[str, Result], name: str) -> dict[str, float | None]:
    return {case_id: result.marks[name].mean for case_id, result in results.items() if name in result.marks}


def _changed(name: str, before: Mapping[str, Result], after: Mapping[str, Result]) -> list[CaseChange]:
    found = []
    for case_id in before.keys() & after.keys():
        one, other = before[case_id].marks.get(name), after[case_id].marks.get(name)
        if one is None or other is None or one.mean is None or other.mean is None:
            continue
        if abs(other.mean - one.mean) > SAME:
            found.append(CaseChange(case_id, name, one.mean, other.mean, other.why))
    return found
