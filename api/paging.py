"""Pages by cursor over a list that is computed anew for each page."""

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from copilot.errors import InvalidInput

T = TypeVar("T")


def page_of(rows: Sequence[T], key: Callable[[T], str], cursor: str | None, limit: int) -> tuple[list[T], str | None]:
    """Return the rows behind the cursor's one, and the next cursor or None; a row that is gone is InvalidInput."""
    first = 0
    if cursor is not None:
        first = next((at for at, row in enumerate(rows, start=1) if _mark(key(row)) == cursor), 0)
        if not first:
            raise InvalidInput("The list has changed, and the cursor points nowhere.", "Begin without a cursor.")
    page = list(rows[first : first + limit])
    more = first + limit < len(rows)
    return page, _mark(key(page[-1])) if more else None


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:20]
