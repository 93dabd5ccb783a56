"""People at our customers, by name."""

from langchain.tools import tool

from copilot.tools.account_people import person_fact
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply

_SHOWN = 10


@tool(response_format="content_and_artifact")
def find_people(text: str, runtime: Run) -> Reply:
    """Find the people at any account whose name stands in a text, with their account, role and last contact."""
    context = runtime.context
    found = context.accounts.people_named(text, context.scope)
    facts = [person_fact(account, contact, context.as_of) for account, contact in found[:_SHOWN]]
    note = f"{_SHOWN} of {len(found)} people are shown." if len(found) > _SHOWN else ""
    return reply(context, facts=facts, nothing="I find no person of that name at any account.", note=note)
