"""Evidence as a model reads it: facts a line each, passages fenced, orders to a model withheld."""

import re

from copilot.evidence import NOTE, NOTHING, Fact, Passage
from copilot.orders import WITHHELD, orders_a_model

_FENCE = re.compile(r"<(?=/?passage)", re.IGNORECASE)


def without_orders(fact: Fact) -> Fact:
    """Withhold what a book says in a fact where that gives orders to a model, such as a ticket's subject."""
    shown = {name: WITHHELD for name in ("label", "display") if orders_a_model(getattr(fact, name))}
    return fact.model_copy(update=shown | ({"value": WITHHELD} if orders_a_model(str(fact.value)) else {}))


def fact_line(fact: Fact) -> str:
    """Write a fact as the model reads it."""
    if fact.name in (NOTHING, NOTE):
        return f"[{fact.id}] {fact.display}"
    subject = f"{fact.account_name} ({fact.account_id}): " if fact.account_name else ""
    equals = "cannot be told:" if fact.value is None else "="
    return f"[{fact.id}] {subject}{fact.label} {equals} {fact.display}"


def passage_block(passage: Passage) -> str:
    """Write a passage as the model reads it: fenced, so that its text is told from instructions."""
    parts = (passage.account_name, passage.title, " > ".join(passage.heading), passage.kind, str(passage.date or ""))
    about = ", ".join(part for part in parts if part).replace('"', "'")
    return f'<passage id="{passage.id}" from="{about}">\n{_FENCE.sub("‹", passage.text)}\n</passage>'
