"""Evidence that a sentence without citations may stand on: what shares its words, figures and days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import log

from copilot.grounding.quantities import Quantity
from copilot.grounding.sources import Source

MOST = 8
"""Pieces of evidence that a sentence is held against."""


class Candidates:
    """An index of evidence by word and by figure; a sentence costs what it shares, not how much evidence there is."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._by_figure: defaultdict[Decimal, list[int]] = defaultdict(list)
        for number, source in enumerate(sources):
            for word in source.words:
                self._by_word[word].append(number)
            for value in {abs(known.value).normalize() for known in source.figures}:
                self._by_figure[value].append(number)

    def of(self, words: Iterable[str], figures: Sequence[Quantity]) -> list[Source]:
        """Return the pieces that share most with a sentence, the rare words and its figures counting most."""
        scores: Counter[int] = Counter()
        for word in set(words):
            holders = self._by_word.get(word, [])
            if len(holders) <= max(50, len(self._sources) // 5):
                weight = log(1 + len(self._sources) / max(1, len(holders)))
                for number in holders:
                    scores[number] += weight  # type: ignore[assignment]
        for figure in figures:
            for reading in figure.readings:
                for number in self._by_figure.get(abs(reading.value).normalize(), ())[:200]:
                    scores[number] += 3
        return [self._sources[number] for number, _ in scores.most_common(MOST)]
