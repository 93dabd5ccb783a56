"""Passages of notes and transcripts that are about something."""

from datetime import date

from langchain.tools import tool

from copilot.records import NoteKind
from copilot.store.documents import Filters
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def search_notes(
    query: str,
    runtime: Run,
    account: str | None = None,
    since: date | None = None,
    until: date | None = None,
    kinds: list[NoteKind] | None = None,
    limit: int = 6,
) -> Reply:
    """Search what was said and written in calls, meetings, e-mails and internal notes, of one account or of all.

    `since` and `until` are the first and the last day on which they were written. Never count with it: it returns the
    best passages, not all of them.
    """
    context = runtime.context
    last = min(until or context.as_of, context.as_of)
    filters = Filters(
        source="note",
        account_ids=None if account is None else frozenset((context.account_of(account).account_id,)),
        kinds=frozenset(kinds) if kinds else None,
        since=since,
        until=last,
        visibility="customer" if context.is_for_customer else None,
    )
    found = context.retriever.search(query, context.scope, filters=filters, limit=max(1, min(limit, 12)))
    first = f"from {since.isoformat()} " if since is not None else ""
    nothing = f"I find no note about this {first}{'to' if first else 'by'} {last.isoformat()}."
    return reply(context, passages=found.passages, nothing=nothing, note=found.degraded)
