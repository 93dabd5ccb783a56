"""The signals of one account, as a tool."""

from langchain.tools import tool

from copilot.evidence import Fact
from copilot.metrics.signals import Signal, signals
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


def signal_fact(signal: Signal) -> Fact:
    """Return a signal as a fact: its title as the value, the rows of the facts that fired it."""
    rows = list(dict.fromkeys(row for fact in signal.facts for row in fact.rows))
    kind = "Opportunity" if signal.is_growth else "Risk"
    return signal.facts[0].model_copy(
        update={
            "name": f"signal.{signal.id}",
            "label": f"{kind}, {signal.severity}",
            "value": signal.title,
            "unit": "",
            "display": signal.title,
            "formula": f"signal {signal.id}; the playbook for it is {signal.playbook}",
            "rows": rows,
        }
    )
