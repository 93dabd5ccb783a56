"""What a language model writes in a document: the prose of its sections, asked for once and mended once."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.citing import Citing
from copilot.documents.document import LeftOut, Part
from copilot.evidence import Evidence
from copilot.grounding.telling import fact_line, passage_block
from copilot.prompting import load_prompt

Ask = Callable[[str], str]
"""Puts a prompt to the model and returns its whole answer; a CopilotError where it has none."""

LONGEST_SECTION = 6_000
"""Characters; a longer section is no prose of a brief, and the code's own stands instead."""
_MOST_EVIDENCE = 60_000
_HEADING = re.compile(r"^##[ \t]+([a-z][a-z0-9-]*)[ \t]*$", re.MULTILINE)

Parts = Mapping[str, Sequence[Part]]
"""The parts of each section, by its key."""


def prompt_for(blueprint: Blueprint[Any], citing: Citing, title: str, parts: Parts) -> str:
    """Return the prompt that asks for the prose of a document; passages are fenced as data."""
    told = [_asked(chapter, parts[chapter.key]) for chapter in blueprint.chapters_for(citing) if chapter.brief]
    return load_prompt(f"documents/{blueprint.kind}").render(
        title=title,
        as_of=citing.as_of.isoformat(),
        audience=citing.audience,
        sections="\n\n".join(told),
        evidence=evidence_told(citing.ledger.evidence),
    )


def repair_prompt(written: Mapping[str, str], failed: Sequence[LeftOut], evidence: Evidence) -> str:
    """Return the prompt that gives the sentences that failed back, with the reasons, and asks for their sections."""
    sections = {one.section for one in failed}
    faults = "\n".join(f"- in {one.section}: {one.text}\n  {one.reason}" for one in failed)
    text = "\n\n".join(f"## {key}\n{body}" for key, body in written.items() if key in sections)
    return load_prompt("documents/repair").render(sections=text, faults=faults, evidence=evidence_told(evidence))


def sections_of(answer: str, wanted: Sequence[str]) -> dict[str, str]:
    """Read the sections of an answer, each under `## key`; those not asked for, empty and over-long ones are left."""
    found: dict[str, str] = {}
    matches = list(_HEADING.finditer(answer))
    ends = [*(one.start() for one in matches[1:]), len(answer)]
    for match, end in zip(matches, ends, strict=False):
        body = answer[match.end() : end].strip()
        if match[1] in wanted and match[1] not in found and body and len(body) <= LONGEST_SECTION:
            found[match[1]] = body
    return found


def with_prose(parts: Sequence[Part], prose: Part) -> list[Part]:
    """Put a model's part in the place of the code's of the same basis, or before the others where it has none."""
    place = next((at for at, one in enumerate(parts) if one.basis == prose.basis), 0)
    return [*parts[:place], prose, *(one for one in parts[place:] if one.basis != prose.basis)]


def evidence_told(evidence: Evidence) -> str:
    """Write evidence as the model reads it: facts a line, passages fenced, as much as it can read."""
    lines = [fact_line(one) for one in evidence.facts] + [passage_block(one) for one in evidence.passages]
    told, length = [], 0
    for line in lines:
        length += len(line)
        if length > _MOST_EVIDENCE:
            break
        told.append(line)
    return "\n".join(told)


def _asked(chapter: Chapter[Any], parts: Sequence[Part]) -> str:
    """Say what a section is to hold, and what stands in it already."""
    standing = "\n\n".join(one.text for one in parts)
    return f"## {chapter.key}\n{chapter.title}: {chapter.brief}\n\nWhat code wrote there:\n{standing}"
