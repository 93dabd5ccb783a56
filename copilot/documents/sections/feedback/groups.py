"""Feedback in groups: for now its product areas, as the rows name them. What groups better replaces this one file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import exp, lgamma, log

from copilot.documents.overall import Overall
from copilot.records import Feedback
from copilot.snapshot import Snapshot, days_before

_DAYS = 90
ENOUGH = 10
"""Items of both periods together from which on a difference between them is judged."""


@dataclass(slots=True)
class Group:
    """Feedback that belongs together: the items of the period and of the one before it, and when it was first heard."""

    name: str
    items: list[Feedback] = field(default_factory=list)
    before: list[Feedback] = field(default_factory=list)
    first: date = date.max
    last: date = date.min

    def add(self, item: Feedback, start: date, earlier: date) -> None:
        """Add an item, to the period in which it was said."""
        self.first, self.last = min(self.first, item.date), max(self.last, item.date)
        if item.date > start:
            self.items.append(item)
        elif item.date > earlier:
            self.before.append(item)


def start_of(d: Overall) -> date:
    """Return the day after which the period begins: 90 days ago where no other is asked for."""
    since = d.order.options.since
    return days_before(since, 1) if since is not None else days_before(d.as_of, _DAYS)


def first_day(d: Overall) -> date:
    """Return the first day of the period."""
    return start_of(d) + timedelta(days=1)


def before_start(d: Overall) -> date:
    """Return the day after which the period before begins, which is as long."""
    start = start_of(d)
    return days_before(start, (d.as_of - start).days)


def groups(d: Overall) -> list[Group]:
    """Return the groups with an item in the period: those of most accounts first, then of most ARR, then of most items.

    `Single sign-on` and `single sign-on` are one; what names no product area is in none.
    """
    return d.once(_grouped)


def _grouped(d: Overall) -> list[Group]:
    start, earlier = start_of(d), before_start(d)
    found: dict[str, Group] = {}
    for item in d.feedback:
        area = (item.product_area or "").strip()
        if area:
            found.setdefault(area.casefold(), Group(area)).add(item, start, earlier)
    heard = [one for one in found.values() if one.items]
    return sorted(heard, key=lambda one: (-len(accounts(d, one)), -_arr(d, one), -len(one.items), one.name))


def unplaced(d: Overall) -> list[Feedback]:
    """Return the items of the period that name no product area."""
    return [item for item in d.feedback if item.date > start_of(d) and not (item.product_area or "").strip()]


def accounts(d: Overall, group: Group) -> list[Snapshot]:
    """Return the accounts that speak in a group, each once, the largest first."""
    ids = dict.fromkeys(item.account_id for item in group.items)
    found = [d.by_id[one] for one in ids if one in d.by_id]
    return sorted(found, key=lambda one: (-d.weight(one), one.account.name))


def _arr(d: Overall, group: Group) -> Decimal:
    return sum(map(d.weight, accounts(d, group)), Decimal(0))


def chance(group: Group, every: Sequence[Group]) -> float | None:
    """Return how probable so uneven a split over both periods is if the group went as all feedback did.

    Twice as much feedback of everything doubles each group without meaning anything. None with fewer than ten items;
    an exact two-sided binomial test: 13 after 4, where all went from 40 to 42, is 0.05.
    """
    now, then = len(group.items), len(group.before)
    total = sum(len(one.items) for one in every)
    share = total / (total + sum(len(one.before) for one in every))
    if now + then < ENOUGH or share == 1:
        return None
    odds = [_binomial(count, now + then, share) for count in range(now + then + 1)]
    return min(1.0, sum(one for one in odds if one <= odds[now] * (1 + 1e-9)))


def _binomial(count: int, total: int, share: float) -> float:
    ways = lgamma(total + 1) - lgamma(count + 1) - lgamma(total - count + 1)
    return exp(ways + count * log(share) + (total - count) * log(1 - share))
