# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm themes`."""

import csv
import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copilot.commands.printing import width
from copilot.commands.shared import Day, as_of_option, debug_option, json_option, opened, print_json, progress_bar

if TYPE_CHECKING:
    from copilot.feedback.listing import ThemeLine, ThemeList

SEGMENTS = ("enterprise", "mid_market", "smb")
ROUTES = ("Commercial", "Support", "AI", "Engineering", "Product")
ORDERS = ("score", "accounts", "people", "arr", "renewing_90d", "renewing_180d", "trend", "last_seen")
_COLUMNS = (
    *("id", "name", "area", "kind", "route", "route_reason", "is_new", "score", "accounts", "people", "mentions"),
    *("currency", "arr", "arr_renewing_90d", "arr_renewing_180d", "first_seen", "last_seen", "small_sample"),
)


@click.command("themes")
@click.option("--since", type=Day(), metavar="DATE", help="The first day; all that is on record by default.")
@click.option("--until", type=Day(), metavar="DATE", help="The last day; the as-of date by default.")
@click.option("--segment", type=click.Choice(SEGMENTS), help="Only accounts of this segment.")
@click.option("--area", metavar="NAME", help="Only themes of this area.")
@click.option("--route", type=click.Choice(ROUTES), help="Only themes that go there.")
@click.option("--by", type=click.Choice(ORDERS), default="score", show_default=True, help="What comes first.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many are printed.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write all to a CSV file.")
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
    as_of: date | None,
    as_json: bool,
) -> None:
    """Show what customers ask for, praise and complain of: who says it, what they pay, and when that renews."""
    from copilot.feedback.board import Asked
    from copilot.feedback.listing import list_of
    from copilot.scope import EVERYTHING
    from copilot.settings import today

    asked = Asked.model_validate(
        {"since": since, "until": until, "segment": segment, "area": area, "route": route, "by": by}
    )
    with opened() as copilot:
        with progress_bar() as report:
            copilot.board.refresh(report)
        standards = copilot.accounts.standards.themes
        few = standards.few_accounts, standards.few_mentions
        found = list_of(copilot.board.themes(EVERYTHING, as_of or today(), asked), few)
    if csv_file is not None:
        _write(found, csv_file)
        click.echo(f"{csv_file}: {len(found.themes)} themes", err=True)
    if as_json:
        print_json(found)
    elif csv_file is None:
        _print(found, limit)


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
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((*_COLUMNS, "trend_before", "trend_now", "trend", "items", "quote", "quote_source"))
        for theme in found.themes:
            first = theme.quotes[0] if theme.quotes else None
            trend = (theme.trend.before, theme.trend.now, theme.trend.verdict)
            quote = (first.text, first.source) if first else ("", "")
            cells = [*(getattr(theme, name) for name in _COLUMNS), *trend, " ".join(theme.items), *quote]
            writer.writerow([_plain(cell) for cell in cells])


def _plain(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
