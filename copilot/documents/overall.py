"""What a document about all accounts stands on: each account read once, where it stands, and what is told of all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from copilot.display import show_date, show_money
from copilot.documents.citing import Citing
from copilot.documents.order import Order
from copilot.documents.writing import join
from copilot.errors import InvalidInput
from copilot.evidence import Fact, Gap, Passage, RowRef
from copilot.feedback.board import Board
from copilot.feedback.period import USUAL_DAYS
from copilot.feedback.reading import Asked, Themes
from copilot.grounding.handles import plain_text
from copilot.hindsight import past_calls, past_scores
from copilot.metrics.backtest import Scored, backtest
from copilot.metrics.book import measure_book
from copilot.metrics.calibration import Calibration
from copilot.metrics.facts import parted
from copilot.metrics.forecast import QuarterForecast, Renewal, forecast
from copilot.metrics.health import CHANGE_OVER
from copilot.metrics.pooled import Units, portfolio_fact, sum_by_currency, units_for
from copilot.metrics.retention import Movement, default_period, movements
from copilot.metrics.revenue import active_subscriptions
from copilot.money import Exchange
from copilot.records import Account, Colleague, Contact, Feedback, FxRate, Record, Subscription
from copilot.scope import Scope
from copilot.snapshot import Reads, Snapshot, days_before, window
from copilot.standing import Standing
from copilot.standings import standings
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore, Filters
from copilot.store.snapshots import ALL

_OF_FEEDBACK = Reads(kinds=(Account, Subscription, Contact), usage=())
"""What it takes to say who gave feedback, and what they pay."""


class Overall(Citing):
    """Every account that the caller may see, or the one that is ordered; all of it is read once, when it is asked for.

    InvalidInput where it is to tell what changed since a day that has not passed; NotFound where there is no such
    account or it may not be seen. What customers ask for is known by a `board`; without one it cannot be told.
    """

    def __init__(
        self,
        order: Order,
        accounts: AccountStore,
        documents: DocumentStore,
        scope: Scope,
        board: Board | None = None,
    ) -> None:
        if order.options.since is not None and order.options.since >= order.as_of:
            raise InvalidInput(f"{order.options.since} is not before {order.as_of}.", "Name an earlier day.")
        self.alone = accounts.account(order.account_id, scope) if order.account_id is not None else None
        narrowed = Scope(scope.user, frozenset({self.alone.account_id})) if self.alone is not None else scope
        super().__init__(order, accounts, documents, narrowed)
        self._board = board

    # What is read

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        """What is known of each account; where the book has several currencies, all is told in the reporting one."""
        wanted = _OF_FEEDBACK if self.order.kind == "feedback-summary" else ALL
        found = self.accounts.snapshots(self.scope, self.as_of, None, wanted)
        if len({line.currency for one in found for line in one.subscriptions if line.arr}) < 2:
            return found
        return [replace(one, exchange=replace(one.exchange, joins=True)) for one in found]

    @cached_property
    def by_id(self) -> dict[str, Snapshot]:
        """The same by the account's id."""
        return {one.account.account_id: one for one in self.snapshots}

    @cached_property
    def customers(self) -> list[Snapshot]:
        """The accounts with a running contract, the largest first."""
        found = [one for one in self.snapshots if active_subscriptions(one)]
        return sorted(found, key=lambda one: (-self.weight(one), one.account.name, one.account.account_id))

    @cached_property
    def feedback(self) -> list[Feedback]:
        """Everything that customers said of the product by the day, oldest first."""
        return self.accounts.dated(Feedback, self.scope, date.min, self.as_of)

    @cached_property
    def themes(self) -> Themes:
        """What customers ask for in the period: that from the day that was ordered, or the last 90 days."""
        first = self.order.options.since or window(self.as_of, USUAL_DAYS)[0]
        return self._asked_of_board(Asked(since=first))

    @cached_property
    def themes_ever(self) -> Themes:
        """The same over all that is on record."""
        return self._asked_of_board(Asked())

    def _asked_of_board(self, asked: Asked) -> Themes:
        if self._board is None:
            raise LookupError("themes are asked for, and there is no board")
        self._board.refresh()
        return self._board.themes(self.scope, self.as_of, asked)

    @cached_property
    def team(self) -> dict[str, Colleague]:
        """Our own people by e-mail address."""
        return self.accounts.team()

    # Where the accounts stand, and what that adds up to

    @property
    def since(self) -> date:
        """The day with which where the accounts stand is compared."""
        return self.order.options.since or days_before(self.as_of, CHANGE_OVER)

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Where each account stands, by its id."""
        return {one.account_id: one for one in standings(self.accounts, self.scope, self.as_of)}

    @cached_property
    def standings_then(self) -> dict[str, Standing]:
        """Where each account stood on the day with which it is compared."""
        return {one.account_id: one for one in standings(self.accounts, self.scope, self.since)}

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day over which revenue is looked at: 12 months."""
        return default_period(self.as_of)

    @cached_property
    def movements(self) -> list[Movement]:
        """How each account moved the revenue of the period, the largest change first."""
        return [one for one in movements(self.snapshots, *self.period) if one.kind != "unchanged"]

    @cached_property
    def quarters(self) -> list[QuarterForecast]:
        """The renewals of this quarter and the three that follow."""
        return forecast(self.snapshots)

    @property
    def renewals(self) -> list[Renewal]:
        """The renewals of these quarters, the next first."""
        return [one for quarter in self.quarters for one in quarter.renewals]

    @cached_property
    def past_scores(self) -> list[Scored]:
        """The contracts that ended in two years, with the health before."""
        return past_scores(self.accounts, self.scope, self.snapshots)

    @cached_property
    def backtest(self) -> dict[str, Fact | Gap]:
        """How well the health score told the renewed from the lost, by the name of the fact."""
        return {one.name: one for one in backtest(self.past_scores, self.as_of)}

    @cached_property
    def past_calls(self) -> list[Calibration]:
        """How right each forecast of the renewals was."""
        return past_calls(self.accounts, self.scope, self.snapshots)

    @cached_property
    def _measured(self) -> tuple[list[Fact], list[Gap]]:
        return parted(measure_book(self.snapshots, self.standings, *self.period, self.as_of))

    def facts(self, name: str) -> list[Fact]:
        """Return the measured facts of a name, not yet in the evidence: money has one a currency that no rate joins."""
        return [one for one in self._measured[0] if one.name == name]

    def told(self, name: str) -> str:
        """Return the figures of a name, or the reason why there are none, each as `{F3}`."""
        return self.tell([*self.facts(name), *(one for one in self._measured[1] if one.name == name)])

    def tell(self, measured: Sequence[Fact | Gap]) -> str:
        """Return measured figures, or the reasons why there are none, each as `{F3}`; several rates say of what."""
        several = len(measured) > 1
        said = [
            self.lack(one.reason)
            if isinstance(one, Gap)
            else f"{self.put(one)} ({one.label.partition(' in ')[2] or one.label})"
            if several and one.unit == "ratio"
            else self.put(one)
            for one in measured
        ]
        return " and ".join(said) or self.lack("not on record")

    # Facts of its own

    def make(
        self,
        name: str,
        label: str,
        value: Decimal | int | str | date,
        *,
        of: Account | None = None,
        unit: str = "",
        display: str = "",
        formula: str = "",
        records: Iterable[Record | RowRef] = (),
        as_of: date | None = None,
    ) -> Fact:
        """Make a fact of all accounts, or of one; `as_of` is its own day where it is an older one."""
        day, shown = as_of or self.as_of, plain_text(display) if display else ""
        made = portfolio_fact(name, label, value, day, unit=unit, display=shown, formula=formula, records=records)
        return made.model_copy(update={"account_id": of.account_id, "account_name": of.name}) if of else made

    def money(
        self, name: str, label: str, lines: Sequence[Subscription], formula: str, of: Account | None = None
    ) -> str:
        """Return the ARR of running contract lines, one figure a currency that no rate joins."""
        told = self.units.tell(sum_by_currency(lines))
        amounts = told or {next(iter(self.units.all), self.accounts.reporting_currency): Decimal(0)}
        words = f"{formula}{self.units.words}"
        records = [*lines, *(self.units.rates if lines else ())]
        made = [
            self.make(name, label, amount, of=of, unit=unit, formula=words, records=records)
            for unit, amount in sorted(amounts.items())
        ]
        return " and ".join(map(self.put, made))

    def arr(self, *some: Snapshot, name: str = "arr", label: str = "ARR") -> str:
        """Return the ARR of some accounts, each once."""
        of = some[0].account if len(some) == 1 else None
        lines = [line for one in some for line in active_subscriptions(one)]
        return self.money(name, label, lines, "sum of arr of their running lines", of)

    def shown_arr(self, one: Snapshot) -> list[str]:
        """Write the ARR of an account in the money of the document."""
        told = self.units.tell(sum_by_currency(active_subscriptions(one)))
        return [show_money(amount, unit) for unit, amount in sorted(told.items())]

    def count(self, name: str, label: str, count: int, unit: str, formula: str, records: Iterable[Record] = ()) -> str:
        """Return how many there are of something, as `{F3}`: `3 accounts`."""
        return self.put(self.make(name, label, count, unit=unit, formula=formula, records=records))

    def weight(self, one: Snapshot) -> Decimal:
        """Return by what an account is ranked: its ARR, or the sum of amounts that no rate joins."""
        return self._weights[one.account.account_id]

    @cached_property
    def _weights(self) -> dict[str, Decimal]:
        return {
            name: sum(self.units.tell(sum_by_currency(active_subscriptions(one))).values(), Decimal(0))
            for name, one in self.by_id.items()
        }

    @property
    def exchange(self) -> Exchange:
        """The rates by which money is told."""
        return self.snapshots[0].exchange if self.snapshots else self.accounts.exchange(self.as_of)

    @cached_property
    def units(self) -> Units:
        """How the ARR of the running contracts is told, alike in the whole document."""
        lines = (line for one in self.snapshots for line in active_subscriptions(one))
        return units_for(self.exchange, [sum_by_currency(lines)])

    @property
    def money_told(self) -> str:
        """Say in what money all is told and at which day's rates; nothing where the book has one currency."""
        units = self.units
        if len(units.all) > 1:
            lacking = join([unit for unit in units.all if unit != self.exchange.reporting])
            rates = self.lack(f"no rate from {lacking} to {self.exchange.reporting}")
            return f"I find {rates}: amounts in each currency stand apart and are never added up."
        if not units.rates:
            return ""
        told = join([f"{one.currency} at {one.rate.normalize():f}{_since(one)}" for one in units.rates])
        fact = self.make(
            "reporting_currency",
            "Reporting currency",
            units.all[0],
            display=f"{units.all[0]}; {told}",
            formula="the latest rate of each currency that is known on the as-of date",
            records=units.rates,
        )
        return f"All amounts are told in {self.put(fact)}."

    # People, playbooks

    def colleague(self, email: str | None, label: str = "CSM") -> Fact | None:
        """Return one of our own people by name, without the address; None where they are not on record."""
        person = self.team.get(email or "")
        return self.make("colleague", label, person.name, display=person.name, records=[person]) if person else None

    def csm(self, account: Account) -> str:
        """Return who looks after an account by name, as `{F3}`."""
        known = self.colleague(account.csm_email)
        if known is not None:
            return self.put(known)
        return "no CSM on record" if account.csm_email is None else "a CSM who is not in the team list"

    def in_role(self, role: str) -> str:
        """Return who of us has a role, as `{F3}`: the role itself where nobody has, or several do."""
        there = [one for one in self.team.values() if one.role == role]
        known = self.colleague(there[0].email, ROLES[role]) if len(there) == 1 else None
        return self.put(known) if known is not None else ROLES[role]

    def playbook(self, name: str) -> str:
        """Return a playbook by its title with its citation: `*Renewal forecast* [P4]`."""
        found = self._playbooks.get(name)
        return f"*{found.title}* {self.cite(found)}" if found is not None else "no playbook indexed"

    @cached_property
    def _playbooks(self) -> Mapping[str, Passage]:
        return self.documents.first_passages(self.scope, Filters(source="knowledge", kinds=frozenset(["playbook"])))


def _since(rate: FxRate) -> str:
    return f" of {show_date(rate.as_of)}" if rate.as_of > date.min else ""


ROLES = {"head_of_cs": "Head of CS", "pm": "PM of the area", "sales": "sales", "admin": "admin"}
"""What those are called who are not named."""
