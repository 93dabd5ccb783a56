"""Which document a question asks to be drafted."""

import re
from typing import Literal

from copilot.llm.built_in.letters import is_letter

_ASKS = re.compile(
    r"\b(?:draft|write|prepare|create|generate|make|build|put together|compile|need|want|give me|schreib\w*|erstell\w*"
    r"|rédige\w*|prépare\w*)\b",
    re.I,
)
KINDS = {
    "renewal-brief": re.compile(r"\brenewal[- ](?:brief|document|paper)", re.I),
    "account-brief": re.compile(r"\b(?:account|handover)[- ]brief", re.I),
    "meeting-prep": re.compile(r"\bmeeting[- ]prep\w*|\bprep (?:sheet|document)|\bagenda\b", re.I),
    "success-plan": re.compile(r"\bsuccess[- ]plan", re.I),
    "onboarding-plan": re.compile(r"\bonboarding[- ]plan", re.I),
    "value-review": re.compile(
        r"\bvalue[- ]review|\b(?:qbr|ebr)\b(?! call)|\bbusiness review (?:deck|document|slides)", re.I
    ),
    "escalation-brief": re.compile(r"\bescalation[- ](?:brief|document|summary)", re.I),
    "case-study": re.compile(r"\bcase[- ]stud(?:y|ies)\b|\bwin[- ]stor(?:y|ies)\b", re.I),
    "feedback-summary": re.compile(r"\bfeedback[- ](?:summary|report)", re.I),
    "portfolio-review": re.compile(r"\bportfolio[- ](?:review|report)", re.I),
}
ABOUT_ALL = ("feedback-summary", "portfolio-review")
_FOR_CUSTOMER = re.compile(
    r"\b(?:customer version|(?:for|(?<!call )(?<!meeting )with|to) (?:the|our|my) (?:customer|client)"
    r"|customer[- ]facing|(?:to|can|could|may|will) (?:send|share|forward)|für (?:den|unseren) kunden"
    r"|pour (?:le|notre) client|(?:verschicken|versenden|weiterleiten|schicken|senden) (?:kann|können)"
    r"|à envoyer|puisse envoyer|peux envoyer)\b",
    re.I,
)


def kind_asked(question: str) -> str:
    """Return the kind of document that a question asks to be drafted; nothing where it asks for none."""
    if not _ASKS.search(question):
        return ""
    return next((kind for kind, named in KINDS.items() if named.search(question)), "")


def audience_asked(question: str) -> Literal["internal", "customer"]:
    """Return who is to read what a question asks to be written: a document, or a message; internal where none is."""
    goes_out = _FOR_CUSTOMER.search(question) if kind_asked(question) else is_letter(question)
    return "customer" if goes_out else "internal"
