"""The words of a book as they may stand in a document: on one line, without markup, handles or orders to a model."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from copilot.grounding.handles import plain_text
from copilot.orders import WITHHELD, orders_a_model
from copilot.records import Record
from copilot.snapshot import Snapshot

_MARKS = re.compile(r"(?:\*+|~~+|`+|(?<!\w)_+|_+(?!\w)|\{[FP]?\d*\}|\[[FP]\d+\]|^\s*(?:#+|>+)\s)")
_FREE = (
    *("name", "title", "author", "product_area", "subject", "objective", "metric", "unit", "source", "reason"),
    *("comment", "text", "product"),
)
_QUOTES = re.compile(r"[\"“”„«»]")
R = TypeVar("R", bound=Record)


@lru_cache(maxsize=4096)
def cleaned(text: str) -> str:
    """Return a text as it may stand in a document."""
    if orders_a_model(text):
        return WITHHELD
    return " ".join(_MARKS.sub("", plain_text(text)).split())


def cleaned_snapshot(snapshot: Snapshot) -> Snapshot:
    """Return what is read of an account with the free words of its rows cleaned."""
    return replace(
        snapshot,
        subscriptions=cleaned_rows(snapshot.subscriptions),
        contacts=cleaned_rows(snapshot.contacts),
        tickets=cleaned_rows(snapshot.tickets),
        surveys=cleaned_rows(snapshot.surveys),
        milestones=cleaned_rows(snapshot.milestones),
        outcomes=cleaned_rows(snapshot.outcomes),
        sentiments=cleaned_rows(snapshot.sentiments),
    )


def cleaned_rows(records: Sequence[R]) -> list[R]:
    """Return rows with their free words cleaned."""
    return [_row(one) for one in records]


def _row(record: R) -> R:
    """Clean the words of a row; most rows have nothing to clean, and stay what they are."""
    changed = {}
    for name in _FREE:
        text = getattr(record, name, None)
        if not isinstance(text, str):
            continue
        # Marks in a title would make a quotation of it.
        clean = cleaned(_QUOTES.sub("", text) if name == "title" else text)
        if clean != text:
            changed[name] = clean
    return record.model_copy(update=changed) if changed else record
