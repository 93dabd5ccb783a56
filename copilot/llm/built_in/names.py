"""Names in a question that are no account's: of people who are said to have said something, and of nobody we know."""

import calendar
import re

from rapidfuzz import fuzz

from copilot.llm.built_in.languages import is_foreign
from copilot.llm.built_in.turn import Turn

_NO_NAMES = frozenset(
    ("I", "ARR", "NRR", "GRR", "NPS", "CSAT", "CES", "CSM", "QBR", "EBR", "ROI", "SSO", "SMB", "AI", "MAU", "TTV")
)
_OPENINGS = frozenset(("What", "Who", "Where", "When", "How", "Let", "That", "It", "There", "Here"))
_DAYS = frozenset((*calendar.month_name[1:], *calendar.day_name))
_NAME = r"[A-ZÄÖÜÉ][\w&'’-]*\w(?:\s+(?:[A-ZÄÖÜÉ][\w&'’-]*\w|&))*"
_OF_SOMEBODY = re.compile(rf"\b(?:with|of|at|for|from|about)\s+(?P<name>{_NAME})")
_OF_SOMEBODY_ABROAD = re.compile(rf"\b(?:von|bei|mit|chez|avec)\s+(?P<name>{_NAME})")
_ABOUT_WHAT_WE_DO = re.compile(
    r"\b(?:playbooks?|process|polic(?:y|ies)|templates?|frameworks?|guidance|handbook)\b", re.I
)
_SAID_BY = re.compile(
    rf"\b(?i:did|does|do|has|have|had|was|is)\s+(?P<name>(?:Dr\.?\s+)?{_NAME})\s+(?:\w+\s+)?"
    r"(?:say|said|write|wrote|written|tell|told|think|want|ask(?:ed)?|mean|mention(?:ed)?|complain(?:ed)?|promised?"
    r"|object(?:ed)?|saying|writing|asking)\b"
    rf"|^(?:in )?(?P<owner>{_NAME})['’]s\s+(?:words|mail|e-?mail|position|view|opinion|objections?)\b"
)
_NEAR = 70
"""How alike a known name must be to be offered for one that is not known, of 100."""


def names_something(question: str) -> str:
    """Return the first name in a question, or nothing: `Umbrella Corp`; its opening word counts where it owns."""
    name = r"[A-ZÄÖÜ][\w&-]+"
    match = re.search(rf"(?:(?<=\s){name}(?:\s+{name})*)|^{name}(?:\s+{name})*(?=['’]s\b)", question)
    found = match.group() if match else ""
    return "" if found in _NO_NAMES or found in _OPENINGS or found in _DAYS else found


def said_by(question: str) -> str:
    """Return the person of whom a question asks what they said: `what did Lionel Skaggs write about price?`."""
    match = _SAID_BY.search(question)
    return (match["name"] or match["owner"]) if match else ""


def name_to_check(question: str) -> str:
    """Return a name that stands where an account's could: `Northwind Bakery` in `the renewal call with …`.

    In a question about how we work, or one that is capitalised throughout, there are no such names.
    """
    if person := said_by(question):
        return person
    words = re.findall(r"[^\W\d_]{2,}", question)[1:]
    pattern = _OF_SOMEBODY_ABROAD if is_foreign(question) else _OF_SOMEBODY
    is_title = sum(word[0].isupper() for word in words) * 2 > len(words) > 3 and pattern is _OF_SOMEBODY
    if is_title or _ABOUT_WHAT_WE_DO.search(question):
        return ""
    for match in pattern.finditer(question):
        name = re.sub(r"['’]s$", "", match["name"])
        first = name.split()[0]
        if not (name.isupper() or first in _NO_NAMES or first in _DAYS or first in _OPENINGS):
            return name
    return ""


def is_known(turn: Turn, name: str) -> bool:
    """Tell whether a name is one of ours: a person, or words that stand in what notes or playbooks say."""
    if any(fact.value is not None for call in turn.called("find_people") for fact in call.evidence.facts):
        return True
    words = _words(name)
    texts = [
        " ".join([one.title, *one.heading, one.text])
        for call in turn.calls
        if call.arguments.get("query") == name
        for one in call.evidence.passages
    ]
    return any(words <= _words(text) for text in texts)


def nearest_account(turn: Turn, name: str) -> str:
    """Return the account whose name is most like a name that is not known, of those whose notes it led to."""
    known = {one.account_name for call in turn.calls for one in call.evidence.passages if one.account_name}
    alike = [(fuzz.ratio(name.casefold(), one.casefold()), one) for one in known]
    score, nearest = max(alike, default=(0.0, ""))
    return nearest if score >= _NEAR else ""


def _words(text: str) -> set[str]:
    """Return the words of a text, without the ending of a possessive or plural."""
    return {
        word.removesuffix("'s").removesuffix("s") for word in re.findall(r"[\w&'-]+", text.casefold().replace("’", "'"))
    }
