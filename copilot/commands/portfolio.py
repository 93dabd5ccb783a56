# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm portfolio` and `csm today`."""

from datetime import date
from typing import TYPE_CHECKING

import click

from copilot.commands.printing import table
from copilot.commands.shared import Day, as_of_option, debug_option, json_option, opened_accounts, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot.portfolio import Backtest, PortfolioOverview, Quarter

_GROUPS = ("segment", "csm", "region")
_OF_GROUP = ("customers", "arr", "arr_renewing_90d", "grr", "nrr", "licence_utilisation", "nps")
_FIRST = ("grr", "nrr", "arr", "arr_renewing_90d", "customers", "logo_churn_rate")
"""The figures that are asked for first."""
_SHOWN = 10


@click.command("portfolio")
@click.option("--by", type=click.Choice(_GROUPS), help="Also by segment, CSM or region.")
@click.option("--since", type=Day(), metavar="DATE", help="The first day of the period; a year before by default.")
@click.option("--until", type=Day(), metavar="DATE", help="The last day of the period; the as-of date by default.")
@click.option("--backtest", is_flag=True, help="Instead: how well health told the renewed from the lost.")
@as_of_option
@json_option
@debug_option
def portfolio_command(
    by: str | None, since: date | None, until: date | None, backtest: bool, as_of: date | None, as_json: bool
) -> None:
    """Show GRR, NRR and who moved them, the renewals ahead, time to value, use, satisfaction and health."""
    from copilot.portfolio import backtest_overview, portfolio, renewals
    from copilot.scope import EVERYTHING
    from copilot.settings import today

    if backtest and (by or since or until):
        raise click.UsageError("--backtest looks at two years and every account: leave --by, --since and --until out.")
    day = as_of or today()
    if day > today():
        click.echo(f"{day} is still to come: contracts that end until then count as ended, renewed or not.", err=True)
    with opened_accounts() as accounts:
        names = {email: person.name for email, person in accounts.team().items()}
        if backtest:
            _print_backtest(backtest_overview(accounts, EVERYTHING, day), as_json)
            return
        found = portfolio(accounts, EVERYTHING, day, by=by, start=since, end=until)  # type: ignore[arg-type]
        ahead = renewals(accounts, EVERYTHING, day)
    if as_json:
        print_json(found.model_dump(mode="json") | {"renewals": [one.model_dump(mode="json") for one in ahead]})
        return
    _print(found, names)
    _print_renewals(ahead)


def _print(found: "PortfolioOverview", names: "Mapping[str, str]") -> None:
    click.echo(f"The portfolio as of {found.as_of}, over {found.period.start} to {found.period.end}\n")
    in_order = sorted(found.facts, key=lambda one: _FIRST.index(one.name) if one.name in _FIRST else len(_FIRST))
    click.echo(table(("figure", "value"), [(one.label, one.display) for one in in_order]))
    click.echo("\n--json tells of each how it was computed and from which rows.")
    if found.groups:
        _print_groups(found, names)
    moved = [one for one in found.movements if one.name != "movement.new"]
    if moved:
        click.echo("\nWho moved it")
        rows = [(one.account_name or "", one.label, one.display) for one in moved[:_SHOWN]]
        click.echo(table(("account", "", "change"), rows))
        if len(moved) > _SHOWN:
            click.echo(f"and {len(moved) - _SHOWN} more; --json lists them all, and the new accounts.")
    if found.unavailable:
        click.echo("\nCannot be told")
        click.echo(table(("figure", "why"), [(one.name, one.reason) for one in found.unavailable]))


def _print_groups(found: "PortfolioOverview", names: "Mapping[str, str]") -> None:
    rows = []
    for name, facts in found.groups.items():
        told = (" + ".join(fact.display for fact in facts if fact.name == column) for column in _OF_GROUP)
        rows.append((names.get(name, name.replace("_", " ")), *told))
    header = ("group", "customers", "ARR", "renews in 90 days", "GRR", "NRR", "utilisation", "NPS")
    click.echo(f"\n{table(header, rows)}")


def _print_backtest(found: "Backtest", as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    click.echo("Health 90 days before past renewals, against what became of them\n")
    rows = [(fact.label, fact.display) for fact in found.facts]
    click.echo(table(("figure", "value"), [*rows, *((gap.name, gap.reason) for gap in found.unavailable)]))


def _print_renewals(ahead: "list[Quarter]") -> None:
    click.echo("\nRenewals ahead: what is due, and what to expect of it by")
    rows = []
    for quarter in ahead:
        names = ("renewals_due_arr", *(f"expected_renewals_arr.{source}" for source in ("sales", "csm", "model")))
        told = [" + ".join(fact.display for fact in quarter.facts if fact.name == name) for name in names]
        rows.append((quarter.quarter, told[0] or "nothing", *told[1:]))
    click.echo(table(("quarter", "due", "sales", "CSMs", "health model"), rows))
    for quarter in ahead:
        for fact in quarter.disagreements:
            click.echo(f"They disagree on {fact.display}.")


@click.command("today")
@click.option("--csm", metavar="NAME", help="Only the accounts of this CSM, by name or address.")
@click.option("--growth", is_flag=True, help="Opportunities instead of risks.")
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True)
@as_of_option
@json_option
@debug_option
def today_command(csm: str | None, growth: bool, limit: int, as_of: date | None, as_json: bool) -> None:
    """Show who needs somebody today: accounts by ARR at stake x urgency, why, and which playbook answers it."""
    from copilot.overview import pressing
    from copilot.scope import EVERYTHING
    from copilot.settings import today
    from copilot.standings import ranked
    from copilot.store.colleagues import csm_called

    day = as_of or today()
    with opened_accounts() as accounts:
        owner = csm_called(csm, accounts.team()) if csm else None
        every = ranked(accounts, EVERYTHING, day, growth=growth, csm=owner)
        found = pressing(accounts, every[:limit], EVERYTHING, day, growth=growth)
    if as_json:
        print_json({"accounts": [one.model_dump(mode="json") for one in found]})
        return
    for place, one in enumerate(found, start=1):
        worth = " + ".join(fact.display for fact in one.arr)
        renews = "" if one.days_to_renewal is None else f", renews in {one.days_to_renewal} days"
        of = f", {one.csm_name or one.csm_email}" if one.csm_email else ""
        click.echo(f"{place}. {one.name} ({one.account_id}): {worth}{renews}{of}")
        click.echo(f"   {one.score.display} = {one.score.formula}")
        for signal in one.signals:
            click.echo(f"   {signal.severity}: {signal.title}")
            click.echo(f"      play: {signal.playbook}")
    if not found:
        click.echo("Nothing presses.")
    elif len(every) > limit:
        click.echo(f"{len(every) - limit} more accounts; --limit shows them.")
