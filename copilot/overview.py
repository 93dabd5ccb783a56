"""Accounts as people and programs see them from outside: their fields, facts and signals, and what cannot be told."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field

from copilot.errors import InvalidInput
from copilot.evidence import Fact, Gap
from copilot.metrics.account import measure
from copilot.metrics.facts import parted
from copilot.metrics.health import health
from copilot.metrics.portfolio import FIELDS, AccountRow, Condition, Selection, select
from copilot.metrics.priorities import Priority, priorities
from copilot.metrics.renewals import renewals_ahead
from copilot.metrics.signals import Severity, Signal, signals
from copilot.metrics.standing import reads
from copilot.records import Account, Opportunity, Subscription
from copilot.scope import Scope
from copilot.snapshot import Reads
from copilot.store.accounts import AccountStore
from copilot.store.colleagues import csm_called


class Untold(BaseModel):
    """A fact that cannot be told, and why."""

    name: str
    reason: str


class FiredSignal(BaseModel):
    """A signal that fired: `facts` are the ids of the facts that fired it, `playbook` answers it."""

    id: str
    title: str
    severity: Severity
    facts: list[str]
    playbook: str


class AccountOverview(BaseModel):
    """An account on a day: what is known of it, which signals fire, and what is not known."""

    account: Account
    as_of: date
    facts: list[Fact]
    signals: list[FiredSignal] = Field(default_factory=list)
    unavailable: list[Untold]


class ListedAccount(Account):
    """An account of a list: its fields and its facts."""

    facts: list[Fact]

    @classmethod
    def of(cls, row: AccountRow) -> "ListedAccount":
        """Measure an account of a list."""
        return cls.model_construct(**dict(row.account), facts=row.facts)


class PressingAccount(BaseModel):
    """An account of today's list: what makes it pressing, and the terms of its rank."""

    account_id: str
    name: str
    csm_email: str | None
    csm_name: str | None = None
    arr: list[Fact]
    days_to_renewal: int | None
    score: Fact
    signals: list[FiredSignal]
    facts: list[Fact]


class AccountQuery(BaseModel):
    """What accounts to list: text in the name, id or an alias, conditions, and the order (`-arr`: most first)."""

    text: str = ""
    segment: str | None = None
    csm: str | None = None
    where: list[str] = Field(default_factory=list)
    sort: str = "name"

    @property
    def fields(self) -> list[str]:
        """The fields that it is about."""
        return list(
            dict.fromkeys([*(one.field for one in map(Condition.read, self.where)), self.sort.removeprefix("-")])
        )


def overview(accounts: AccountStore, account_id: str, scope: Scope, as_of: date) -> AccountOverview:
    """Return everything that is known of one account; NotFound where there is none or it may not be seen."""
    snapshot = accounts.snapshot(account_id, scope, as_of)
    facts, gaps = measure(snapshot)
    numbered = _Numbered(facts)
    fired = [numbered.signal(one) for one in signals(snapshot)]
    return AccountOverview(
        account=snapshot.account, as_of=as_of, facts=numbered.facts, signals=fired, unavailable=untold(gaps)
    )


def health_overview(accounts: AccountStore, account_id: str, scope: Scope, as_of: date) -> AccountOverview:
    """Return an account's health alone: score, band, components with their points, and their change over 30 days."""
    snapshot = accounts.snapshot(account_id, scope, as_of)
    facts, gaps = parted(health(snapshot))
    return AccountOverview(
        account=snapshot.account, as_of=as_of, facts=_Numbered(facts).facts, unavailable=untold(gaps)
    )


def pressing(
    accounts: AccountStore, account_ids: Sequence[str], scope: Scope, as_of: date, *, growth: bool = False
) -> list[PressingAccount]:
    """Return why these accounts need somebody, the most pressing first; with `growth`, what there is to win."""
    snapshots = accounts.snapshots(scope, as_of, account_ids, reads(accounts.standards))
    names = {email: person.name for email, person in accounts.team().items()}
    return [_pressing(one, names.get(one.account.csm_email or "")) for one in priorities(snapshots, growth=growth)]


def list_accounts(accounts: AccountStore, query: AccountQuery, scope: Scope, as_of: date) -> Selection:
    """Return the accounts that a query asks for, in its order; its CSM may be given by name."""
    field, descending = query.sort.removeprefix("-"), query.sort.startswith("-")
    if field not in FIELDS:
        raise InvalidInput(f"Accounts cannot be sorted by {field!r}.", f"Known: {', '.join(FIELDS)}.")
    exchange = accounts.exchange(as_of)
    wanted = None if not query.text else _named(accounts.names(scope), query.text)
    snapshots = accounts.snapshots(scope, as_of, wanted)
    return select(snapshots, _conditions(query, accounts), exchange, as_of, sort=field, descending=descending)


def renewing_within(accounts: AccountStore, scope: Scope, as_of: date, days: int) -> list[str]:
    """Return the accounts of which a paid contract line ends within so many days, the next first."""
    reads_ends = Reads(kinds=(Subscription, Opportunity), usage=())
    due = renewals_ahead(accounts.snapshots(scope, as_of, None, reads_ends), days)
    return list(dict.fromkeys(one.account.account_id for one in due if any(one.arr.values())))


class _Numbered:
    """Facts with handles F1, F2, …; the same fact twice has one handle."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts: list[Fact] = []
        self._known: dict[tuple[str, str], str] = {}
        for fact in facts:
            self.handle(fact)

    def handle(self, fact: Fact) -> str:
        """Return the handle of a fact, a new one where it is new."""
        key = (fact.name, f"{fact.value} {fact.unit}")
        if key not in self._known:
            self._known[key] = f"F{len(self.facts) + 1}"
            self.facts.append(fact.model_copy(update={"id": self._known[key]}))
        return self._known[key]

    def signal(self, signal: Signal) -> FiredSignal:
        """Return a signal with the handles of its facts."""
        return FiredSignal(
            id=signal.id,
            title=signal.title,
            severity=signal.severity,
            facts=[self.handle(fact) for fact in signal.facts],
            playbook=signal.playbook,
        )


def _pressing(priority: Priority, csm_name: str | None) -> PressingAccount:
    numbered = _Numbered([*priority.arr, priority.score])
    return PressingAccount(
        account_id=priority.account.account_id,
        name=priority.account.name,
        csm_email=priority.account.csm_email,
        csm_name=csm_name,
        arr=list(priority.arr),
        days_to_renewal=priority.days_to_renewal,
        score=priority.score,
        signals=[numbered.signal(one) for one in priority.signals],
        facts=numbered.facts,
    )


def untold(gaps: Sequence[Gap]) -> list[Untold]:
    """Return what cannot be told as it is shown outside."""
    return [Untold(name=gap.name, reason=gap.reason) for gap in gaps]


def _conditions(query: AccountQuery, accounts: AccountStore) -> list[Condition]:
    csm = csm_called(query.csm, accounts.team()) if query.csm else None
    fields = {"segment": query.segment, "csm_email": csm}
    chosen = [Condition(field, "is", value) for field, value in fields.items() if value]
    return chosen + [Condition.read(text) for text in query.where]


def _named(accounts: Sequence[Account], text: str) -> list[str]:
    needle = text.casefold().strip()
    return [
        account.account_id
        for account in accounts
        if any(needle in name.casefold() for name in (account.account_id, account.name, *account.aliases))
    ]
