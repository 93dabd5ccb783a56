"""Summaries that somebody edited to be wrong, from the SummEdits benchmark: what the checker sees of such edits."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import sqrt
from pathlib import Path

from copilot.evidence import Evidence, Passage
from evals.grounding.book import AS_OF
from evals.grounding.scores import Check, show_share, table

_PART = 1_500
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of a document: right or with edits of these types."""

    document: str
    text: str
    is_right: bool
    edits: tuple[str, ...]


def read_summaries(path: Path) -> list[Summary]:
    """Read the benchmark's lines; OSError where the file is not there."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Summary(row["doc"], row["summary"], row["label"] == 1, tuple(row["edit_types"])) for row in rows]


def cut(document: str, day: date = AS_OF) -> Evidence:
    """Cut a document between its lines into passages of some 1,500 characters."""
    passages = []
    for number, (start, text) in enumerate(_parts(document), 1):
        passages.append(
            Passage(
                id=f"P{number}",
                document_id="note:meeting",
                path="meeting.md",
                title="Meeting",
                date=day,
                kind="meeting",
                start=start,
                end=start + len(text),
                text=text,
            )
        )
    return Evidence(passages=passages)


def _parts(document: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(document):
        end = len(document)
        if end - start > _PART:
            line_end = document.rfind("\n", start + 1, start + _PART)
            end = line_end if line_end > start else start + _PART
        yield start, document[start:end]
        start = end


def report(summaries: list[Summary], check: Check) -> str:
    """Return balanced accuracy with its interval, and of each type of edit how many were seen."""
    flagged = [bool(check(one.text, cut(one.document), AS_OF)) for one in summaries]
    wrong = [seen for one, seen in zip(summaries, flagged, strict=True) if not one.is_right]
    right = [not seen for one, seen in zip(summaries, flagged, strict=True) if one.is_right]
    rows = [
        ["wrong summaries flagged", len(wrong), sum(wrong), show_share(sum(wrong), len(wrong))],
        ["right summaries passed", len(right), sum(right), show_share(sum(right), len(right))],
    ]
    for edit in sorted({name for one in summaries for name in one.edits}):
        seen = [hit for one, hit in zip(summaries, flagged, strict=True) if edit in one.edits]
        rows.append([f"with {edit.replace('_', ' ')}", len(seen), sum(seen), show_share(sum(seen), len(seen))])
    for edit in sorted({one.edits[0] for one in summaries if len(one.edits) == 1}):
        seen = [hit for one, hit in zip(summaries, flagged, strict=True) if one.edits == (edit,)]
        rows.append([f"only {edit.replace('_', ' ')}", len(seen), sum(seen), show_share(sum(seen), len(seen))])
    return f"Balanced accuracy {_balanced(wrong, right)}.\n\n{table(['summaries', 'n', 'hits', 'share'], rows)}"


def _balanced(wrong: list[bool], right: list[bool]) -> str:
    """Write the mean of both shares with its 95 % interval: the variances of two proportions add up."""
    shares = [(sum(one) / len(one), len(one)) if one else (0.0, 1) for one in (wrong, right)]
    middle = sum(share for share, _ in shares) / 2
    half = _Z * sqrt(sum(share * (1 - share) / count for share, count in shares)) / 2
    return f"{100 * middle:.1f} % ({100 * (middle - half):.1f} to {100 * (middle + half):.1f})"
