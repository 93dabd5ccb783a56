# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm settings` and `csm doctor`."""

from dataclasses import asdict

import click

from copilot.commands.printing import table
from copilot.commands.shared import debug_option, json_option, print_json


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
@json_option
@debug_option
@click.pass_context
def doctor_command(context: click.Context, as_json: bool) -> None:
    """Check each part: whether it can be reached, its version, and what to do if not."""
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
