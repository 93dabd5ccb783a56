"""Who needs somebody, and why, as a tool."""

from collections.abc import Sequence

from langchain.tools import tool

from copilot.evidence import Fact
from copilot.metrics.priorities import Priority, priorities
from copilot.metrics.signals import signal_fact
from copilot.metrics.standing import reads
from copilot.standings import ranked
from copilot.store.colleagues import find_colleague
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def who_needs_attention(
    runtime: Run, csm: str | None = None, signals: list[str] | None = None, growth: bool = False, limit: int = 8
) -> Reply:
    """Rank accounts by ARR at stake x urgency: who needs somebody now, why, and which playbook answers it.

    `csm` is one CSM, by name or address; `growth` ranks opportunities (seats nearly full, promoters, high ROI, a
    feature taken up) instead of risks; `signals` picks accounts at which these fire (champion_gone, sponsor_gone,
    single_threaded, no_contact_45d, renewal_without_plan, power_role_promoter, utilisation_over_90, …).
    """
    context = runtime.context
    owner = None if csm is None else find_colleague(csm, context.accounts.team()).email
    found = ranked(context.accounts, context.scope, context.as_of, growth=growth, csm=owner, signals=signals)
    page = found[: max(1, min(limit, 20))]
    shown = priorities(
        context.accounts.snapshots(context.scope, context.as_of, page, reads(context.accounts.standards)), growth=growth
    )
    facts = [fact for one in shown for fact in _facts(one, signals)]
    note = f"{len(shown)} of {len(found)} accounts are shown." if len(found) > len(shown) else ""
    return reply(context, facts=facts, nothing="I find no account at which such a signal fires.", note=note)


def _facts(priority: Priority, wanted: Sequence[str] | None) -> list[Fact]:
    """Return the terms of a rank and the signals that were asked for, or all of them."""
    fired = [one for one in priority.signals if wanted is None or one.id in wanted]
    return [priority.score, *priority.arr, *(signal_fact(one) for one in fired)]
