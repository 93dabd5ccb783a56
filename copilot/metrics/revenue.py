"""ARR and contract dates, as the metric definitions' Revenue says."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from copilot.display import show_date
from copilot.metrics.facts import Measured, gap, make_fact
from copilot.records import Subscription
from copilot.snapshot import Snapshot


def is_active(subscription: Subscription, day: date) -> bool:
    """Tell whether a subscription runs on a day: started, not ended, not cancelled by then."""
    is_cancelled = subscription.cancelled_on is not None and subscription.cancelled_on <= day
    return subscription.start_date <= day < subscription.end_date and not is_cancelled


def active_subscriptions(snapshot: Snapshot, day: date | None = None) -> list[Subscription]:
    """Return the subscriptions that run on a day, the as-of date if none is given."""
    return [line for line in snapshot.subscriptions if is_active(line, day or snapshot.as_of)]


def arr(snapshot: Snapshot) -> Measured:
    """Return the ARR on the as-of date, one fact a currency: 0 once the last contract has ended.

    Two active lines of 100,000 and 20,000 USD and one of 30,000 USD that was cancelled a day ago: 120,000 USD.
    Before the first contract, or without any, it cannot be told.
    """
    by_currency: defaultdict[str, list[Subscription]] = defaultdict(list)
    for line in active_subscriptions(snapshot):
        by_currency[line.currency].append(line)
    started = [line for line in snapshot.subscriptions if line.start_date <= snapshot.as_of]
    if not started:
        return [gap(snapshot, "arr", _why_no_contract(snapshot))]
    if not by_currency:
        by_currency[max(started, key=lambda line: line.end_date).currency] = []
    return [
        make_fact(
            snapshot,
            "arr",
            "ARR",
            sum((line.arr for line in lines), Decimal(0)),
            unit=currency,
            formula="sum of arr of the subscriptions that run on the as-of date",
            records=lines or started,
        )
        for currency, lines in sorted(by_currency.items())
    ]


def due_next(snapshot: Snapshot) -> list[Subscription]:
    """Return the running lines that end next; a free pilot counts only where nothing is paid."""
    lines = active_subscriptions(snapshot)
    paid = [line for line in lines if line.arr > 0] or lines
    day = min((line.end_date for line in paid), default=None)
    return [line for line in paid if line.end_date == day]


def ending_within(lines: Iterable[Subscription], as_of: date, days: int) -> list[Subscription]:
    """Return the lines that end within so many days: every one of them, not only the one that ends next."""
    return [line for line in lines if (line.end_date - as_of).days <= days]


def next_renewal(snapshot: Snapshot) -> Measured:
    """Return the day on which the next active subscription ends, and the days until then."""
    due = due_next(snapshot)
    if not due:
        return [gap(snapshot, "next_renewal_date", _why_no_contract(snapshot))]
    day = due[0].end_date
    formula = "earliest end_date of the paid subscriptions that run on the as-of date"
    return [
        make_fact(snapshot, "next_renewal_date", "Next renewal", day, unit="date", formula=formula, records=due),
        make_fact(
            snapshot,
            "days_to_renewal",
            "Days to renewal",
            (day - snapshot.as_of).days,
            unit="days",
            formula="next renewal date less the as-of date",
            records=due,
        ),
    ]


def renewal_terms(snapshot: Snapshot) -> Measured:
    """Return whether the lines that end next renew by themselves."""
    lines = [line for line in due_next(snapshot) if line.auto_renew is not None]
    if not lines:
        return [gap(snapshot, "auto_renew", "no running contract says whether it renews by itself")]
    kinds = {bool(line.auto_renew) for line in lines}
    display = "some lines do, some do not" if len(kinds) > 1 else "yes" if kinds == {True} else "no"
    return [make_fact(snapshot, "auto_renew", "Renews by itself", display, formula="auto_renew", records=lines)]


def _why_no_contract(snapshot: Snapshot) -> str:
    if not snapshot.subscriptions:
        return "no contract on record"
    first = min(line.start_date for line in snapshot.subscriptions)
    if first > snapshot.as_of:
        return f"no contract before {show_date(first)}"
    ends = [min(line.end_date, line.cancelled_on or line.end_date) for line in snapshot.subscriptions]
    past = [day for day in ends if day <= snapshot.as_of]
    return f"no running contract on {show_date(snapshot.as_of)}; the last one ended on {show_date(max(past))}"
