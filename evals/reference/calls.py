"""The reference by name, so that `arr(A-1001)` in a case's `source` can be computed again."""

import re
from collections.abc import Callable
from datetime import date

from evals.reference import (
    accounts,
    adoption,
    feedback,
    health,
    people,
    retention,
    revenue,
    satisfaction,
    success,
    support,
)
from evals.reference.book import Book
from evals.reference.value import Value

VALUES: dict[str, Callable[..., Value]] = {
    function.__name__: function
    for function in (
        revenue.arr, revenue.seats, revenue.next_renewal_date, revenue.days_to_renewal, revenue.arr_renewing,
        retention.starting_arr, retention.grr, retention.nrr, retention.churned_arr, retention.contraction_arr,
        retention.expansion_arr, retention.churned_logos, retention.logo_churn_rate, retention.gross_renewal_rate,
        retention.net_renewal_rate,
        adoption.monthly_active_users, adoption.licence_utilisation, adoption.usage_change_28d, adoption.stickiness,
        adoption.feature_breadth, adoption.pooled_utilisation,
        satisfaction.nps, satisfaction.csat, satisfaction.ces, satisfaction.latest_nps,
        support.open_tickets, support.open_urgent_tickets, support.oldest_open_ticket_days,
        support.median_first_response_minutes, support.median_resolution_hours,
        success.milestones_overdue, success.value, success.value_realised, success.roi,
        success.time_to_first_value_days, success.time_to_value_median_days,
        people.active_contacts, people.last_contact_date, people.days_since_contact, people.last_spoken_to,
        people.csm_sentiment,
        health.health_score, health.health_band,
        accounts.count_accounts, accounts.total_arr, accounts.total_seats,
        feedback.accounts_heard, feedback.arr_heard, feedback.arr_heard_renewing,
    )
}  # fmt: skip
"""What a figure's `source` can call."""

LISTS: dict[str, Callable[..., list[str]]] = {
    "accounts": accounts.accounts,
    "ranked": accounts.ranked,
    "movers": retention.movers,
}
"""What a case's `names_source` can call; they return ids of accounts."""

_CALL = re.compile(r"(\w+)\((.*)\)")


def value_of(source: str, book: Book, on: date) -> Value:
    """Return what a figure's source computes on a day, at the precision at which it is compared."""
    name, places, named = _parsed(source)
    return VALUES[name](book, on, *places, **named).rounded()


def names_of(source: str, book: Book, on: date) -> list[str]:
    """Return the names of the accounts that a source lists on a day."""
    name, places, named = _parsed(source)
    return [book.account(one)["name"] for one in LISTS[name](book, on, *places, **named)]


def _parsed(source: str) -> tuple[str, list[str], dict[str, str]]:
    """Return the parts of `name(value, key=value)`; ValueError where it is none."""
    found = _CALL.fullmatch(source.strip())
    if found is None:
        raise ValueError(f"{source!r} is no call such as arr(A-1001)")
    given = [part.strip() for part in found[2].split(",") if part.strip()]
    named = dict(part.split("=", 1) for part in given if "=" in part)
    return found[1], [part for part in given if "=" not in part], named
