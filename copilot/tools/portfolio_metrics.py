"""The portfolio's figures, as a tool."""

from datetime import date

from langchain.tools import tool

from copilot.evidence import Fact, Gap
from copilot.metrics.book import READS, measure_book, movement_fact
from copilot.metrics.retention import Grouping, chosen_period, grouped, movements
from copilot.standings import standings
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def portfolio_metrics(
    runtime: Run,
    by: Grouping | None = None,
    start: date | None = None,
    end: date | None = None,
    names: list[str] | None = None,
    movers: int = 8,
) -> Reply:
    """Read the figures of all accounts together, and which accounts moved the revenue most.

    They are GRR, NRR, logo churn, churned, expansion and new ARR, renewal rates, time to value, customers, ARR,
    utilisation, NPS, CSAT, health. The period is the 12 months to the as-of date unless `start` and `end` are given.
    `by` also reads them for each segment, csm or region. `names` picks some (grr, nrr, arr, customers, …); `movers` is
    how many accounts are named.
    """
    context = runtime.context
    stand = {one.account_id: one for one in standings(context.accounts, context.scope, context.as_of)}
    snapshots = context.accounts.snapshots(context.scope, context.as_of, None, READS)
    first, last = chosen_period(context.as_of, start, end)
    measured = [(one, "") for one in measure_book(snapshots, stand, first, last, context.as_of)]
    team = context.accounts.team()
    for name, members in (grouped(snapshots, by) if by else {}).items():
        group = team[name].name if name in team else name
        measured += [(one, group) for one in measure_book(members, stand, first, last, context.as_of)]
    picked = [(one, group) for one, group in measured if names is None or one.name in names]
    facts = [_of_group(one, group) for one, group in picked if isinstance(one, Fact)]
    gaps = [one for one, group in picked if isinstance(one, Gap) and not group]
    moved = [one for one in movements(snapshots, first, last) if one.kind != "unchanged"][: max(0, min(movers, 20))]
    facts += [movement_fact(one, context.as_of) for one in moved]
    return reply(context, facts=facts, gaps=gaps, nothing="I find no account on that day.")


def _of_group(fact: Fact, group: str) -> Fact:
    return fact.model_copy(update={"label": f"{group}: {fact.label}"}) if group else fact
