"""Handles in a text: `{F3}` puts in a figure with its citation, `[F3 P12]` cites; unknown ones never pass."""

import re
from dataclasses import dataclass, field

from copilot.evidence import Evidence

_FIGURE = re.compile(r"\{(F\d+)\}")
CITATION = re.compile(r"\[((?:[FP]\d+)(?:[\s,;]+[FP]\d+)*)\]")
_HANDLE = re.compile(r"[FP]\d+")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^>\n]{0,500}>")
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
    displays = {fact.id: fact.display for fact in evidence.facts}
    known = evidence.handles()
    rendered = Rendered("")

    def figure(match: re.Match[str]) -> str:
        handle = match.group(1)
        if handle in displays:
            return f"{displays[handle]} [{handle}]"
        rendered.unknown.append(handle)
        return MISSING

    def citation(match: re.Match[str]) -> str:
        handles = _HANDLE.findall(match.group())
        rendered.unknown.extend(handle for handle in handles if handle not in known)
        kept = list(dict.fromkeys(handle for handle in handles if handle in known))
        return f"[{' '.join(kept)}]" if kept else ""

    cited = CITATION.sub(citation, without_markup(text))
    rendered.text = _tidy(_FIGURE.sub(figure, cited))
    return rendered


def without_markup(text: str) -> str:
    """Take out links, images and HTML, and leave their words."""
    return _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub(r"\1", text)))


def _tidy(text: str) -> str:
    """Drop a citation that is repeated at once, and the blanks that a dropped one left before a full stop."""
    text = re.sub(r"(\[[FP]\d+\])(?:\s*\1)+", r"\1", text)
    return re.sub(r"[ \t]+([.,;:!?])(?=\s|$)", r"\1", text).strip()
