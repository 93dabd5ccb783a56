"""Counting a text's tokens once, so that any part of it can be counted at once."""

from functools import cache

import numpy as np
from tokenizers import Tokenizer

from copilot.index.minilm import load_tokenizer

_CHUNK = 100_000
_LONGEST_WORD = 100
"""The tokenizer takes a longer word for a single unknown token, whatever its length."""


@cache
def _tokenizer() -> Tokenizer:
    return load_tokenizer()


def count_tokens(text: str) -> int:
    """Return how many tokens of the built-in tokenizer a text has."""
    return len(_tokenizer().encode(text, add_special_tokens=False).ids)


class TokenMap:
    """Where each token of a text starts; a gap or word without end counts a token for each character.

    Exact between white space and punctuation; inside a word a cut part may count otherwise by itself.
    """

    def __init__(self, text: str) -> None:
        starts = [np.empty(0, dtype=np.int64)]
        word = [np.empty(0, dtype=bool)]
        at = 0
        while at < len(text):
            end = _chunk_end(text, at)
            encoding = _tokenizer().encode(text[at:end], add_special_tokens=False)
            offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
            opens = np.array([not token.startswith("##") for token in encoding.tokens], dtype=bool)
            starts.append(offsets[:, 0] + at)
            word.append(opens)
            for first, last in offsets[offsets[:, 1] - offsets[:, 0] > _LONGEST_WORD]:
                starts.append(np.arange(first + 1, last) + at)
                word.append(np.zeros(last - first - 1, dtype=bool))
            at = end
        unsorted = np.concatenate(starts)
        order = np.argsort(unsorted, kind="stable")
        self.starts = unsorted[order]
        self.opens_word = np.concatenate(word)[order]

    def count(self, start: int, end: int) -> int:
        """Return how many tokens start in `text[start:end]`."""
        first, last = np.searchsorted(self.starts, (start, end))
        return int(last - first)

    def cuts(self, start: int, end: int, limit: int) -> list[int]:
        """Return places from `start` to `end` with at most `limit` tokens between them, before words if it can be."""
        cuts = [start]
        while (first := int(np.searchsorted(self.starts, cuts[-1]))) + limit < len(self.starts):
            past = first + limit
            if self.starts[past] >= end:
                break
            words = np.flatnonzero(self.opens_word[first + 1 : past + 1])
            if len(words):
                cuts.append(int(self.starts[first + 1 + words[-1]]))
            else:
                cuts.append(max(int(self.starts[past]), cuts[-1] + 1))
        return [*cuts, end]


def _chunk_end(text: str, start: int) -> int:
    """Return where a chunk of the text may end: at white space, far beyond if there is none before."""
    end = start + _CHUNK
    while end < len(text) and not text[end].isspace():
        end += 1
    return min(end, len(text))
