"""Where every account stands: read where it is kept, computed where it is not."""

import logging
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from copilot.errors import Conflict, Unavailable
from copilot.metrics.standing import reads, standing_of
from copilot.progress import Progress, Report, quiet
from copilot.scope import Scope
from copilot.standing import Standing
from copilot.store.accounts import AccountStore
from copilot.store.standings import StandingStore

_AT_ONCE = 500
"""Accounts that are computed together, so that a large book takes no more memory than a small one."""
_TURN = Lock()
"""Two callers who come at once would compute the same."""
_LOG = logging.getLogger(__name__)


def standings(accounts: AccountStore, scope: Scope, as_of: date, report: Report = quiet) -> list[Standing]:
    """Return where each account stands that the caller may see; what is computed is kept for the next one."""
    store, basis = StandingStore(accounts.database), _basis(accounts, as_of)
    kept = store.read(scope, as_of, basis)
    if not kept.missing:
        return kept.standings
    with _TURN:
        kept = store.read(scope, as_of, basis)
        computed = list(_computed(accounts, kept.missing, scope, as_of, report))
        try:
            store.keep(computed, as_of, basis, kept.revision)
        except (Conflict, Unavailable) as error:  # another one writes, or nobody may: the answer stands all the same
            _LOG.info("The standings of %s are not kept: %s", as_of, error)
    return kept.standings + computed


def ranked(
    accounts: AccountStore,
    scope: Scope,
    as_of: date,
    *,
    growth: bool = False,
    csm: str | None = None,
    signals: Collection[str] | None = None,
) -> list[str]:
    """Return the ids of the accounts at which a risk signal fires, or with `growth` an opportunity, by their rank.

    `csm` is the address of the one whose accounts are meant, `signals` are those of which one has to fire.
    """
    wanted = None if signals is None else set(signals)
    places = []
    for one in standings(accounts, scope, as_of):
        priority, fired = (one.growth_priority, one.growth) if growth else (one.priority, one.risks)
        is_own = csm is None or (one.csm_email or "").casefold() == csm.casefold()
        if priority is not None and is_own and (wanted is None or not wanted.isdisjoint(fired)):
            places.append((-priority, one.name, one.account_id))
    return [account_id for _, _, account_id in sorted(places)]


def _computed(
    accounts: AccountStore, account_ids: list[str], scope: Scope, as_of: date, report: Report
) -> Iterator[Standing]:
    for start in range(0, len(account_ids), _AT_ONCE):
        some = account_ids[start : start + _AT_ONCE]
        yield from map(standing_of, accounts.snapshots(scope, as_of, some, reads(accounts.standards)))
        report(Progress("ranking", start + len(some), len(account_ids)))


def _basis(accounts: AccountStore, as_of: date) -> str:
    """Return a digest of all that the accounts' standings have in common: rates, features, standards and this code."""
    exchange, features = accounts.exchange(as_of), accounts.known_features(as_of)
    rates = sorted((currency, str(one.rate)) for currency, one in exchange.rates.items())
    known = (exchange.reporting, rates, sorted(features.items()), accounts.standards.model_dump_json(), _code())
    return sha256(repr(known).encode()).hexdigest()


@cache
def _code() -> str:
    """Return a digest of this package: a release that computes otherwise finds nothing of its predecessor's."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
