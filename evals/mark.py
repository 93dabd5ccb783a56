"""What a scorer says of an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A value from 0 to 1 with the reason in words; None where it could not be judged, which no average counts."""

    value: float | None
    why: str
