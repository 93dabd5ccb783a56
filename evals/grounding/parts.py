"""What a sentence is made of: words, and the parts that evidence must bear out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from copilot.evidence import Passage
from evals.grounding.book import Desk, Source
from evals.grounding.dates import WriteDay
from evals.grounding.writing import Writing

Sources = tuple[Source, ...]
NameKind = Literal["account", "person", "speaker", "feature", "product", "ticket"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and the facts or passages that it is of; `is_made` where it is computed from several values."""

    value: Decimal
    writing: Writing
    of: Sources
    is_made: bool = False

    @property
    def text(self) -> str:
        """What the sentence says."""
        return self.writing.write(self.writing.shown if self.writing.shown is not None else self.value)


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    value: date
    write: WriteDay
    of: Sources

    @property
    def text(self) -> str:
        """What the sentence says."""
        return self.write(self.value) or ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and the sources that it stands in."""

    text: str
    kind: NameKind
    of: Sources
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says which way it went or which is more, and the words that would be false."""

    text: str
    others: tuple[str, ...]
    of: Sources


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words between marks; `said` are the words of the passage."""

    said: str
    marks: tuple[str, str]
    of: tuple[Passage]

    @property
    def text(self) -> str:
        """What the sentence says."""
        return f"{self.marks[0]}{self.said}{self.marks[1]}"


@dataclass(frozen=True, slots=True)
class Cite:
    """The handles of these sources in brackets."""

    of: Sources


Part = str | Figure | Day | Name | Direction | Quote | Cite


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence in parts, the form that it has, and the desks that it is about, the main one first."""

    form: str
    parts: tuple[Part, ...]
    desks: tuple[Desk, ...]

    @property
    def cited(self) -> list[Source]:
        """What the sentence cites, each once."""
        found = {one.id: one for part in self.parts if isinstance(part, Cite) for one in part.of}
        return list(found.values())

    def text(self, handles: dict[str, str]) -> str:
        """Write the sentence with these handles for its sources."""
        text = "".join(
            part if isinstance(part, str) else _brackets(part, handles) if isinstance(part, Cite) else part.text
            for part in self.parts
        )
        return text[:1].upper() + text[1:]

    def places(self, kind: type) -> Iterator[int]:
        """Return where the parts of a kind stand."""
        return (place for place, part in enumerate(self.parts) if isinstance(part, kind))

    def put(self, place: int, part: Part) -> "Draft":
        """Return the draft with another part in this place."""
        return replace(self, parts=(*self.parts[:place], part, *self.parts[place + 1 :]))


def _brackets(cite: Cite, handles: dict[str, str]) -> str:
    known: Sequence[str] = [handles[one.id] for one in cite.of]
    return f"[{' '.join(known)}]"
