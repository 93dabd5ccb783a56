"""How far a long piece of work has come."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` units of a stage; the unit is whatever the stage counts (bytes, rows, passages)."""

    stage: str
    done: int
    total: int


Report = Callable[[Progress], None]


def quiet(progress: Progress) -> None:
    """Report nothing."""
