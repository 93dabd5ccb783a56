"""Conditions on accounts in a question, by rule: `enterprise accounts under 50 % utilisation`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from copilot.llm.built_in.owners import colleague_of
from copilot.llm.built_in.periods import count_of, read_ahead

_AMOUNT = r"[$€£]?\s*(\d{1,15}(?:,\d{3})*(?:\.\d{1,6})?)\s*(k\b|m\b|thousand|million)?"
_LESS = r"(?:under|below|less than|lower than|fewer than|at most|up to|<)"
_MORE = r"(?:over|above|more than|higher than|greater than|at least|from|>)"
_FEW = r"(\d{1,5}|two|three|four|five|six|seven|eight|nine|ten)"
_SEGMENTS = {
    "enterprise": re.compile(r"\benterprise\b", re.I),
    "mid_market": re.compile(r"\bmid[- _]?market\b", re.I),
    "smb": re.compile(
        r"\b(?:smbs?|small(?:er)? (?:business(?:es)?|customers?|accounts?|firms?|compan(?:y|ies)))\b", re.I
    ),
}
_STAGES = {
    "onboarding": re.compile(
        r"\b(?:in|still in|at the stage of|stage) onboarding\b|\bonboarding (?:accounts|customers)\b", re.I
    ),
    "adoption": re.compile(r"\b(?:in|stage) adoption\b", re.I),
    "churned": re.compile(r"\bchurned\b", re.I),
}
_RATING = re.compile(r"\b(red|yellow|green)\b", re.I)
_RATED = re.compile(r"\b(?:sentiment|rat(?:ed|ing|ings|es?)|feel\w*|CSM says)\b", re.I)
_RENEWS = re.compile(
    r"\brenew(?:s|al|als|ing)?\b|\b(?:contracts?|accounts?|customers?|who|what|which)\b.{0,20}"
    r"\b(?:ends?|ending|runs? out|running out|up|lapses?)\b(?! of)"
    r"|\bexpir(?:e|es|ing)\b|\bverlänger\w*|\b(?:läuft|laufen)\b.{0,40}\baus\b",
    re.I,
)
_UTILISATION = re.compile(rf"({_LESS}|{_MORE})\s*(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)", re.I)
_PARTS = {"half": "0.5", "a third": "0.333", "a quarter": "0.25", "two thirds": "0.667", "three quarters": "0.75"}
_PART_USED = re.compile(
    rf"({_LESS}|{_MORE})\s*({'|'.join(_PARTS)})\b.{{0,20}}\b(?:seats?|licen[cs]es?|utili[sz]ation|bought|pay)\b", re.I
)
_ARR = re.compile(
    rf"\bARR\b.{{0,20}}?({_LESS}|{_MORE})\s*{_AMOUNT}|({_LESS}|{_MORE})\s*{_AMOUNT}\s*(?:of |in )?ARR", re.I
)
_COUNTED = {
    "seats": "seats",
    "users": "monthly_active_users",
    "people": "active_contacts",
    "contacts": "active_contacts",
    "tickets": "open_tickets",
}
_COUNT = re.compile(rf"({_LESS}|{_MORE})\s*{_FEW}\s+(?:\w+\s+)?({'|'.join(_COUNTED)})\b", re.I)
_SCORES = {
    "roi": re.compile(rf"\bROI\b.{{0,15}}?({_LESS}|{_MORE})\s*(\d+(?:\.\d+)?)\b(?!\s*%)", re.I),
    "health_score": re.compile(rf"\bhealth(?: score)?\b.{{0,15}}?({_LESS}|{_MORE})\s*(\d+(?:\.\d+)?)\b(?!\s*%)", re.I),
    "nps": re.compile(rf"\bNPS\b.{{0,15}}?({_LESS}|{_MORE})\s*(\d+(?:\.\d+)?)\b(?!\s*%)", re.I),
}
_NEGATIVE_NPS = re.compile(r"\bnegative NPS\b|\bNPS\b.{0,12}\b(?:is negative|(?:below|under) (?:zero|null))\b", re.I)
_WORTH = re.compile(rf"\b(?:worth|paying|pay)\s+({_LESS}|{_MORE})\s*{_AMOUNT}", re.I)
_SILENT = re.compile(
    r"(?:\b(?:not|no|nobody|no one|without|never)\b|n['’]t\b).{0,40}?"
    r"\b(?:talk(?:ed)?|spoken|speak|contact(?:ed)?|hear(?:d)?|spoke|met|meet|touch)\b"
    r".{0,30}?\b(\d{1,4}|[^\W\d]+) (day|week|month)s?\b"
    r"|\b(?:silent|quiet|dark)\b.{0,20}?\b(\d{1,4}|[^\W\d]+) (day|week|month)s?\b",
    re.I,
)
_FELL = re.compile(
    r"\b(?:usage|(?:active|monthly) users|users|MAU|adoption)\b.{0,20}"
    r"\b(?:fell|fall\w*|dropp?\w*|down|declin\w+|shr[au]nk)\b",
    re.I,
)
_REGION = re.compile(
    r"\b(EMEA|APAC|AMER|LATAM|DACH|ANZ)\b"
    r"|\b(?:in|from|across|of|for|the|our|and|only|just) (?:the )?"
    r"(Americas|Europe|(?:North|South|Latin) America|Asia(?:[- ]Pacific)?|Nordics|Middle East|Africa)\b",
    re.I,
)
_INDUSTRY = re.compile(
    r"\b(?:in|from) (?:the )?(?P<in>[a-z][a-z&-]*(?: (?:and |& )?[a-z&-]+)?) "
    r"(?:industry|sector|business|trade|branch)\b"
    r"|\bindustry (?:is|=|:)\s*(?P<is>[a-z&-]+(?: [a-z&-]+)?)",
    re.I,
)
_LOWEST = r"(?:lowest|least|smallest|fewest|worst|weakest|shortest|soonest|earliest)"
_HIGHEST = r"(?:top|highest|most|largest|biggest|best|longest|strongest|main)"
_TOP = re.compile(
    rf"\b(?:{_LOWEST}|{_HIGHEST}|first|bottom)\s+{_FEW}\b|\b{_FEW}\s+(?:{_LOWEST}|{_HIGHEST})\b"
    rf"|\b(?:which|what|name|the|show me|give me)\s+{_FEW}\s+(?:\w+\s+)?(?:accounts|customers)\b",
    re.I,
)
_LOW = re.compile(rf"\b(?:{_LOWEST}|bottom)\b|\bnext (?:to )?renew", re.I)
_HIGH = re.compile(rf"\b{_HIGHEST}\b", re.I)
_COUNTS = re.compile(r"\bhow many\b|\bnumber of\b|\bcount\b|\bwie viele\b", re.I)
_RUNNING_OR_NOT = re.compile(r"\b(?:churned|former|lost|left us|ex-?customers?|including|whether or not)\b", re.I)
_RUNNING = re.compile(
    r"\bwith an? (?:running|active|live) contract\b|\b(?:active|current) (?:accounts|customers)\b", re.I
)
_OF_THE_RUNNING = frozenset(("nps", "csm_sentiment", "health_band", "health_score"))
"""Judgements of customers: of one that has left they say nothing now."""
_COMPARES = re.compile(
    rf"\b(?:under|below|less than|fewer than|at most|over|above|more than|at least)\s+(?:{_AMOUNT}|a |half|two|three)",
    re.I,
)
_QUALIFIES = re.compile(
    r"\b(?:accounts|customers|clients|companies)\b.{0,10}\b(?:with|without|whose|that|who|where|having|lacking)\b", re.I
)
_GROUPS = re.compile(
    r"\b(?:per|(?:for|by) each|grouped by|broken down by|split by|by)\s+"
    r"(CSM|owner|segment|region|country|industry|stage|product|plan|month|quarter|year|currency|rating)\b",
    re.I,
)
_PLURAL = re.compile(
    r"\b(?:accounts|customers|clients|companies|contracts|renewals|kunden)\b|\b(?:which|what|any|each|every) "
    r"(?:account|customer|client|company)\b|^\W*(?:who|whose)\b|\btop \w+\b"
    r"|^\W*where (?:is|are|do|does)\b"
    r"|^\W*(?:and )?what (?:ends|renews|expires|lapses|runs out|is (?:ending|renewing|expiring|up for renewal))\b",
    re.I,
)
_WHICH = re.compile(
    r"\b(?:which|what|list|show|name|welche|quels)\b(?! is| are).{0,20}\b(?:accounts|customers|clients|kunden)\b", re.I
)
_LOST = re.compile(r"\b(?:lose|lost|churned|left us|moved|NRR|GRR)\b", re.I)
_ABOUT_WHAT_WE_DO = re.compile(
    r"\bplaybooks?\b|\b(?:process|policy|template|framework|guidance|guidelines?|handbook|runbook|best practices?)\b"
    r"|\bgame plan\b|\b(?:how|what) (?:do|should|can|would) (?:we|i|you)\b.{0,30}"
    r"\b(?:do|handle|run|deal|approach|rescue|respond)\b",
    re.I,
)
_SAID = re.compile(
    r"\b(?:mention\w*|(?<!CSM )sa(?:id|y|ys)|complain\w*|ask(?:s|ed|ing)? (?:for|about)|talk(?:s|ed|ing)? about"
    r"|feedback|want\w*)\b",
    re.I,
)
_SORTS = (
    (
        "usage_change_28d",
        re.compile(r"\busage (?:fell|dropped|declined|grew|rose)|\bgrowth in usage|\bwhose usage\b", re.I),
    ),
    ("open_urgent_tickets", re.compile(r"\burgent tickets?\b", re.I)),
    ("open_tickets", re.compile(r"\btickets?\b", re.I)),
    ("days_since_contact", re.compile(r"\b(?:contact\w*|talked|spoken|heard|silent)\b", re.I)),
    ("licence_utilisation", re.compile(r"\butili[sz]ation|\badoption|\blicen[cs]es?\b|\butili[sz]ed?\b", re.I)),
    ("monthly_active_users", re.compile(r"\bactive users|\busage\b", re.I)),
    ("roi", re.compile(r"\bROI\b", re.I)),
    ("nps", re.compile(r"\bNPS\b", re.I)),
    ("health_score", re.compile(r"\bhealth(?:y|iest| scores?)?\b", re.I)),
    ("seats", re.compile(r"\bseats\b", re.I)),
    ("arr", re.compile(r"\bARR\b|\blargest|\bbiggest|\bworth|\brevenue|\bsmallest", re.I)),
    ("next_renewal_date", _RENEWS),
)


USUAL_LIMIT = 20
_DATES = ("next_renewal_date",)


@dataclass(slots=True)
class AccountQuery:
    """The arguments of `list_accounts` that a question asks for."""

    where: list[dict[str, str]] = field(default_factory=list)
    sort: str = "arr"
    descending: bool = True
    limit: int = USUAL_LIMIT
    is_ordered: bool = False

    def arguments(self) -> dict[str, Any]:
        """Return the tool's arguments."""
        return {"where": self.where, "sort": self.sort, "descending": self.descending, "limit": self.limit}

    def add(self, name: str, operator: str, value: object) -> None:
        """Add a condition."""
        self.where.append({"field": name, "operator": operator, "value": str(value)})


def asks_for_accounts(text: str) -> bool:
    """Tell whether a question asks which accounts fulfil a condition, not what was said or what we do about it."""
    is_other = _ABOUT_WHAT_WE_DO.search(text) or _SAID.search(text)
    return bool(_PLURAL.search(text) and not is_other and is_query(text)) or bool(colleague_of(text) and not is_other)


def asks_for_some(text: str) -> bool:
    """Tell whether a question asks which accounts are so, or for the first few of an order: not for a figure of all."""
    query = read_conditions(text, date(2000, 1, 1))
    is_some = bool(_WHICH.search(text) and query.where) or (query.limit < USUAL_LIMIT and query.is_ordered)
    return is_some and asks_for_accounts(text) and not groups_by(text) and not _LOST.search(text)


def groups_by(text: str) -> str:
    """Return what a question wants figures of accounts grouped by: `CSM` in `accounts and ARR per CSM?`."""
    match = _GROUPS.search(text)
    return match[1] if match else ""


def refined(where: Sequence[dict[str, str]], query: "AccountQuery") -> "AccountQuery":
    """Return a query that keeps earlier conditions and adds its own; one on the same field takes its place."""
    own = {condition["field"] for condition in query.where}
    query.where = [*(condition for condition in where if condition["field"] not in own), *query.where]
    return query


def leaves_out(text: str, query: "AccountQuery") -> bool:
    """Tell whether a question has a condition that was not read, so that its answer would be of too many accounts."""
    compared = sum(one["operator"] not in ("is", "is not") and one["field"] not in _DATES for one in query.where)
    is_unread = not query.where and not query.is_ordered and bool(_QUALIFIES.search(text))
    return is_unread or len(_COMPARES.findall(text)) > compared


def asks_how_many(text: str) -> bool:
    """Tell whether a question asks for a count first of all."""
    return bool(_COUNTS.search(text))


def is_query(text: str) -> bool:
    """Tell whether a question about accounts can be answered by filter and order alone, not by what notes say."""
    query = read_conditions(text, date(2000, 1, 1))
    plain = re.search(r"\b(?:how many|all|list|rank|number of)\b.{0,20}\b(?:accounts|customers)\b", text, re.I)
    ordered = any(pattern.search(text) for _, pattern in _SORTS)
    return bool((query.where or ordered or plain) and not _SAID.search(text))


def read_conditions(text: str, as_of: date) -> AccountQuery:
    """Read which accounts a question asks for, in which order and how many."""
    query = AccountQuery()
    _read_profile(text, query)
    _read_renewal(text, as_of, query)
    _read_figures(text, as_of, query)
    _read_order(text, query)
    return query


def segments_in(text: str) -> list[str]:
    """Return the segments that a text names."""
    return [segment for segment, pattern in _SEGMENTS.items() if pattern.search(text)]


def region_in(text: str) -> str:
    """Return the region that a text names, or nothing."""
    match = _REGION.search(text)
    return (match[1] or match[2]) if match else ""


def without_groups(text: str) -> str:
    """Return a text without the segments and the region that it names."""
    for pattern in (*_SEGMENTS.values(), _REGION):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def _read_profile(text: str, query: AccountQuery) -> None:
    for segment in segments_in(text):
        query.add("segment", "is", segment)
    for stage, pattern in _STAGES.items():
        if pattern.search(text):
            query.add("stage", "is", stage)
    if match := _RATING.search(text):
        query.add("csm_sentiment" if _RATED.search(text) else "health_band", "is", match[1].lower())
    if region := region_in(text):
        query.add("region", "is", region)
    if match := _INDUSTRY.search(text):
        query.add("industry", "is", match["in"] or match["is"])
    if name := colleague_of(text):
        query.add("csm_email", "is", name)


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


def _read_figures(text: str, as_of: date, query: AccountQuery) -> None:
    if match := _PART_USED.search(text):
        query.add("licence_utilisation", _operator(match[1]), _PARTS[match[2].lower()])
    if match := _UTILISATION.search(text):
        share = Decimal(match[2]) / 100
        name = "usage_change_28d" if _FELL.search(text) else "licence_utilisation"
        query.add(name, *(("<=", -share) if name == "usage_change_28d" else (_operator(match[1]), f"{share:f}")))
    elif _FELL.search(text):
        query.add("usage_change_28d", "<", 0)
    _read_scores(text, query)
    for word, count, what in _COUNT.findall(text):
        query.add(_COUNTED[what.lower()], _operator(word), count_of(count))
    if match := _ARR.search(text) or _WORTH.search(text):
        word, amount, scale = match.groups()[:3] if match[1] else match.groups()[3:6]
        query.add("arr", _operator(word), _amount(amount, scale))
    if match := _SILENT.search(text):
        number, unit = match[1] or match[3], match[2] or match[4]
        query.add("days_since_contact", ">=", count_of(number) * {"day": 1, "week": 7, "month": 30}[unit.lower()])
    _read_running(text, as_of, query)
    if any(one["field"] == "open_tickets" for one in query.where):
        return
    if re.search(r"\burgent (?:support )?tickets?\b", text, re.I):
        query.add("open_urgent_tickets", ">", 0)
    elif re.search(r"\bopen (?:support )?tickets?\b", text, re.I):
        query.add("open_tickets", ">", 0)


def _read_running(text: str, as_of: date, query: AccountQuery) -> None:
    """Leave out those without a running contract, where they are not meant."""
    named = {one["field"] for one in query.where}
    is_meant = _RUNNING.search(text) or "days_since_contact" in named or named & _OF_THE_RUNNING
    if is_meant and not _RUNNING_OR_NOT.search(text) and named.isdisjoint(_DATES):
        query.add("next_renewal_date", ">=", as_of)


def _read_scores(text: str, query: AccountQuery) -> None:
    if _NEGATIVE_NPS.search(text):
        query.add("nps", "<", 0)
    for name, pattern in _SCORES.items():
        if match := pattern.search(text):
            query.add(name, _operator(match[1]), match[2])


def _read_order(text: str, query: AccountQuery) -> None:
    if match := _TOP.search(text):
        query.limit = max(1, count_of(next(group for group in match.groups() if group)))
    asked = next((name for name, pattern in _SORTS if pattern.search(text)), None)
    query.is_ordered = asked is not None
    if asked == "seats" and any(one["field"] == "licence_utilisation" for one in query.where):
        asked = "licence_utilisation"
    if asked is None or (query.sort == "next_renewal_date" and asked != "arr"):
        return
    fell = asked == "usage_change_28d" and not re.search(r"\bgrew|\brose|\bgrowth", text, re.I)
    query.sort = asked
    query.descending = not (asked == "next_renewal_date" or fell or bool(_LOW.search(text)))
    is_one = re.search(r"\b(?:which|what) (?:account|customer) (?:has|is|had|uses?)\b|\bwho has\b", text, re.I)
    if is_one and (_LOW.search(text) or _HIGH.search(text)):
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
    return f"{(Decimal(digits.replace(',', '')) * factor).normalize():f}"
