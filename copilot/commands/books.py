# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm import`, `csm index` and `csm demo`: getting data in."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copilot.commands.printing import table
from copilot.commands.shared import as_of_option, debug_option, json_option, opened, print_json, progress_bar

if TYPE_CHECKING:
    from copilot.loading.book import ImportSummary

_FOLDER = click.Path(path_type=Path)
_FAULTS_SHOWN = 20


@click.command("import")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--keep-good", is_flag=True, help="Import the sound rows; the others go to rejected/ next to the book.")
@click.option("--mirror", is_flag=True, help="Remove rows that have gone from the book.")
@json_option
@debug_option
def import_command(folder: Path, keep_good: bool, mirror: bool, as_json: bool) -> None:
    """Import a book: a folder with accounts.csv and its companions."""
    with opened() as copilot, progress_bar() as report:
        summary = copilot.import_book(folder, keep_good=keep_good, mirror=mirror, report=report)
    if as_json:
        print_json(_as_json(summary))
        return
    header = ("table", "new", "changed", "unchanged", "removed")
    rows = [
        (name, *(f"{count:,}" for count in (counts.inserted, counts.updated, counts.unchanged, counts.removed)))
        for name, counts in summary.tables.items()
    ]
    click.echo(table(header, rows, right=(1, 2, 3, 4)))
    if not summary.changed:
        click.echo("Nothing has changed since the last import.")
    if summary.rejected:
        click.echo(f"{summary.rejected:,} rows or files were rejected; they lie in {summary.rejected_folder}.")
        for fault in summary.faults[:_FAULTS_SHOWN]:
            click.echo(str(fault), err=True)
        if summary.rejected > _FAULTS_SHOWN:
            rest = summary.rejected - min(_FAULTS_SHOWN, len(summary.faults))
            click.echo(f"and {rest:,} more, each with its reason in {summary.rejected_folder}.", err=True)
    for warning in summary.warnings:
        click.echo(f"warning: {warning}", err=True)


def _as_json(summary: "ImportSummary") -> dict[str, Any]:
    return asdict(summary) | {"changed": summary.changed, "faults": [str(fault) for fault in summary.faults]}


@click.command("index")
@click.argument("folders", metavar="DIR...", type=_FOLDER, nargs=-1, required=True)
@json_option
@debug_option
def index_command(folders: tuple[Path, ...], as_json: bool) -> None:
    """Index folders of Markdown, such as playbooks, and bring the whole index up to date."""
    done: dict[str, dict[str, Any]] = {}
    with opened() as copilot, progress_bar() as report:
        for folder in folders:
            done[str(folder)] = asdict(copilot.index_knowledge(folder, report=report))
    if as_json:
        print_json({"folders": done})
        return
    counted = ("added", "changed", "unchanged", "removed")
    click.echo(
        table(
            ("folder", *counted),
            [(name, *(f"{told[count]:,}" for count in counted)) for name, told in done.items()],
            right=(1, 2, 3, 4),
        )
    )
    for told in done.values():
        for warning in told["warnings"]:
            click.echo(f"warning: {warning}", err=True)


@click.command("demo")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--accounts", type=click.IntRange(1), help="Write so many accounts; beyond 40, copies in other sizes.")
@click.option("--seed", type=int, default=7, show_default=True, help="Another seed, other noise in the usage.")
@as_of_option
@json_option
@debug_option
def demo_command(folder: Path, accounts: int | None, seed: int, as_of: date | None, as_json: bool) -> None:
    """Write the demo book, dated around a day, into a new folder, or again over an older demo book."""
    from copilot.settings import ROOT, today
    from copilot.sources.demo import write_demo_book

    day = as_of or today()
    write_demo_book(folder, as_of=day, seed=seed, accounts=accounts)
    if as_json:
        print_json({"folder": str(folder), "as_of": day.isoformat()})
        return
    click.echo(f"The demo book of {day} is in {folder}. Now:")
    click.echo(f"  csm import {folder}")
    click.echo(f"  csm index {ROOT / 'knowledge' / 'playbooks'}")
    click.echo('  csm ask "When did we last speak to Halden Logistics and what was agreed?"')
