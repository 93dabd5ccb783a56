"""What a theme weighs: who says it, what they pay, when that renews, and how they say it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from copilot.feedback.period import Period
from copilot.feedback.stakes import Stake, Stakes
from copilot.feedback_item import Item, Tone
from copilot.metrics.pooled import sum_by_currency
from copilot.records import FxRate, Subscription
from copilot.standards import ThemeStandards

TONES: tuple[Tone, ...] = ("problem", "request", "question", "remark", "praise")
"""From what asks most of us to what asks nothing."""


@dataclass(frozen=True, slots=True)
class Money:
    """ARR of contract lines: what can be told in one currency, None where nothing can, and the rest by its own."""

    amount: Decimal | None
    currency: str
    apart: Mapping[str, Decimal]
    lines: Sequence[Subscription] = ()
    rates: Sequence[FxRate] = ()

    @property
    def by_unit(self) -> dict[str, Decimal]:
        """Return every amount by its currency; they are never added up."""
        return ({} if self.amount is None else {self.currency: self.amount}) | dict(self.apart)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a theme weighs over a period, with the stakes of a day.

    `items` are its mentions of the period, oldest first; what one author repeated is in `folded` and not in them.
    `stakes` are those of its accounts, each once, the largest first; `people` counts an author once an account, and
    all of an account whose author is not known as one. `first` and `last` are of all that is on record by the end of
    the period.
    """

    period: Period
    as_of: date
    items: Sequence[Item]
    stakes: Sequence[Stake]
    people: int
    arr: Money
    arr_renewing_90d: Money
    arr_renewing_180d: Money
    first: Item | None
    last: Item | None

    @property
    def first_seen(self) -> date | None:
        """The day on which it was first said."""
        return self.first.date if self.first else None

    @property
    def last_seen(self) -> date | None:
        """The day on which it was last said."""
        return self.last.date if self.last else None

    @property
    def accounts(self) -> int:
        """How many accounts speak, each once."""
        return len(self.stakes)

    @property
    def customers(self) -> int:
        """How many of the accounts that speak have a contract that runs."""
        return _customers(self.stakes)

    @property
    def mentions(self) -> int:
        """How many items there are, each repetition left out."""
        return len(self.items)

    @property
    def folded(self) -> int:
        """How often authors said again what they had said."""
        return sum(len(item.also) for item in self.items)

    @property
    def segments(self) -> dict[str | None, int]:
        """Accounts by segment, the most first; None for those whose segment is not known."""
        counted = Counter(one.segment for one in self.stakes)
        return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0] or "~")))

    @property
    def tones(self) -> dict[Tone, int]:
        """Mentions by tone; a tone that does not occur is left out."""
        counted = Counter(item.tone for item in self.items)
        return {tone: counted[tone] for tone in TONES if counted[tone]}

    @property
    def told_importance(self) -> list[Item]:
        """The mentions of which somebody said how important they are."""
        return [item for item in self.items if item.importance is not None]

    @property
    def importance(self) -> Decimal | None:
        """The mean importance from 1 to 3 of the mentions that tell it."""
        told = [item.importance for item in self.items if item.importance is not None]
        return Decimal(sum(told)) / len(told) if told else None

    @property
    def untold(self) -> list[Stake]:
        """The accounts of whose ARR something cannot be told; each says why."""
        return [one for one in self.stakes if one.reason]

    def is_small(self, standards: ThemeStandards) -> bool:
        """Tell whether so few speak, or so seldom, that it may be single voices."""
        return self.accounts < standards.few_accounts or self.mentions < standards.few_mentions


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a theme can be a part of: every customer that the caller may see, and all people heard in a period."""

    customers: int
    people: int
    arr: Money
    arr_renewing_90d: Money
    arr_renewing_180d: Money


def whole_of(items: Iterable[Item], stakes: Stakes, period: Period) -> Whole:
    """Return what the book weighs; `items` are all that the caller may see, in a theme or in none."""
    every = list(stakes.by_account.values())
    return Whole(
        customers=_customers(every),
        people=len(_people(item for item in items if item.date in period and item.date <= stakes.as_of)),
        arr=_money([one.lines for one in every], every, stakes),
        arr_renewing_90d=_money([one.soon for one in every], every, stakes),
        arr_renewing_180d=_money([one.near for one in every], every, stakes),
    )


def weigh(items: Iterable[Item], stakes: Stakes, period: Period) -> Weight:
    """Return what the items of a theme weigh over a period; what is said after the as-of date is not known yet.

    Three items of two people at Acme and one of nobody known at Brine: 2 accounts, 3 people, 4 mentions, and the ARR
    of each account once. An item that is given twice counts once.
    """
    known = {item.item_id: item for item in items if item.date <= min(period.until, stakes.as_of)}
    ordered = sorted(known.values(), key=lambda item: (item.date, item.item_id))
    of_period = [item for item in ordered if item.date in period]
    speaking = [stakes.of(account_id) for account_id in {item.account_id for item in of_period}]
    speaking.sort(key=lambda one: (-(one.arr or 0), one.name, one.account_id))
    return Weight(
        period=period,
        as_of=stakes.as_of,
        items=of_period,
        stakes=speaking,
        people=len(_people(of_period)),
        arr=_money([one.lines for one in speaking], speaking, stakes),
        arr_renewing_90d=_money([one.soon for one in speaking], speaking, stakes),
        arr_renewing_180d=_money([one.near for one in speaking], speaking, stakes),
        first=ordered[0] if ordered else None,
        last=ordered[-1] if ordered else None,
    )


def _customers(stakes: Iterable[Stake]) -> int:
    return sum(bool(one.lines) for one in stakes)


def _people(items: Iterable[Item]) -> set[tuple[str, str]]:
    return {(item.account_id, " ".join((item.author or "").split()).casefold()) for item in items}


def _money(lines: Iterable[Sequence[Subscription]], speaking: Sequence[Stake], stakes: Stakes) -> Money:
    """Add up lines of accounts; no account of which anything is known is not the same as nothing."""
    every = [line for some in lines for line in some]
    amounts = stakes.units.tell(sum_by_currency(every))
    amount = amounts.pop(stakes.currency, None)
    if amount is None and any(one.arr is not None for one in speaking):
        amount = Decimal(0)
    used = {line.currency for line in every if line.arr and line.currency != stakes.currency}
    rates = [rate for rate in stakes.units.rates if rate.currency in used]
    return Money(amount, stakes.currency, dict(sorted(amounts.items())), every, rates)
