"""The names of accounts and people, which the name of a theme must not give away."""

import re
from collections.abc import Iterable, Iterator, Sequence

from copilot.feedback.stopwords import STOP_WORDS
from copilot.scope import EVERYTHING
from copilot.store.accounts import AccountStore
from copilot.store.feedback import FeedbackStore

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3
"""Letters of a word that tells somebody by itself: `ag` and `jr` tell nobody."""


def called(accounts: AccountStore, feedback: FeedbackStore) -> Iterator[str]:
    """Yield what every account, contact and colleague of a book is called."""
    for names in accounts.called(EVERYTHING):
        yield from names
    yield from (name for _, name, _ in feedback.people())
    yield from (name for name, _ in feedback.colleagues())


class Identities:
    """Names of accounts and people, looked for as a whole and by their words."""

    def __init__(self, names: Iterable[str]) -> None:
        self._whole = {words for name in names if (words := tuple(_words(name)))}
        self._longest = max(map(len, self._whole), default=0)
        every = (word for name in self._whole for word in name)
        self._parts = {word for word in every if len(word) >= _SHORTEST and word not in STOP_WORDS}

    def stand_in(self, name: str, texts: Sequence[str]) -> bool:
        """Tell whether a theme's name gives somebody away, given the theme's texts.

        A word that is part of somebody's name is an ordinary one where a text writes it small: "grace period".
        """
        words = _words(name)
        for size in range(1, min(self._longest, len(words)) + 1):
            if any(tuple(words[at : at + size]) in self._whole for at in range(len(words) - size + 1)):
                return True
        parts = self._parts.intersection(words)
        return bool(parts) and not all(any(_is_small_in(part, text) for text in texts) for part in parts)


def _is_small_in(word: str, text: str) -> bool:
    return word in text and re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text) is not None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
