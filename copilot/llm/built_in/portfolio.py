"""What a question asks of all accounts together: which figures, over which groups, or the renewals ahead."""

import re
from typing import Any

from copilot.llm.built_in.conditions import groups_by

_FORECAST = re.compile(r"\bforecast\w*\b|\brenewals? (?:ahead|due|coming)\b|\bexpect\w*\b.{0,30}\brenew\w*\b", re.I)
_FIGURES = {
    ("grr", "nrr", "churned_arr", "contraction_arr", "expansion_arr"): re.compile(
        r"\b(?:NRR|GRR|retention|expansion revenue|contraction)\b", re.I
    ),
    ("logo_churn_rate", "churned_logos", "churned_arr"): re.compile(
        r"\bchurn\w*\b|\blost (?:accounts|customers)\b", re.I
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
_MOVED = re.compile(r"\bNRR\b|\bGRR\b|\bretention\b|\bchurn\w*\b|\bwho moved\b|\bmovers?\b|\bexpansion\b", re.I)
_OF_MANY = re.compile(r"\b(?:our|overall|portfolio|whole book|company|everyone)\b|\beach CSM\b", re.I)
_GROUPS = {"csm": "csm", "manager": "csm", "segment": "segment", "region": "region"}


def asks_for_portfolio(text: str) -> bool:
    """Tell whether a question without an account asks for a figure of all of them, or of each group."""
    named = any(said.search(text) for said in _FIGURES.values()) or bool(_FORECAST.search(text))
    return bool(group_in(text)) or (named and bool(_OF_MANY.search(text)))


def group_in(text: str) -> str:
    """Return the group that a question wants figures of: `csm` in `how full is each CSM's book?`."""
    grouped = groups_by(text).casefold()
    if not grouped and (match := re.search(r"\b(?:each|every|by|per|which) (CSM|segment|region)\b", text, re.I)):
        grouped = match[1].casefold()
    return next((group for word, group in _GROUPS.items() if word in grouped), "")


def portfolio_call(text: str) -> tuple[str, dict[str, Any]]:
    """Return the tool and the arguments that answer it."""
    if _FORECAST.search(text):
        return "renewal_forecast", {}
    names = [name for names, said in _FIGURES.items() if said.search(text) for name in names]
    group = group_in(text)
    arguments: dict[str, Any] = {
        "names": list(dict.fromkeys(names)) or _USUAL,
        "movers": 5 if _MOVED.search(text) else 0,
    }
    return "portfolio_metrics", arguments | ({"by": group} if group else {})
