"""The names of a book that a text may hold, read from its tables through the caller's scope."""

from collections.abc import Iterable
from datetime import date

from copilot.evidence import Evidence
from copilot.grounding.names import Names
from copilot.records import Contact, Subscription
from copilot.scope import Scope
from copilot.store.accounts import AccountStore


def names_in(accounts: AccountStore, scope: Scope, as_of: date, evidence: Evidence) -> Names:
    """Return the names of every account, of our own people, of features, and of those whom the evidence is about."""
    about = {one.account_id for one in evidence.facts if one.account_id}
    about |= {one.account_id for one in evidence.passages if one.account_id}
    return names_of(accounts, scope, as_of, sorted(about))


def names_of(accounts: AccountStore, scope: Scope, as_of: date, account_ids: Iterable[str]) -> Names:
    """Return the names of every account, of our own people, of features, and the people and products of some."""
    people, products = [person.name for person in accounts.team().values()], []
    for account_id in account_ids:
        people += [one.name for one in accounts.all_of(Contact, scope, account_id)]
        products += [one.product for one in accounts.all_of(Subscription, scope, account_id) if one.product]
    return Names(
        accounts=[(one.name, one.account_id, *one.aliases) for one in accounts.names(scope)],
        people=list(dict.fromkeys(people)),
        things=list(dict.fromkeys([*products, *accounts.known_features(as_of)])),
    )
