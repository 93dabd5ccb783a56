"""The stakeholders of an account."""

from langchain.tools import tool

from copilot.display import show_word
from copilot.metrics.people import person_fact
from copilot.records import Contact, ContactRole
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def account_people(account: str, runtime: Run, role: ContactRole | None = None) -> Reply:
    """List the people at an account: role, title, when last contacted, whether they left; `role` picks one role."""
    context = runtime.context
    found = context.account_of(account)
    contacts = context.accounts.all_of(Contact, context.scope, found.account_id)
    people = [contact for contact in contacts if role is None or contact.role == role]
    facts = [person_fact(found, contact, context.as_of) for contact in people]
    wanted = f"{show_word(role)} " if role else "person "
    return reply(context, facts=facts, nothing=f"No {wanted}is on record at {found.name}.")
