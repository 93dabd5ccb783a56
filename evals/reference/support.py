"""Tickets on a day: how many are open, how old, how fast they were answered."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from evals.reference.book import Book, Row, by, day
from evals.reference.value import Unknown, Value, count, median


def tickets(book: Book, on: date, account: str = "", priority: str = "") -> list[Row]:
    """Return the tickets open on a day, of one account or of all."""
    return [
        row
        for row in book.rows("tickets", account or None)
        if by(row["opened_at"], on) and not by(row["closed_at"], on) and priority in ("", row["priority"])
    ]


def open_tickets(book: Book, on: date, account: str = "", priority: str = "") -> Value:
    """Return how many tickets are open."""
    return count(len(tickets(book, on, account, priority)))


def open_urgent_tickets(book: Book, on: date, account: str = "") -> Value:
    """Return how many urgent tickets are open."""
    return open_tickets(book, on, account, "urgent")


def oldest_open_ticket_days(book: Book, on: date, account: str = "") -> Value:
    """Return the age of the ticket that has been open longest."""
    opened = [found for row in tickets(book, on, account) if (found := day(row["opened_at"]))]
    if not opened:
        raise Unknown(f"no open ticket on {on}")
    return count((on - min(opened)).days, "days")


def median_first_response_minutes(book: Book, on: date, account: str = "") -> Value:
    """Return the median time to first response of the tickets opened in 90 days."""
    recent = [
        row
        for row in book.rows("tickets", account or None)
        if by(row["opened_at"], on) and not by(row["opened_at"], on - timedelta(90))
    ]
    return Value(median([Decimal(row["first_response_minutes"]) for row in recent]), "minutes")


def median_resolution_hours(book: Book, on: date, account: str = "") -> Value:
    """Return the median hours from opening to closing of the tickets closed in 90 days."""
    hours = [
        Decimal((datetime.fromisoformat(row["closed_at"]) - datetime.fromisoformat(row["opened_at"])).total_seconds())
        / 3600
        for row in book.rows("tickets", account or None)
        if by(row["closed_at"], on) and not by(row["closed_at"], on - timedelta(90))
    ]
    return Value(median(hours), "hours")
