"""What a subject is in words, and whether something that was said speaks of it."""

import re
from functools import lru_cache

from copilot.feedback.phrases import stems_of
from copilot.feedback.reading import spelled_out
from copilot.feedback_item import Item

_OR = re.compile(r"\s*(?:,|/|;)\s*(?:or\s+)?|\s+(?:or|oder|ou)\s+", re.I)
_ENDINGS = (
    "ines",
    "nes",
    "abilit",
    "ibilit",
    "ilit",
    "abl",
    "ibl",
    "ment",
    "est",
    "ful",
    "les",
    "at",
    "ion",
    "anc",
    "enc",
    "en",
    "l",
)
"""What makes another word of the same kind of one, behind its stem: slow and slowness, reliable and reliability."""
_LEAST = 4
"""So many letters are left of a word at least."""


class Subject:
    """A subject in words: an item speaks of it that says all words of it, or of one of its alternatives.

    A word counts in its other forms and an abbreviation as what it stands for; the product area that feedback came
    with counts as words of it. `shared or seasonal seats` is `shared seats` or `seasonal seats`.
    """

    def __init__(self, words: str) -> None:
        self.words = words
        self._wanted = [
            one for each in _alternatives(words) for one in (_forms(each), _forms(spelled_out(each))) if one
        ]

    def is_said(self, item: Item) -> bool:
        """Tell whether an item speaks of it."""
        return self.is_in(f"{item.text} {item.area or ''}")

    def is_in(self, text: str) -> bool:
        """Tell whether a text has all words of it."""
        said = _forms(text)
        said |= {form for word in said for form in _abbreviated(word)}
        return any(one <= said for one in self._wanted)

    def is_called(self, name: str) -> bool:
        """Tell whether a name has the same words: `agents` and `Agents`."""
        return any(one == _forms(name) for one in self._wanted)


def _alternatives(words: str) -> list[str]:
    """Return what stands between `or`s; what they share at the end is said once, with the last one."""
    parts = [part for part in _OR.split(words) if part.strip()]
    shared = parts[-1].split()[-1] if parts and len(parts[-1].split()) > 1 else ""
    return [f"{part} {shared}" if shared and len(part.split()) == 1 and part != parts[-1] else part for part in parts]


@lru_cache(maxsize=1 << 15)
def _forms(text: str) -> frozenset[str]:
    return frozenset(_form(word) for word in stems_of(text))


def _form(word: str) -> str:
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= _LEAST), "")
    return word.removesuffix(ending)


@lru_cache(maxsize=1 << 12)
def _abbreviated(word: str) -> frozenset[str]:
    full = spelled_out(word)
    return frozenset() if full == word else _forms(full)
