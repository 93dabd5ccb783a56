"""What a person changes in a document, and how that is kept when the document is drafted again."""

from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from copilot.documents.document import Basis, Part, Section
from copilot.errors import InvalidInput

LONGEST_TEXT = 20_000


class Edit(BaseModel):
    """A part that a person writes: in the place of the part with this number, from 0 on, or as a new one at the end.

    A new part says on what it stands; an empty text takes the part out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    section: str
    part: int | None = Field(None, ge=0)
    basis: Basis | None = None
    text: str = Field(max_length=LONGEST_TEXT)


def edited(sections: Sequence[Section], edits: Sequence[Edit]) -> list[Section]:
    """Return the sections with the edits in them, not yet checked; InvalidInput for a section or part that is none."""
    known = {one.key: list(one.parts) for one in sections}
    for edit in edits:
        parts = known.get(edit.section)
        if parts is None:
            raise InvalidInput(f"There is no section {edit.section!r}.", f"There are: {', '.join(known)}.")
        if edit.part is None:
            if edit.basis is None:
                raise InvalidInput("A new part needs a basis.", "One of fact, said, inferred, unknown, plan.")
            parts.append(Part(basis=edit.basis, text=edit.text, author="person"))
        elif edit.part >= len(parts):
            raise InvalidInput(f"Section {edit.section!r} has no part {edit.part}.", f"It has {len(parts)}, from 0 on.")
        else:
            basis = edit.basis or parts[edit.part].basis
            parts[edit.part] = Part(basis=basis, text=edit.text, author="person")
    return [one.model_copy(update={"parts": known[one.key]}) for one in sections]


def with_edits(parts: Sequence[Part], earlier: Sequence[Part]) -> list[Part]:
    """Put what a person wrote in an earlier version into a section drafted again.

    It takes the place of the part of the same basis, the second for the second; what has no such place comes last.
    """
    written = {key: part for key, part in _numbered(earlier).items() if part.author == "person"}
    placed = {key: written.pop(key, part) for key, part in _numbered(parts).items()}
    return [*placed.values(), *written.values()]


def _numbered(parts: Sequence[Part]) -> dict[tuple[Basis, int], Part]:
    """Return parts by their basis and which of that basis they are."""
    seen: Counter[Basis] = Counter()
    found = {}
    for part in parts:
        found[part.basis, seen[part.basis]] = part
        seen[part.basis] += 1
    return found
