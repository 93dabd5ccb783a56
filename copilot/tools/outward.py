"""What a customer may read of what the tools find: a text that goes to a customer is written from nothing else."""

import re
from collections.abc import Sequence

from copilot.documents.audience import Objector, may_tell
from copilot.evidence import NOTHING, Fact, Passage
from copilot.llm.built_in.letters import READERS
from copilot.records import Account, Contact
from copilot.store.documents import Filters
from copilot.tools.context import CopilotContext

_ADDRESSES = r"\b(?i:to|an|à|for|für|pour|tell|write|e-?mail|mail|mr|mrs|ms|dr|prof|herrn?|frau|mme|mlle|m)\.?\s"
_TOLD_HERE = frozenset(("tickets", "document"))
"""Facts that only answers have, and that a customer may be told."""


class Outward:
    """One customer's view on what was found: their own figures, and the notes that they may see.

    Lines of these that name another customer, an address of ours, or how we see them are left out. Where it is not
    plain which customer reads it, nothing is told.
    """

    def __init__(self, context: CopilotContext) -> None:
        self._context = context
        self.account = recipient(context)
        self._objects = Objector(self.account, context.accounts) if self.account else None

    def facts(self, facts: Sequence[Fact]) -> list[Fact]:
        """Return the facts that they may be told; of a person name and title."""
        return [one for fact in facts if (one := self._person(fact)) and (self._names(one) or self._may_read(one))]

    def passages(self, passages: Sequence[Passage]) -> list[Passage]:
        """Return the passages of notes that they may see, without lines that are not for them."""
        if self.account is None or self._objects is None:
            return []
        within = Filters(account_ids=frozenset([self.account.account_id]), source="note", visibility="customer")
        numbers = [int(one.id.removeprefix("P")) for one in passages]
        seen = self._context.documents.passages(numbers, self._context.scope, within)
        kept = []
        for one in (one for one in passages if int(one.id.removeprefix("P")) in seen):
            lines = [line for line in one.text.split("\n") if not self._objects(line)]
            if any(line.strip() for line in lines) and not self._objects(one.title):
                kept.append(one.model_copy(update={"text": "\n".join(lines)}))
        return kept

    def told(self) -> Fact:
        """Return for whom it is, and what was left out, as a fact."""
        display = (
            f"Only what {self.account.name} may read is told here: their own figures and the notes shared with them, "
            "without internal notes, other customers, ratings, forecasts and playbooks"
            if self.account
            else "It is not plain which customer this goes to, so nothing is told: name one account"
        )
        return Fact(name=READERS, label="Who reads it", value=None, display=display, as_of=self._context.as_of)

    def _names(self, fact: Fact) -> bool:
        """Tell whether a fact says no more than which account or person the question named."""
        asked = self._context.question.casefold()
        is_account = fact.name == "account" and (fact.label.casefold() in asked or fact.label == "this account")
        return is_account or (self.account is None and fact.name == "person")

    def _may_read(self, fact: Fact) -> bool:
        if fact.name == NOTHING:
            return True
        if self.account is None or self._objects is None or fact.account_id != self.account.account_id:
            return False
        told = fact.name in _TOLD_HERE or may_tell(fact, "customer") or self._is_shared_note(fact)
        return told and not self._objects(f"{fact.label} · {fact.display}")

    def _is_shared_note(self, fact: Fact) -> bool:
        if fact.name != "note" or not fact.rows:
            return False
        found = self._context.documents.document(f"note:{fact.rows[0].id}", self._context.scope)
        return found.visibility == "customer"

    def _person(self, fact: Fact) -> Fact | None:
        """Return a fact about a contact as name and title; any other as it is."""
        if not (fact.account_id and fact.rows and all(row.table == "contacts" for row in fact.rows)):
            return fact
        contacts = self._context.accounts.all_of(Contact, self._context.scope, fact.account_id)
        of = next((one for one in contacts if one.contact_id == fact.rows[0].id and one.name == fact.value), None)
        if of is None:
            return None
        display = ", ".join(part for part in (of.name, of.title) if part)
        return fact.model_copy(update={"name": "person", "label": "Contact", "display": display, "unit": ""})


def recipient(context: CopilotContext) -> Account | None:
    """Return the customer to whom the text goes that the question asks for; None where that is not plain.

    That is the account that the question names, unless somebody of another one is addressed; else the account of the
    person whom it names; else the one on which the conversation was opened, or that it was about so far.
    """
    read = context.names().read(context.question)
    named = {one.account_id: one for mention in read.mentions for one in mention.accounts}
    people = context.accounts.people_named(context.question, context.scope)
    found = {one.account_id: one for one, _ in people if not named or one.account_id in named}
    if not found and not any(_is_addressed(contact, context.question) for _, contact in people):
        found = named
    if named or people:
        return next(iter(found.values())) if len(found) == 1 else None
    return None if read.strangers else _so_far(context)


def _is_addressed(contact: Contact, question: str) -> bool:
    """Tell whether a text is to go to a person, rather than holding a word that is a family name as well."""
    family = re.escape(contact.name.split()[-1])
    return contact.name.casefold() in question.casefold() or bool(re.search(rf"{_ADDRESSES}{family}\b", question))


def _so_far(context: CopilotContext) -> Account | None:
    """Return the account of the page on which the question is asked, or that the conversation was about last."""
    if context.account_id is not None:
        return context.accounts.account(context.account_id, context.scope)
    evidence = context.ledger.evidence
    told = [one.account_id for one in evidence.passages] + [one.account_id for one in evidence.facts]
    last = next((account_id for account_id in reversed(told) if account_id), None)
    return context.accounts.find(last, context.scope) if last else None
