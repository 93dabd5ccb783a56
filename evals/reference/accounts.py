"""Many accounts: which fulfil conditions, how many, worth how much, in which order."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from evals.reference.adoption import licence_utilisation, monthly_active_users, usage_change_28d
from evals.reference.book import Book
from evals.reference.health import health_band, health_score
from evals.reference.people import active_contacts, csm_sentiment, days_since_contact
from evals.reference.revenue import days_to_renewal, next_renewal_date, reported_arr, running, seats, sums, total
from evals.reference.satisfaction import nps
from evals.reference.success import milestones_overdue, roi, time_to_first_value_days
from evals.reference.support import open_tickets, open_urgent_tickets
from evals.reference.value import Unknown, Value, count

_MEASURES: dict[str, Callable[[Book, date, str], Value]] = {
    "arr": lambda book, on, one: Value(reported_arr(book, on, one), book.reporting),
    "seats": seats,
    "users": monthly_active_users,
    "utilisation": licence_utilisation,
    "usage_change": usage_change_28d,
    "days_to_renewal": days_to_renewal,
    "renewal": next_renewal_date,
    "days_since_contact": days_since_contact,
    "active_contacts": active_contacts,
    "open_tickets": open_tickets,
    "open_urgent_tickets": open_urgent_tickets,
    "milestones_overdue": milestones_overdue,
    "nps": nps,
    "roi": roi,
    "time_to_value": time_to_first_value_days,
    "health": health_score,
    "band": health_band,
    "sentiment": csm_sentiment,
}
_FIELDS = ("segment", "region", "industry", "stage", "csm_email")


def accounts(book: Book, on: date, **where: str) -> list[str]:
    """Return the customers, accounts with a running contract, that fulfil all conditions.

    `segment=enterprise` and the other columns of the table; `utilisation_under=0.5`, `arr_over=100000`,
    `milestones_overdue_over=0`: a measure strictly under or over a number; `band=red`: a measure that is a word;
    `renewing_within=90` days, both ends counted; `renewing_from` and `renewing_until` a day, both counted.
    An account whose measure cannot be told is left out.
    """
    return [
        one
        for one in book.accounts
        if running(book, on, one) and all(_holds(book, on, one, name, value) for name, value in where.items())
    ]


def _holds(book: Book, on: date, account: str, name: str, wanted: str) -> bool:
    if name in _FIELDS:
        return book.account(account)[name] == wanted
    try:
        if name.startswith("renewing_"):
            return _renews(next_renewal_date(book, on, account).value, on, name, wanted)
        measure, _, side = name.rpartition("_")
        if side not in ("under", "over"):
            return _MEASURES[name](book, on, account).value == wanted
        found = _MEASURES[measure](book, on, account).value
    except Unknown:
        return False
    assert isinstance(found, Decimal)
    return found < Decimal(wanted) if side == "under" else found > Decimal(wanted)


def _renews(due: object, on: date, name: str, wanted: str) -> bool:
    assert isinstance(due, date)
    if name == "renewing_within":
        return on <= due <= on + timedelta(int(wanted))
    bound = date.fromisoformat(wanted)
    return due >= bound if name == "renewing_from" else due <= bound


def count_accounts(book: Book, on: date, **where: str) -> Value:
    """Return how many customers fulfil the conditions."""
    return count(len(accounts(book, on, **where)), "accounts")


def total_arr(book: Book, on: date, **where: str) -> Value:
    """Return the ARR of the customers that fulfil the conditions."""
    return total(book, on, sums(row for one in accounts(book, on, **where) for row in running(book, on, one)))


def total_seats(book: Book, on: date, **where: str) -> Value:
    """Return the seats of the customers that fulfil the conditions."""
    rows = [row for one in accounts(book, on, **where) for row in running(book, on, one)]
    return count(sum(int(row["seats"]) for row in rows if row["seats"]), "seats")


def ranked(book: Book, on: date, by: str, top: str = "", lowest: str = "", **where: str) -> list[str]:
    """Return the customers that fulfil the conditions, highest first, or lowest first with `lowest=yes`.

    ValueError where the cut after `top` would fall between equals: no such order is right or wrong.
    """
    measured = []
    for one in accounts(book, on, **where):
        try:
            measured.append((_MEASURES[by](book, on, one).value, one))
        except Unknown:
            continue
    measured.sort(key=lambda pair: pair[0], reverse=not lowest)
    cut = int(top or len(measured))
    if cut < len(measured) and measured[cut - 1][0] == measured[cut][0]:
        raise ValueError(f"{measured[cut - 1][1]} and {measured[cut][1]} are equal in {by}")
    return [one for _, one in measured[:cut]]
