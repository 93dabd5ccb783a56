"""Recognising the turns of a conversation: `Speaker: words`, with or without `[hh:mm:ss]` before it."""

import re

TURN = re.compile(
    r"^(?:\[\d{1,3}:\d{2}(?::\d{2})?(?:\.\d+)?\][ \t]*)?(?P<speaker>[^\W\d_][\w .'’&()/-]{0,59}):[ \t]+(?=\S)",
    re.MULTILINE,
)
_HEADING = re.compile(r"^#{1,6}[ \t]", re.MULTILINE)
_LINE = re.compile(r"^.*\S.*$", re.MULTILINE)


def is_transcript(text: str) -> bool:
    """Tell whether most lines of a text open a speaker's turn, and it has no headings."""
    if _HEADING.search(text):
        return False
    turns = sum(1 for _ in TURN.finditer(text))
    return turns >= 2 and turns * 2 >= sum(1 for _ in _LINE.finditer(text))


def speaker_of(text: str, start: int, end: int) -> str:
    """Return who speaks in the turn at `text[start:end]`, or nothing where no turn opens there."""
    match = TURN.match(text, start, end)
    return match["speaker"].strip() if match else ""
