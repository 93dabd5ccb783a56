"""The README names every setting, every command and every route."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from api.app import create_app
from copilot.cli import main
from copilot.settings import Settings
from copilot.wiring import open_copilot

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group, above: str = "csm") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}"


def missing(things: Iterator[str]) -> list[str]:
    """Return what the README does not name."""
    return [thing for thing in things if thing not in README]


def test_every_setting_is_documented() -> None:
    settings = (field.alias or name for name, field in Settings.model_fields.items())
    assert missing(settings) == []


def test_every_command_is_documented() -> None:
    assert missing(commands(main)) == []


def test_every_route_is_documented(tmp_path: Path) -> None:
    with open_copilot(Settings(data_dir=tmp_path, model="built-in")) as copilot:
        paths = create_app(copilot).openapi()["paths"]
    routes = (
        f"{method.upper()} {re.sub(r'{[a-z_]+_id}', '{id}', path)}"
        for path, methods in paths.items()
        for method in methods
    )
    assert missing(routes) == []
