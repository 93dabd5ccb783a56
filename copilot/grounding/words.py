"""The words of a text, to know at once that it holds none of a list, before a costly pattern looks for them."""

import re
from collections.abc import Set
from functools import lru_cache

_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=2048)
def words_in(text: str) -> Set[str]:
    """Return the runs of letters of a text, in small letters."""
    return frozenset(_LETTERS.findall(text.casefold()))
