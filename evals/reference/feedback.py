"""Who said a thing: the accounts behind rows of feedback that somebody named by hand, and what they pay."""

from datetime import date, timedelta

from evals.reference.book import Book, by
from evals.reference.revenue import converted, running, sums
from evals.reference.value import Value, count


def accounts_heard(book: Book, on: date, *rows: str) -> Value:
    """Return how many accounts the rows come from."""
    return count(len(_accounts(book, on, rows)))


def arr_heard(book: Book, on: date, *rows: str) -> Value:
    """Return the ARR of the accounts that the rows come from, always in the reporting currency."""
    paid = sums(row for one in _accounts(book, on, rows) for row in running(book, on, one))
    return Value(converted(book, on, paid), book.reporting)


def arr_heard_renewing(book: Book, on: date, within: str, *rows: str) -> Value:
    """Return the ARR of those accounts whose lines end within so many days."""
    last = on + timedelta(int(within))
    lines = (row for one in _accounts(book, on, rows) for row in running(book, on, one))
    return Value(converted(book, on, sums(row for row in lines if by(row["end_date"], last))), book.reporting)


def _accounts(book: Book, on: date, rows: tuple[str, ...]) -> set[str]:
    """Return the accounts of the rows; KeyError for a row that the book does not have by that day."""
    known = {row["feedback_id"]: row["account_id"] for row in book.rows("feedback") if by(row["date"], on)}
    return {known[row] for row in rows}
