"""What a customer may be told: which facts at all, and which words never."""

import re
from collections.abc import Collection

from copilot.documents.document import Audience
from copilot.evidence import Fact
from copilot.grounding.names import Names

TOLD_TO_CUSTOMERS = frozenset(
    (
        *("arr", "seats", "contract", "next_renewal_date", "days_to_renewal", "auto_renew", "customer_since"),
        *("licence_utilisation", "monthly_active_users", "usage_change_28d", "stickiness", "feature_breadth"),
        *("feature_users", "time_to_first_value_days", "value_realised", "value", "roi", "outcome", "milestone"),
        *("open_tickets", "open_urgent_tickets", "ticket", "colleague", "person", "promise", "plan_date", "nothing"),
    )
)
"""The names of the facts that a customer may be told; of `value.R-7` and `stickiness.change_28d` the first part."""

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


def unfit(text: str, own: Collection[str], names: Names, colleagues: Collection[str]) -> str:
    """Say why a sentence may not be shown to a customer, or nothing.

    That is: another customer is named (`own` are the names of this one), an address of our own people stands in it, or
    a word of how we see the customer. What may not be known is kept out of the evidence; this catches what a note that
    the customer may see, a person or a model says all the same.
    """
    for mention in names.mentions(text):
        if mention.kind == "account" and not set(mention.names) & set(own):
            return "it names another customer"
    domains = {address.rsplit("@", 1)[-1].casefold() for address in colleagues}
    for address in _ADDRESS.findall(text):
        if address.rsplit("@", 1)[-1].casefold() in domains:
            return "it holds an address of our own people"
    word = _INTERNAL.search(text)
    return f"“{word.group()}” is ours alone" if word else ""
