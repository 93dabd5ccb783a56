"""How long a customer waits for the first value, as the metric definitions' Time to value says."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from copilot.display import show_date, show_days
from copilot.metrics.facts import Measured, gap, make_fact
from copilot.records import Milestone
from copilot.snapshot import Snapshot


def first_value(snapshot: Snapshot) -> Milestone | None:
    """Return the first milestone of kind `first_value` that was completed by the as-of date."""
    done = [
        milestone
        for milestone in snapshot.milestones
        if milestone.kind == "first_value" and milestone.completed_date and milestone.completed_date <= snapshot.as_of
    ]
    return min(done, key=lambda milestone: milestone.completed_date or date.max, default=None)


def time_to_first_value(snapshot: Snapshot) -> Measured:
    """Return the calendar days from `customer_since` to the first value: from 1 March to 12 March they are 11."""
    since, reached = snapshot.account.customer_since, first_value(snapshot)
    if since is None:
        return [gap(snapshot, "time_to_first_value_days", "the day on which they became a customer is not on record")]
    if since > snapshot.as_of:
        return [gap(snapshot, "time_to_first_value_days", f"no customer before {show_date(since)}")]
    if reached is None or reached.completed_date is None:
        return [gap(snapshot, "time_to_first_value_days", _why_not_yet(snapshot, since))]
    days = (reached.completed_date - since).days
    return [
        make_fact(
            snapshot,
            "time_to_first_value_days",
            "Time to first value",
            days,
            unit="days",
            display=show_days(days),
            formula="days from customer_since to the completion of the first milestone of kind first_value",
            records=[snapshot.account, reached],
        )
    ]


def _why_not_yet(snapshot: Snapshot, since: date) -> str:
    planned = [milestone for milestone in snapshot.milestones if milestone.kind == "first_value"]
    waiting = f"not reached after {show_days((snapshot.as_of - since).days)}"
    return waiting if planned else f"{waiting}; no milestone of kind first_value is planned"


@dataclass(frozen=True, slots=True)
class Wait:
    """How long an account has waited for the first value, and whether it came."""

    days: int
    reached: bool


def quantile(waits: Sequence[Wait], share: float) -> int | None:
    """Return the days after which this share of the accounts had reached the first value (Kaplan-Meier).

    Accounts that are not there yet count for as long as they have waited. None where too few have got there for it
    to be told: of 10, 20 and 30 days reached and one open since 25 days, the median is 20 and the upper quartile 30.
    """
    reached_after, all_after = (
        Counter(wait.days for wait in waits if wait.reached),
        Counter(wait.days for wait in waits),
    )
    left, at_risk = Fraction(1), len(waits)
    for day, count in sorted(all_after.items()):
        left *= Fraction(at_risk - reached_after[day], at_risk)
        if left <= 1 - Fraction(str(share)):
            return day
        at_risk -= count
    return None
