"""Which of a customer's words may be quoted back to that customer."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from copilot.errors import NotFound
from copilot.feedback_item import Item
from copilot.orders import orders_a_model
from copilot.records import Feedback
from copilot.scope import EVERYTHING, Scope
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore, Filters

_LONGEST = 400
_SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W_]+")


class Quotable:
    """Says why words may not be quoted to their customer: whence they are, how long, and whom they name."""

    def __init__(
        self, accounts: AccountStore, documents: DocumentStore, scope: Scope, account_ids: Sequence[str], as_of: date
    ) -> None:
        self._accounts, self._documents, self._scope = accounts, documents, scope
        rows = accounts.dated(Feedback, scope, date.min, as_of, account_ids)
        self._rows = {one.feedback_id: one for one in rows}

    def objection(self, item: Item, *, to_its_author: bool) -> str:
        """Return why an item is not quoted to its author, or to somebody else of the account; nothing where it may."""
        if len(item.text) > _LONGEST:
            return "what they said is too long"
        if orders_a_model(item.text):
            return "what they said gives orders to an AI model"
        if self._is_survey(item) and not to_its_author:
            return "they said it in a survey, which is theirs alone"
        if self._is_internal(item):
            return "their words stand in an internal note alone"
        named = self.customer_in(item.text, but=item.account_id)
        return f"they name {named}" if named else ""

    def customer_in(self, text: str, but: str | None = None) -> str:
        """Return the first customer, or the first person of one, that a text names as names are written."""
        words = _WORD.findall(text)
        for at, word in enumerate(words):
            for name, parts, account_id in self._names.get(word, ()):
                if account_id != but and words[at : at + len(parts)] == parts:
                    return name
        return ""

    @cached_property
    def _names(self) -> dict[str, list[tuple[str, list[str], str]]]:
        """Every name of a customer and of its people, by the first word; two customers may have one name."""
        found: dict[str, list[tuple[str, list[str], str]]] = {}
        called = [
            (one, account.account_id)
            for account in self._accounts.names(EVERYTHING)
            for one in (account.name, *account.aliases)
        ]
        people = [(name, account_id) for account_id, name in self._accounts.contact_names(EVERYTHING) if " " in name]
        for name, account_id in (*called, *people):
            parts = _WORD.findall(name)
            if parts and len(name) >= _SHORTEST_NAME:
                found.setdefault(parts[0], []).append((name, parts, account_id))
        return found

    def _is_survey(self, item: Item) -> bool:
        row = self._row(item)
        return item.origin == "survey" or (row is not None and row.channel == "survey")

    def _is_internal(self, item: Item) -> bool:
        if item.origin == "note":
            number = int(item.source_id.removeprefix("P"))
            return not self._documents.passages([number], self._scope, Filters(visibility="customer"))
        row = self._row(item)
        if row is None or not row.source_id:
            return False
        try:
            return self._documents.document(f"note:{row.source_id}", self._scope).visibility != "customer"
        except NotFound:
            return False  # it was taken from a ticket or a survey

    def _row(self, item: Item) -> Feedback | None:
        return self._rows.get(item.source_id) if item.origin == "feedback" else None
