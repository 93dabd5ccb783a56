"""What changed at an account between two dates, as a tool."""

from datetime import date

from langchain.tools import tool

from copilot.display import show_date
from copilot.evidence import Fact, RowRef
from copilot.metrics.account import measure
from copilot.metrics.comparison import Change, changes
from copilot.records import Account
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
    facts = [_fact(one, found, since, context.as_of) for one in changes(before, after)]
    return reply(context, facts=facts, nothing=f"No fact of {found.name} differs from {show_date(since)}.")


def _fact(change: Change, account: Account, since: date, as_of: date) -> Fact:
    """Return a change as a fact: `49.2 %, was 66.9 %`."""
    past, present = change.before, change.after
    now = present.display if present else "cannot be told"
    then = past.display if past else "could not be told"
    rows: list[RowRef] = [*(present.rows if present else []), *(past.rows if past else [])]
    return Fact(
        name=f"change.{change.name}",
        label=change.label,
        value=f"{now}, was {then}",
        display=f"{now}, was {then}",
        as_of=as_of,
        formula=f"on {as_of.isoformat()} against {since.isoformat()}",
        rows=list(dict.fromkeys(rows)),
        account_id=account.account_id,
        account_name=account.name,
    )
