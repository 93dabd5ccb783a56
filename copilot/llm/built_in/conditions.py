"""Conditions on accounts in a question, by rule: `enterprise accounts under 50 % utilisation`."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from copilot.llm.built_in.periods import count_of, read_ahead

_AMOUNT = r"[$€£]?\s*(\d[\d.,]*)\s*(k|m|thousand|million)?"
_LESS = r"(?:under|below|less than|lower than|fewer than|at most|up to|<)"
_MORE = r"(?:over|above|more than|higher than|greater than|at least|from|>)"
_SEGMENTS = {
    "enterprise": re.compile(r"\benterprise\b", re.I),
    "mid_market": re.compile(r"\bmid[- _]?market\b", re.I),
    "smb": re.compile(r"\b(?:smbs?|small(?:er)? (?:business(?:es)?|customers|accounts))\b", re.I),
}
_STAGES = {
    "onboarding": re.compile(
        r"\b(?:in|still in|at the stage of|stage) onboarding\b|\bonboarding (?:accounts|customers)\b", re.I
    ),
    "adoption": re.compile(r"\b(?:in|stage) adoption\b", re.I),
    "churned": re.compile(r"\bchurned\b", re.I),
}
_RATING = re.compile(r"\b(red|yellow|green)\b", re.I)
_RENEWS = re.compile(r"\brenew(?:s|al|als|ing)?\b|\bcontracts? ends?\b|\bexpir(?:e|es|ing)\b", re.I)
_UTILISATION = re.compile(rf"({_LESS}|{_MORE})\s*(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)", re.I)
_ARR = re.compile(
    rf"\bARR\b.{{0,20}}?({_LESS}|{_MORE})\s*{_AMOUNT}|({_LESS}|{_MORE})\s*{_AMOUNT}\s*(?:of |in )?ARR", re.I
)
_WORTH = re.compile(rf"\b(?:worth|paying|pay)\s+({_LESS}|{_MORE})\s*{_AMOUNT}", re.I)
_SILENT = re.compile(
    r"\b(?:not|n't|no|nobody|without)\b.{0,40}?\b(?:talked|spoken|contact(?:ed)?|heard|spoke|met)\b"
    r".{0,30}?(\d+|\w+) (day|week|month)s?",
    re.I,
)
_FELL = re.compile(r"\busage\b.{0,20}\b(?:fell|fall|falling|dropped|drop|down|declin\w+)\b", re.I)
_REGION = re.compile(r"\b(?:in|from) (EMEA|APAC|AMER|AMERICAS|LATAM|DACH|NA|Europe|North America)\b", re.I)
_TOP = re.compile(
    r"\b(?:top|largest|biggest|first|smallest)\s+(\d+|two|three|four|five|six|seven|eight|nine|ten)\b", re.I
)
_NUMBER_FIRST = re.compile(
    r"\b(\d+|two|three|four|five|six|seven|eight|nine|ten)\s+(?:largest|biggest|smallest|top)\b", re.I
)
_LOW = re.compile(r"\b(?:lowest|least|smallest|fewest|worst|shortest|next|soonest|earliest)\b", re.I)
_SORTS = (
    (
        "usage_change_28d",
        re.compile(r"\busage (?:fell|dropped|declined|grew|rose)|\bgrowth in usage|\bwhose usage\b", re.I),
    ),
    ("open_urgent_tickets", re.compile(r"\burgent tickets?\b", re.I)),
    ("open_tickets", re.compile(r"\btickets?\b", re.I)),
    ("days_since_contact", re.compile(r"\b(?:contact\w*|talked|spoken|heard|silent)\b", re.I)),
    ("licence_utilisation", re.compile(r"\butili[sz]ation|\badoption|\blicen[cs]e use", re.I)),
    ("monthly_active_users", re.compile(r"\bactive users|\busage\b", re.I)),
    ("seats", re.compile(r"\bseats\b", re.I)),
    ("arr", re.compile(r"\bARR\b|\blargest|\bbiggest|\bworth|\brevenue|\bsmallest", re.I)),
    ("next_renewal_date", _RENEWS),
)


@dataclass(slots=True)
class AccountQuery:
    """The arguments of `list_accounts` that a question asks for."""

    where: list[dict[str, str]] = field(default_factory=list)
    sort: str = "arr"
    descending: bool = True
    limit: int = 10

    def arguments(self) -> dict[str, Any]:
        """Return the tool's arguments."""
        return {"where": self.where, "sort": self.sort, "descending": self.descending, "limit": self.limit}

    def add(self, name: str, operator: str, value: object) -> None:
        """Add a condition."""
        self.where.append({"field": name, "operator": operator, "value": str(value)})


def is_query(text: str) -> bool:
    """Tell whether a question about accounts can be answered by filter and order alone, not by what notes say."""
    query = read_conditions(text, date(2000, 1, 1))
    plain = re.search(r"\b(?:how many|all|list|rank|number of)\b.{0,20}\b(?:accounts|customers)\b", text, re.I)
    ordered = any(pattern.search(text) for _, pattern in _SORTS)
    said = re.search(r"\b(?:mention|sa(?:id|y)|complain|ask(?:ed|ing)? for|talk(?:ed|ing)? about|feedback)", text, re.I)
    return bool((query.where or ordered or plain) and not said)


def read_conditions(text: str, as_of: date) -> AccountQuery:
    """Read which accounts a question asks for, in which order and how many."""
    query = AccountQuery()
    _read_profile(text, query)
    _read_renewal(text, as_of, query)
    _read_figures(text, query)
    _read_order(text, query)
    return query


def _read_profile(text: str, query: AccountQuery) -> None:
    for segment, pattern in _SEGMENTS.items():
        if pattern.search(text):
            query.add("segment", "is", segment)
    for stage, pattern in _STAGES.items():
        if pattern.search(text):
            query.add("stage", "is", stage)
    if match := _RATING.search(text):
        query.add("csm_sentiment", "is", match[1].lower())
    if match := _REGION.search(text):
        query.add("region", "is", match[1])


def _read_renewal(text: str, as_of: date, query: AccountQuery) -> None:
    if not _RENEWS.search(text):
        return
    period = read_ahead(text, as_of)
    if period is None:
        return
    if period.start:
        query.add("next_renewal_date", ">=", max(period.start, as_of))
    if period.end:
        query.add("next_renewal_date", "<=", period.end)
    query.sort, query.descending = "next_renewal_date", False


def _read_figures(text: str, query: AccountQuery) -> None:
    if match := _UTILISATION.search(text):
        share = float(match[2]) / 100
        name = "usage_change_28d" if _FELL.search(text) else "licence_utilisation"
        query.add(name, *(("<=", -share) if name == "usage_change_28d" else (_operator(match[1]), f"{share:g}")))
    elif _FELL.search(text):
        query.add("usage_change_28d", "<", 0)
    if match := _ARR.search(text) or _WORTH.search(text):
        word, amount, scale = match.groups()[:3] if match[1] else match.groups()[3:6]
        query.add("arr", _operator(word), _amount(amount, scale))
    if match := _SILENT.search(text):
        unit = {"day": 1, "week": 7, "month": 30}[match[2].lower()]
        number = count_of(match[1]) if match[1].isdigit() else 1
        query.add("days_since_contact", ">=", number * unit)
    if re.search(r"\burgent (?:support )?tickets?\b", text, re.I):
        query.add("open_urgent_tickets", ">", 0)
    elif re.search(r"\bopen (?:support )?tickets?\b", text, re.I):
        query.add("open_tickets", ">", 0)


def _read_order(text: str, query: AccountQuery) -> None:
    if match := _TOP.search(text) or _NUMBER_FIRST.search(text):
        query.limit = count_of(match[1])
    asked = next((name for name, pattern in _SORTS if pattern.search(text)), None)
    if asked is None or (query.sort == "next_renewal_date" and asked != "arr"):
        return
    fell = asked == "usage_change_28d" and not re.search(r"\bgrew|\brose|\bgrowth", text, re.I)
    query.sort = asked
    query.descending = not (asked == "next_renewal_date" or fell or bool(_LOW.search(text)))
    if re.search(r"\b(?:which|what) (?:account|customer) (?:has|is|had)\b", text, re.I):
        query.limit = min(query.limit, 3)


def _operator(word: str) -> str:
    low = word.lower()
    if low in ("at most", "up to"):
        return "<="
    if low in ("at least", "from"):
        return ">="
    return "<" if re.fullmatch(_LESS, low) else ">"


def _amount(digits: str, scale: str | None) -> str:
    factor = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}.get((scale or "").lower(), 1)
    return f"{float(digits.replace(',', '').rstrip('.')) * factor:.0f}"
