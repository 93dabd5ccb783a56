# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm themes`."""

import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copilot.commands.printing import width
from copilot.commands.shared import Day, as_of_option, debug_option, json_option, opened, print_json, progress_bar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot.feedback.closing import Closing, Message
    from copilot.feedback.listing import ThemeLine, ThemeList
    from copilot.wiring import Copilot

SEGMENTS = ("enterprise", "mid_market", "smb")
ROUTES = ("Commercial", "Support", "AI", "Engineering", "Product")
ORDERS = ("score", "accounts", "people", "arr", "renewing_90d", "renewing_180d", "trend", "last_seen")


@click.command("themes")
@click.option("--since", type=Day(), metavar="DATE", help="The first day; all that is on record by default.")
@click.option("--until", type=Day(), metavar="DATE", help="The last day; the as-of date by default.")
@click.option("--segment", type=click.Choice(SEGMENTS), help="Only accounts of this segment.")
@click.option("--area", metavar="NAME", help="Only themes of this area.")
@click.option("--route", type=click.Choice(ROUTES), help="Only themes that go there.")
@click.option("--by", type=click.Choice(ORDERS), default="score", show_default=True, help="What comes first.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many are printed.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write all to a CSV file.")
@click.option("--close", metavar="ID", help="Draft a message to each account that asked for what this theme answers.")
@as_of_option
@json_option
@debug_option
def themes_command(
    since: date | None,
    until: date | None,
    segment: str | None,
    area: str | None,
    route: str | None,
    by: str,
    limit: int,
    csv_file: Path | None,
    close: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Show what customers ask for, praise and complain of: who says it, what they pay, and when that renews."""
    from copilot.feedback.closing import Closing
    from copilot.settings import today

    if close and csv_file is not None:
        raise click.UsageError("--close drafts messages, and --csv writes themes: choose one.")
    chosen = {"since": since, "until": until, "segment": segment, "area": area, "route": route, "by": by}
    with opened() as copilot:
        with progress_bar() as report:
            copilot.board.refresh(report)
        found = _closing(copilot, close, as_of or today()) if close else _list(copilot, chosen, as_of or today())
    if csv_file is not None and not isinstance(found, Closing):
        _write(found, csv_file)
    if as_json:
        print_json(found)
    elif isinstance(found, Closing):
        _print_closing(found)
    elif csv_file is None:
        _print(found, limit)


def _list(copilot: "Copilot", chosen: "Mapping[str, object]", as_of: date) -> "ThemeList":
    from copilot.feedback.listing import list_of
    from copilot.feedback.reading import Asked
    from copilot.scope import EVERYTHING

    standards = copilot.accounts.standards.themes
    asked = Asked.model_validate(chosen)
    few = standards.few_accounts, standards.few_mentions
    return list_of(copilot.board.themes(EVERYTHING, as_of, asked), few)


def _closing(copilot: "Copilot", theme_id: str, as_of: date) -> "Closing":
    from copilot.feedback.closing import close_loop
    from copilot.scope import EVERYTHING

    return close_loop(copilot.board, copilot.accounts, copilot.documents, theme_id, EVERYTHING, as_of)


def _print(found: "ThemeList", limit: int) -> None:
    click.echo(f"What customers said from {found.since} to {found.until}; trends since {found.trend_since}\n")
    for place, theme in enumerate(found.themes[:limit], 1):
        _print_theme(place, theme)
    if not found.themes:
        click.echo("I find no theme: too few say the same, or nothing is on record for what was asked.\n")
    if len(found.themes) > limit:
        click.echo(f"and {len(found.themes) - limit} more themes: --limit shows more, --csv FILE writes all.")
    click.echo(f"{len(found.unthemed)} things that were said are in no theme.")


def _print_theme(place: int, theme: "ThemeLine") -> None:
    from copilot.display import show_count, show_money

    marks = ", ".join(mark for mark, holds in (("new", theme.is_new), ("small sample", theme.small_sample)) if holds)
    click.echo(f"{place}. {theme.name} ({theme.id}{', ' + marks if marks else ''})")
    told = [show_count(theme.accounts, "account"), f"{theme.people:,} people", show_count(theme.mentions, "mention")]
    for label, amount in (("ARR", theme.arr), ("renews in 90 days", theme.arr_renewing_90d)):
        if amount is not None:
            shown = show_money(amount, theme.currency)
            told.append(f"{label} {shown}" if label == "ARR" else f"{shown} {label}")
    told += [f"{show_money(amount, currency)} without a rate" for currency, amount in theme.arr_apart.items()]
    _echo(" · ".join(told))
    trend = theme.trend
    _echo(f"{theme.area} · {theme.kind} · {trend.before} accounts before, {trend.now} now: {trend.verdict}")
    _echo(f"To {theme.route_reason}.")
    if theme.answer is not None:
        _echo(f"{theme.answer.state.capitalize()}: {theme.answer.words}")
    for quote in theme.quotes[:3]:
        _echo(f"“{quote.text}” {quote.author or 'somebody'}, {quote.account_name}, {quote.date} [{quote.source}]", "> ")
    click.echo()


def _echo(text: str, mark: str = "") -> None:
    click.echo(textwrap.fill(text, width(), initial_indent=f"   {mark}", subsequent_indent=f"   {' ' * len(mark)}"))


def _write(found: "ThemeList", path: Path) -> None:
    from copilot.feedback.spreadsheet import themes_csv

    path.write_text(themes_csv(found), encoding="utf-8", newline="")
    click.echo(f"{path}: {len(found.themes)} themes", err=True)


# Closing the loop


def _print_closing(closing: "Closing") -> None:
    from copilot.display import show_count

    count = show_count(len(closing.messages), "account")
    click.echo(f"{count} asked for {closing.name} ({closing.id}). {closing.answer.state.capitalize()}:")
    _echo(closing.answer.words)
    for place, message in enumerate(closing.messages, 1):
        click.echo()
        _print_message(place, message)


def _print_message(place: int, message: "Message") -> None:
    """Print who asked and what our own people should know, then the message as it can be sent."""
    from copilot.display import show_money

    told = [message.account_name]
    if message.arr is not None:
        told.append(f"ARR {show_money(message.arr, message.currency)}")
    told += [f"{show_money(amount, currency)} without a rate" for currency, amount in message.arr_apart.items()]
    told.append(f"renews {message.renewal}" if message.renewal else "no renewal on record")
    told.append(f"CSM {message.csm}" if message.csm else "no CSM on record")
    click.echo(f"{place}. {' · '.join(told)}")
    for quote in message.asked[:3]:
        _echo(f"“{quote.text}” {quote.author or 'somebody'}, {quote.date} [{quote.source}]", "> ")
    for note in message.notes:
        _echo(note, "For you: ")
    address = f" <{message.to_email}>" if message.to_email else ""
    _echo(f"{message.to or 'nobody'}{address}", "To: ")
    _echo(message.subject, "Subject: ")
    click.echo()
    for line in message.text.splitlines():
        _echo(line) if line else click.echo()
