"""What surveys say: NPS, CSAT and CES of an account, or of all together."""

from datetime import date, timedelta
from decimal import Decimal

from evals.reference.book import Book, Row, by, year_before
from evals.reference.value import Unknown, Value, share


def _answers(book: Book, on: date, account: str, kind: str, after: date) -> list[Row]:
    found = [
        row
        for row in book.rows("surveys", account or None)
        if row["kind"] == kind and by(row["date"], on) and not by(row["date"], after)
    ]
    if not found:
        raise Unknown(f"no {kind} answer of {account or 'anybody'} on {on}")
    return sorted(found, key=lambda row: row["date"])


def nps(book: Book, on: date, account: str = "") -> Value:
    """Return % of 9 and 10 less % of 0 to 6, of the latest answer of each contact in 12 months."""
    latest = {
        (row["account_id"], row["contact_id"] or row["survey_id"]): int(row["score"])
        for row in _answers(book, on, account, "nps", year_before(on))
    }
    scores = list(latest.values())
    return Value(100 * Decimal(sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores), "points")


def csat(book: Book, on: date, account: str = "") -> Value:
    """Return the share of 4 and 5 among the answers of 90 days."""
    scores = [int(row["score"]) for row in _answers(book, on, account, "csat", on - timedelta(90))]
    return share(sum(score >= 4 for score in scores), len(scores))


def ces(book: Book, on: date, account: str = "") -> Value:
    """Return the mean of the answers of 90 days."""
    scores = [int(row["score"]) for row in _answers(book, on, account, "ces", on - timedelta(90))]
    return Value(Decimal(sum(scores)) / len(scores))


def latest_nps(book: Book, on: date, contact: str) -> Value:
    """Return the last score that a person gave."""
    account = next(row["account_id"] for row in book.rows("contacts") if row["contact_id"] == contact)
    given = [row for row in book.rows("surveys", account) if (row["contact_id"], row["kind"]) == (contact, "nps")]
    known = [row for row in given if by(row["date"], on)]
    if not known:
        raise Unknown(f"{contact} gave no NPS by {on}")
    return Value(Decimal(max(known, key=lambda row: row["date"])["score"]))
