"""Who is at an account, as facts."""

from datetime import date

from copilot.display import show_date, show_days, show_word
from copilot.evidence import Fact
from copilot.metrics.engagement import is_active_contact
from copilot.metrics.facts import rows_of
from copilot.orders import WITHHELD, orders_a_model
from copilot.records import Account, Contact


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
        parts.append(WITHHELD if orders_a_model(contact.title) else contact.title)
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
