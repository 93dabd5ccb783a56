"""A finding on the quality of an account's data: what in the tables cannot be, is missing or is odd."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from copilot.evidence import RowRef
from copilot.metrics.facts import rows_of
from copilot.records import Record
from copilot.snapshot import Snapshot

Severity = Literal["contradiction", "gap", "oddity"]
"""Two rows that cannot both be right; something missing; something that may be right and seldom is."""


class Finding(BaseModel):
    """What is wrong with an account's data, and what that does to its figures.

    `id` is the rule (`usage_before_contract`), `title` says with dates and figures what was found, `rows` where,
    and `affects` which metric is computed how in spite of it.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    severity: Severity
    title: str
    affects: str
    rows: list[RowRef]
    account_id: str
    account_name: str


Rule = Callable[[Snapshot], Iterator[Finding]]
"""Looks at an account for one kind of fault, and yields at most one finding for all rows that share it."""


def make_finding(
    snapshot: Snapshot, rule: str, severity: Severity, title: str, affects: str, records: Iterable[Record | RowRef]
) -> Finding:
    """Make a finding about an account."""
    return Finding(
        id=rule,
        severity=severity,
        title=title,
        affects=affects,
        rows=rows_of(records),
        account_id=snapshot.account.account_id,
        account_name=snapshot.account.name,
    )


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a number of things: `1 ticket`, `3 tickets`, `2 opportunities`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
