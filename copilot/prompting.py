"""Prompts are files in prompts/: Markdown with front matter, strict variables and a content hash."""

import hashlib
import string
from dataclasses import dataclass
from functools import cache

import yaml

from copilot.settings import ROOT

FOLDER = ROOT / "prompts"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: its name, the text with `$variables`, and the hash that traces carry."""

    name: str
    template: str
    variables: frozenset[str]
    sha256: str

    def render(self, **values: str) -> str:
        """Fill in the variables; one too few or too many is a ValueError that names it."""
        given = frozenset(values)
        if given != self.variables:
            missing, unknown = sorted(self.variables - given), sorted(given - self.variables)
            raise ValueError(f"prompt {self.name}: missing variables {missing}, unknown variables {unknown}")
        return string.Template(self.template).substitute(values)


@cache
def load_prompt(name: str) -> Prompt:
    """Load prompts/NAME.md; the variables that its front matter declares must be those that its text uses."""
    raw = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    _, header, body = raw.split("---\n", 2)
    declared = frozenset((yaml.safe_load(header) or {}).get("variables") or [])
    template = body.strip()
    used = frozenset(string.Template(template).get_identifiers())
    if declared != used:
        raise ValueError(f"prompt {name}: declares {sorted(declared)}, uses {sorted(used)}")
    return Prompt(name, template, declared, hashlib.sha256(raw.encode()).hexdigest())
