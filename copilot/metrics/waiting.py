"""How long the accounts that started in the last 12 months wait for the first value, those still waiting included."""

from collections.abc import Sequence
from datetime import date

from copilot.display import show_date
from copilot.evidence import Fact, Gap
from copilot.metrics.facts import Measured, rows_of
from copilot.metrics.pooled import portfolio_fact, portfolio_gaps
from copilot.metrics.retention import default_period
from copilot.metrics.time_to_value import Wait, first_value, quantile
from copilot.records import Record
from copilot.snapshot import Snapshot

QUANTILES = (
    ("time_to_value_lower_quartile_days", "Time to first value, lower quartile", 0.25, "a quarter"),
    ("time_to_value_median_days", "Time to first value, median", 0.5, "half"),
    ("time_to_value_upper_quartile_days", "Time to first value, upper quartile", 0.75, "three quarters"),
)
"""Name, label, the share of the accounts that got there, and that in words."""


def time_to_value(snapshots: Sequence[Snapshot]) -> Measured:
    """Return the median and the quartiles of the days to the first value, and how many started, arrived and wait.

    Of four accounts, three got there after 10, 20 and 30 days and one still waits after 25: the quartiles are 10, 20
    and 30 days. The mean of those that arrived, 20, would say the same of ten more that wait.
    """
    if not snapshots:
        return [*portfolio_gaps([one[0] for one in QUANTILES], "no account on record")]
    as_of = snapshots[0].as_of
    started = [one for one in snapshots if has_started(one)]
    if not started:
        unknown = sum(one.account.customer_since is None for one in snapshots)
        more = f"; {unknown:,} have no customer_since on record" if unknown else ""
        reason = f"no account started in the 12 months to {show_date(as_of)}{more}"
        return [*portfolio_gaps([one[0] for one in QUANTILES], reason)]
    started.sort(key=lambda one: one.account.account_id)
    waits = [wait_of(one) for one in started]
    return [*_quantiles(started, waits, as_of), *_counts(started, waits, as_of)]


def has_started(snapshot: Snapshot) -> bool:
    """Tell whether an account became a customer in the 12 months to the as-of date."""
    start, end = default_period(snapshot.as_of)
    since = snapshot.account.customer_since
    return since is not None and start < since <= end


def wait_of(snapshot: Snapshot) -> Wait:
    """Return how long an account that has started waited, or has been waiting; a value before the start is 0 days."""
    reached = first_value(snapshot)
    since = snapshot.account.customer_since or snapshot.as_of
    until = reached.completed_date if reached is not None and reached.completed_date is not None else snapshot.as_of
    return Wait(max(0, (until - since).days), reached is not None)


def _quantiles(started: Sequence[Snapshot], waits: Sequence[Wait], as_of: date) -> list[Fact | Gap]:
    there = sum(wait.reached for wait in waits)
    open_now = len(waits) - there
    rows = rows_of(_records(started))
    told: list[Fact | Gap] = []
    for name, label, share, words in QUANTILES:
        days = quantile(waits, share)
        if days is None:
            reason = f"not reached by {words} yet: {there:,} of {len(waits):,} are there, {open_now:,} still wait"
            told.append(Gap(name=name, reason=reason))
            continue
        fact = portfolio_fact(
            name,
            label,
            days,
            as_of,
            unit="days",
            formula=f"days from customer_since until {words} of the {len(waits):,} accounts started in 12 months had "
            f"their first value (Kaplan-Meier, {open_now:,} still waiting counted as open)",
            records=rows,
        )
        told.append(fact)
    return told


def _counts(started: Sequence[Snapshot], waits: Sequence[Wait], as_of: date) -> list[Fact]:
    arrived = [one for one, wait in zip(started, waits, strict=True) if wait.reached]
    waiting = [one for one, wait in zip(started, waits, strict=True) if not wait.reached]
    period = f"accounts with customer_since in the 12 months to {show_date(as_of)}"
    told = (
        ("time_to_value_started", "Accounts started in 12 months", started, period),
        ("time_to_value_reached", "Of these, first value reached", arrived, f"{period} and a first value by then"),
        ("time_to_value_open", "Of these, still waiting", waiting, f"{period} and no first value by then"),
    )
    return [
        portfolio_fact(
            name, label, len(which), as_of, unit="accounts", formula=formula, records=_records(which or started)
        )
        for name, label, which, formula in told
    ]


def _records(snapshots: Sequence[Snapshot]) -> list[Record]:
    return [row for one in snapshots for row in (one.account, first_value(one)) if row is not None]
