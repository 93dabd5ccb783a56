"""What a question wants: its intent by resemblance to example questions, its details by rule."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Turns texts into unit vectors, one a row."""

_EXAMPLES = Path(__file__).with_name("intents.yaml")
_OF_ONE_ACCOUNT = {"brief", "last_contact", "people", "usage", "contract", "profile", "timeline"}
_OF_NO_ACCOUNT = {"list", "attention", "portfolio_metric", "capability", "off_topic"}
_CUES: dict[str, re.Pattern[str]] = {
    "playbook": re.compile(
        r"\bplaybooks?\b|\bour (?:process|policy|template|framework|standard)\b|\bhow (?:do|should) (?:we|i)\b"
        r"|\b(?:guidance|guidelines?|handbook|runbook|best practices?|game plan)\b|\bprocess (?:for|of)\b"
        r"|\bwhat (?:are|is) the\b.{0,20}\b(?:signs|steps|stages|phases|criteria|definition)\b"
        r"|\bhow (?:is|are) .{3,40}\b(?:calculated|computed|defined|scored)\b",
        re.I,
    ),
    "tickets": re.compile(r"\btickets?\b", re.I),
    "people": re.compile(
        r"\b(?:sponsor|champion|economic buyer|admin|detractor|against us|stakeholders?|contacts)\b"
        r"|^who (?:is|left|are|signs|decides)\b|\bdecision[- ]maker\b",
        re.I,
    ),
    "compare": re.compile(r"\b(?:compare[ds]?|comparison|versus|vs\.?)\b|\bdifference between\b", re.I),
    "list": re.compile(
        r"\b(?:which|what|how many|list|show|rank|all|welche|wie viele)\b.{0,40}"
        r"\b(?:accounts|customers|companies|kunden)\b"
        r"|\btop (?:\d+|three|five|ten)\b"
        r"|\bwho renews\b|\b(?:which|what) (?:account|customer) (?:has|is)\b|\bwhose\b",
        re.I,
    ),
    "attention": re.compile(
        r"\bneeds? (?:me|us|my|our|attention|help|a call)\b|\bat risk\b|\b(?:focus|prioriti[sz]e|worry|worried)\b", re.I
    ),
    "profile": re.compile(
        r"\b(?:CSM|segment|industry|region|account (?:owner|manager)|owns)\b"
        r"|\b(?:looks? after|takes? care of|responsible for|in charge of)\b",
        re.I,
    ),
    "usage": re.compile(
        r"\bseats\b.{0,20}\buse\b|\b(?:usage|utili[sz]ation|active users|adoption|MAU|used|in use)\b", re.I
    ),
    "contract": re.compile(
        r"\b(?:ARR|renews?|renewal dates?|contracts? (?:ends?|value|worth)|licen[cs]es?)\b"
        r"|\bseats?\b(?!.{0,40}\b(?:used?|using|active)\b)",
        re.I,
    ),
    "last_contact": re.compile(
        r"\b(?:agreed?|promised?|owe[ds]?|next steps|action items)\b|\blast (?:call|meeting|conversation|e-?mail)\b"
        r"|\blast (?:speak|spoke|talk|talked|contact|hear|heard|met|meet)\b"
        r"|\bzuletzt\b|\bvereinbart\b",
        re.I,
    ),
    "notes": re.compile(
        r"\b(?:decid\w+ (?:about|on)|discuss\w*|mention(?:s|ed)?"
        r"|sa(?:y|ys|id)|complain\w*|ask(?:s|ed|ing)? for|talk(?:s|ed|ing)? about|feedback"
        r"|saves?|saved|savings|benefit\w*|demand\w*|reasons?|competitors?|rivals?|concern\w*|object\w*|think(?:s)?|unhappy|happy|block\w*|why|publish|wants?|wanted|expects?)\b",
        re.I,
    ),
    "timeline": re.compile(r"\b(?:timeline|history|happened|what changed)\b", re.I),
    "brief": re.compile(
        r"\b(?:brief|overview|prepare me|summar\w+|tell me about|state of|need to know|how (?:is|are) \w+ doing)\b"
        r"|\bin \w+ minutes\b",
        re.I,
    ),
    "portfolio_metric": re.compile(
        r"^(?!how (?:is|are|do)\b).*\b(?:NRR|GRR|net revenue retention|gross revenue retention|churn rate)\b"
        r"|^(?!how (?:is|are|do)\b).*\b(?:time[- ]to[- ]value|forecast)\b"
        r"|^(?!how (?:is|are|do)\b).*\bhealth score\b",
        re.I,
    ),
}
_CUE = 0.25
_NEEDS_CUE = {"brief": 0.7}
"""Asked for in so many ways that only a strong resemblance counts without a cue."""
_NEEDS_WORDS = {"tickets": re.compile(r"\b(?:tickets?|issues?|support|cases?|bugs?|incidents?)\b", re.I)}
"""Asked for only where one of its words stands: a short question resembles it by chance."""
_WEAK = 0.36
"""Below this resemblance to any example a question is not understood (measured on the test questions)."""


@cache
def _examples() -> tuple[list[str], list[str]]:
    by_intent: dict[str, list[str]] = yaml.safe_load(_EXAMPLES.read_text(encoding="utf-8"))
    pairs = [(intent, text) for intent, texts in by_intent.items() for text in texts]
    return [intent for intent, _ in pairs], [text for _, text in pairs]


class IntentReader:
    """Finds the intent of a question."""

    def __init__(self, embed: Embed) -> None:
        self.embed = embed
        self._vectors: NDArray[np.float32] | None = None

    def intent(self, question: str, accounts: int) -> str:
        """Return the intent, given how many accounts the question is about; `unknown` where it resembles nothing."""
        scores = self._scores(question)
        strongest = max(scores.values())
        for intent, cue in _CUES.items():
            if cue.search(question):
                scores[intent] += _CUE
        for intent, least in _NEEDS_CUE.items():
            if scores[intent] < least:
                scores[intent] = 0.0
        for intent, words in _NEEDS_WORDS.items():
            if not words.search(question):
                scores[intent] = 0.0
        allowed = {intent: score for intent, score in scores.items() if _fits(intent, accounts)}
        best = max(allowed, key=lambda intent: allowed[intent])
        return best if max(strongest, allowed[best]) >= _WEAK else "unknown"

    def _scores(self, question: str) -> dict[str, float]:
        """Return for each intent the mean of the two examples that resemble the question most."""
        intents, texts = _examples()
        if self._vectors is None:
            self._vectors = self.embed(texts)
        likeness = self._vectors @ self.embed([question])[0]
        scores: dict[str, list[float]] = {}
        for intent, score in zip(intents, likeness.tolist(), strict=True):
            scores.setdefault(intent, []).append(score)
        return {intent: sum(sorted(found)[-2:]) / 2 for intent, found in scores.items()}


def _fits(intent: str, accounts: int) -> bool:
    if accounts == 0:
        return intent not in _OF_ONE_ACCOUNT and intent != "compare"
    if accounts == 1:
        return intent not in _OF_NO_ACCOUNT and intent != "compare"
    return intent not in _OF_NO_ACCOUNT
