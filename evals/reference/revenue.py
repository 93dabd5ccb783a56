"""Contracts on a day: ARR, seats, the next renewal, and money of several currencies."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from evals.reference.book import Book, Row, amount, by, day
from evals.reference.value import Unknown, Value, count


def running(book: Book, on: date, account: str) -> list[Row]:
    """Return the contract lines that have started, not ended and not been cancelled by a day."""
    return [
        row
        for row in book.rows("subscriptions", account)
        if by(row["start_date"], on) and not by(row["end_date"], on) and not by(row["cancelled_on"], on)
    ]


def sums(rows: Iterable[Row]) -> dict[str, Decimal]:
    """Add up the ARR of contract lines by currency."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[row["currency"] or "USD"] += amount(row["arr"]) or 0
    return dict(found)


def converted(book: Book, on: date, money: dict[str, Decimal]) -> Decimal:
    """Return sums in the reporting currency, at the latest rates known on a day; Unknown where there is no rate."""
    return sum((part * _rate(book, on, currency) for currency, part in money.items()), Decimal(0))


def _rate(book: Book, on: date, currency: str) -> Decimal:
    if currency == book.reporting:
        return Decimal(1)
    known = [row for row in book.rows("fx") if row["currency"] == currency and by(row["as_of"], on)]
    if not known:
        raise Unknown(f"no rate of {currency} by {on}")
    return Decimal(max(known, key=lambda row: row["as_of"])["rate"])


def total(book: Book, on: date, money: dict[str, Decimal]) -> Value:
    """Tell sums as one value: in their own currency where it is one, else in the reporting currency."""
    paid = {currency: part for currency, part in money.items() if part}
    if len(paid) == 1:
        currency, part = paid.popitem()
        return Value(part, currency)
    return Value(converted(book, on, paid), book.reporting)


def arr(book: Book, on: date, account: str) -> Value:
    """Return an account's ARR; Unknown without a running contract."""
    rows = running(book, on, account)
    if not rows:
        raise Unknown(f"{account} has no contract on {on}")
    return total(book, on, sums(rows))


def reported_arr(book: Book, on: date, account: str) -> Decimal:
    """Return an account's ARR in the reporting currency, nought without a contract."""
    return converted(book, on, sums(running(book, on, account)))


def seats(book: Book, on: date, account: str) -> Value:
    """Return the seats of an account's running lines."""
    known = [int(row["seats"]) for row in running(book, on, account) if row["seats"]]
    if not known:
        raise Unknown(f"{account} has no seats on {on}")
    return count(sum(known), "seats")


def next_renewal_date(book: Book, on: date, account: str) -> Value:
    """Return the first day not covered by the paid line that ends first."""
    ends = [end for row in running(book, on, account) if amount(row["arr"]) and (end := day(row["end_date"]))]
    if not ends:
        raise Unknown(f"{account} has no contract on {on}")
    return Value(min(ends), "date")


def days_to_renewal(book: Book, on: date, account: str) -> Value:
    """Return the days from today to the next renewal."""
    due = next_renewal_date(book, on, account).value
    assert isinstance(due, date)
    return count((due - on).days, "days")


def arr_renewing(book: Book, on: date, within: str) -> Value:
    """Return the ARR of all running lines that end within so many days."""
    last = on + timedelta(int(within))
    rows = [row for one in book.accounts for row in running(book, on, one) if by(row["end_date"], last)]
    return total(book, on, sums(rows))
