"""Milestones, outcomes and what they are worth."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from evals.reference.book import Book, Row, amount, by, day, year_before
from evals.reference.revenue import arr, total
from evals.reference.value import Unknown, Value, count, share

_INPUTS = ("baseline", "current", "target", "volume_per_year", "value_per_unit")


def overdue(book: Book, on: date, account: str, by_days: str = "1") -> list[Row]:
    """Return the milestones that were due at least so many days before and are not completed."""
    return [
        row
        for row in book.rows("milestones", account)
        if (due := day(row["due_date"])) and (on - due).days >= int(by_days) and not by(row["completed_date"], on)
    ]


def milestones_overdue(book: Book, on: date, account: str, by_days: str = "1") -> Value:
    """Return how many milestones are overdue."""
    return count(len(overdue(book, on, account, by_days)))


def milestones_reached(book: Book, on: date, account: str) -> Value:
    """Return the milestones completed by a day, of those due by it."""
    due = [row for row in book.rows("milestones", account) if by(row["due_date"], on)]
    return share(sum(by(row["completed_date"], on) for row in due), len(due))


def outcomes(book: Book, on: date, account: str) -> list[Row]:
    """Return the outcomes known on a day."""
    return [row for row in book.rows("outcomes", account) if not row["as_of"] or by(row["as_of"], on)]


def value_of(row: Row) -> Decimal | None:
    """Return the yearly worth of an outcome, in the direction of its target; None where an input is missing."""
    baseline, current, target, volume, worth = (amount(row[name]) for name in _INPUTS)
    if baseline is None or current is None or target is None or volume is None or worth is None:
        return None
    return (current - baseline) * (1 if target >= baseline else -1) * volume * worth


def value(book: Book, on: date, outcome: str) -> Value:
    """Return the yearly worth of one outcome; Unknown where an input is missing."""
    row = next(row for row in book.rows("outcomes") if row["outcome_id"] == outcome)
    worth = value_of(row)
    if worth is None or not by(row["as_of"], on):
        raise Unknown(f"{outcome} is not yet measurable on {on}")
    return Value(worth, row["currency"])


def value_realised(book: Book, on: date, account: str) -> Value:
    """Return the yearly worth of an account's measurable outcomes."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in outcomes(book, on, account):
        worth = value_of(row)
        if worth is not None:
            sums[row["currency"]] += worth
    if not sums:
        raise Unknown(f"no outcome of {account} is measurable on {on}")
    return total(book, on, dict(sums))


def roi(book: Book, on: date, account: str) -> Value:
    """Return the value a year by the ARR, both in the same currency."""
    worth, paid = value_realised(book, on, account), arr(book, on, account)
    if worth.unit != paid.unit:
        raise Unknown(f"{account}: value in {worth.unit}, ARR in {paid.unit}")
    assert isinstance(worth.value, Decimal)
    assert isinstance(paid.value, Decimal)
    return Value(worth.value / paid.value, "times")


def attainment(book: Book, on: date, account: str) -> Decimal:
    """Return how far the outcomes got to their targets, 0 to 1, as a mean; Unknown without one that tells."""
    found = []
    for row in outcomes(book, on, account):
        baseline, current, target = (amount(row[name]) for name in _INPUTS[:3])
        if baseline is not None and current is not None and target is not None and target != baseline:
            found.append(min(Decimal(1), max(Decimal(0), (current - baseline) / (target - baseline))))
    if not found:
        raise Unknown(f"{account} has no outcome with a baseline, a current value and a target")
    return sum(found, Decimal(0)) / len(found)


def time_to_first_value_days(book: Book, on: date, account: str) -> Value:
    """Return the days from becoming a customer to the first milestone of first value."""
    days = _first_value(book, on, account)
    if days is None:
        raise Unknown(f"{account} has no first value by {on}")
    return count(days, "days")


def time_to_value_median_days(book: Book, on: date) -> Value:
    """Return the Kaplan-Meier median of the accounts started in 12 months; who still waits is counted as open."""
    started = [one for one in book.accounts if _since(book, one) <= on and _since(book, one) > year_before(on)]
    waits = [(_first_value(book, on, one), (on - _since(book, one)).days) for one in started]
    left = Decimal(1)
    for wait in sorted({days for days, _ in waits if days is not None}):
        at_risk = sum((open_ if days is None else days) >= wait for days, open_ in waits)
        left *= 1 - Decimal(sum(days == wait for days, _ in waits)) / at_risk
        if left <= Decimal("0.5"):
            return count(wait, "days")
    raise Unknown("fewer than half of the accounts have reached their first value")


def _since(book: Book, account: str) -> date:
    return day(book.account(account)["customer_since"]) or date.max


def _first_value(book: Book, on: date, account: str) -> int | None:
    done = [
        found
        for row in book.rows("milestones", account)
        if row["kind"] == "first_value" and by(row["completed_date"], on) and (found := day(row["completed_date"]))
    ]
    return (min(done) - _since(book, account)).days if done else None
