"""Plain text for people: tables that fit a terminal, and an answer with its sources."""

import shutil
import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from copilot.agent.events import Answer
    from copilot.evidence import Fact, Passage

ROWS_SHOWN = 6
_NARROWEST = 12


def width() -> int:
    """Return how many columns to write: the terminal's, and 80 where there is none."""
    return min(shutil.get_terminal_size((80, 24)).columns, 120)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Lay out rows as a table; `right` are the columns to align right. The widest columns wrap to make it fit."""
    cells = [header, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    while sum(widths) + 2 * (len(widths) - 1) > width() and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    lines = [line for row in cells for line in _lines(row, widths, right)]
    lines.insert(len(_lines(header, widths, right)), "  ".join("-" * size for size in widths))
    return "\n".join(lines)


def _lines(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> list[str]:
    """Write a row, over several lines where a cell is longer than its column."""
    wrapped = [textwrap.wrap(text, size) or [""] for text, size in zip(row, widths, strict=True)]
    lines = []
    for parts in zip_longest(*wrapped, fillvalue=""):
        sized = [
            part.rjust(size) if column in right else part.ljust(size)
            for column, (part, size) in enumerate(zip(parts, widths, strict=True))
        ]
        lines.append("  ".join(sized).rstrip())
    return lines


def print_answer(answer: "Answer") -> None:
    """Print an answer, and below it what it stands on."""
    click.echo("\n".join(map(_wrapped, answer.text.strip().splitlines())))
    facts, passages = answer.evidence.facts, answer.evidence.passages
    if facts or passages:
        click.echo("\nSources")
    for fact in facts:
        _print_fact(fact)
    for passage in passages:
        print_passage(passage)
    click.echo(f"\nmodel {answer.model} · conversation {answer.conversation_id}", err=True)


def _wrapped(line: str) -> str:
    """Wrap a line of text, further lines below its list item; a table's row stays whole."""
    if line.lstrip().startswith("|") or len(line) <= width():
        return line
    body = line.lstrip()
    indent = line[: len(line) - len(body)]
    hanging = indent + ("  " if body.startswith(("- ", "> ", "* ")) else "")
    return textwrap.fill(
        body, width(), initial_indent=indent, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def _print_fact(fact: "Fact") -> None:
    about = f"{fact.account_name}: " if fact.account_name else ""
    _print_source(fact.id, f"{about}{fact.label} = {fact.display} (as of {fact.as_of})")
    if fact.formula:
        _print_below(fact.formula)
    rows = [f"{row.table} {row.id}" for row in fact.rows[:ROWS_SHOWN]]
    if len(fact.rows) > ROWS_SHOWN:
        rows.append(f"and {len(fact.rows) - ROWS_SHOWN} more rows")
    if rows:
        _print_below("from " + ", ".join(rows))


def print_passage(passage: "Passage") -> None:
    """Print where a passage stands, and its text."""
    when = f", {passage.date}" if passage.date else ""
    score = f" (score {passage.score:.4f})" if passage.score is not None else ""
    _print_source(passage.id, f"{passage.title}{when}, {passage.kind}{score}")
    _print_below(f"{passage.path}, characters {passage.start} to {passage.end}")
    for line in passage.text.strip().splitlines():
        _print_below(line, mark="| ")


def _print_source(handle: str, text: str) -> None:
    click.echo(textwrap.fill(f"[{handle}] {text}", width(), subsequent_indent="     "))


def _print_below(text: str, mark: str = "") -> None:
    filled = textwrap.fill(text, width(), initial_indent=f"     {mark}", subsequent_indent=f"     {mark}")
    click.echo(filled or f"     {mark}".rstrip())
