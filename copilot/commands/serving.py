# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm serve`."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copilot.commands.shared import debug_option, heal, opened, progress_bar

if TYPE_CHECKING:
    import socket

    from copilot.wiring import Copilot

_TRY_FIRST = (
    "When did we last speak to Halden Logistics and what was agreed?",
    "Which enterprise accounts renew in the next 90 days?",
    "What does our playbook say when a champion leaves?",
)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--demo", is_flag=True, help="Load the demo book, dated around today, where there is no other data.")
@debug_option
def serve_command(host: str, port: int, demo: bool) -> None:
    """Serve the web page and the HTTP API."""
    from api.local import check_address
    from copilot.settings import load_settings

    settings = load_settings()
    check_address(settings, host)
    with _listen(host, port) as listener, opened(settings) as copilot:
        has_demo = demo and load_demo(copilot)
        heal(copilot)
        _serve(copilot, listener, has_demo)


def _serve(copilot: "Copilot", listener: "socket.socket", has_demo: bool) -> None:
    import uvicorn

    from api.app import create_app
    from copilot.scope import EVERYTHING

    host, port = listener.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    click.echo(f"Serving {address} with the {copilot.settings.model} model; Ctrl-C stops it.")
    if has_demo:
        click.echo("\n  ".join(["Try first:", *_TRY_FIRST]))
    elif not copilot.accounts.names(EVERYTHING):
        click.echo("There are no accounts yet: `csm import DIR` imports a book, `csm serve --demo` loads a demo.")
    config = uvicorn.Config(create_app(copilot), log_level="warning", timeout_graceful_shutdown=5)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
    click.echo("Stopped.")


def _listen(host: str, port: int) -> "socket.socket":
    """Open the port before anything else, so that a port in use is told at once."""
    import socket

    from copilot.errors import Unavailable

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise Unavailable(
            f"Port {port} of {host} cannot be used: {error.strerror}.", "Stop what uses it, or take another --port."
        ) from error
    return listener


def load_demo(copilot: "Copilot") -> bool:
    """Load the demo book as of today, unless it is there; False where other accounts are, which are never touched."""
    from copilot.scope import EVERYTHING
    from copilot.settings import ROOT, today
    from copilot.sources.demo import write_demo_book

    folder, note = copilot.settings.data_dir / "demo-book", copilot.settings.data_dir / "demo-book.date"
    day = today().isoformat()
    present = {(account.account_id, account.name) for account in copilot.accounts.names(EVERYTHING)}
    if present and note.exists() and note.read_text(encoding="utf-8") == day:
        return True
    write_demo_book(folder, as_of=today())
    if present - _accounts_in(folder):
        click.echo("There are accounts that are not of the demo book, so the demo book is left out.")
        return False
    click.echo(f"Loading the demo book, dated around {day} ...")
    with progress_bar() as report:
        copilot.import_book(folder, mirror=bool(present), report=report)
        copilot.index_knowledge(ROOT / "knowledge" / "playbooks", report=report)
    note.write_text(day, encoding="utf-8")
    return True


def _accounts_in(book: Path) -> set[tuple[str, str]]:
    import csv

    with (book / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return {(row["account_id"], row["name"]) for row in csv.DictReader(file)}
