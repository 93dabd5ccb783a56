"""What changed at an account between two dates, as a tool."""

from datetime import date

from langchain.tools import tool

from copilot.display import show_date
from copilot.metrics.account import measure
from copilot.metrics.comparison import change_fact, changes
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def what_changed(account: str, since: date, runtime: Run) -> Reply:
    """Compare every fact of an account on two days, `since` and the as-of date, and list those that differ."""
    context = runtime.context
    found = context.account_of(account)
    before, after = (
        measure(context.accounts.snapshot(found.account_id, context.scope, day))[0] for day in (since, context.as_of)
    )
    facts = [change_fact(one, found, since, context.as_of) for one in changes(before, after)]
    return reply(context, facts=facts, nothing=f"No fact of {found.name} differs from {show_date(since)}.")
