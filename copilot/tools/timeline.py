"""What happened at an account, as a tool."""

from datetime import date

from langchain.tools import tool

from copilot.display import show_date
from copilot.evidence import Fact
from copilot.metrics.facts import rows_of
from copilot.store.timeline import timeline as events_of
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def timeline(account: str, runtime: Run, since: date | None = None, limit: int = 15) -> Reply:
    """List what happened at an account, newest first: notes, tickets, surveys, milestones, contracts, people."""
    context = runtime.context
    found = context.account_of(account)
    start = since or date.min
    events = events_of(context.accounts, found.account_id, context.scope, start, context.as_of)
    shown = events[: max(1, min(limit, 40))]
    facts = [
        Fact(
            name="event",
            label=event.text[:1].upper() + event.text[1:],
            value=event.date,
            unit="date",
            display=show_date(event.date),
            as_of=context.as_of,
            rows=rows_of([event.record]),
            account_id=found.account_id,
            account_name=found.name,
        )
        for event in shown
    ]
    note = f"{len(shown)} of {len(events)} events are shown." if len(events) > len(shown) else ""
    return reply(context, facts=facts, nothing=f"I find nothing on record for {found.name} in that time.", note=note)
