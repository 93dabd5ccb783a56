"""What kind of trouble a theme tells of, by the words of its items, and what is done first about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from copilot.feedback.lexicon import Lexicon, words_of
from copilot.feedback_item import Item

PLAIN_STEP: Final = "Read the raw items, split what hides more than one problem"
"""What is done first where no kind of trouble is plain."""
_TABLE = Path(__file__).with_suffix(".yaml")
_LEAST, _SHARE = 2, 0.3
"""A theme is of a kind of trouble that so many of its items tell of, and this part of them."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of trouble, the step that it asks for first, and the items that tell of it."""

    name: str
    step: str
    items: Sequence[Item]


def trouble_of(items: Sequence[Item]) -> Trouble | None:
    """Return the trouble that most items tell of; None where few do. Of equals the first of the table counts."""
    told: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        for name in {cue.kind for cue in _lexicon().cues(words_of(item.text))}:
            told[name].append(item)
    most = max(_steps(), key=lambda name: len(told[name]))
    if len(told[most]) < max(_LEAST, _SHARE * len(items)):
        return None
    return Trouble(most, _steps()[most], told[most])


@cache
def _steps() -> dict[str, str]:
    return {one["name"]: one["step"] for one in _kinds()}


@cache
def _lexicon() -> Lexicon:
    return Lexicon({one["name"]: [word.strip() for word in one["words"].split(",")] for one in _kinds()})


@cache
def _kinds() -> list[dict[str, str]]:
    kinds: list[dict[str, str]] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return kinds
