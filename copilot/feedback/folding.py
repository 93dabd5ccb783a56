"""Folding what one author said again in the same words into the first time they said it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from copilot.feedback_item import Item

_WORD = re.compile(r"\w+")
_POLITE = frozenset(
    "please pls plz kindly thanks thank you bitte danke merci svp s il vous plaît te plait".split()  # noqa: SIM905
)

Words = tuple[str, ...]
"""The words of a text, whatever their order: what two texts share that say the same."""


def words_said(text: str) -> Words:
    """Return the words by which two texts are the same: case, marks, order and "please" aside.

    A text without words is told by its signs.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    said = [word for word in _WORD.findall(plain) if word not in _POLITE]
    return tuple(sorted(said)) or ("".join(plain.split()),)


def folded(items: Iterable[Item]) -> list[Item]:
    """Fold what an author of an account said in the same words into the first by date; `also` holds the others' ids.

    Whose author is unknown counts as one author of the account. The order is that of the first ones.
    """
    groups: dict[tuple[str, str, Words], list[Item]] = {}
    for item in items:
        author = " ".join((item.author or "").casefold().split())
        groups.setdefault((item.account_id, author, words_said(item.text)), []).append(item)
    return [_fold(group) if len(group) > 1 else group[0] for group in groups.values()]


def _fold(group: list[Item]) -> Item:
    first, *others = sorted(group, key=lambda item: (item.date, item.item_id))
    ids = (one for item in others for one in (item.item_id, *item.also))
    return replace(first, also=tuple(dict.fromkeys((*first.also, *ids))))
