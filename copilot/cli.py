"""The command `csm`."""

import gc

import click

from copilot.commands.accounts import account_command, accounts_command
from copilot.commands.asking import ask_command, search_command
from copilot.commands.books import demo_command, import_command, index_command
from copilot.commands.checking import check_command
from copilot.commands.drafting import draft_command
from copilot.commands.evaluating import eval_command
from copilot.commands.portfolio import portfolio_command, today_command
from copilot.commands.serving import serve_command
from copilot.commands.shared import Program, debug_option
from copilot.commands.themes import themes_command
from copilot.commands.upkeep import doctor_command, settings_command


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@debug_option
def main() -> None:
    """Ask about your accounts and playbooks; every figure and quote comes with its source.

    Start with `csm demo DIR`, `csm import DIR` and `csm ask "..."`, or with `csm serve --demo`.
    """
    collect_less_often()


def collect_less_often() -> None:
    """Look for garbage less often: a large book is a million small objects without a cycle, read in half the time."""
    gc.set_threshold(20_000)


for command in (
    import_command,
    index_command,
    ask_command,
    search_command,
    draft_command,
    check_command,
    accounts_command,
    account_command,
    portfolio_command,
    today_command,
    themes_command,
    serve_command,
    demo_command,
    settings_command,
    doctor_command,
    eval_command,
):
    main.add_command(command)
