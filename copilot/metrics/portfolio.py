"""Many accounts at once: which fulfil conditions, in which order, how many, worth how much."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, cast, get_args

from copilot.display import show_date, show_ratio, show_word
from copilot.errors import InvalidInput
from copilot.evidence import Fact, RowRef
from copilot.metrics.account import TOLD_BY, measure
from copilot.metrics.facts import parted, rows_of
from copilot.metrics.health import Band
from copilot.metrics.maturity import STAGES
from copilot.metrics.pooled import portfolio_fact
from copilot.metrics.revenue import active_subscriptions
from copilot.money import Exchange
from copilot.records import Account, Segment, Stage
from copilot.snapshot import Snapshot

Operator = Literal["is", "is not", "<", "<=", ">", ">="]
Comparable = Decimal | date | str

FIELDS: dict[str, str] = {
    "name": "text",
    "segment": "text",
    "stage": "text",
    "industry": "text",
    "region": "text",
    "csm_email": "text",
    "sales_email": "text",
    "csm_sentiment": "text",
    "customer_since": "date",
    "next_renewal_date": "date",
    "last_contact_date": "date",
    "arr": "number",
    "seats": "number",
    "days_to_renewal": "number",
    "days_since_contact": "number",
    "monthly_active_users": "number",
    "licence_utilisation": "number",
    "usage_change_28d": "number",
    "open_tickets": "number",
    "open_urgent_tickets": "number",
    "active_contacts": "number",
    "stickiness": "number",
    "feature_breadth": "number",
    "health_score": "number",
    "health_band": "text",
    "maturity_stage": "text",
    "nps": "number",
    "csat": "number",
    "roi": "number",
    "time_to_first_value_days": "number",
}
"""What accounts can be filtered and ranked by, and how its values compare."""

_VALUES: dict[str, tuple[str, ...]] = {
    "segment": get_args(Segment),
    "stage": get_args(Stage),
    "csm_sentiment": get_args(Band),
    "health_band": get_args(Band),
    "maturity_stage": STAGES,
}
"""What a field can be, where there are only so many."""

_WORDS = {"is": "is", "is not": "is not", "<": "under", "<=": "at most", ">": "over", ">=": "at least"}
_DATE_WORDS = _WORDS | {"<": "before", "<=": "until", ">": "after", ">=": "from"}
_SHARES = {"licence_utilisation", "usage_change_28d", "stickiness", "feature_breadth", "csat"}
_OF_A_CONTRACT = {
    "next_renewal_date", "days_to_renewal", "seats", "licence_utilisation", "health_score", "health_band",
    "maturity_stage",
}  # fmt: skip
"""An account without a contract does not have these: they are not unknown."""


_CONDITION = re.compile(r"([a-z_0-9]+)\s*(<=|>=|<|>|!=|=|is not|is)\s*(.+)")
_SIGNS = {"=": "is", "!=": "is not"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter: `segment is enterprise`, `licence_utilisation < 0.5`, `next_renewal_date <= 2026-09-30`."""

    field: str
    operator: Operator
    value: str

    @classmethod
    def read(cls, text: str) -> "Condition":
        """Read a condition such as `licence_utilisation < 0.5` or `segment is enterprise`; InvalidInput otherwise."""
        match = _CONDITION.fullmatch(text.strip())
        if match is None:
            raise InvalidInput(f"{text!r} is no condition.", 'Write one such as "licence_utilisation < 0.5".')
        condition = cls(match[1], cast(Operator, _SIGNS.get(match[2], match[2])), match[3].strip())
        condition.wanted()
        return condition

    def wanted(self) -> Comparable:
        """Return the value to compare with, typed as the field asks; InvalidInput where it does not fit."""
        kind = FIELDS.get(self.field)
        if kind is None:
            raise InvalidInput(f"Accounts cannot be filtered by {self.field!r}.", f"Known: {', '.join(FIELDS)}.")
        try:
            if kind == "number":
                is_percent = self.field in _SHARES and self.value.rstrip().endswith("%")
                return _finite(Decimal(self.value.rstrip("% ")) / 100 if is_percent else Decimal(self.value))
            if kind == "date":
                return date.fromisoformat(self.value)
        except (ValueError, InvalidOperation) as error:
            raise InvalidInput(f"{self.field} is compared with a {kind}, found {self.value!r}.") from error
        known, found = _VALUES.get(self.field, ()), _fold(self.value)
        if known and found not in known:
            raise InvalidInput(f"{self.field} is never {self.value!r}.", f"Known: {', '.join(known)}.")
        return found

    def in_words(self) -> str:
        """Write the condition as people read it: `next renewal date until 19 February 2027`."""
        wanted = self.wanted()
        words = _DATE_WORDS if isinstance(wanted, date) else _WORDS
        return f"{show_word(self.field)} {words[self.operator]} {self._value_in_words(wanted)}"

    def _value_in_words(self, wanted: Comparable) -> str:
        if isinstance(wanted, date):
            return show_date(wanted)
        if self.field in _SHARES:
            return show_ratio(wanted) if isinstance(wanted, Decimal) else self.value
        if isinstance(wanted, Decimal):
            return f"{wanted.normalize():,f}"
        return self.value if self.field.endswith("_email") else show_word(self.value)

    def holds(self, value: Comparable) -> bool:
        """Tell whether a value of the same type fulfils the condition."""
        wanted = self.wanted()
        if self.operator == "is":
            return value == wanted
        if self.operator == "is not":
            return value != wanted
        return {
            "<": value < wanted,  # type: ignore[operator]
            "<=": value <= wanted,  # type: ignore[operator]
            ">": value > wanted,  # type: ignore[operator]
            ">=": value >= wanted,  # type: ignore[operator]
        }[self.operator]


@dataclass(frozen=True)
class AccountRow:
    """One account of a list; of many only what the list is about is measured, of those that are shown everything."""

    snapshot: Snapshot
    _told: dict[str, list[Fact]] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        """The account itself."""
        return self.snapshot.account

    @property
    def facts(self) -> list[Fact]:
        """Everything that can be told of it."""
        return measure(self.snapshot)[0]

    def named(self, name: str) -> list[Fact]:
        """Return the facts of a name: none where it is unknown, several where money has several currencies."""
        if name not in self._told:
            metric = TOLD_BY.get(name)
            facts, _ = parted(metric(self.snapshot) if metric else ())
            together = [one for one in FIELDS if TOLD_BY.get(one) is metric]
            self._told.update({one: [fact for fact in facts if fact.name == one] for one in together})
        return self._told[name]

    def shown(self, name: str) -> str:
        """Return how the facts of a name are written, or nothing where there are none."""
        return " + ".join(fact.display for fact in self.named(name))

    def comparable(self, name: str, exchange: Exchange) -> Comparable | None:
        """Return the value to filter and rank by, or None where it is unknown."""
        if name == "name":
            return _fold(self.account.name)
        facts = self.named(name)
        if not facts:
            return None
        if name == "arr":
            amounts = [exchange.convert(Decimal(str(fact.value)), fact.unit) for fact in facts]
            known = [amount for amount in amounts if amount is not None]
            return sum(known, Decimal(0)) if len(known) == len(amounts) else None
        value = facts[0].value
        if isinstance(value, str):
            return _fold(value)
        return value if isinstance(value, date) else Decimal(str(value))


@dataclass(frozen=True, slots=True)
class Selection:
    """The accounts that fulfil the conditions, in order, and those of which it cannot be told."""

    rows: list[AccountRow]
    undecided: list[AccountRow]
    summary: list[Fact]


def select(
    snapshots: Sequence[Snapshot],
    conditions: Sequence[Condition],
    exchange: Exchange,
    as_of: date,
    *,
    sort: str = "arr",
    descending: bool = True,
) -> Selection:
    """Pick and rank accounts; one whose value is unknown is never picked, but told apart as undecided."""
    if sort not in FIELDS:
        raise InvalidInput(f"Accounts cannot be ranked by {sort!r}.", f"Known: {', '.join(FIELDS)}.")
    for condition in conditions:
        condition.wanted()
    picked: list[AccountRow] = []
    undecided: list[AccountRow] = []
    for snapshot in snapshots:
        row = AccountRow(snapshot)
        values = [(condition, row.comparable(condition.field, exchange)) for condition in conditions]
        if any(value is not None and not condition.holds(value) for condition, value in values):
            continue
        lacks = any(value is None and condition.field in _OF_A_CONTRACT for condition, value in values)
        if lacks and not active_subscriptions(snapshot):
            continue
        (undecided if any(value is None for _, value in values) else picked).append(row)
    ranked = _rank(picked, sort, descending, exchange)
    asked = _asked(conditions, sort, descending, as_of)
    return Selection(ranked, undecided, [asked, *_summary(ranked, undecided, exchange, as_of)])


def _rank(rows: list[AccountRow], sort: str, descending: bool, exchange: Exchange) -> list[AccountRow]:
    """Order rows by a field, the unknown ones last, equals by name."""
    by_name = sorted(rows, key=lambda row: row.account.name)
    values = {row.account.account_id: row.comparable(sort, exchange) for row in by_name}
    known = [row for row in by_name if values[row.account.account_id] is not None]
    unknown = [row for row in by_name if values[row.account.account_id] is None]
    known.sort(key=lambda row: values[row.account.account_id], reverse=descending)  # type: ignore[arg-type, return-value]
    return known + unknown


def _asked(conditions: Sequence[Condition], sort: str, descending: bool, as_of: date) -> Fact:
    """Write down what was asked for, so that a misreading shows and the figures in it have a source."""
    where = ", ".join(one.in_words() for one in conditions) or "all accounts"
    order = "highest" if descending else "lowest"
    display = f"{where}; by {show_word(sort)}, {order} first"
    return Fact(name="query", label="Read as", value=display, display=display, as_of=as_of, formula="as asked")


def _summary(rows: list[AccountRow], undecided: list[AccountRow], exchange: Exchange, as_of: date) -> list[Fact]:
    """Return how many accounts fulfil the conditions, what they are worth, and how many cannot be told."""
    accounts = [RowRef(table="accounts", id=row.account.account_id) for row in rows]
    noun = "account" if len(rows) == 1 else "accounts"
    formula = "accounts that fulfil every condition"
    facts = [portfolio_fact("accounts", "Accounts", len(rows), as_of, unit=noun, formula=formula, records=accounts)]
    money = [fact for row in rows for fact in row.named("arr")]
    sources = [source for fact in money for source in fact.rows]
    formula = "sum of the ARR of these accounts"
    totals = exchange.total(money)
    rates = [
        exchange.rates[unit] for unit in sorted({fact.unit for fact in money} - set(totals)) if unit in exchange.rates
    ]
    if rates:
        formula += ", at the latest rate of each currency"
    for currency, amount in totals.items():
        records = sources + rows_of(rates)
        facts.append(
            portfolio_fact("total_arr", "Total ARR", amount, as_of, unit=currency, formula=formula, records=records)
        )
    if undecided:
        sources = [RowRef(table="accounts", id=row.account.account_id) for row in undecided]
        formula = "accounts of which a condition cannot be told"
        count = len(undecided)
        facts.append(
            portfolio_fact(
                "undecided", "Cannot be told", count, as_of, unit="accounts", formula=formula, records=sources
            )
        )
    return facts


def _finite(number: Decimal) -> Decimal:
    """Return the number; one that nothing can be compared with is a ValueError."""
    if not number.is_finite():
        raise ValueError(f"not a number to compare with: {number}")
    return number


def _fold(text: str) -> str:
    return text.strip().casefold().replace("-", "_").replace(" ", "_")
