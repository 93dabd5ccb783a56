"""The evidence of the demo book: what an agent could gather about each account, and what its facts tell in words."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from pathlib import Path

from copilot.display import show_date, show_days
from copilot.evidence import Evidence, Fact, Passage, RowRef
from copilot.metrics.account import measure
from copilot.metrics.comparison import changes
from copilot.metrics.facts import rows_of
from copilot.metrics.people import person_fact
from copilot.metrics.signals import signals
from copilot.portfolio import portfolio
from copilot.records import Account, Ticket
from copilot.scope import EVERYTHING
from copilot.settings import ROOT, Settings
from copilot.snapshot import Snapshot
from copilot.sources.demo import write_demo_book
from copilot.wiring import Copilot, open_copilot

AS_OF = date(2026, 11, 21)
SINCE = AS_OF - timedelta(days=90)
_MOST_PASSAGES = 5_000

Source = Fact | Passage
Told = Decimal | date | str
"""Something that a fact tells beside its value: the amount before a change, the age of a ticket, a title."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What there is about one account, or with an empty name about the portfolio: facts by name, and passages."""

    account_id: str
    name: str
    all_facts: Sequence[Fact]
    facts: Mapping[str, Sequence[Fact]]
    passages: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that the book holds."""

    accounts: Sequence[Account]
    people: Sequence[str]
    products: Sequence[str]
    features: Sequence[str]


@dataclass(frozen=True, slots=True)
class Book:
    """The desks of the accounts, the portfolio and the playbooks; every fact has an id of its own.

    `told` is what a fact tells beside its value, by the fact's id.
    """

    desks: Sequence[Desk]
    whole: Desk
    playbooks: Sequence[Passage]
    names: KnownNames
    told: Mapping[str, Mapping[str, Told]]

    def desk(self, account_id: str) -> Desk:
        """Return the desk of an account."""
        return next(one for one in self.desks if one.account_id == account_id)


@dataclass(slots=True)
class _Gathering:
    copilot: Copilot
    told: dict[str, dict[str, Told]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def keep(self, fact: Fact, **told: Told | None) -> Fact:
        """Return the fact with an id, and remember what it tells."""
        kept = fact.model_copy(update={"id": f"f{next(self.numbers)}"})
        self.told[kept.id] = {name: value for name, value in told.items() if value is not None}
        return kept

    def desk(self, snapshot: Snapshot, passages: Sequence[Passage]) -> Desk:
        facts = [
            *self._measured(snapshot),
            *self._people(snapshot),
            *self._tickets(snapshot),
            *self._features(snapshot),
            *self._changes(snapshot),
        ]
        return Desk(snapshot.account.account_id, snapshot.account.name, facts, _by_name(facts), passages)

    def _measured(self, snapshot: Snapshot) -> Iterator[Fact]:
        outcomes = {f"value.{one.outcome_id}": one for one in snapshot.outcomes}
        facts, _ = measure(snapshot)
        seen = {(one.name, str(one.value)) for one in facts}
        fired = [fact for one in signals(snapshot) for fact in one.facts]
        for fact in [*facts, *(one for one in fired if (one.name, str(one.value)) not in seen)]:
            outcome = outcomes.get(fact.name)
            if outcome is None:
                yield self.keep(fact, name=fact.display.split(" (")[0] if fact.name.endswith("_email") else None)
            else:
                yield self.keep(
                    fact,
                    metric=outcome.metric,
                    unit=outcome.unit,
                    baseline=outcome.baseline,
                    current=outcome.current,
                    target=outcome.target,
                )

    def _people(self, snapshot: Snapshot) -> Iterator[Fact]:
        for contact in snapshot.contacts:
            gone = contact.left_on is not None and contact.left_on <= AS_OF
            spoken = contact.last_contacted is not None and contact.last_contacted <= AS_OF
            yield self.keep(
                person_fact(snapshot.account, contact, AS_OF),
                name=contact.name,
                title=contact.title,
                left=contact.left_on if gone else None,
                contacted=contact.last_contacted if spoken else None,
            )

    def _tickets(self, snapshot: Snapshot) -> Iterator[Fact]:
        for ticket in sorted(snapshot.tickets, key=lambda one: one.opened_at, reverse=True):
            if ticket.opened_at.date() <= AS_OF:
                opened = ticket.opened_at.date()
                is_open = ticket.closed_at is None or ticket.closed_at.date() > AS_OF
                closed = None if is_open or ticket.closed_at is None else ticket.closed_at.date()
                yield self.keep(
                    _ticket_fact(ticket, snapshot.account, closed),
                    id=ticket.ticket_id,
                    subject=ticket.subject,
                    priority=ticket.priority,
                    opened=opened,
                    closed=closed,
                    waiting=opened if is_open else None,
                    age=Decimal((AS_OF - opened).days) if is_open else None,
                )

    def _features(self, snapshot: Snapshot) -> Iterator[Fact]:
        for seen in snapshot.reading().features:
            if seen.active_users:
                fact = Fact(
                    name="feature_users",
                    label=f"Users of {seen.feature}",
                    value=seen.active_users,
                    unit="users",
                    display=f"{seen.active_users:,} users",
                    as_of=AS_OF,
                    formula="most active users of the feature in a row of the last 28 days",
                    rows=[RowRef(table="features", id=f"{snapshot.account.account_id}/{seen.date}/{seen.feature}")],
                    account_id=snapshot.account.account_id,
                    account_name=snapshot.account.name,
                )
                yield self.keep(fact, feature=seen.feature)

    def _changes(self, snapshot: Snapshot) -> Iterator[Fact]:
        earlier = self.copilot.accounts.snapshot(snapshot.account.account_id, EVERYTHING, SINCE)
        for change in changes(measure(earlier)[0], measure(snapshot)[0]):
            if change.before and change.after and isinstance(change.after.value, int | Decimal):
                before, after = change.before, change.after
                fact = Fact(
                    name=f"change.{change.name}",
                    label=change.label,
                    value=f"{after.display}, was {before.display}",
                    display=f"{after.display}, was {before.display}",
                    as_of=AS_OF,
                    formula=f"on {AS_OF.isoformat()} against {SINCE.isoformat()}",
                    rows=list(dict.fromkeys([*after.rows, *before.rows])),
                    account_id=snapshot.account.account_id,
                    account_name=snapshot.account.name,
                )
                yield self.keep(fact, before=as_shown(before), after=as_shown(after), unit=after.unit)


def read_book(copilot: Copilot) -> Book:
    """Gather all evidence of the book that a copilot holds, as of the day of the set."""
    gathering = _Gathering(copilot)
    snapshots = copilot.accounts.snapshots(EVERYTHING, AS_OF)
    by_account: defaultdict[str | None, list[Passage]] = defaultdict(list)
    found = copilot.documents.passages(list(range(1, _MOST_PASSAGES)), EVERYTHING).values()
    for passage in sorted(found, key=lambda one: (one.path, one.start)):
        if passage.account_id is None or passage.date is None or passage.date <= AS_OF:
            by_account[passage.account_id].append(passage)
    desks = [gathering.desk(one, by_account[one.account.account_id]) for one in snapshots]
    whole = [gathering.keep(one) for one in portfolio(copilot.accounts, EVERYTHING, AS_OF).facts]
    names = KnownNames(
        accounts=[one.account for one in snapshots],
        people=sorted(
            {contact.name for one in snapshots for contact in one.contacts}
            | {one.name for one in copilot.accounts.team().values()}
        ),
        products=sorted({line.product for one in snapshots for line in one.subscriptions if line.product}),
        features=sorted(copilot.accounts.known_features(AS_OF)),
    )
    return Book(desks, Desk("", "", whole, _by_name(whole)), by_account[None], names, gathering.told)


@contextmanager
def open_demo() -> Iterator[Copilot]:
    """Open a copilot on the demo book of the day of the set, in a folder that goes with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_demo_book(folder / "book", as_of=AS_OF)
        with open_copilot(Settings(data_dir=folder / "data", model="built-in")) as copilot:
            copilot.import_book(folder / "book")
            copilot.index_knowledge(ROOT / "knowledge" / "playbooks")
            yield copilot


def evidence_of(sources: Iterable[Source]) -> Evidence:
    """Return these facts and passages as evidence."""
    every = list(sources)
    return Evidence(
        facts=[one for one in every if isinstance(one, Fact)],
        passages=[one for one in every if isinstance(one, Passage)],
    )


def as_shown(fact: Fact) -> Decimal:
    """Return the value at the precision of its display, as that is all that a change tells of it."""
    value = Decimal(str(fact.value))
    steps = {"ratio": "0.001", "times": "0.01", "points": "0.1", "hours": "0.1", "minutes": "0.1"}
    return value.quantize(Decimal(steps.get(fact.unit, "1")), ROUND_HALF_UP)


def _by_name(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Sort facts by their names; those of outcomes are found as `outcome`."""
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found["outcome" if fact.name.startswith("value.") else fact.name].append(fact)
    return dict(found)


def _ticket_fact(ticket: Ticket, account: Account, closed: date | None) -> Fact:
    opened = ticket.opened_at.date()
    parts = [
        f"{ticket.ticket_id} “{ticket.subject}”" if ticket.subject else ticket.ticket_id,
        *([ticket.priority] if ticket.priority else []),
        f"opened on {show_date(opened)}",
        f"closed on {show_date(closed)}" if closed else f"open for {show_days((AS_OF - opened).days)}",
    ]
    return Fact(
        name="ticket",
        label=f"Ticket {ticket.ticket_id}",
        value=ticket.ticket_id,
        display=", ".join(parts),
        as_of=AS_OF,
        rows=rows_of([ticket]),
        account_id=account.account_id,
        account_name=account.name,
    )
