"""Letters of untrusted texts: which of them a file can hold, and in which direction they run."""

import re
import unicodedata

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML does not allow, and the two signs that turn the order of all letters after them."""


def clean(text: str) -> str:
    """Drop what no file can hold, and make every end of a line the same."""
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\u2028", "\n").replace("\u2029", "\n")


def one_line(text: str) -> str:
    """Return a name or title as one line."""
    return " ".join(clean(text).split())


def shorten(text: str, most: int) -> str:
    """Cut a text that is longer than so many letters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def runs_right_to_left(text: str) -> bool:
    """Tell whether a text is Hebrew or Arabic, by its first letter that has a direction."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
