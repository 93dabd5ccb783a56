# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm accounts` and `csm account`."""

from datetime import date
from typing import TYPE_CHECKING

import click

from copilot.commands.printing import table
from copilot.commands.shared import (
    account_called,
    as_of_option,
    debug_option,
    json_option,
    opened_accounts,
    print_json,
)

if TYPE_CHECKING:
    from copilot.overview import AccountOverview

_ROWS_SHOWN = 3
_NAMED = 10
_COLUMNS = {"segment": "segment", "stage": "stage", "arr": "ARR", "days_to_renewal": "renews in"}
_SEGMENTS = ("enterprise", "mid_market", "smb")


@click.command("accounts")
@click.option("--query", "-q", default="", help="Only accounts with this text in name, id or alias.")
@click.option("--segment", type=click.Choice(_SEGMENTS), help="Only accounts of this segment.")
@click.option("--csm", metavar="NAME", help="Only accounts of this CSM, by name or address.")
@click.option("--where", "-w", multiple=True, metavar="CONDITION", help='Such as "licence_utilisation < 0.5".')
@click.option("--sort", default="name", show_default=True, help="A field to sort by; -arr is the largest first.")
@as_of_option
@json_option
@debug_option
def accounts_command(
    query: str,
    segment: str | None,
    csm: str | None,
    where: tuple[str, ...],
    sort: str,
    as_of: date | None,
    as_json: bool,
) -> None:
    """List the accounts."""
    from copilot.display import show_word
    from copilot.overview import AccountQuery, ListedAccount, list_accounts
    from copilot.scope import EVERYTHING
    from copilot.settings import today

    with opened_accounts() as accounts:
        wanted = AccountQuery(text=query, segment=segment, csm=csm, where=list(where), sort=sort)
        found = list_accounts(accounts, wanted, EVERYTHING, as_of or today())
    if as_json:
        print_json({"accounts": [ListedAccount.of(row).model_dump(mode="json") for row in found.rows]})
        return
    asked = [name for name in wanted.fields if name not in ("name", *_COLUMNS)]
    names = [*_COLUMNS, *asked]
    header = ("id", "account", *_COLUMNS.values(), *(show_word(name) for name in asked))
    rows = [(row.account.account_id, row.account.name, *map(row.shown, names)) for row in found.rows]
    click.echo(table(header, rows, right=(4, 5)) if rows else "No account fits.")
    if found.undecided:
        some = ", ".join(row.account.name for row in found.undecided[:_NAMED])
        more = f" and {len(found.undecided) - _NAMED} more" if len(found.undecided) > _NAMED else ""
        click.echo(f"\nCannot be told, as something is not on record: {some}{more}.")


@click.command("account")
@click.argument("name")
@as_of_option
@json_option
@debug_option
def account_command(name: str, as_of: date | None, as_json: bool) -> None:
    """Show everything that is known of one account; NAME is its id, name or alias."""
    from copilot.overview import overview
    from copilot.scope import EVERYTHING
    from copilot.settings import today

    with opened_accounts() as accounts:
        account = account_called(accounts, name)
        found = overview(accounts, account.account_id, EVERYTHING, as_of or today())
    if as_json:
        print_json(found)
    else:
        _print(found)


def _print(found: "AccountOverview") -> None:
    click.echo(f"{found.account.name} ({found.account.account_id}), as of {found.as_of}\n")
    if found.signals:
        click.echo(
            table(("signal", "what", "playbook"), [(one.severity, one.title, one.playbook) for one in found.signals])
        )
        click.echo()
    rows = []
    for fact in found.facts:
        sources = [f"{row.table} {row.id}" for row in fact.rows[:_ROWS_SHOWN]]
        if len(fact.rows) > _ROWS_SHOWN:
            sources.append(f"{len(fact.rows) - _ROWS_SHOWN} more")
        rows.append((fact.label, fact.display, ", ".join(sources)))
    click.echo(table(("fact", "value", "from"), rows))
    if found.unavailable:
        click.echo("\nCannot be told")
        click.echo(table(("fact", "why"), [(gap.name, gap.reason) for gap in found.unavailable]))
