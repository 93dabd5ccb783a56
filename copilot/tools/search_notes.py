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
    kinds: list[NoteKind] | None = None,
    limit: int = 6,
) -> Reply:
    """Search what was said and written in calls, meetings, e-mails and internal notes, of one account or of all.

    Never count with it: it returns the best passages, not all of them.
    """
    context = runtime.context
    filters = Filters(
        source="note",
        account_ids=None if account is None else frozenset((context.account_of(account).account_id,)),
        kinds=frozenset(kinds) if kinds else None,
        since=since,
        until=context.as_of,
        visibility="customer" if context.is_for_customer else None,
    )
    found = context.retriever.search(query, context.scope, filters=filters, limit=max(1, min(limit, 12)))
    nothing = f"I find no note about this by {context.as_of.isoformat()}."
    return reply(context, passages=found.passages, nothing=nothing, note=found.degraded)
