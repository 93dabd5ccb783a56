"""Accounts as people and programs see them from outside: their fields, their facts, and what cannot be told."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from copilot.errors import InvalidInput
from copilot.evidence import Fact
from copilot.metrics.account import measure
from copilot.metrics.portfolio import FIELDS, Condition, select
from copilot.records import Account
from copilot.scope import Scope
from copilot.store.accounts import AccountStore


class Untold(BaseModel):
    """A fact that cannot be told, and why."""

    name: str
    reason: str


class AccountOverview(BaseModel):
    """An account on a day: what is known of it, and what is not."""

    account: Account
    as_of: date
    facts: list[Fact]
    signals: list[Any] = Field(default_factory=list)
    unavailable: list[Untold]


class ListedAccount(Account):
    """An account of a list: its fields and its facts."""

    facts: list[Fact]

    def shown(self, name: str) -> str:
        """Return how the facts of a name are written, or nothing where there are none."""
        return " + ".join(fact.display for fact in self.facts if fact.name == name)


class AccountQuery(BaseModel):
    """What accounts to list: text in the name, id or an alias, field values, and the order (`-arr`: most first)."""

    text: str = ""
    segment: str | None = None
    csm: str | None = None
    sort: str = "name"


def overview(accounts: AccountStore, account_id: str, scope: Scope, as_of: date) -> AccountOverview:
    """Return everything that is known of one account; NotFound where there is none or it may not be seen."""
    snapshot = accounts.snapshot(account_id, scope, as_of)
    facts, gaps = measure(snapshot)
    unavailable = [Untold(name=gap.name, reason=gap.reason) for gap in gaps]
    return AccountOverview(account=snapshot.account, as_of=as_of, facts=facts, unavailable=unavailable)


def list_accounts(accounts: AccountStore, query: AccountQuery, scope: Scope, as_of: date) -> list[ListedAccount]:
    """Return the accounts that a query asks for, in its order."""
    field, descending = query.sort.removeprefix("-"), query.sort.startswith("-")
    if field not in FIELDS:
        raise InvalidInput(f"Accounts cannot be sorted by {field!r}.", f"Known: {', '.join(FIELDS)}.")
    exchange = accounts.exchange(as_of)
    wanted = None if not query.text else _named(accounts.names(scope), query.text)
    snapshots = accounts.snapshots(scope, as_of, wanted)
    found = select(snapshots, _conditions(query), exchange, as_of, sort=field, descending=descending)
    return [ListedAccount.model_construct(**dict(row.account), facts=row.facts) for row in found.rows]


def _conditions(query: AccountQuery) -> list[Condition]:
    fields = {"segment": query.segment, "csm_email": query.csm}
    return [Condition(field, "is", value) for field, value in fields.items() if value]


def _named(accounts: Sequence[Account], text: str) -> list[str]:
    needle = text.casefold().strip()
    return [
        account.account_id
        for account in accounts
        if any(needle in name.casefold() for name in (account.account_id, account.name, *account.aliases))
    ]
