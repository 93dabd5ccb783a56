"""A language model that lies in every sentence of a document: the same lies for the same seed, in both rounds."""

import random
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from copilot.documents.document import Document
from evals.lies import LIES, Hearsay, Prompt, Scene, squeezed

_SENTENCES = range(4, 8)
"""How many it writes in a section."""
_SHAPES = ("{}", "- {}", "1. {}", "**{}**", "### {}", "| what | is |\n|---|---|\n| so | {} |")
_UNKNOWN = re.compile(r"\{F9{3,}\}")
_HANDLES = re.compile(r"\{F\d+\}|\[[FP\d ]+\]|\]\([^)]*\)|<[^>]*>|!?\[|\]")


class Lie(NamedTuple):
    """A false sentence: its kind, the section that it was written in, and its Markdown."""

    kind: str
    section: str
    text: str


@dataclass
class Liar:
    """Answers every prompt with lies; `told` keeps them, those of the second round too."""

    hearsay: Hearsay
    seed: int
    kinds: Sequence[str] = tuple(LIES)
    told: list[Lie] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Seed its chance."""
        self._chance = random.Random(self.seed)

    def __call__(self, prompt: str) -> str:
        """Write every section that is asked for, one that is not, and a word before all."""
        scene = Scene(Prompt(prompt), self.hearsay, self._chance)
        sections = [f"## {key}\n{self._section(scene, key)}" for key in [*scene.prompt.sections, "more-lies"]]
        return "\n\n".join(["Certainly! " + self._lie(scene, "").text, *sections])

    def _section(self, scene: Scene, key: str) -> str:
        lies = [self._lie(scene, key).text for _ in range(self._chance.choice(_SENTENCES))]
        if self._chance.random() < 0.5:
            return "\n\n".join(lie if lie[0] == ">" else self._chance.choice(_SHAPES).format(lie) for lie in lies)
        return self._chance.choice((str, _wrapped))(" ".join(lie.removeprefix("> ") for lie in lies))

    def _lie(self, scene: Scene, section: str) -> Lie:
        while True:
            kind = self._chance.choice(self.kinds)
            if text := LIES[kind](scene):
                self.told.append(Lie(kind, section, text))
                return self.told[-1]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 60)


def let_through(document: Document, lies: Sequence[Lie]) -> list[Lie]:
    """Return the lies whose words stand in a document, whatever became of their handles, figures and marks."""
    body = squeezed(_HANDLES.sub(" ", "\n".join(part.text for section in document.sections for part in section.parts)))
    return [lie for lie in lies if re.search(_pattern(lie.text), body)]


def _pattern(lie: str) -> str:
    lie = _UNKNOWN.sub("figure not found", lie)
    pieces = [re.escape(piece) for one in _HANDLES.split(lie) if (piece := squeezed(one).strip())]
    return rf" {' .{0,200}'.join(pieces)} " if pieces else "(?!)"
