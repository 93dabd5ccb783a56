"""A small book of feedback in which three subjects are spoken of, and a board over it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import count

from copilot.feedback.board import Board
from copilot.feedback.gathering import gather
from copilot.feedback.syncing import ThemeSync
from copilot.records import Account, Feedback, Record, Subscription
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from copilot.store.feedback import FeedbackStore
from copilot.store.themes import ThemeStore
from tests.index.fakes import WordEmbedder
from tests.rows import put

D = date(2026, 11, 21)
SUBJECTS = {
    "SSO": "single sign on login fails for contractors {}",
    "export": "please add export of the dashboard as spreadsheet {}",
    "seats": "seats are too dear and we pay for idle seats {}",
}
_WORDS = ("today", "again", "monday", "here", "now", "still", "always", "since", "twice", "daily")
_CHANGES = count(1)
ACCOUNTS = ("A1", "A2", "A3", "A4")


def accounts(*ids: str) -> list[Record]:
    """Return accounts, enterprise and small ones in turn, each with a contract of 100,000."""
    every: list[Record] = []
    for place, one in enumerate(ids):
        every.append(Account(account_id=one, name=f"Firm {one}", segment=("enterprise", "smb")[place % 2]))
        every.append(
            Subscription(
                subscription_id=f"S-{one}", account_id=one, product="Platform", seats=10, arr=100_000, currency="USD",
                start_date=D - timedelta(days=200), end_date=D + timedelta(days=60 + 100 * place),
            )
        )  # fmt: skip
    return every


def said(
    subject: str, number: int, accounts: Sequence[str] = ACCOUNTS, first: int = 1, days_ago: int = 10
) -> list[Record]:
    """Return so many rows on a subject, of the accounts in turn."""
    return [
        Feedback(
            feedback_id=f"F-{subject}-{first + at}",
            account_id=accounts[at % len(accounts)],
            date=D - timedelta(days=days_ago + at),
            text=SUBJECTS[subject].format(_WORDS[at % len(_WORDS)] + _WORDS[(first + at) % len(_WORDS)]),
            author=f"Person {at}",
        )
        for at in range(number)
    ]


def odd() -> list[Record]:
    """Return rows of which each is about something else."""
    texts = ("zebra crossing quartz", "violet umbrella tango", "granite lullaby ferns")
    return [Feedback(feedback_id=f"F-odd-{at}", account_id="A1", date=D, text=text) for at, text in enumerate(texts)]


@contextmanager
def board_over(database: Database, *records: Record) -> Iterator[Board]:
    """Open a board over a database with these records; whatever is put there later is seen by the next refresh."""
    put(database, *accounts(*ACCOUNTS), *records)
    with board_of(database, WordEmbedder()) as board:
        yield board


@contextmanager
def board_of(database: Database, embedder: WordEmbedder) -> Iterator[Board]:
    """Open a board with an embedding model; each refresh looks at the book."""
    store, feedback = ThemeStore(database), FeedbackStore(database)
    sync = ThemeSync(store, embedder, partial(gather, feedback))
    yield Board(AccountStore(database, "USD"), store, sync, lambda: f"{next(_CHANGES)}")
