"""Whether a sentence is about the product: by the names that the book knows, and by words in three languages."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

from copilot.feedback.lexicon import Lexicon, words_of
from copilot.feedback_item import Tone

_WORDS = Path(__file__).with_name("product.yaml")
_NO_NAMES = frozenset({"pricing", "licensing", "adoption", "support", "training", "other", "general", "onboarding"})
"""What books call areas of the product and everyone says of other things."""
_MONEY = re.compile(r"[$€£]")
_MOST_NAMES = 1_000


class Product:
    """What the product and its parts are called."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        called = (" ".join(words_of(name)) for name in names)
        known = sorted({name for name in called if len(name) > 2 and name not in _NO_NAMES})
        entries = _entries()
        self._lexicon = Lexicon({**entries, "product": [*entries["product"], *known[:_MOST_NAMES]]})

    def is_meant(self, text: str, tone: Tone) -> bool:
        """Tell whether a text is about the product, rather than about money, papers, dates or meetings."""
        told = Counter(cue.kind for cue in self._lexicon.cues(words_of(text)))
        elsewhere = told["elsewhere"] + len(_MONEY.findall(text))
        if told["product"]:
            return told["product"] > elsewhere or (tone == "problem" and told["product"] == elsewhere)
        return 2 * told["near"] + told["shared"] >= 2 and not elsewhere and tone in ("problem", "request")


@cache
def _entries() -> dict[str, list[str]]:
    entries = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {kind: [entry.strip() for entry in text.split(",") if entry.strip()] for kind, text in entries.items()}
