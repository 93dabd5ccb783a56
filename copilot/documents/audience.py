"""What a customer may be told: which facts at all, and which words never."""

import re
from functools import lru_cache

from copilot.documents.document import Audience
from copilot.evidence import Fact
from copilot.grounding.names import Names
from copilot.records import Account
from copilot.scope import EVERYTHING
from copilot.store.accounts import AccountStore

TOLD_TO_CUSTOMERS = frozenset(
    (
        *("arr", "seats", "contract", "next_renewal_date", "days_to_renewal", "auto_renew", "customer_since"),
        *("licence_utilisation", "monthly_active_users", "usage_change_28d", "stickiness", "feature_breadth"),
        *("feature_users", "time_to_first_value_days", "value_realised", "value", "roi", "outcome", "milestone"),
        *("open_tickets", "open_urgent_tickets", "ticket", "colleague", "person", "promise", "plan_date", "nothing"),
    )
)
"""The names of the facts that a customer may be told; of `value.R-7` and `stickiness.change_28d` the first part."""

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_INTERNAL = re.compile(
    r"\b(?:health (?:score|band)|health is|sentiment|churn\w*|at risk|red flag|forecast\w*"
    r"|best case|discount\w*|concession\w*|walk[- ]away|floor price|upsell|detractor\w*|promoter\w*"
    r"|NPS|negotiat\w*|battle ?card)\b",
    re.I,
)


def may_tell(fact: Fact, audience: Audience) -> bool:
    """Tell whether a fact may be in the evidence of a document for this audience."""
    return audience == "internal" or fact.name.split(".")[0] in TOLD_TO_CUSTOMERS


class Objector:
    """Says why a text may not be shown to a customer.

    That is: another customer or one of its people is named, an address of our own people stands in it, or a word of how
    we see the customer. What may not be known is kept out of the evidence; this catches what a note that the customer
    may see, a person or a model says all the same. Every account counts, whoever drafts the document.
    """

    def __init__(self, account: Account, accounts: AccountStore) -> None:
        self._own = {account.name, account.account_id, *account.aliases}
        called = [names for names in accounts.called(EVERYTHING) if names[1] != account.account_id]
        self._names = Names(accounts=called)
        self._lengthy: dict[str, list[str]] = {}
        people = accounts.contact_names(EVERYTHING)
        ours = {_folded_name(one) for one in self._own}
        ours |= {_folded_name(name) for account_id, name in people if account_id == account.account_id}
        theirs = dict.fromkeys(_folded_name(name) for account_id, name in people if account_id != account.account_id)
        named = [_folded_name(name) for names in called for name in names]
        for name in (*named, *(one for one in theirs if one not in ours)):
            if " " in name.strip():
                self._lengthy.setdefault(name.split()[0], []).append(name)
        addresses = [*accounts.team(), account.csm_email or "", account.sales_email or ""]
        self._domains = {one.rsplit("@", 1)[-1].casefold() for one in addresses if "@" in one}

    def __call__(self, text: str) -> str:
        """Return the reason, or nothing."""
        if self._names_another(text):
            return "it names another customer, or one of its people"
        for address in _ADDRESS.findall(text):
            if address.rsplit("@", 1)[-1].casefold() in self._domains:
                return "it holds an address of our own people"
        word = _INTERNAL.search(text)
        return f"“{word.group()}” is ours alone" if word else ""

    def _names_another(self, text: str) -> bool:
        if any(one.kind == "account" and one.text not in self._own for one in self._names.mentions(text)):
            return True
        folded = _folded(text)
        return any(name in folded for word in set(folded.split()) for name in self._lengthy.get(word, ()))


@lru_cache(maxsize=1 << 16)
def _folded_name(name: str) -> str:
    """Return a name as `_folded` does; a batch asks for the same ones in every draft."""
    return _folded(name)


def _folded(text: str) -> str:
    """Return a text's words in small letters between blanks: `Ebrontil-Labs` is ` ebrontil labs `."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
