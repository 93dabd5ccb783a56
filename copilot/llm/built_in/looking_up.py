"""The calls of a look-up: which tools answer an intent, and with which arguments."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from langchain_core.messages import ToolCall

from copilot.evidence import Fact, Passage
from copilot.llm.built_in.conditions import leaves_out, read_conditions, refined, segments_in
from copilot.llm.built_in.drafts import audience_asked, kind_asked
from copilot.llm.built_in.feedback import themes_wanted
from copilot.llm.built_in.languages import FOREIGN
from copilot.llm.built_in.owners import colleague_of
from copilot.llm.built_in.periods import read_back, read_past
from copilot.llm.built_in.portfolio import portfolio_call
from copilot.llm.built_in.quoting import stems
from copilot.llm.built_in.turn import Call, Turn

_ROLES = {
    "executive_sponsor": re.compile(r"\b(?:executive |exec )?sponsors?\b", re.I),
    "economic_buyer": re.compile(
        r"\b(?:economic )?buyer\b|\bwho (?:signs|decides)\b|\bdecision[- ]maker\b|\bentscheide[rt]\w*|\bdécid\w+", re.I
    ),
    "champion": re.compile(r"\bchampions?\b", re.I),
    "admin": re.compile(r"\badmin(?:istrator)?s?\b", re.I),
    "detractor": re.compile(r"\bdetractors?\b|\bagainst us\b|\bcritics?\b|\bopponents?\b|\bblockers?\b", re.I),
}
_PRIORITY = re.compile(r"\b(urgent|high|normal|low)\b(?=.{0,20}\btickets?\b|\s*(?:ones?|priority)\b|[?.!]*$)", re.I)
_OF_THEM = re.compile(r"\band (?:how many|which|any) of (?:them|these|those)\b", re.I)
"""Asks for all, and for a part of them."""
_MEASURED = {
    ("nps",): re.compile(r"\bNPS\b|\bpromoters?\b", re.I),
    ("csat",): re.compile(r"\bCSAT\b|\bsatisf\w+", re.I),
    ("ces",): re.compile(r"\bCES\b|\beffort score\b", re.I),
    ("nps", "csat", "ces"): re.compile(r"\bsurveys?\b", re.I),
    ("roi", "value_realised", "value", "arr"): re.compile(
        r"\bROI\b|\breturn on\b|\bvalue (?:delivered|realised|realized)\b|\b(?:is it|are we) worth\b"
        r"|\bpay(?:s|ing)? (?:for itself|off)\b|\b(?:dollar|euro|money) value\b|\bworth\b.{0,30}\b(?:per|a) year\b",
        re.I,
    ),
    ("time_to_first_value_days",): re.compile(r"\bto (?:first[- ])?value\b|\btime[- ]to[- ]value\b|\bTTV\b", re.I),
    (
        "health_score",
        "health_band",
        "health",
        "health_score.change_30d",
        "csm_sentiment_reason",
    ): re.compile(
        r"\bhealth\w*\b|\bwhy (?:is|are|was) .{2,60}\b(?:red|yellow|green)\b|\bscored?\b|\bour sentiment\b"
        r"|\bCSM(?:['’]s)? (?:sentiment|rating)\b|\bhow (?:does|do|did) .{2,40}\brate\b"
        r"|^\W*(?:is|are)\b.{2,60}\b(?:red|yellow|green)\b",
        re.I,
    ),
    ("maturity_stage", "maturity_missing"): re.compile(r"\bmatur\w+\b|\btransformation framework\b", re.I),
    ("stickiness",): re.compile(r"\bstick(?:iness|y)\b", re.I),
    ("feature_breadth",): re.compile(r"\bbreadth\b|\bhow many features\b", re.I),
    ("median_first_response_minutes", "median_resolution_hours", "escalated_tickets"): re.compile(
        r"\b(?:first response|response times?|time to (?:close|resolve)|resolution time|escalated tickets)\b", re.I
    ),
}
"""The figures that a question about an account names."""
_BESIDE = {
    "arr": re.compile(r"\bARR\b|\bannual recurring revenue\b", re.I),
    "seats": re.compile(r"\bseats?\b|\blicen[cs]es?\b", re.I),
    "next_renewal_date": re.compile(r"\brenewal date\b|\brenews?\b|\bcontract ends?\b", re.I),
    "licence_utilisation": re.compile(r"\butili[sz]ation\b", re.I),
    "monthly_active_users": re.compile(r"\bMAU\b|\bactive users\b", re.I),
    "open_tickets": re.compile(r"\bopen tickets\b", re.I),
    "last_contact_date": re.compile(r"\blast contact\b", re.I),
}
"""Figures that have an answer of their own, and are told with others where a question names both."""
_GROWTH = {
    "power_role_promoter": re.compile(r"\badvocates?\b|\bpromoters?\b|\breferences?\b|\bfans?\b", re.I),
    "roi_above_3": re.compile(r"\bcase stud\w+\b|\bwin stor\w+\b|\bsuccess stor\w+\b", re.I),
    "utilisation_over_90": re.compile(
        r"\bready for expansion\b|\bupsell\b|\bexpan\w+\b|\bgrow\w*\b|\bmore seats\b", re.I
    ),
}
"""The signals of growth that a question about all accounts names."""
_GONE = r"(?:left|gone|leaving|silent)"
_RISKS = {
    "champion_gone": re.compile(
        rf"\b(?:lost|lose|without) (?:the|their|a|its) champion\b|\bchampions?\b.{{0,30}}\b{_GONE}\b", re.I
    ),
    "sponsor_gone": re.compile(
        rf"\b(?:lost|lose|without) (?:the|their|a|its) sponsor\b|\bsponsors?\b.{{0,30}}\b{_GONE}\b", re.I
    ),
    "single_threaded": re.compile(
        r"\bsingle[- ]threaded\b|\b(?:only one|(?:one |a )?single) (?:active )?contact\b", re.I
    ),
    "power_role_detractor": re.compile(r"\bdetractors?\b", re.I),
    "renewal_without_plan": re.compile(r"\bwithout a (?:renewal )?plan\b", re.I),
    "milestone_overdue": re.compile(r"\boverdue milestones?\b|\bmilestones?\b.{0,15}\boverdue\b", re.I),
}
"""The signals of risk that a question about all accounts names."""
_IS_IT_SO = re.compile(r"^\s*(?:does|do|did|is|are|was|were|can|could|will|would|has|have|why|may|should)\b", re.I)
_FACTS = {
    "brief": [
        "arr", "next_renewal_date", "csm_sentiment", "monthly_active_users", "licence_utilisation", "usage_change_28d",
        "open_tickets",
    ],
    "usage": ["monthly_active_users", "seats", "licence_utilisation", "usage_change_28d"],
    "contract": ["arr", "next_renewal_date", "days_to_renewal", "auto_renew", "seats"],
    "compare": [
        "segment", "stage", "arr", "next_renewal_date", "seats", "monthly_active_users", "licence_utilisation",
        "usage_change_28d", "open_tickets", "open_urgent_tickets", "last_contact_date", "csm_sentiment",
    ],
    "last_contact": ["last_contact_date", "days_since_contact"],
    "ended": ["stage", "arr", "next_renewal_date"],
    "risk": ["health_score", "health_band", "csm_sentiment_reason", "licence_utilisation", "usage_change_28d"],
}  # fmt: skip
_TOOLS = {
    "brief": ("account_facts", "account_people", "list_tickets", "read_notes"),
    "last_contact": ("read_notes", "account_facts"),
    "open": ("list_tickets", "account_signals", "read_notes"),
    "risk": ("account_facts", "account_signals", "list_tickets", "read_notes"),
}
_OPENED = re.compile(
    r"\b(?:opened|raised|filed|logged|created|reported)\b|\bdid\b.{2,60}\b(?:open|raise|file|log|create|report)\b", re.I
)
_LOOKS_BACK = re.compile(
    r"\b(?:what|who|did|whom)\b.{0,60}\b(?:discuss|talk|speak|spoke|say|said|wr[io]te|mention|complain|agree|report)\w*\b"
    r".{0,60}\b(?:in|during|last|since|between|on)\b",
    re.I,
)
"""Asks what was said in a period, rather than of one."""
_MOST_EVENTS = 40
_BY_NAME = 2.0
"""What a title that is said counts, where the best passage counts 1."""


def calls_for(intent: str, accounts: list[Fact], question: str, bare: str, as_of: date) -> list[ToolCall]:
    """Return the calls that answer an intent, for each account where it is of accounts."""
    wanted: list[tuple[str, dict[str, Any]]] = []
    if intent == "draft":
        ordered = {"kind": kind_asked(question), "audience": audience_asked(question)}
        about = [{"account": one.account_id} for one in accounts] or [{}]
        wanted += [("draft_document", ordered | one) for one in about]
    elif intent == "themes":
        wanted.append(("feedback_themes", themes_wanted(question, as_of)))
    elif intent == "list":
        wanted.append(("list_accounts", read_conditions(question, as_of).arguments()))
    elif intent == "portfolio_metric":
        wanted.append(portfolio_call(question, as_of))
    elif intent == "attention":
        colleague = colleague_of(question)
        wanted.append(("who_needs_attention", ({"csm": colleague} if colleague else {}) | risks_in(question)))
    elif intent == "opportunities":
        wanted.append(("who_needs_attention", {"growth": True, **signals_in(question)}))
    elif intent == "playbook":
        wanted.append(("search_playbooks", {"query": question, "limit": 8}))
    elif intent in ("notes", "unknown", FOREIGN) and not accounts:
        wanted.append(("search_notes", {"query": question, "limit": 8}))
        wanted.append(("search_playbooks", {"query": question, "limit": 4}))
    elif intent == "people" and not accounts:
        wanted.append(("find_people", {"text": question}))
    elif intent == "tickets" and not accounts:
        wanted.append(("list_tickets", _ticket_arguments(question) | _back_then(question, as_of)))
    for account in accounts:
        wanted += _calls_of_account(intent, str(account.account_id), question, bare, as_of)
    return [call(name, index, **arguments) for index, (name, arguments) in enumerate(wanted)]


def _calls_of_account(
    intent: str, account: str, question: str, bare: str, as_of: date
) -> list[tuple[str, dict[str, Any]]]:
    about = {"account": account}
    noted = ("search_notes", about | {"query": bare, "limit": 6})
    facts = about | {"names": _FACTS.get(intent, [])}
    match intent:
        case "profile":
            return [("account_facts", about), noted]
        case "brief" | "last_contact" | "open" | "risk":
            return [(tool, facts if tool == "account_facts" and intent in _FACTS else about) for tool in _TOOLS[intent]]
        case "milestones":
            return [("list_milestones", about), noted]
        case "letter":
            read = [(tool, about) for tool in ("account_facts", "list_tickets", "list_milestones")]
            return [*read, ("read_notes", about | {"limit": 2}), ("search_notes", about | {"query": bare, "limit": 10})]
        case "people":
            roles = [role for role, pattern in _ROLES.items() if pattern.search(question)]
            return [*(("account_people", about | one) for one in [{"role": role} for role in roles] or [{}]), noted]
        case "tickets":
            return [_tickets_of(about, question, as_of)]
        case "compare":
            return [("account_facts", facts | _back_then(question, as_of))]
        case "usage" | "contract" | "measured":
            named = dict.fromkeys([*_FACTS.get(intent, ()), *measured_in(question), *_beside(question)])
            return [("account_facts", about | {"names": [*named]} | _back_then(question, as_of)), noted]
        case "ended":
            return [("account_facts", facts), ("search_notes", about | {"query": bare, "limit": 8})]
        case "changes" | "timeline":
            return [_events_of(intent, about, question, as_of)]
        case "playbook" | "draft":
            return []
        case _:
            return [("search_notes", about | {"query": bare, "limit": 8} | _written(question, as_of))]


def _written(question: str, as_of: date) -> dict[str, Any]:
    """Return the first and the last day of the notes that a question looks back on: `what did we discuss in May?`."""
    period = read_back(question, as_of) if _LOOKS_BACK.search(question) else None
    days = {"since": period.start, "until": period.end} if period else {}
    return {name: day.isoformat() for name, day in days.items() if day is not None and day <= as_of}


def _tickets_of(about: dict[str, Any], question: str, as_of: date) -> tuple[str, dict[str, Any]]:
    """Return the look-up of tickets: what was opened in a period stands in the timeline."""
    period = read_back(question, as_of) if _OPENED.search(question) else None
    if period and period.start:
        return "timeline", about | {"since": period.start.isoformat(), "limit": _MOST_EVENTS}
    return "list_tickets", about | _ticket_arguments(question) | _back_then(question, as_of)


def _events_of(intent: str, about: dict[str, Any], question: str, as_of: date) -> tuple[str, dict[str, Any]]:
    """Return the look-up of what happened, or of which facts changed, since the day that is asked for."""
    period = read_back(question, as_of)
    since = period.start if period and period.start else None
    if intent == "changes":
        return "what_changed", about | {"since": (since or as_of - timedelta(days=30)).isoformat()}
    return "timeline", about | ({"since": since.isoformat()} if since else {})


def _back_then(question: str, as_of: date) -> dict[str, Any]:
    """Return the earlier day that a question asks about, the end of its period."""
    period = read_past(question, as_of)
    if period is None or period.end is None or period.end >= as_of:
        return {}
    return {"as_of": period.end.isoformat()}


def narrowed(before: Call, question: str, as_of: date) -> dict[str, Any]:
    """Return the arguments of a list with what a question adds to it; none where it adds nothing that is understood."""
    query = read_conditions(question, as_of)
    if before.name == "who_needs_attention":
        colleague = colleague_of(question)
        return before.arguments | {"csm": colleague} if colleague else {}
    where = before.arguments.get("where") or []
    if not query.where or leaves_out(question, query):
        return {}
    added = refined(where, query).arguments()
    return added if query.is_ordered else before.arguments | {"where": added["where"]}


def risks_in(question: str) -> dict[str, Any]:
    """Return the signals of risk that a question names, as an argument."""
    named = [signal for signal, said in _RISKS.items() if said.search(question)]
    return {"signals": named} if named else {}


def signals_in(question: str) -> dict[str, Any]:
    """Return the signals of growth that a question names, as an argument."""
    named = [signal for signal, said in _GROWTH.items() if said.search(question)]
    return {"signals": named} if named else {}


def measured_in(question: str) -> list[str]:
    """Return the figures that a question names, each once."""
    return list(dict.fromkeys(name for names, said in _MEASURED.items() if said.search(question) for name in names))


def _beside(question: str) -> list[str]:
    return [name for name, said in _BESIDE.items() if said.search(question)]


def whole_playbook(turn: Turn, question: str) -> list[ToolCall]:
    """Read the playbook that fits best from its beginning, once."""
    found = [passage for one in turn.called("search_playbooks") for passage in one.evidence.passages]
    if not found or turn.called("read_document"):
        return []
    return [call("read_document", 0, passage=_of_best_document(found, question).id)]


def _of_best_document(passages: Sequence[Passage], question: str) -> Passage:
    """Return the first passage of the playbook that has most to say, or that the question calls by its name."""
    asked = stems(" ".join([question, *segments_in(question)]))
    weight: defaultdict[str, float] = defaultdict(float)
    for passage in passages:
        weight[passage.document_id] += passage.score or 0.0
    for document_id, title in {passage.document_id: passage.title for passage in passages}.items():
        named = stems(title)
        weight[document_id] += _BY_NAME * len(named & asked) / len(named) if named else 0.0
    return max(passages, key=lambda passage: weight[passage.document_id])


def _ticket_arguments(question: str) -> dict[str, Any]:
    priority = None if _OF_THEM.search(question) else _PRIORITY.search(question)
    only_open = not re.search(r"\b(?:closed|all tickets|ever|in total|history)\b", question, re.I)
    return {"only_open": only_open} | ({"priority": priority[1].lower()} if priority else {})


def call(tool: str, index: int, **arguments: Any) -> ToolCall:
    """Return a call of a tool; `index` tells several calls of one tool apart."""
    return ToolCall(name=tool, args=arguments, id=f"call_{tool}_{index}", type="tool_call")
