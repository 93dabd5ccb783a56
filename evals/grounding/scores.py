"""What a check finds of the cases: shares with their intervals, as tables in Markdown, and the misses."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from copilot.evidence import Evidence
from evals.grounding.sentences import Case
from evals.grounding.slips import SLIPS
from evals.statistics import wilson

Check = Callable[[str, Evidence, date], list[str]]
"""Text, evidence, as-of date; returns why claims are unverified, nothing where none is."""

_SHOWN = 20


def show_share(hits: int, count: int) -> str:
    """Write a share with its interval: `98.6 % (94.9 to 99.6)`."""
    low, high = wilson(hits, count)
    share = 100 * hits / count if count else 0.0
    return f"{share:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def measure(cases: Sequence[Case], check: Check) -> dict[str, list[str]]:
    """Return why each case is flagged, by its id; nothing where it is not."""
    return {one.id: check(one.text, one.evidence, one.as_of) for one in cases}


def scores(cases: Sequence[Case], reasons: dict[str, list[str]]) -> str:
    """Return the table of what was caught, kind by kind, and of the true sentences that were flagged."""
    rows = []
    for kind in SLIPS:
        own = [one for one in cases if one.corruption == kind]
        caught = sum(bool(reasons[one.id]) for one in own)
        rows.append([kind, len(own), caught, show_share(caught, len(own))])
    true = [one for one in cases if one.is_true]
    flagged = sum(bool(reasons[one.id]) for one in true)
    rows.append(["true, flagged", len(true), flagged, show_share(flagged, len(true))])
    return table(["kind", "cases", "caught", "share (Wilson, 95 %)"], rows)


def misses(cases: Sequence[Case], reasons: dict[str, list[str]], kind: str) -> str:
    """Return up to 20 cases of a kind that were judged wrongly, with what they cite and what the checker says."""
    own = [one for one in cases if (one.corruption or "true") == kind and bool(reasons[one.id]) == one.is_true]
    return "\n\n".join(_shown(one, reasons[one.id]) for one in own[:_SHOWN]) or f"No miss of kind {kind}."


def _shown(case: Case, reasons: Sequence[str]) -> str:
    cited = case.evidence.only(case.cites)
    lines = [f"{case.id} ({case.form}): {case.text}"]
    lines += [f"  changed: {case.note}"] if case.note else []
    lines += [f"  the checker: {reason}" for reason in reasons]
    lines += [
        f"  {one.id} {one.account_name or 'portfolio'}, {one.label}: {one.display} ({one.formula})"
        for one in cited.facts
    ]
    lines += [f"  {one.id} {one.path}, {one.date}: {one.text}" for one in cited.passages]
    return "\n".join(lines)
