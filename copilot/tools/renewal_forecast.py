"""The renewals ahead, as a tool."""

from langchain.tools import tool

from copilot.evidence import Fact, Gap
from copilot.hindsight import past_calls, past_scores
from copilot.metrics.backtest import backtest
from copilot.metrics.facts import parted
from copilot.metrics.forecast import forecast, reads
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def renewal_forecast(runtime: Run, quarters: int = 4) -> Reply:
    """Read the renewals due by quarter, as sales, the CSMs and the health model call them, and where they disagree.

    Each has the amount to expect, and how right it was about renewals of the past; `health_auc` says how well the
    health score told the renewed from the lost.
    """
    context = runtime.context
    wanted = reads(context.accounts.standards)
    snapshots = context.accounts.snapshots(context.scope, context.as_of, None, wanted)
    ahead = forecast(snapshots, max(1, min(quarters, 8)))
    past = past_calls(context.accounts, context.scope, snapshots)
    facts = [fact for one in ahead for fact in (*one.facts, *one.disagreements) if fact.value]
    facts += [fact for one in past for fact in (*one.facts, one.brier) if isinstance(fact, Fact)]
    told, untold = parted(backtest(past_scores(context.accounts, context.scope, snapshots), context.as_of))
    facts += told
    gaps = [*(one.brier for one in past if isinstance(one.brier, Gap)), *untold]
    return reply(context, facts=facts, gaps=gaps, nothing="I find no renewal in that time.")
