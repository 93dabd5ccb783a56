"""Handles in a text: `{F3}` puts in a figure with its citation, `[F3 P12]` cites; unknown ones never pass."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial

from copilot.evidence import Evidence

_FIGURE = re.compile(r"\{(F\d+)\}")
CITATION = re.compile(r"\[((?:[FP]\d+)(?:[\s,;]+[FP]\d+)*)\]")
_CITED = re.compile(rf"([ \t]*){CITATION.pattern}")
"""A citation with the blanks before it, which go with it when it is dropped."""
_HANDLE = re.compile(r"[FP]\d+")
_MARKUP = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]{0,500}>"), ""),
    (re.compile(r"\b[a-z][a-z0-9+.-]*://|\bwww\.(?=\w)", re.IGNORECASE), ""),
)
_REMAINS = (
    (re.compile(r"<(?=[a-zA-Z/!?])"), "‹"),
    (re.compile(r"!(?=\[)"), "! "),
    (re.compile(r"\](?=[(\[])"), "] "),
    (re.compile(r"^([ \t>*+-]*\[[^\]\n]*\]):", re.MULTILINE), r"\1 :"),
)
"""What is left of a tag, image, link, or of the address that a link refers to, is made to mean nothing."""
_MAY_MEAN = re.compile(r"<|//|\]\(|\]\[|\]:|!\[|www\.", re.IGNORECASE)
"""Without one of these there is no markup in a text."""
MISSING = "(figure not found)"


@dataclass(slots=True)
class Rendered:
    """A text with its figures put in and only known citations left; `unknown` names what was taken out."""

    text: str
    unknown: list[str] = field(default_factory=list)


def handles_in(text: str) -> list[str]:
    """List the handles that a text cites, each once, in order."""
    return list(dict.fromkeys(handle for match in CITATION.finditer(text) for handle in _HANDLE.findall(match.group())))


def render(text: str, evidence: Evidence) -> Rendered:
    """Put in the figures, drop citations of what was never gathered, and take out links, images and HTML."""
    return Renderer(evidence).render(text)


class Renderer:
    """Renders texts with one body of evidence, which it looks through once."""

    def __init__(self, evidence: Evidence) -> None:
        self._displays = {fact.id: fact.display for fact in evidence.facts}
        self.known = evidence.handles()

    def render(self, text: str) -> Rendered:
        """Render a text, as `render` does."""
        rendered = Rendered("")

        def figure(match: re.Match[str]) -> str:
            handle = match.group(1)
            if handle in self._displays:
                return f"{plain_text(self._displays[handle])} [{handle}]"
            rendered.unknown.append(handle)
            return MISSING

        def citation(match: re.Match[str]) -> str:
            handles = _HANDLE.findall(match.group(2))
            rendered.unknown.extend(handle for handle in handles if handle not in self.known)
            kept = list(dict.fromkeys(handle for handle in handles if handle in self.known))
            return f"{match.group(1)}[{' '.join(kept)}]" if kept else ""

        settled = _until_stable(lambda part: _CITED.sub(citation, _FIGURE.sub(figure, without_markup(part))), text)
        rendered.text = _tidy(settled)
        return rendered


@lru_cache(maxsize=4096)
def plain_text(text: str) -> str:
    """Return what a book or a document says as it may stand in an answer: without markup, or handles of its own."""
    return _until_stable(lambda part: CITATION.sub("", _FIGURE.sub("", without_markup(part))), text)


def without_markup(text: str) -> str:
    """Take out links, images, HTML and the beginnings of web addresses, and leave their words."""
    if not _MAY_MEAN.search(text):
        return text
    for pattern, rest in _MARKUP:
        text = _until_stable(partial(pattern.sub, rest), text)
    for pattern, rest in _REMAINS:
        text = pattern.sub(rest, text)
    return text


def _until_stable(change: Callable[[str], str], text: str) -> str:
    """Apply a change until nothing changes: what is taken out can join two halves into the same again."""
    changed = change(text)
    while changed != text:
        text, changed = changed, change(changed)
    return text


def _tidy(text: str) -> str:
    """Drop a citation that is repeated at once."""
    return re.sub(r"(\[[FP]\d+\])(?:\s*\1)+", r"\1", text).strip()
