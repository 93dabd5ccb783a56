"""The header of a Markdown file: YAML between `---` lines, or TOML between `+++` lines."""

import re
import tomllib
from collections.abc import Mapping

import yaml

MAX_HEADER = 64 << 10
"""Characters of a header; a longer one is a mistake or an attack."""

MAX_DEPTH = 16
"""Lists and mappings inside each other."""

_FENCED = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)(?<=\n)\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_OPENED = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n")


class BadHeader(Exception):
    """A header that cannot be read; the message says why, in plain words."""


def split_header(text: str) -> tuple[dict[str, object], str]:
    """Return the header's values, each as text, list or mapping, and the text after it; BadHeader if it is broken."""
    match = _FENCED.match(text)
    if match is None:
        if _OPENED.match(text):
            raise BadHeader("the header that the first line opens is never closed")
        return {}, text
    fence, header = match.group(1), match.group(2)
    return (parse_yaml(header) if fence == "---" else _parse_toml(header)), text[match.end() :]


def parse_yaml(header: str) -> dict[str, object]:
    """Read a YAML mapping without guessing types: `0123` stays the text 0123, `2026-03-31` the text of a date."""
    if len(header) > MAX_HEADER:
        raise BadHeader(f"the header is longer than {MAX_HEADER:,} characters")
    try:
        _refuse_traps(header)
        return _mapping(yaml.load(header, Loader=yaml.CBaseLoader))
    except yaml.YAMLError as error:
        raise BadHeader(f"the header is no YAML: {_one_line(error)}") from error


def _refuse_traps(header: str) -> None:
    """Refuse what would take all memory (aliases of aliases) or crash the loader (lists in lists in lists)."""
    depth = 0
    for event in yaml.parse(header, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.AliasEvent):
            raise BadHeader("the header uses YAML aliases, which are not allowed")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise BadHeader(f"the header nests more than {MAX_DEPTH} levels")


def _parse_toml(header: str) -> dict[str, object]:
    if len(header) > MAX_HEADER:
        raise BadHeader(f"the header is longer than {MAX_HEADER:,} characters")
    try:
        return _mapping(tomllib.loads(header.replace("\r\n", "\n")))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadHeader(f"the header is no TOML: {_one_line(error)}") from error


def _mapping(values: object) -> dict[str, object]:
    if values in (None, ""):
        return {}
    if not isinstance(values, Mapping):
        raise BadHeader("the header is no list of `name: value`")
    return {str(name): _as_text(value) for name, value in values.items()}


def _as_text(value: object) -> object:
    """Turn every value into text; lists and mappings stay."""
    if isinstance(value, Mapping):
        return {str(name): _as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_text(part) for part in value]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if "\0" in text:
        raise BadHeader("the header holds a NUL character")
    return text


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
