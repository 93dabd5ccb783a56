"""How a kind of document is declared: its title, and its sections with who writes what in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Self, TypeVar

from copilot.documents.citing import Citing
from copilot.documents.document import Basis, Kind, Part

C = TypeVar("C", bound=Citing)
Writing = Callable[[C], list[Part]]
"""Writes the parts of a section from what is known, and puts what it cites into the evidence."""


@dataclass(frozen=True, slots=True)
class Chapter(Generic[C]):
    """A section as it is declared: what code writes in it, and what a model is asked to write better.

    `write` is complete by itself. With a `brief` a model writes the part of the basis `prose` anew; figures and quotes
    stay the code's. A section that has nothing to say says that it finds `nothing`: `no outcome on record`.
    """

    key: str
    title: str
    write: Writing[C]
    nothing: str
    brief: str = ""
    prose: Basis = "inferred"
    for_customers: bool = True
    is_spare: bool = False
    """A customer's version goes without it where it would only say what we do not know."""

    def empty(self, document: C) -> Part:
        """Return what stands in a section that has nothing to say."""
        return Part(basis="unknown", text=f"{document.finds} {self.nothing}.")


@dataclass(frozen=True, slots=True)
class Blueprint(Generic[C]):
    """A kind of document: how its title reads, for our own people and for customers, and its sections in order."""

    kind: Kind
    title: Callable[[C], str]
    chapters: Sequence[Chapter[C]]

    def chapters_for(self, document: C) -> list[Chapter[C]]:
        """Return the sections that the audience of a document sees."""
        return [one for one in self.chapters if document.is_internal or one.for_customers]

    def only(self, chapters: Sequence[Chapter[C]]) -> Self:
        """Return the kind with some of its sections."""
        return replace(self, chapters=chapters)
