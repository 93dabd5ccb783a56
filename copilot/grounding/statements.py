"""Sentences without figures, days, names and quotations: what states something of a customer, and what advises."""

import re
from collections.abc import Sequence

from copilot.grounding.names import listed
from copilot.grounding.sources import Source, stem

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ADVICE = re.compile(
    r"\?\s*$|:\s*\**\s*$"
    r"|\b(?:should|could|would|might|may want|consider|recommend\w*|suggest\w*|propose\w*|let us|let's|please|make sure"
    r"|be sure|worth (?:a|an|asking|checking)|next steps?|if (?:you|they|we|not)|to do|play"
    r"|sollte\w*|könnte\w*|empfehl\w+|devrait|pourrait)\b",
    re.I,
)
_IMPERATIVE = re.compile(
    r"^\W*(?:ask|agree|send|call|book|bring|check|confirm|find|get|give|hold|invite|keep|let|line|make|map|meet|move|name|offer"
    r"|open|plan|prepare|propose|put|raise|reach|remind|review|run|say|schedule|set|share|show|start|stop|talk|tell|try|use|walk"
    r"|write|follow|escalate|involve|work|do|don't|begin|take|close|fix|update|verify|see|look|leave|stay|go|build|draft|collect"
    r"|secure|renew|align|assign|clarify|discuss|document|engage|ensure|establish|explore|focus|identify|introduce|measure|monitor"
    r"|nominate|present|prioriti[sz]e|protect|provide|recover|request|resolve|target|train|fragen|senden|klären)\b",
    re.I,
)  # fmt: skip
_NOTHING = re.compile(
    r"\b(?:we find (?:no|none|nothing|nobody|neither)"
    r"|I (?:find|found|have|know|can(?:not|'t)|could not|do not|don't|read)|not known|unknown|nothing"
    r"|no (?:source|note|record)|cannot be told|not available|put together without|without a language model"
    r"|here (?:is|are)|this is what)\b",
    re.I,
)
_CUSTOMER = re.compile(
    r"\b(?:they|them|their|theirs|customer|customers|client|account|champion|sponsor|team|users?|he|she|his|her|kunde\w*|client\w*)\b",
    re.I,
)
ENOUGH = 0.34
"""Share of a sentence's content words that what it cites has to hold; of two words it is both."""


def is_advice(sentence: str) -> bool:
    """Tell whether a sentence advises, asks, leads to what follows, or says that nothing was found."""
    return bool(_ADVICE.search(sentence) or _IMPERATIVE.search(sentence) or _NOTHING.search(sentence))


def is_about_customer(sentence: str) -> bool:
    """Tell whether a sentence speaks of a customer or its people."""
    return bool(_CUSTOMER.search(sentence)) and bool(content_words(sentence))


def content_words(text: str) -> list[str]:
    """Return the stems of the words that carry meaning."""
    words = (word for word in _WORD.findall(text) if len(word) > 1 and word.casefold() not in listed("stop_words"))
    return [stem(word) for word in words]


def is_supported(sentence: str, sources: Sequence[Source]) -> bool:
    """Tell whether one of the sources holds enough of a sentence's content words to say the same."""
    least = 1.0 if len(set(content_words(sentence))) <= 2 else ENOUGH
    return support(sentence, sources) >= least


def support(sentence: str, sources: Sequence[Source]) -> float:
    """Return the share of a sentence's content words that one of the sources holds; 1 where it has none."""
    words = set(content_words(sentence))
    return max((len(words & source.words) / len(words) for source in sources), default=0.0) if words else 1.0
