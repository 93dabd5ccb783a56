"""Questions about what customers ask for: whether one is meant, and which themes."""

import re
from datetime import date
from typing import Any

from copilot.llm.built_in.periods import read_back

_THEMES = re.compile(
    r"\bthemes?\b|\bproduct feedback\b|\bfeature (?:requests?|wishes)\b"
    r"|\bwhat (?:are|do|did|have|is) (?:\w+[ -]){0,4}"
    r"(?:customers?|clients?|users?|people|everybody|accounts?|companies) (?:\w+ )?"
    r"(?:ask|want|wish|complain|request|need|miss|like|prais)\w*"
    r"|\bwhat (?:is|was|are) (?:most )?(?:asked|requested|wished) for\b|\bmost (?:asked|requested|wished)\b"
    r"|\bwas wünschen\b.{0,20}\bkunden\b|\bque demandent\b.{0,20}\bclients\b",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:around|about|regarding|concerning|to do with|when it comes to)\s+(?P<about>.+?)\s*[?.!]*$", re.I
)
_TRAILS = re.compile(r"\s+(?:this|last|since|in the last|over the last|from|above|over)\b.*$", re.I)
_SEGMENTS = (
    ("enterprise", re.compile(r"\benterprises?\b", re.I)),
    ("mid_market", re.compile(r"\bmid[- ]?market\b", re.I)),
    ("smb", re.compile(r"\b(?:smb|small(?:er)? (?:business\w*|customers|accounts|companies))\b", re.I)),
)
_RISING = re.compile(r"\b(?:chang\w+|new|rising|rose|grow\w*|grew|trend\w*|more often|emerg\w+)\b", re.I)
_RENEWALS = re.compile(r"\brenew\w*\b", re.I)
_ABOVE = re.compile(
    r"(?:above|over|more than|>|at least|beyond)\s*[$€£]?\s?(?P<amount>\d[\d.,]*)\s*(?P<times>k|m|million)?\b", re.I
)
_TIMES = {"k": 1_000, "m": 1_000_000, "million": 1_000_000}


def asks_for_themes(question: str) -> bool:
    """Tell whether a question is about what customers in general ask for, praise or complain of."""
    return bool(_THEMES.search(question))


def themes_wanted(question: str, as_of: date) -> dict[str, Any]:
    """Return the arguments of the look-up: the subject, segment, period and order that the question names."""
    wanted: dict[str, Any] = {}
    if match := _ABOUT.search(question):
        wanted["about"] = _TRAILS.sub("", match["about"])
    if segment := next((name for name, pattern in _SEGMENTS if pattern.search(question)), None):
        wanted["segment"] = segment
    period = read_back(question, as_of)
    if period and period.start and period.start <= as_of:
        wanted["since"] = period.start.isoformat()
    if _RISING.search(question):
        wanted["by"] = "trend"
    if _RENEWALS.search(question):
        wanted["by"] = "renewing_180d"
        above = _ABOVE.search(question)
        amount = float(above["amount"].replace(",", "")) * _TIMES.get((above["times"] or "").lower(), 1) if above else 0
        wanted["renewing_above"] = amount
    return wanted
