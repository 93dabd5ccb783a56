"""Columns of the book's own that say whether an account churned, against each other and against the contracts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from copilot.display import show_date
from copilot.metrics.finding import Finding, counted, make_finding
from copilot.metrics.quality_contracts import end_of, last_ended, started_lines
from copilot.metrics.revenue import active_subscriptions
from copilot.snapshot import Snapshot

_GUESSES = {"risk", "score", "rate", "probability", "likelihood", "predicted", "prediction", "forecast", "reason"}
"""Columns that speak of churn that may come, or why it came, are none of these flags."""

_YES, _NO = {"true", "yes", "y", "churned"}, {"false", "no", "n", "active"}


@dataclass(frozen=True, slots=True)
class ChurnFlag:
    """What a column of the account says: churned or not, and on which days where it holds days."""

    name: str
    said: str
    churned: bool
    days: tuple[date, ...] = ()

    def in_words(self) -> str:
        """Write the flag as people read it: `“churn_flag” says false`, `“churned_on” says 3 May 2026`."""
        said = show_date(self.days[-1]) if self.days else self.said
        more = f" (the last of {len(self.days)} days)" if len(self.days) > 1 else ""
        return f"“{self.name}” says {said}{more}"


def churn_flags(snapshot: Snapshot) -> list[ChurnFlag]:
    """Read the columns whose name speaks of churn: yes or no, a count, or days separated by semicolons."""
    flags = (_flag(name, value, snapshot.as_of) for name, value in snapshot.account.attributes.items())
    return [flag for flag in flags if flag is not None]


def churn_flags_disagree(snapshot: Snapshot) -> Iterator[Finding]:
    """Find one column that says churned beside another that says not."""
    flags = churn_flags(snapshot)
    yes = [flag.in_words() for flag in flags if flag.churned]
    no = [flag.in_words() for flag in flags if not flag.churned]
    if not yes or not no:
        return
    title = f"Churned or not: {' and '.join(no)}, yet {' and '.join(yes)}"
    affects = "No metric reads either: ARR, retention and health follow the contracts alone."
    yield make_finding(snapshot, "churn_flags_disagree", "contradiction", title, affects, [snapshot.account])


def churn_flag_but_running(snapshot: Snapshot) -> Iterator[Finding]:
    """Find who is said to have churned while a contract runs; to sign again after the day of churn is no fault."""
    said = sorted((flag for flag in churn_flags(snapshot) if flag.churned), key=lambda flag: not flag.days)
    days = [day for flag in said for day in flag.days]
    lines = active_subscriptions(snapshot)
    if days:
        lines = [line for line in lines if line.start_date <= max(days)]
    if not said or not lines:
        return
    until = show_date(max(line.end_date for line in lines))
    when = f"on {show_date(max(days))} " if days else ""
    run = (" that had begun by then still run" if days else " run") + ("s" if len(lines) == 1 else "")
    title = (
        f"Said to have churned {when}(“{said[0].name}”), yet {counted(len(lines), 'contract line')}{run},"
        f" to {until} at the latest"
    )
    affects = "ARR, retention and renewals follow the contracts: the account counts as a customer."
    records = [snapshot.account, *lines]
    yield make_finding(snapshot, "churn_flag_but_running", "contradiction", title, affects, records)


def no_churn_flag_but_ended(snapshot: Snapshot) -> Iterator[Finding]:
    """Find who is said not to have churned although every contract has ended."""
    flags, last = churn_flags(snapshot), last_ended(snapshot)
    if last is None or not flags or any(flag.churned for flag in flags):
        return
    ended = show_date(end_of(last, snapshot.as_of))
    title = f"Said not to have churned (“{flags[0].name}”), yet the last contract ended on {ended}"
    affects = "ARR is 0 since that day and retention counts the account as lost."
    records = [snapshot.account, last]
    yield make_finding(snapshot, "no_churn_flag_but_ended", "contradiction", title, affects, records)


def churned_before_contract(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a day of churn before the first contract began."""
    lines = started_lines(snapshot)
    days = [day for flag in churn_flags(snapshot) for day in flag.days if lines and day < lines[0].start_date]
    if not days:
        return
    begun = show_date(lines[0].start_date)
    title = f"Said to have churned on {show_date(min(days))}, before the first contract began on {begun}"
    affects = "ARR and retention do not count that churn: there was no contract to lose."
    records = [snapshot.account, lines[0]]
    yield make_finding(snapshot, "churned_before_contract", "contradiction", title, affects, records)


def _flag(name: str, value: str, as_of: date) -> ChurnFlag | None:
    words = re.split(r"[\W_]+", name.casefold())
    if not any(word.startswith("churn") for word in words) or _GUESSES & set(words):
        return None
    said = value.strip().casefold()
    if said in _YES or said in _NO:
        return ChurnFlag(name, said, said in _YES)
    if said.isdecimal():
        return ChurnFlag(name, said, int(said) > 0)
    try:
        days = sorted(date.fromisoformat(part.strip()) for part in value.split(";"))
    except ValueError:
        return None
    known = tuple(day for day in days if day <= as_of)
    return ChurnFlag(name, said, True, known) if known else None
