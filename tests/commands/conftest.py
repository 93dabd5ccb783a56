"""The commands, run on the demo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from copilot.cli import main


@pytest.fixture(scope="package")
def data(copy_of_demo_data: Callable[[], Path]) -> Path:
    return copy_of_demo_data()


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command on the demo."""
    monkeypatch.setenv("CSM_DATA_DIR", str(data))
    monkeypatch.setenv("CSM_MODEL", "built-in")

    def command(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return command
