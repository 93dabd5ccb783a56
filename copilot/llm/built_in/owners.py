"""Whose accounts a question asks for, by rule: `accounts of Jonah`, `in Priscilla Dunmore's book`."""

import calendar
import re

_NAME = r"(?P<name>[A-ZÄÖÜÉ][\w-]+(?:\s+[A-ZÄÖÜÉ][\w-]+)?|[\w.+-]+@[\w.-]+\w)"
_ACCOUNTS = r"(?:book|accounts|customers|portfolio|ones|those)"
_OWNS = (
    r"(?:owns?|has|have|manages?|looks? after|handles?|runs?|covers?|(?:is )?(?:responsible|in charge|taking care))\b"
)
_PATTERNS = (
    re.compile(rf"(?i:\b{_ACCOUNTS}\s+(?:of|for|by|under|belonging to|\w+ed by|run by))\s+{_NAME}"),
    re.compile(rf"{_NAME}(?:['’]s|['’])\s+(?i:(?:\w+\s+)?{_ACCOUNTS}\b)"),
    re.compile(rf"(?i:\b(?:accounts|customers)\b.{{0,20}}?\b(?:does|do|is))\s+{_NAME}\s+(?i:{_OWNS})"),
    re.compile(rf"(?i:\bCSM(?: is|:)?)\s+{_NAME}"),
    re.compile(rf"(?P<name>[a-z]{{3,}})['’]s\s+{_ACCOUNTS}\b"),
)
_OTHERS = re.compile(
    rf"(?:{'|'.join(calendar.month_name[1:])}|(?:mon|tues|wednes|thurs|fri|satur|sun|yester|to)day|this|that|it|let"
    r"|what|which|who|there|here|one|team|week|month|quarter|year|customer|company|account|our|ours|their|ai first"
    r"|enterprise|europe|north america|americas|accounts|customers|tell|show|list|compare|does|is|are)\b",
    re.I,
)
"""What can stand where a name could, and is none: `this week's accounts`, `accounts for January`."""


def colleague_of(text: str) -> str:
    """Return the colleague whose accounts are asked for, as the question writes the name; empty where none is."""
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match and not match["name"].isupper() and not _OTHERS.match(match["name"]):
            return match["name"]
    return ""
