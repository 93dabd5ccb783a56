"""Who is at an account, and when somebody was last spoken to."""

from datetime import date

from evals.reference.book import Book, Row, by, day
from evals.reference.value import Unknown, Value, count


def active(book: Book, on: date, account: str) -> list[Row]:
    """Return the contacts who have not left by a day and are not marked as gone."""
    return [
        row
        for row in book.rows("contacts", account)
        if not by(row["left_on"], on) and (row["active"] != "false" or row["left_on"])
    ]


def active_contacts(book: Book, on: date, account: str) -> Value:
    """Return how many contacts are active."""
    return count(len(active(book, on, account)))


def last_contact_date(book: Book, on: date, account: str) -> Value:
    """Return the later of the latest note that is not internal and anybody's last contact."""
    noted = [talk.day for talk in book.talks.get(account, [])]
    spoken = [day(row["last_contacted"]) for row in book.rows("contacts", account)]
    known = [found for found in [*spoken, *noted] if found is not None and found <= on]
    if not known:
        raise Unknown(f"nobody at {account} was spoken to by {on}")
    return Value(max(known), "date")


def days_since_contact(book: Book, on: date, account: str) -> Value:
    """Return the days since anybody was spoken to."""
    last = last_contact_date(book, on, account).value
    assert isinstance(last, date)
    return count((on - last).days, "days")


def spoken(book: Book, on: date, contact: Row) -> date | None:
    """Return when a person was last spoken to by a day: what the table says, or a talk that they took part in.

    The table knows the last time only; of an earlier day the notes tell.
    """
    noted = [talk.day for talk in book.talks.get(contact["account_id"], []) if contact["name"] in talk.participants]
    known = [found for found in [day(contact["last_contacted"]), *noted] if found is not None and found <= on]
    return max(known, default=None)


def last_spoken_to(book: Book, on: date, contact: str) -> Value:
    """Return when a person was last spoken to."""
    found = spoken(book, on, next(row for row in book.rows("contacts") if row["contact_id"] == contact))
    if found is None:
        raise Unknown(f"{contact} was not spoken to by {on}")
    return Value(found, "date")


def csm_sentiment(book: Book, on: date, account: str) -> Value:
    """Return the CSM's latest rating, however old."""
    return Value(rating(book, on, account)["rating"])


def rating(book: Book, on: date, account: str) -> Row:
    """Return the row of the CSM's latest rating."""
    given = [row for row in book.rows("sentiment", account) if by(row["date"], on)]
    if not given:
        raise Unknown(f"{account} has no rating by {on}")
    return max(given, key=lambda row: row["date"])
