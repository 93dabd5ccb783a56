"""Text that gives orders to an AI model: in a book or a document it is data, never followed and never repeated."""

import re

WITHHELD = "(left out: it gives orders to an AI model)"

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}"
    r"\b(?:rules?|instructions?|prompts?|guidelines|restrictions|above|previous)\b"
    r"|\b(?:ai|llm|language model|chat ?bot|virtual) (?:assistants?|agents?|models?)\b.{0,60}"
    r"(?:\b(?:must|should|please|now|shall)\b|:)"
    r"|\bsystem prompt\b|\byou are now\b|\bact as\b.{0,30}\b(?:unrestricted|developer mode|dan)\b|\bjailbreak\b"
    r"|^\W*(?:ai )?assistants?\s*:",
    re.I,
)


def orders_a_model(text: str) -> bool:
    """Tell whether a text gives orders to an AI model."""
    return bool(_ORDERS.search(text))
