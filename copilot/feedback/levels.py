"""What items have in common, whatever they are about, and beside it what those of one language have.

An embedding model that learned English puts German texts near each other, whatever they are about. Without taking
that out, a language is a theme; with it, an item that the model cannot read stays unthemed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copilot.feedback.clusters import middle_of
from copilot.index.embeddings import Vector, Vectors
from copilot.language import NAMES, Language

_LANGUAGES = tuple(NAMES)
_FEWEST = 10
"""Items that tell what a language has in common; of what few tell, `middle_of` takes only a part."""
_SHARE = 0.02
"""The part of all items that they are at least: a rarer language is as often a misread one."""


@dataclass(frozen=True)
class Levels:
    """The middle of all items, and a row for each language: where it has none yet, not a number."""

    middle: Vector
    by_language: Vectors

    @classmethod
    def stored(cls, middle: bytes) -> "Levels | None":
        """Read what `stored_as` wrote; None where nothing was known yet."""
        if not middle:
            return None
        rows = np.frombuffer(middle, dtype=np.float32).reshape(1 + len(_LANGUAGES), -1)
        return cls(rows[0], rows[1:])

    def stored_as(self) -> bytes:
        """Write it in one piece."""
        return np.concatenate([self.middle[None], self.by_language]).astype(np.float32).tobytes()

    def levelled(self, vectors: Vectors, languages: Sequence[Language | None]) -> Vectors:
        """Return the vectors, those of each language moved so that its middle is that of all.

        An item whose language is not known, or has no middle, is taken for one of the language that it is nearest to.
        """
        known = np.flatnonzero(~np.isnan(self.by_language[:, 0]))
        if not len(known):
            return vectors
        rows = _rows(languages)
        others = ~np.isin(rows, known)
        lengths = np.linalg.norm(self.by_language[known], axis=1)
        near = vectors[others] @ self.by_language[known].T / np.maximum(lengths, 1e-9)
        rows[others] = known[near.argmax(axis=1)]
        return np.asarray(vectors - (self.by_language - self.middle)[rows], dtype=np.float32)


def levels_of(
    vectors: Vectors, languages: Sequence[Language | None], total: int, before: Levels | None = None
) -> Levels:
    """Return the levels that items tell, out of so many in `total`; what was known before stays as it was.

    The language that most items are in is at the level of all.
    """
    count = Counter(one for one in languages if one is not None)
    fewest = max(_FEWEST, _SHARE * total)
    often = {one for one, number in count.items() if number >= fewest}
    rows = _rows(languages)
    if before is None:
        main = max(count, key=lambda one: count[one], default=None)
        apart = np.isin(rows, [_LANGUAGES.index(one) for one in often - {main}])
        middle = middle_of(vectors[~apart])
        by_language = np.full((len(_LANGUAGES), vectors.shape[1]), np.nan, dtype=np.float32)
        if main is not None:
            by_language[_LANGUAGES.index(main)] = middle
        before = Levels(middle, by_language)
    told = before.by_language.copy()
    for at in (_LANGUAGES.index(one) for one in often):
        if np.isnan(told[at, 0]):
            told[at] = middle_of(vectors[rows == at])
    return Levels(before.middle, told)


def _rows(languages: Sequence[Language | None]) -> npt.NDArray[np.int64]:
    """Return the row of each language, or -1."""
    return np.array([-1 if one is None else _LANGUAGES.index(one) for one in languages], dtype=np.int64)
