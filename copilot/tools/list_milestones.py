"""The open milestones of an account, as a tool."""

from langchain.tools import tool

from copilot.metrics.milestones import milestone_fact, open_milestones
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply

_SHOWN = 20


@tool(response_format="content_and_artifact")
def list_milestones(account: str, runtime: Run) -> Reply:
    """List what is still to be done of an account's success plan, and by when: the milestone due first comes first."""
    context = runtime.context
    snapshot = context.accounts.snapshot(context.account_of(account).account_id, context.scope, context.as_of)
    found = open_milestones(snapshot)
    note = f"{_SHOWN} of {len(found)} open milestones are shown." if len(found) > _SHOWN else ""
    facts = [milestone_fact(snapshot, one) for one in found[:_SHOWN]]
    return reply(context, facts=facts, nothing=f"No milestone is open at {snapshot.account.name}.", note=note)
