"""What a question asks of all accounts together: which figures, over which groups, or the renewals ahead."""

import re
from datetime import date
from typing import Any

from copilot.llm.built_in.conditions import groups_by, region_in, segments_in
from copilot.llm.built_in.owners import colleague_of
from copilot.llm.built_in.periods import read_back

_JUDGED = re.compile(
    r"\bhealth(?: scores?)?\b.{0,20}\b(?:predict|tell|foresee)\w*|\bpredict\w* churn\b|\bbacktest\b"
    r"|\bhow (?:right|reliable|accurate)\b.{0,30}\b(?:forecasts?|calls?)\b",
    re.I,
)
_APART = re.compile(
    r"\bsales and (?:the )?CSMs?\b.{0,20}\b(?:disagree|differ)\w*|\bdue\b.{0,40}\bexpect\b|\bexpect\b.{0,30}\brenew",
    re.I,
)
_FORECAST = re.compile(r"\bforecast\w*\b|\brenewals? (?:ahead|due|coming)\b|\bexpect\w*\b.{0,30}\brenew\w*\b", re.I)
_FIGURES = {
    ("grr", "nrr", "churned_arr", "contraction_arr", "expansion_arr"): re.compile(
        r"\b(?:NRR|GRR|retention|expansion revenue|contraction)\b", re.I
    ),
    ("logo_churn_rate", "churned_logos", "churned_arr"): re.compile(
        r"\bchurn\w*\b|\blost (?:accounts|customers)\b|\b(?:we|have we|did we) lo(?:st|se)\b", re.I
    ),
    ("gross_renewal_rate", "net_renewal_rate", "renewals_due_arr"): re.compile(r"\brenewal rates?\b", re.I),
    (
        "time_to_value_median_days", "time_to_value_lower_quartile_days", "time_to_value_upper_quartile_days",
        "time_to_value_started", "time_to_value_open",
    ): re.compile(r"\btime[- ]to[- ](?:first[- ])?value\b|\bTTV\b", re.I),
    ("nps", "csat"): re.compile(r"\b(?:NPS|CSAT|satisf\w+)\b", re.I),
    ("licence_utilisation",): re.compile(r"\b(?:utili[sz]ation|adoption)\b", re.I),
    ("health.green", "health.yellow", "health.red", "health.no_score"): re.compile(r"\bhealth\w*\b", re.I),
    ("customers", "arr", "arr_renewing_90d"): re.compile(r"\b(?:ARR|accounts|customers|full|book)\b", re.I),
}  # fmt: skip
_USUAL = ["grr", "nrr", "arr", "arr_renewing_90d", "customers", "logo_churn_rate", "licence_utilisation", "nps"]
_MOVED = re.compile(
    r"\bNRR\b|\bGRR\b|\bretention\b|\bchurn\w*\b|\bwho moved\b|\bmovers?\b|\bexpansion\b"
    r"|\bcontraction\b|\bshr[aiu]nk\w*\b|\blo(?:st|se)\b",
    re.I,
)
_OF_MANY = re.compile(
    r"\b(?:our|overall|portfolio|whole book|company|everyone)\b|\beach CSM\b"
    r"|\b(?:across|over|of) all (?:accounts|customers|clients)\b",
    re.I,
)
_CHANGED_ARR = re.compile(r"\b(?:contraction|expansion|churned) (?:ARR|revenue)\b", re.I)
_CHURNED_IN = re.compile(
    r"\b(?:churned|left us|did we lose|we lost|have we lost|cancelled)\b.{0,40}"
    r"\b(?:last|past|this|since|in (?:20\d\d|Q[1-4]))\b",
    re.I,
)
_CUSTOMERS = re.compile(
    r"\bhow many (?:customers|clients)\b(?! (?:with|without|whose|that|who|in|are|on|of|renew))", re.I
)
_OWNER = re.compile(
    r"\b([A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]s?\s+(?:\w+\s+)?"
    r"(?:NRR|GRR|retention|churn|logo churn)\b"
)
_OF_A_BOOK = re.compile(
    r"\b(?:NRR|GRR|retention|churn rate|logo churn|renewal rates?|NPS|CSAT|time[- ]to[- ]value)\b", re.I
)
"""Figures that are asked of a group of accounts, and would be no condition on them."""
_ARR_OF = re.compile(
    r"^\W*(?:(?:what(?:['’]s| is)|how much|our|the|total|and)\s+)*ARR\b"
    r"(?!.{0,20}\b(?:over|under|above|below|more|less)\b)",
    re.I,
)
"""Asks for one sum: `ARR in EMEA?`."""
_ON_A_DAY = re.compile(
    r"\b(?:12|twelve) months to\b|\b(?:ARR|customers|accounts|book|health)\b.{0,25}\b(?:on|as of|at)\b", re.I
)
_GROUPS = {"csm": "csm", "manager": "csm", "segment": "segment", "region": "region"}


def asks_for_portfolio(text: str) -> bool:
    """Tell whether a question without an account asks for a figure of all of them, or of a group or each group."""
    if any(said.search(text) for said in (_CHURNED_IN, _CUSTOMERS, _JUDGED, _APART, _CHANGED_ARR)):
        return True
    named = any(said.search(text) for said in _FIGURES.values()) or bool(_FORECAST.search(text))
    of_part = bool((_OF_A_BOOK.search(text) or _ARR_OF.search(text)) and _one_part(text))
    return bool(group_in(text)) or of_part or (named and bool(_OF_MANY.search(text)))


def asks_how_right(text: str) -> bool:
    """Tell whether a question asks how well health or the forecasts foretold what became of the renewals."""
    return bool(_JUDGED.search(text))


def group_in(text: str) -> str:
    """Return the group that a question wants figures of: `csm` in `how full is each CSM's book?`."""
    grouped = groups_by(text).casefold()
    if not grouped and (match := re.search(r"\b(?:each|every|by|per|which) (CSM|segment|region)\b", text, re.I)):
        grouped = match[1].casefold()
    return next((group for word, group in _GROUPS.items() if word in grouped), "")


def portfolio_call(text: str, as_of: date) -> tuple[str, dict[str, Any]]:
    """Return the tool and the arguments that answer it."""
    if any(said.search(text) for said in (_FORECAST, _JUDGED, _APART)):
        return "renewal_forecast", {}
    names = [name for names, said in _FIGURES.items() if said.search(text) for name in names]
    group = group_in(text)
    arguments: dict[str, Any] = {
        "names": list(dict.fromkeys(names)) or _USUAL,
        "movers": 5 if _MOVED.search(text) else 0,
    }
    return "portfolio_metrics", arguments | ({"by": group} if group else _one_part(text)) | _period(text, as_of)


def _one_part(text: str) -> dict[str, str]:
    """Return the segment, region or CSM whose figures alone are asked for."""
    segments, region, owner = segments_in(text), region_in(text), _OWNER.search(text)
    if owner and not re.match(r"(?:What|Who|How|Our|This|That|It|Let)\b", owner[1]):
        return {"csm": owner[1]}
    if colleague := colleague_of(text):
        return {"csm": colleague}
    if len(segments) == 1:
        return {"segment": segments[0]}
    return {"region": region} if region else {}


def _period(text: str, as_of: date) -> dict[str, str]:
    """Return the day or the period behind of which figures are asked for; none is the usual 12 months."""
    period = read_back(text, as_of)
    if period is None:
        return {}
    if _ON_A_DAY.search(text):
        day = period.end or period.start
        return {"day": day.isoformat()} if day and day < as_of else {}
    bounds = {"start": period.start, "end": None if period.end is None else min(period.end, as_of)}
    told = {name: day.isoformat() for name, day in bounds.items() if day is not None}
    is_usual = re.search(r"\b(?:12|twelve) months\b", text, re.I) is not None
    return {} if is_usual or told.get("start", "") >= as_of.isoformat() else told
