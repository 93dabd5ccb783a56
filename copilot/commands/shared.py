# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""What every command shares: its common options, opening the copilot, errors in plain words, JSON and progress."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from copilot.progress import Progress, Report
    from copilot.records import Account
    from copilot.settings import Settings
    from copilot.store.accounts import AccountStore
    from copilot.wiring import Copilot

C = TypeVar("C", bound=Callable[..., Any])
T = TypeVar("T")

INTERRUPTED = 130
_BEGIN = "`csm import DIR` imports a book; `csm demo DIR` writes one to try things on."


class Day(click.ParamType[date]):
    """A day such as 2026-03-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            self.fail(f"{value!r} is no date such as 2026-03-31.", param, ctx)


class Program(click.Group):
    """The group of all commands: turns what they raise into a message and an exit code."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        """Run a command and exit: 0 done, 1 failed, 2 used wrongly, 130 interrupted."""
        from copilot.errors import CopilotError

        try:
            code = super().main(args, prog_name, **{**extra, "standalone_mode": False})
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(INTERRUPTED)
        except CopilotError as error:
            _show_trace_if_wanted()
            _fail(error.message, error.hint)
        except OSError as error:
            if error.errno == errno.EPIPE:
                _leave_pipe()
            _show_trace_if_wanted()
            _fail(f"{error.filename or 'The system'}: {error.strerror or error}.")
        except Exception as error:  # noqa: BLE001  (the one place where a defect is told to a user)
            _show_trace_if_wanted()
            _fail(
                f"A defect of csm: {type(error).__name__}: {error}",
                "The same command with --debug shows where it happened; please report it.",
            )
        sys.exit(code or 0)


def _leave_pipe() -> NoReturn:
    """Leave quietly when nobody reads on, as `csm accounts | head` does."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _fail(message: str, hint: str = "") -> NoReturn:
    for line in (message, hint):
        if line.strip():
            click.echo(line.strip("\n"), err=True)
    sys.exit(1)


_debug = {"on": False}


def _show_trace_if_wanted() -> None:
    if _debug["on"]:
        raise  # noqa: PLE0704  (called while an error is handled)


def _set_debug(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    _debug["on"] = _debug["on"] or value if context.parent else value


def debug_option(command: C) -> C:
    """Give a command `--debug`."""
    option = click.option(
        "--debug", is_flag=True, expose_value=False, callback=_set_debug, help="Show the trace of an error."
    )
    return option(command)


def json_option(command: C) -> C:
    """Give a command `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")(command)


def as_of_option(command: C) -> C:
    """Give a command `--as-of`."""
    return click.option("--as-of", type=Day(), metavar="DATE", help="The day to look from; today by default.")(command)


@contextmanager
def opened(settings: "Settings | None" = None) -> Iterator["Copilot"]:
    """Open the copilot as the settings ask for."""
    from copilot.settings import load_settings

    chosen = settings or load_settings()
    from copilot.wiring import open_copilot  # takes seconds, which a wrong setting need not cost

    with open_copilot(chosen) as copilot:
        yield copilot


@contextmanager
def opened_accounts() -> "Iterator[AccountStore]":
    """Open the tables alone, which takes a fraction of the time: no index, no model."""
    from copilot.settings import load_settings
    from copilot.standards import DEFAULT, load_standards
    from copilot.store.accounts import AccountStore
    from copilot.store.database import Database

    settings = load_settings()
    with closing(Database(settings.database_url)) as database:
        database.upgrade()
        accounts = AccountStore(database, settings.reporting_currency, load_standards(settings.standards or DEFAULT))
        _need_accounts(accounts)
        yield accounts


def json_lines(path: "Path", read: "Callable[[Any], T]", holds: str, example: str) -> "Iterator[T]":
    """Give what is read of each line of a JSON Lines file; InvalidInput that names the line where it cannot be used."""
    from copilot.errors import InvalidInput

    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield read(json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                hint = f"Each line is one object such as {example}."
                raise InvalidInput(f"{path}:{number}: holds no {holds}.", hint) from error


def heal(copilot: "Copilot") -> None:
    """Finish what an interrupted run left undone in the index; without Chroma, search goes by words alone."""
    from copilot.errors import Conflict, Unavailable

    try:
        with progress_bar() as report:
            copilot.index.sync(report)
    except (Conflict, Unavailable) as error:
        click.echo(f"The index could not be brought up to date: {error}", err=True)


def _need_accounts(accounts: "AccountStore") -> None:
    """Fail with what to do where no account has been imported yet."""
    from copilot.errors import NotFound
    from copilot.scope import EVERYTHING

    if not accounts.names(EVERYTHING):
        raise NotFound("There are no accounts yet.", _BEGIN)


def needs_something(copilot: "Copilot") -> None:
    """Fail with what to do where there is neither an account nor a document."""
    from copilot.errors import NotFound
    from copilot.scope import EVERYTHING
    from copilot.store.documents import Filters

    collection = copilot.documents.state().get("collection", "")
    has_passages = copilot.documents.candidates(collection, EVERYTHING, Filters(), 0) is None
    if not has_passages and not copilot.accounts.names(EVERYTHING):
        raise NotFound("There is nothing to look into yet.", f"{_BEGIN} `csm index DIR` reads playbooks.")


def account_called(accounts: "AccountStore", name: str) -> "Account":
    """Return the account that a name, id or alias means."""
    from copilot.scope import EVERYTHING
    from copilot.store.names import AccountNames

    return AccountNames(accounts.names(EVERYTHING)).resolve(name)


def print_json(value: "BaseModel | dict[str, Any]") -> None:
    """Print a value as JSON: one of our models, or plain data."""
    plain = value if isinstance(value, dict) else value.model_dump(mode="json")
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2, default=str))


@contextmanager
def progress_bar() -> Iterator["Report"]:
    """Show progress with an estimate on a terminal; give the callback that is told of it."""
    from copilot.progress import quiet

    if not sys.stderr.isatty():
        yield quiet
        return
    from tqdm import tqdm

    bars: dict[str, Any] = {}

    def report(progress: "Progress") -> None:
        bar = bars.get(progress.stage)
        if bar is None:
            for other in bars.values():
                other.close()
            bar = bars[progress.stage] = tqdm(
                desc=progress.stage, total=progress.total, unit_scale=True, leave=False, file=sys.stderr
            )
        bar.total = progress.total
        bar.update(progress.done - bar.n)

    try:
        yield report
    finally:
        for bar in bars.values():
            bar.close()
