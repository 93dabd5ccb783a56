"""Small pieces of Markdown that sections are written with."""

import re
from collections.abc import Iterable, Sequence

from copilot.documents.document import Basis, Part

_BREAKS = re.compile(r"\s*\n\s*")


def part(basis: Basis, *paragraphs: str) -> list[Part]:
    """Return a part of these paragraphs, tables and lists; none where nothing is in them."""
    told = [one for one in paragraphs if one.strip()]
    return [Part(basis=basis, text="\n\n".join(told))] if told else []


def items(lines: Iterable[str]) -> str:
    """Write a list."""
    return "\n".join(f"- {one_line(line)}" for line in lines if line)


def steps(lines: Iterable[str]) -> str:
    """Write a numbered list."""
    return "\n".join(f"{number}. {one_line(line)}" for number, line in enumerate(lines, 1))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table; nothing where it has no rows."""
    if not rows:
        return ""
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(one_line(cell).replace('|', '/') for cell in row)} |" for row in cells)


def chart(name: str, title: str) -> str:
    """Put a chart in."""
    return f"![{title}](chart:{name})"


def quote(words: str, citation: str) -> str:
    """Write a block quote, word for word; marks are put around words that have none of their own."""
    told = one_line(words)
    marked = told if re.search(r"[\"“”„«»]", told) else f"“{told}”"
    return f"> {marked} {citation}"


def one_line(text: str) -> str:
    """Return a text on one line."""
    return _BREAKS.sub(" ", text.strip())


def join(words: Sequence[str], last: str = "and") -> str:
    """Write a list in a sentence: `a, b and c`."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
