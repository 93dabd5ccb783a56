# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm settings` and `csm doctor`."""

import textwrap
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from copilot.commands.printing import table, width
from copilot.commands.shared import as_of_option, debug_option, json_option, opened_accounts, print_json

if TYPE_CHECKING:
    from copilot.metrics.finding import Finding

_ROWS_SHOWN = 3


@click.command("settings")
@json_option
@debug_option
def settings_command(as_json: bool) -> None:
    """Show every setting, its value and where it comes from; secrets are masked."""
    from copilot.settings import load_settings, shown_settings

    shown = shown_settings(load_settings())
    if as_json:
        print_json({"settings": [setting.model_dump() for setting in shown]})
        return
    click.echo(table(("setting", "value", "from"), [(one.name, one.value, one.source) for one in shown]))
    click.echo("\nSet them in the environment or in .env:")
    for one in shown:
        click.echo(f"  {one.name}: {one.description}")


@click.command("doctor")
@click.option("--data", "on_data", is_flag=True, help="List what is wrong with the accounts' data instead.")
@as_of_option
@json_option
@debug_option
@click.pass_context
def doctor_command(context: click.Context, on_data: bool, as_of: date | None, as_json: bool) -> None:
    """Check each part: whether it can be reached, its version, and what to do if not.

    With --data, check the accounts instead: what in their tables contradicts itself, is missing or is odd.
    """
    if on_data:
        _examine_data(as_of, as_json)
        return
    if as_of is not None:
        raise click.UsageError("--as-of goes with --data.")
    from copilot.health import examine
    from copilot.settings import load_settings

    parts = examine(load_settings())
    if as_json:
        print_json({"parts": [asdict(part) for part in parts]})
    else:
        rows = [("ok" if part.ok else "BROKEN", part.name, part.version, part.detail) for part in parts]
        click.echo(table(("", "part", "version", "state"), rows))
        for part in parts:
            if not part.ok:
                click.echo(f"\n{part.name}: {part.detail} {part.hint}".rstrip())
    if not all(part.ok for part in parts):
        context.exit(1)


def _examine_data(as_of: date | None, as_json: bool) -> None:
    from copilot.metrics.quality import by_account, count_by_rule
    from copilot.scope import EVERYTHING
    from copilot.settings import today

    day = as_of or today()
    with opened_accounts() as accounts:
        snapshots = accounts.snapshots(EVERYTHING, day)
    lists = by_account(snapshots, looking_back=day < today())
    counts = count_by_rule(one for found in lists for one in found)
    if as_json:
        print_json(
            {
                "as_of": day,
                "accounts": len(snapshots),
                "counts": [{"id": rule, "severity": severity, "count": count} for severity, rule, count in counts],
                "findings": [one.model_dump(mode="json") for found in lists for one in found],
            }
        )
        return
    found_in = f"{len(lists):,} of {len(snapshots):,} accounts" if lists else f"none of {len(snapshots):,} accounts"
    click.echo(f"Something to look at in {found_in}, as of {day}.")
    if day < today():
        click.echo("Stage, churn flags and who is active carry no date: they are compared as the book has them now.")
    if counts:
        rows = [(severity, rule.replace("_", " "), f"{count:,}") for severity, rule, count in counts]
        click.echo("\n" + table(("", "what", "findings"), rows, right=(2,)))
    for found in lists:
        _print_findings(found)


def _print_findings(found: "list[Finding]") -> None:
    """Print what was found on one account."""
    click.echo(f"\n{found[0].account_name} ({found[0].account_id})")
    for one in found:
        rows = [f"{row.table} {row.id}" for row in one.rows[:_ROWS_SHOWN]]
        if len(one.rows) > _ROWS_SHOWN:
            rows.append(f"{len(one.rows) - _ROWS_SHOWN:,} more")
        _print_indented(f"{one.severity}: {one.title}", "  ")
        _print_indented(one.affects, "    ")
        _print_indented("from " + ", ".join(rows), "    ")


def _print_indented(text: str, indent: str) -> None:
    click.echo(textwrap.fill(text, width(), initial_indent=indent, subsequent_indent="    ", break_on_hyphens=False))
