"""What was known before the renewals of the past: the health then, to hold against what became of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from copilot.metrics.backtest import BEFORE, Scored
from copilot.metrics.calibration import Calibration, calibration, past_renewals
from copilot.metrics.facts import rows_of
from copilot.metrics.health import Health, health_of
from copilot.metrics.renewals import past_ends
from copilot.metrics.standing import reads
from copilot.scope import Scope
from copilot.snapshot import Snapshot, days_before
from copilot.store.accounts import AccountStore

_HISTORY = 730
"""Days back over which past renewals are looked at."""


def past_scores(accounts: AccountStore, scope: Scope, snapshots: Sequence[Snapshot]) -> list[Scored]:
    """Return every past end of a contract with the account's health 90 days before, as it was known then."""
    ends = [(one.account.account_id, *end) for one in snapshots for end in past_ends(one, _HISTORY)]
    then = _health_before(accounts, scope, ((account_id, day) for account_id, day, _, _ in ends))
    return [
        Scored(account_id, day, then[account_id, day], renewed, rows_of(lines))
        for account_id, day, lines, renewed in ends
    ]


def past_calls(accounts: AccountStore, scope: Scope, snapshots: Sequence[Snapshot]) -> list[Calibration]:
    """Judge sales, the CSMs and the health model by the renewals that were decided in the last 24 months."""
    past = [one for snapshot in snapshots for one in past_renewals(snapshot)]
    then = _health_before(accounts, scope, ((one.account_id, one.close_date) for one in past))
    return calibration(snapshots, {one.opportunity_id: then[one.account_id, one.close_date] for one in past})


def _health_before(
    accounts: AccountStore, scope: Scope, wanted: Iterable[tuple[str, date]]
) -> dict[tuple[str, date], Health]:
    """Return the health of accounts 90 days before a day; those of one day are read together."""
    by_day: defaultdict[date, set[str]] = defaultdict(set)
    for account_id, day in wanted:
        by_day[day].add(account_id)
    found = {}
    for day, account_ids in sorted(by_day.items()):
        as_of = days_before(day, BEFORE)
        for snapshot in accounts.snapshots(scope, as_of, sorted(account_ids), reads(accounts.standards)):
            found[snapshot.account.account_id, day] = health_of(snapshot)
    return found
