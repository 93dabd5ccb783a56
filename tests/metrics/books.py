"""Books of several accounts, by hand and drawn at random."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from copilot.money import Exchange
from copilot.records import Account, FxRate, Subscription
from copilot.snapshot import Snapshot
from tests.metrics.snapshots import D, day

FIRST = date(2025, 6, 30)
"""The first day of the 12 months to the as-of date of the worked examples."""

APART = Exchange("USD", {})
JOINED = Exchange("USD", {name: FxRate(currency=name, rate=Decimal("1.25")) for name in ("EUR", "CHF")})


def term(arr: int, start: date, end: date, **more: Any) -> Subscription:
    """Return a contract line, which gets its id and account from `firm`."""
    return Subscription(subscription_id="?", account_id="?", arr=Decimal(arr), start_date=start, end_date=end, **more)


def firm(name: str, *lines: Subscription, exchange: Exchange = APART, as_of: date = D, **more: Any) -> Snapshot:
    """Return an account with its contract lines: Acme's are acme-1, acme-2."""
    account_id = name.lower()
    account_fields = {key: more.pop(key) for key in list(more) if key in Account.model_fields}
    rows = [
        line.model_copy(update={"subscription_id": f"{account_id}-{number}", "account_id": account_id})
        for number, line in enumerate(lines, 1)
    ]
    account = Account(account_id=account_id, name=name, **account_fields)
    return Snapshot(account=account, as_of=as_of, subscriptions=rows, exchange=exchange, **more)


def had_and_has(name: str, before: int, after: int, **more: Any) -> Snapshot:
    """Return an account with one line on the first and one on the last day of the 12 months."""
    currency = more.pop("currency", "USD")
    first = term(before, day(-400), day(-100), currency=currency)
    return firm(name, first, term(after, day(-100), day(265), currency=currency), **more)


@st.composite
def _terms(draw: st.DrawFn, currencies: Sequence[str]) -> Subscription:
    """Draw a line that may lie anywhere around the period: gapped, overlapping, cancelled, of several years, of 0."""
    start = draw(st.integers(-800, 60))
    length = draw(st.sampled_from([0, 28, 30, 90, 365, 365, 1095]))
    cancelled = draw(st.none() | st.none() | st.integers(-800, 200))
    return term(
        draw(st.sampled_from([0, 1, 100, 250, 99_999])),
        day(start),
        day(start + length),
        currency=draw(st.sampled_from(list(currencies))),
        product=draw(st.sampled_from([None, "Letters", "Agents"])),
        cancelled_on=None if cancelled is None else day(cancelled),
    )


def drawn_books(currencies: Sequence[str] = ("USD",), exchange: Exchange = APART) -> st.SearchStrategy[list[Snapshot]]:
    """Draw books of up to six accounts."""
    lines = st.lists(_terms(currencies), max_size=5)
    return st.lists(lines, max_size=6).map(
        lambda accounts: [
            firm(f"Firm{number}", *account, exchange=exchange, segment=("smb", "enterprise", None)[number % 3])
            for number, account in enumerate(accounts)
        ]
    )


def rescaled(book: Sequence[Snapshot], currency: str, factor: int, rates: Mapping[str, FxRate]) -> list[Snapshot]:
    """Return the same book with a currency in another unit (cents instead of euros), and its rate to match."""
    rate = rates[currency]
    exchange = Exchange("USD", {**rates, currency: rate.model_copy(update={"rate": rate.rate / factor})})
    return [
        Snapshot(
            account=one.account,
            as_of=one.as_of,
            exchange=exchange,
            subscriptions=[
                line.model_copy(update={"arr": line.arr * factor}) if line.currency == currency else line
                for line in one.subscriptions
            ],
        )
        for one in book
    ]
