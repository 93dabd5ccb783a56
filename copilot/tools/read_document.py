"""A whole document, passage by passage."""

from langchain.tools import tool

from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply

_SHOWN = 12


@tool(response_format="content_and_artifact")
def read_document(passage: str, runtime: Run) -> Reply:
    """Read the document that a passage stands in, from its beginning: for a playbook of which one part was found."""
    context = runtime.context
    document_id = context.documents.passage(passage, context.scope).document_id
    passages = context.documents.of_document(document_id, context.scope)
    note = f"The first {_SHOWN} of {len(passages)} passages are shown." if len(passages) > _SHOWN else ""
    return reply(context, passages=passages[:_SHOWN], nothing="The document has no text.", note=note)
