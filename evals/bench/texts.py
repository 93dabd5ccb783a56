"""Made-up English for the benchmarks: words with a natural spread of frequencies, the same for the same seed."""

import itertools

import numpy as np

_STARTS = "re con de pro ex in un dis com per sub trans inter over ad ob em en fore out"
_MIDDLES = "port tract form mit vert ceive sist pose duc scrib ject spec cred dict fer ten volv nect press mand"
_ENDS = "ing ed er ion able ment al ive ance or ly ness ist ity ic ant ate ure age y"
VOCABULARY = [*map("".join, itertools.product(_STARTS.split(), _MIDDLES.split(), _ENDS.split()))]
EXPONENT = 1.07
"""Of Zipf's law: the n-th word is n ** EXPONENT times rarer than the first."""


def sentences(seed: int, words: int) -> list[str]:
    """Return this many words, in sentences of 12."""
    generator = np.random.default_rng(seed)
    chances = 1 / np.arange(1, len(VOCABULARY) + 1) ** EXPONENT
    order = np.random.default_rng(0).permutation(len(VOCABULARY))
    drawn = order[generator.choice(len(VOCABULARY), size=words, p=chances / chances.sum())]
    chosen = [VOCABULARY[number] for number in drawn]
    return [" ".join(chosen[first : first + 12]) + "." for first in range(0, words, 12)]
