"""How much an account uses what it pays for."""

from datetime import date, timedelta
from decimal import Decimal

from evals.reference.book import Book, Row, by, day
from evals.reference.revenue import seats
from evals.reference.value import Unknown, Value, count, share

_OLDEST = 60
_WINDOW = 28


def _reading(book: Book, on: date, account: str) -> Row:
    """Return the latest row of usage, which is at most 60 days old."""
    known = [row for row in book.rows("usage", account) if by(row["date"], on) and row["monthly_active_users"]]
    latest = max(known, key=lambda row: row["date"], default=None)
    if latest is None or (on - (day(latest["date"]) or date.min)).days > _OLDEST:
        raise Unknown(f"{account} has no usage for {_OLDEST} days on {on}")
    return latest


def monthly_active_users(book: Book, on: date, account: str) -> Value:
    """Return the monthly active users of the latest reading."""
    return count(int(_reading(book, on, account)["monthly_active_users"]), "users")


def licence_utilisation(book: Book, on: date, account: str) -> Value:
    """Return monthly active users by seats."""
    return share(_number(monthly_active_users(book, on, account)), _number(seats(book, on, account)))


def usage_change_28d(book: Book, on: date, account: str) -> Value:
    """Return monthly active users now by those 28 days before, less 1."""
    before = monthly_active_users(book, on - timedelta(_WINDOW), account)
    return Value(_number(share(_number(monthly_active_users(book, on, account)), _number(before))) - 1, "ratio")


def stickiness(book: Book, on: date, account: str) -> Value:
    """Return the mean of daily active users over 28 days by monthly active users."""
    users = _number(monthly_active_users(book, on, account))
    daily = [
        Decimal(row["daily_active_users"])
        for row in book.rows("usage", account)
        if row["daily_active_users"] and _in_window(row, on)
    ]
    return share(sum(daily, Decimal(0)), users * len(daily))


def feature_breadth(book: Book, on: date, account: str) -> Value:
    """Return the features with an active user in 28 days by those that the book knew by then."""
    _reading(book, on, account)
    known = {row["feature"] for row in book.rows("features") if by(row["date"], on)}
    used = {
        row["feature"]
        for row in book.rows("features", account)
        if _in_window(row, on) and int(row["active_users"] or 0) > 0
    }
    return share(len(used), len(known))


def pooled_utilisation(book: Book, on: date) -> Value:
    """Return the monthly active users of all accounts that have usage and seats by those seats."""
    users = places = Decimal(0)
    for one in book.accounts:
        try:
            used, paid = monthly_active_users(book, on, one), seats(book, on, one)
        except Unknown:
            continue
        users, places = users + _number(used), places + _number(paid)
    return share(users, places)


def _in_window(row: Row, on: date) -> bool:
    return by(row["date"], on) and not by(row["date"], on - timedelta(_WINDOW))


def _number(value: Value) -> Decimal:
    assert isinstance(value.value, Decimal)
    return value.value
