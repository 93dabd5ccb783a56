"""Passages of our playbooks and other knowledge."""

from langchain.tools import tool

from copilot.records import Segment
from copilot.store.documents import Filters
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def search_playbooks(query: str, runtime: Run, segment: Segment | None = None, limit: int = 6) -> Reply:
    """Search our playbooks and handbooks: what we do in a situation, how we define something, message drafts."""
    context = runtime.context
    filters = Filters(source="knowledge", segments=None if segment is None else frozenset((segment,)))
    found = context.retriever.search(query, context.scope, filters=filters, limit=max(1, min(limit, 12)))
    return reply(context, passages=found.passages, nothing="I find no playbook about this.", note=found.degraded)
