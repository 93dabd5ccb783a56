"""The signals of one account, as a tool."""

from langchain.tools import tool

from copilot.metrics.signals import signal_fact, signals
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def account_signals(account: str, runtime: Run) -> Reply:
    """List the risk and growth signals that fire at one account, the severest first, each with its playbook."""
    context = runtime.context
    found = context.account_of(account)
    snapshot = context.accounts.snapshot(found.account_id, context.scope, context.as_of)
    facts = [signal_fact(one) for one in signals(snapshot)]
    return reply(context, facts=facts, nothing=f"No signal fires at {found.name} on that day.")
