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
    from copilot.feedback.closing import Closing, Message
    from copilot.feedback.listing import Quote, ThemeLine, ThemeList
    from copilot.feedback.reading import Asked
    from copilot.feedback.unthemed import UnthemedList
    from copilot.wiring import Copilot

SEGMENTS = ("enterprise", "mid_market", "smb")
ROUTES = ("Commercial", "Support", "AI", "Engineering", "Product")
KINDS = ("problem", "request", "question", "remark", "praise")
ORDERS = ("score", "accounts", "people", "arr", "renewing_90d", "renewing_180d", "trend", "last_seen")

TREND_TOLD = (
    "A trend compares a theme's share of all that was said, counted by accounts, with the period before. It is more "
    "than chance only where so uneven a split would be rare even among so many themes; few accounts seldom tell."
)


@click.command("themes")
@click.option("--since", type=Day(), metavar="DATE", help="The first day; all that is on record by default.")
@click.option("--until", type=Day(), metavar="DATE", help="The last day; the as-of date by default.")
@click.option("--segment", type=click.Choice(SEGMENTS), help="Only accounts of this segment.")
@click.option("--area", metavar="NAME", help="Only themes of this area.")
@click.option("--route", type=click.Choice(ROUTES), help="Only themes that go there.")
@click.option("--kind", type=click.Choice(KINDS), help="Only what is said so.")
@click.option("--answered", type=click.Choice(("yes", "no")), help="Only themes that have an answer, or the others.")
@click.option("--about", metavar="WORDS", help="Only what is about this subject.")
@click.option("--by", type=click.Choice(ORDERS), default="score", show_default=True, help="What comes first.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many are printed.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write all to a CSV file.")
@click.option("--unthemed", is_flag=True, help="List what was said and is in no theme, the newest first.")
@click.option("--close", metavar="ID", help="Draft a message to each account that asked for what this theme answers.")
@as_of_option
@json_option
@debug_option
def themes_command(
    limit: int,
    csv_file: Path | None,
    unthemed: bool,
    close: str | None,
    as_of: date | None,
    as_json: bool,
    **chosen: object,
) -> None:
    """Show what customers ask for, praise and complain of: who says it, what they pay, and when that renews."""
    from copilot.errors import InvalidInput
    from copilot.feedback.closing import Closing
    from copilot.feedback.reading import Asked
    from copilot.feedback.unthemed import UnthemedList
    from copilot.settings import today

    if (csv_file is not None) + unthemed + (close is not None) > 1:
        raise click.UsageError("--close, --csv and --unthemed do different things: choose one.")
    asked, day = Asked.model_validate(chosen), as_of or today()
    with opened() as copilot:
        with progress_bar() as report:
            copilot.board.refresh(report)
        try:
            found = (
                _closing(copilot, close, day) if close else _asked_for(copilot, asked, day, limit if unthemed else 0)
            )
        except InvalidInput as error:
            raise click.UsageError(str(error)) from error
    if as_json:
        print_json(found)
    elif isinstance(found, Closing):
        _print_closing(found)
    elif isinstance(found, UnthemedList):
        _print_unthemed(found)
    elif csv_file is None:
        _print(found, limit, asked)
    if csv_file is not None and not isinstance(found, Closing | UnthemedList):
        _write(found, csv_file)


def _asked_for(copilot: "Copilot", asked: "Asked", as_of: date, unthemed: int) -> "ThemeList | UnthemedList":
    """Return the themes that are asked for, or so many things that are in none."""
    from copilot.feedback.listing import list_of
    from copilot.feedback.unthemed import unthemed_of
    from copilot.scope import EVERYTHING

    found = copilot.board.themes(EVERYTHING, as_of, asked)
    if unthemed:
        return unthemed_of(found, copilot.accounts, EVERYTHING, 0, unthemed)
    standards = copilot.accounts.standards.themes
    return list_of(found, (standards.few_accounts, standards.few_mentions))


def _closing(copilot: "Copilot", theme_id: str, as_of: date) -> "Closing":
    from copilot.feedback.closing import close_loop
    from copilot.scope import EVERYTHING

    return close_loop(copilot.board, copilot.accounts, copilot.documents, theme_id, EVERYTHING, as_of)


def _print(found: "ThemeList", limit: int, asked: "Asked") -> None:
    from copilot.display import show_count

    click.echo(f"What customers said from {found.since} to {found.until}; trends since {found.trend_since}\n")
    for place, theme in enumerate(found.themes[:limit], 1):
        _print_theme(place, theme)
    if not found.themes:
        click.echo(f"{_nothing(found, asked)}\n")
    if len(found.themes) > limit:
        click.echo(f"and {len(found.themes) - limit} more themes: --limit shows more, --csv FILE writes all.")
    if found.themes:
        _echo(TREND_TOLD, indent="")
    if found.unthemed:
        verb = "is" if len(found.unthemed) == 1 else "are"
        click.echo(f"{show_count(len(found.unthemed), 'thing')} said {verb} in no theme: --unthemed lists them.")


def _nothing(found: "ThemeList", asked: "Asked") -> str:
    """Say why there is no theme: nobody speaks of the subject, or too few do."""
    if asked.about is not None and not found.unthemed:
        return f"I find no theme about “{asked.about}”: nothing that was said has these words or is near to them."
    return "I find no theme: too few say the same, or nothing is on record for what was asked."


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
    before = show_count(trend.before, "account")
    _echo(f"{theme.area} · {theme.kinds} · {before} before, {trend.now} now: {trend.verdict}")
    _echo(f"To {theme.route_reason}.")
    if theme.answer is not None:
        _echo(str(theme.answer))
    for quote in theme.quotes[:3]:
        _echo(_quoted(quote), "> ")
    click.echo()


def _quoted(quote: "Quote") -> str:
    return f"“{quote.text}” {_who(quote)}, {quote.date} [{quote.source}]"


def _who(quote: "Quote") -> str:
    return f"{quote.author}, {quote.account_name}" if quote.author else f"Somebody at {quote.account_name}"


def _echo(text: str, mark: str = "", indent: str = "   ") -> None:
    blank = indent + " " * len(mark)
    click.echo(textwrap.fill(text, width(), initial_indent=f"{indent}{mark}", subsequent_indent=blank))


def _write(found: "ThemeList", path: Path) -> None:
    from copilot.feedback.spreadsheet import themes_csv

    path.write_text(themes_csv(found), encoding="utf-8", newline="")
    click.echo(f"{path}: {len(found.themes)} themes", err=True)


def _print_unthemed(found: "UnthemedList") -> None:
    from copilot.display import show_count

    verb = "is" if found.total == 1 else "are"
    click.echo(f"{show_count(found.total, 'thing')} said from {found.since} to {found.until} {verb} in no theme\n")
    for voice in found.voices:
        _echo(_quoted(voice), "> ", indent="")
        _echo(" · ".join(filter(None, (voice.tone, voice.area, f"item {voice.item}"))))
    if found.total > len(found.voices):
        click.echo(f"\nand {found.total - len(found.voices):,} older ones: --limit shows more.")


# Closing the loop


def _print_closing(closing: "Closing") -> None:
    from copilot.display import show_count
    from copilot.feedback.decisions import STATE_WORDS

    count = show_count(len(closing.messages), "account")
    click.echo(f"{count} asked for {closing.name} ({closing.id}). {STATE_WORDS[closing.answer.state].capitalize()}:")
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
        _echo(f"“{quote.text}” {quote.author or 'Somebody'}, {quote.date} [{quote.source}]", "> ")
    for note in message.notes:
        _echo(note, "For you: ")
    address = f" <{message.to_email}>" if message.to_email else ""
    _echo(f"{message.to or 'nobody'}{address}", "To: ")
    _echo(message.subject, "Subject: ")
    click.echo()
    for line in message.text.splitlines():
        _echo(line) if line else click.echo()
