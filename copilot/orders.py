"""Text that gives orders to an AI model: in a book or a document it is data, never followed and never repeated."""

import re
from functools import lru_cache

WITHHELD = "(left out: it gives orders to an AI model)"

_MODEL = r"(?:(?:ai|llm|virtual) (?:assistants?|agents?|models?|tools?)|language models?|chat ?bots?|llms?|copilots?)"
_SHORT = (
    r"(?:ai|gpt|chatgpt)\b(?!['’]?[-\s]+(?:team|group|product|people|engineer\w*|committee|office|department|council|lead"
    r"|board|policy|champion\w*|first|platform|vendor|programme|program|project)\b)"
)
"""A model by its short name; `note to the AI team` is for people."""
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}"
    r"\b(?:rules?|instructions?|prompts?|guidelines|restrictions|above|previous)\b"
    rf"|\b{_MODEL}\b.{{0,40}}\b(?:read|process|summari[sz]|pars|handl|analy[sz])\w*\b.{{0,60}}"
    r"(?:\b(?:must|should|please|now|shall|have to|will)\b|:)"
    r"|\b(?:attention|dear|hey|(?:note|message|instructions?|orders?) (?:to|for))\W+"
    rf"(?:(?:all|any|the|every)\W+)?(?:{_MODEL}\b|{_SHORT})"
    rf"|^\W*(?:{_MODEL}|assistants?)\s*[:,]\s*(?:you|please|do|list|send|include|reveal|print|write|forward|tell|say)\b"
    r"|\bsystem prompt\b|\byou are now\b|\bact as\b.{0,30}\b(?:unrestricted|developer mode|dan)\b|\bjailbreak\b",
    re.I,
)


@lru_cache(maxsize=4_096)
def orders_a_model(text: str) -> bool:
    """Tell whether a text gives orders to an AI model; wishes for what a product's assistant should do are none.

    A document asks it of the same texts many times, so answers are kept.
    """
    return bool(_ORDERS.search(text))
