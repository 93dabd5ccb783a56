"""Drafting a document, as a tool."""

from langchain.tools import tool

from copilot.display import show_count
from copilot.documents.document import Audience, Document, Kind
from copilot.documents.order import ABOUT_ALL, Order
from copilot.errors import InvalidInput
from copilot.evidence import Fact
from copilot.grounding.handles import handles_in
from copilot.llm.built_in.drafts import kind_asked
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def draft_document(kind: Kind, runtime: Run, account: str | None = None, audience: Audience = "internal") -> Reply:
    """Draft and keep a document, only when the user asks for one: a renewal brief, success plan, value review, ….

    Every kind but feedback-summary and portfolio-review is about one `account`: its id, name or alias. `audience`
    customer leaves out all that is internal. Answers where it can be read, and the figures of its first section.
    """
    context = runtime.context
    audience = "customer" if context.is_for_customer else audience
    if not kind_asked(context.question):
        raise InvalidInput("The user did not ask for a document.", "Answer the question; offer to draft one.")
    found = context.account_of(account) if account is not None and kind not in ABOUT_ALL else None
    if found is None and kind not in ABOUT_ALL:
        raise InvalidInput(f"A {kind} is about one account.", "Say which one.")
    order = Order(kind=kind, account_id=found.account_id if found else None, as_of=context.as_of, audience=audience)
    document = context.desk.draft(order, context.scope)
    return reply(context, facts=[document_fact(document), *_first(document)], nothing="No document.")


_READERS: dict[Audience, str] = {"internal": "internal, not to be sent", "customer": "for the customer"}


def document_fact(document: Document) -> Fact:
    """Return a drafted document as a fact: its title, where it can be read, and what is not in it."""
    evidence, left = document.evidence, len(document.left_out)
    omitted = f"; left out, as it could not be checked: {show_count(left, 'sentence')}" if left else ""
    stands_on = f"{show_count(len(evidence.facts), 'figure')} and {show_count(len(evidence.passages), 'passage')}"
    return Fact(
        name="document",
        label=f"Drafted {document.kind}, {_READERS[document.audience]}",
        value=document.document_id,
        display=f"“{document.title}”, on {stands_on}{omitted}; read it at /documents/{document.document_id}",
        as_of=document.as_of,
        formula=f"drafted for the audience {document.audience}",
        account_id=document.account_id,
        account_name=document.account_name,
    )


def _first(document: Document) -> list[Fact]:
    """Return the facts of the first section, which is the document's answer."""
    cited = {handle for part in document.sections[0].parts for handle in handles_in(part.text)}
    return [one for one in document.evidence.facts if one.id in cited and one.value is not None]
