"""The stakeholders of an account."""

from datetime import date

from langchain.tools import tool

from copilot.display import show_date, show_days, show_word
from copilot.evidence import Fact
from copilot.metrics.engagement import is_active_contact
from copilot.metrics.facts import rows_of
from copilot.records import Account, Contact, ContactRole
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


def person_fact(account: Account, contact: Contact, as_of: date) -> Fact:
    """Return who somebody is, as a fact."""
    return Fact(
        name=contact.role or "contact",
        label=show_word(contact.role or "contact").capitalize(),
        value=contact.name,
        display=_describe(contact, as_of),
        as_of=as_of,
        formula="contacts on record",
        rows=rows_of([contact]),
        account_id=account.account_id,
        account_name=account.name,
    )


def _describe(contact: Contact, as_of: date) -> str:
    """Write who somebody is: `Ines Okafor, Head of Operations, last contacted on 2 April 2026 (89 days ago)`."""
    parts = [contact.name]
    if contact.title:
        parts.append(contact.title)
    if contact.left_on is not None and contact.left_on <= as_of:
        parts.append(f"left on {show_date(contact.left_on)}")
    elif not is_active_contact(contact, as_of):
        parts.append("no longer active")
    if contact.last_contacted is not None and contact.last_contacted <= as_of:
        days = show_days((as_of - contact.last_contacted).days)
        parts.append(f"last contacted on {show_date(contact.last_contacted)} ({days} ago)")
    else:
        parts.append("no contact with them on record")
    return ", ".join(parts)
