"""WebVTT transcripts, rendered to text: a line for each turn of a speaker, with the time at which it begins."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TIMING = re.compile(
    r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}(?:[ \t].*)?"
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
_TAG = re.compile(r"</?(?:[cibuv]|ruby|rt|lang|\d[\d:.]*)\b[^<>]*>")


class BadTranscript(Exception):
    """A transcript that cannot be read: the line, and what is wrong there."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


class Turn(NamedTuple):
    """What one speaker says in one go; `start` is `hh:mm:ss`, the speaker empty where none is named."""

    start: str
    speaker: str
    words: str


def render_transcript(text: str) -> str:
    """Render a transcript as lines `[hh:mm:ss] Speaker: words`; cues of one speaker that follow each other are one."""
    lines: list[str] = []
    last = ""
    for turn in _turns(text):
        if turn.speaker and turn.speaker == last:
            lines[-1] += f" {turn.words}"
        else:
            lines.append(
                f"[{turn.start}] {turn.speaker}: {turn.words}" if turn.speaker else f"[{turn.start}] {turn.words}"
            )
        last = turn.speaker
    return "\n".join(lines)


def _turns(text: str) -> Iterator[Turn]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise BadTranscript(1, "is no WebVTT: the first line must be WEBVTT")
    for number, block in _blocks(lines):
        if re.match(r"(?:NOTE|STYLE|REGION|WEBVTT)(?:\s|$)", block[0]):
            continue
        timing = 0 if "-->" in block[0] else 1
        if timing >= len(block):
            raise BadTranscript(number, f"has no time, found {block[0][:60]!r}")
        match = _TIMING.fullmatch(block[timing].strip())
        if match is None:
            raise BadTranscript(
                number + timing, f"must be a time such as 00:01:02.000 --> 00:01:04.500, found {block[timing][:60]!r}"
            )
        start = ":".join((match.group(1) or "00", match.group(2), match.group(3)))
        yield from _voices(start, " ".join(part.strip() for part in block[timing + 1 :]))


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Give each block of lines between blank ones, with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _voices(start: str, payload: str) -> Iterator[Turn]:
    """Split a cue's payload at its voice tags."""
    before, *voices = _VOICE.split(payload)
    for speaker, words in [("", before), *zip(voices[::2], voices[1::2], strict=True)]:
        plain = " ".join(html.unescape(_TAG.sub("", words)).split())
        if plain:
            yield Turn(start, html.unescape(speaker).strip(), plain)
