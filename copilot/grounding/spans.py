"""Places in a text."""

from collections.abc import Iterable

Span = tuple[int, int]
"""Where something begins in a text, and where it has ended."""


def overlaps(span: Span, taken: Iterable[Span]) -> bool:
    """Tell whether a place has letters in common with one that is taken."""
    return any(span[0] < end and start < span[1] for start, end in taken)
