"""Evidence as a model reads it: facts a line each, passages fenced, orders to a model withheld."""

import re
from functools import lru_cache

from copilot.evidence import NOTE, NOTHING, Fact, Passage
from copilot.orders import WITHHELD, orders_a_model

_FENCE = re.compile(r"<(?=/?passage)", re.IGNORECASE)


def without_orders(fact: Fact) -> Fact:
    """Withhold what a book says in a fact where that gives orders to a model, such as a ticket's subject."""
    told = {"label": fact.label, "display": fact.display, "value": str(fact.value)}
    withheld = {name: WITHHELD for name, text in told.items() if _gives_orders(text)}
    return fact.model_copy(update=withheld) if withheld else fact


@lru_cache(maxsize=4096)
def _gives_orders(text: str) -> bool:
    """Tell whether a text gives orders to a model; labels and values of facts come again and again."""
    return orders_a_model(text)


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
