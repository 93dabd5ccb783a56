"""Items and stakes built by hand, and drawn at random."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from hypothesis import strategies as st

from copilot.feedback.period import Period
from copilot.feedback.stakes import Stakes, stakes_of
from copilot.feedback.weight import TONES
from copilot.feedback_item import Item
from copilot.money import Exchange
from copilot.snapshot import Snapshot
from tests.metrics.books import APART, drawn_books
from tests.metrics.snapshots import D, day

QUARTER = Period(day(-89), D)
_NUMBERS = count(1)


def said(account: str, days_ago: int = 10, text: str = "Export fails.", **more: Any) -> Item:
    """Return an item of a feedback row of its own."""
    number = more.pop("item_id", None) or f"F-{next(_NUMBERS)}"
    known: dict[str, Any] = {
        "origin": "feedback",
        "source_id": number,
        "tone": "problem",
        "start": 0,
        "end": len(text),
    } | more
    return Item(item_id=number, account_id=account, date=day(-days_ago), text=text, **known)


def stakes(*book: Snapshot, exchange: Exchange = APART, as_of: date = D) -> Stakes:
    """Return what accounts have at stake."""
    return stakes_of(book, as_of, exchange)


def drawn_items(accounts: int = 6, days: int = 200) -> st.SearchStrategy[list[Item]]:
    """Draw items of the accounts of drawn books; a few of them come twice, a few of an account in no book."""
    drawn = st.builds(
        lambda number, account, days_ago, author, tone, also: said(
            f"firm{account}", days_ago, item_id=f"F-{number}", author=author, tone=tone, also=also
        ),
        st.integers(1, 40),
        st.integers(0, accounts),
        st.integers(0, days),
        st.sampled_from([None, "", "Ann", "ann ", "Bo"]),
        st.sampled_from(TONES),
        st.sampled_from([(), ("x",), ("x", "y")]),
    )
    return st.lists(drawn, max_size=30).map(_one_an_id)


def drawn_stakes(currencies: Sequence[str] = ("USD",), exchange: Exchange = APART) -> st.SearchStrategy[Stakes]:
    """Draw what the accounts of a book have at stake."""
    return drawn_books(currencies, exchange).map(lambda book: stakes(*book, exchange=exchange))


def _one_an_id(items: list[Item]) -> list[Item]:
    return list({item.item_id: item for item in items}.values())
