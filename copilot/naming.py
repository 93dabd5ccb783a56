"""The names of a book that a text may hold, read from its tables through the caller's scope."""

from collections.abc import Sequence
from datetime import date

from copilot.evidence import Evidence
from copilot.grounding.names import Names
from copilot.scope import Scope
from copilot.store.accounts import AccountStore


def names_in(accounts: AccountStore, scope: Scope, as_of: date, evidence: Evidence) -> Names:
    """Return the names of every account, of our own people, of features, and of those whom the evidence is about."""
    about = {one.account_id for one in evidence.facts if one.account_id}
    about |= {one.account_id for one in evidence.passages if one.account_id}
    return names_of(accounts, scope, as_of, sorted(about))


def names_of(accounts: AccountStore, scope: Scope, as_of: date, account_ids: Sequence[str]) -> Names:
    """Return the names of every account, of our own people, of features, and the people and products of some."""
    ours = [person.name for person in accounts.team().values()]
    theirs = [name for _, name in accounts.contact_names(scope, account_ids)]
    products = accounts.products(scope, account_ids)
    return Names(
        accounts=accounts.called(scope),
        people=list(dict.fromkeys([*ours, *theirs])),
        things=list(dict.fromkeys([*products, *accounts.known_features(as_of)])),
    )
