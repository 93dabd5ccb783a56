"""What became of the ARR of a period's first day: retention, churn, expansion, and the renewal rates."""

from datetime import date, timedelta
from decimal import Decimal

from evals.reference.book import Book, by, day, year_before
from evals.reference.revenue import converted, reported_arr, running, sums
from evals.reference.value import Value, count, share

Pairs = dict[str, tuple[Decimal, Decimal]]


def cohort(book: Book, on: date, start: str = "", **where: str) -> Pairs:
    """Return the ARR of the first and the last day of each account that had ARR on the first.

    Both in the reporting currency at the same rates, those known on the last day, so that no rate moves the result.
    The period is the 12 months to a day; `segment=…`, `region=…` and `csm_email=…` pick accounts.
    """
    first = date.fromisoformat(start) if start else year_before(on)
    picked = [one for one in book.accounts if all(book.account(one)[name] == value for name, value in where.items())]
    before = {one: converted(book, on, sums(running(book, first, one))) for one in picked}
    return {one: (arr, reported_arr(book, on, one)) for one, arr in before.items() if arr > 0}


def _money(book: Book, amount: Decimal) -> Value:
    return Value(amount, book.reporting)


def starting_arr(book: Book, on: date, start: str = "", **where: str) -> Value:
    """Return the ARR of the period's first day."""
    return _money(book, sum((a for a, _ in cohort(book, on, start, **where).values()), Decimal(0)))


def grr(book: Book, on: date, start: str = "", **where: str) -> Value:
    """Return gross revenue retention: what stayed of each account's ARR, at most all of it."""
    pairs = cohort(book, on, start, **where).values()
    return share(sum((min(a, b) for a, b in pairs), Decimal(0)), sum((a for a, _ in pairs), Decimal(0)))


def nrr(book: Book, on: date, start: str = "", **where: str) -> Value:
    """Return net revenue retention: the cohort's ARR of the last day by that of the first."""
    pairs = cohort(book, on, start, **where).values()
    return share(sum((b for _, b in pairs), Decimal(0)), sum((a for a, _ in pairs), Decimal(0)))


def churned_arr(book: Book, on: date, start: str = "", **where: str) -> Value:
    """Return the ARR of the accounts that have none left."""
    return _money(book, sum((a for a, b in cohort(book, on, start, **where).values() if not b), Decimal(0)))


def contraction_arr(book: Book, on: date, start: str = "", **where: str) -> Value:
    """Return what the accounts with less lost."""
    return _money(book, sum((a - b for a, b in cohort(book, on, start, **where).values() if 0 < b < a), Decimal(0)))


def expansion_arr(book: Book, on: date, start: str = "", **where: str) -> Value:
    """Return what the accounts with more gained."""
    return _money(book, sum((b - a for a, b in cohort(book, on, start, **where).values() if b > a), Decimal(0)))


def churned_logos(book: Book, on: date, start: str = "", **where: str) -> Value:
    """Return how many accounts have no ARR left."""
    return count(sum(not b for _, b in cohort(book, on, start, **where).values()), "accounts")


def logo_churn_rate(book: Book, on: date, start: str = "", **where: str) -> Value:
    """Return the share of accounts that have no ARR left."""
    pairs = cohort(book, on, start, **where).values()
    return share(sum(not b for _, b in pairs), len(pairs))


def movers(book: Book, on: date, kind: str, start: str = "", **where: str) -> list[str]:
    """Return the accounts that churned, contracted or expanded, the largest change first."""
    pairs = {one: pair for one, pair in cohort(book, on, start, **where).items() if _kind(*pair) == kind}
    return sorted(pairs, key=lambda one: -abs(pairs[one][0] - pairs[one][1]))


def _kind(before: Decimal, after: Decimal) -> str:
    if not after:
        return "churned"
    return "contraction" if after < before else "expansion" if after > before else "unchanged"


def gross_renewal_rate(book: Book, on: date, **where: str) -> Value:
    """Return the share of the ARR that ended in 12 months which was renewed, capped per account."""
    ended, renewed = _renewals(book, on, **where)
    return share(sum((min(a, renewed[one]) for one, a in ended.items()), Decimal(0)), sum(ended.values(), Decimal(0)))


def net_renewal_rate(book: Book, on: date, **where: str) -> Value:
    """Return the ARR 30 days after each end by that which ended in 12 months."""
    ended, renewed = _renewals(book, on, **where)
    return share(sum(renewed.values(), Decimal(0)), sum(ended.values(), Decimal(0)))


def _renewals(book: Book, on: date, **where: str) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Return per account the ARR that ended, and that of the same product 30 days later; what is younger waits."""
    first, last = year_before(on), on - timedelta(30)
    ended: dict[str, Decimal] = {}
    renewed: dict[str, Decimal] = {}
    for one in book.accounts:
        if any(book.account(one)[name] != value for name, value in where.items()):
            continue
        for row in book.rows("subscriptions", one):
            end = day(row["end_date"])
            if end is None or not first < end <= last or by(row["cancelled_on"], end):
                continue
            later = [new for new in running(book, end + timedelta(30), one) if new["product"] == row["product"]]
            ended[one] = ended.get(one, Decimal(0)) + converted(book, on, sums([row]))
            renewed[one] = renewed.get(one, Decimal(0)) + converted(book, on, sums(later))
    return ended, renewed
