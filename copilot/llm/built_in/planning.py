"""What to look up for a question: the calls of the next step, or none when there is enough to write from."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from langchain_core.messages import ToolCall

from copilot.evidence import Fact, Passage
from copilot.llm.built_in.conditions import AccountQuery, asks_for_accounts, is_query, read_conditions, segments_in
from copilot.llm.built_in.owners import colleague_of
from copilot.llm.built_in.periods import read_back, read_period
from copilot.llm.built_in.quoting import stems
from copilot.llm.built_in.reading import IntentReader
from copilot.llm.built_in.turn import Conversation, Turn, account_of

_ROLES = {
    "executive_sponsor": re.compile(r"\b(?:executive |exec )?sponsors?\b", re.I),
    "economic_buyer": re.compile(r"\b(?:economic )?buyer\b|\bwho signs\b|\bdecision maker\b", re.I),
    "champion": re.compile(r"\bchampions?\b", re.I),
    "admin": re.compile(r"\badmin(?:istrator)?s?\b", re.I),
    "detractor": re.compile(r"\bdetractors?\b|\bagainst us\b|\bcritics?\b|\bopponents?\b|\bblockers?\b", re.I),
}
_PRIORITY = re.compile(r"\b(urgent|high|normal|low)\b(?=.{0,20}\btickets?\b|\s*(?:ones?|priority)\b|[?.!]*$)", re.I)
_FOLLOW_UP = re.compile(
    r"^\s*(?:ok(?:ay)?,?\s+)?(?:(?:and|also|then|now)\s+)*(?:and|what about|how about|also|same for|und|et)\b"
    r"(?:\s+(?:for|with|at|bei))?",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(?:their|theirs|they|them|it|its|he|she|his|her|that account|this account|the account|both)\b"
    r"|(?<!\bis )(?<!\bare )\bthere\b",
    re.I,
)
_NO_NAMES = frozenset(
    ("I", "ARR", "NRR", "GRR", "NPS", "CSAT", "CES", "CSM", "QBR", "EBR", "ROI", "SSO", "SMB", "AI", "MAU", "TTV")
)
_OPENINGS = frozenset(("What", "Who", "Where", "When", "How", "Let", "That", "It", "There", "Here"))
_SECOND = re.compile(r",?\s+and\s+(?=(?:when|who|whom|what|how|which|where|why|is|are|does|did)\b)", re.I)
_ONE_THING = {"usage", "contract", "profile", "people", "tickets"}
"""Intents whose answer is of one thing; the others tell more than was asked."""
_UNMEASURED = re.compile(r"\b(?:health score|forecast)\b", re.I)
_MEASURED = {
    ("nps",): re.compile(r"\bNPS\b|\bpromoters?\b", re.I),
    ("csat",): re.compile(r"\bCSAT\b|\bsatisf\w+", re.I),
    ("ces",): re.compile(r"\bCES\b|\beffort score\b", re.I),
    ("nps", "csat", "ces"): re.compile(r"\bsurveys?\b", re.I),
    ("roi", "value_realised", "value", "arr"): re.compile(
        r"\bROI\b|\breturn on\b|\bvalue (?:delivered|realised|realized)\b|\b(?:is it|are we) worth\b", re.I
    ),
    ("time_to_first_value_days",): re.compile(r"\btime[- ]to[- ](?:first[- ])?value\b|\bTTV\b", re.I),
    ("stickiness",): re.compile(r"\bstick(?:iness|y)\b", re.I),
    ("feature_breadth",): re.compile(r"\bbreadth\b|\bhow many features\b", re.I),
    ("median_first_response_minutes", "median_resolution_hours", "escalated_tickets"): re.compile(
        r"\b(?:first response|response times?|time to (?:close|resolve)|resolution time|escalated tickets)\b", re.I
    ),
}
"""The figures that a question about an account names."""
_HOW_TO = re.compile(r"^\s*(?:how (?:do|should|can) (?:we|i)|what (?:do|should) (?:we|i) do (?:when|if))\b", re.I)
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
}  # fmt: skip
_BY_NAME = 2.0
"""What a title that is said counts, where the best passage counts 1."""
Outcome = Literal["look up", "ask which", "ask for account", "write"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do next: the intent, the accounts it is about, and the calls to make (none: write).

    `question` is what is asked, which a follow-up leaves to the turn before; `bare` is it without accounts' names;
    `unanswered` a second question in it that the answer leaves open.
    """

    intent: str
    accounts: list[Fact]
    calls: list[ToolCall]
    outcome: Outcome
    question: str
    bare: str
    unanswered: str = ""


class Planner:
    """Plans a turn from what was asked and what the tools have answered so far."""

    def __init__(self, reader: IntentReader) -> None:
        self.reader = reader

    def plan(self, conversation: Conversation) -> Plan:
        """Return the next step: first the accounts that the question names, then the look-ups, then writing."""
        turn = conversation.current
        if not turn.called("find_accounts"):
            calls = [_call("find_accounts", 0, text=turn.question)]
            return Plan("", [], calls, "look up", turn.question, turn.question)
        asked, accounts = _settle(conversation)
        words = (asked.question, without_names(asked))
        unclear = [facts for facts in turn.mentions().values() if len(facts) > 1]
        if unclear and not accounts:
            return Plan("clarify", unclear[0], [], "ask which", *words)
        intent = self._intent(asked, accounts)
        settled = {"find_accounts"}
        if not accounts and _needs_account(intent):
            if names_something(asked.question) and not turn.called("find_people"):
                return Plan(intent, [], [_call("find_people", 0, text=asked.question)], "look up", *words)
            accounts = _accounts_of_people(turn)
            if not accounts:
                return Plan(intent, [], [], "ask for account", *words)
            # A person was named: what the notes of their account say of them is what is asked.
            intent, settled = "notes", {"find_accounts", "find_people"}
        if any(call.name not in settled for call in turn.calls):
            more = _whole_playbook(turn, words[0]) if intent == "playbook" else []
            rest = "" if more else self._unanswered(asked, intent, accounts)
            return Plan(intent, accounts, more, "look up" if more else "write", *words, unanswered=rest)
        calls = _calls(intent, accounts, *words, conversation.as_of)
        return Plan(intent, accounts, calls, "look up" if calls else "write", *words)

    def _unanswered(self, asked: Turn, intent: str, accounts: list[Fact]) -> str:
        """Return the second half of a question that asks two things, where the answer to the first does not hold it."""
        parts = _SECOND.split(asked.question, maxsplit=1)
        if len(parts) < 2 or intent not in _ONE_THING or len(accounts) != 1:
            return ""
        second = self.reader.intent(mask(parts[1], asked), 1)
        return "" if second in (intent, "unknown") else parts[1].strip()

    def _intent(self, asked: Turn, accounts: list[Fact]) -> str:
        """Read the intent of the question, by what it resembles and by rule."""
        masked = mask(asked.question, asked)
        intent = self.reader.intent(masked, len(accounts))
        if accounts:
            if _measured_in(asked.question):
                return "measured"
            return "unmeasured" if _UNMEASURED.search(asked.question) else intent
        if _HOW_TO.search(asked.question):
            return "playbook"
        name = names_something(asked.question)
        if intent in ("notes", "unknown", "capability", "list") and name and not asks_for_accounts(asked.question):
            of_one = self.reader.intent(masked.replace(name, "Acme"), 1)
            intent = of_one if of_one in ("brief", "people", "contract", "usage", "last_contact", "profile") else intent
        if intent != "attention" and asks_for_accounts(asked.question):
            return "list"
        return "notes" if intent == "list" and not is_query(asked.question) else intent


def mask(question: str, turn: Turn) -> str:
    """Put Acme and Globex for the accounts' names, as the examples do, so that a name sways no intent."""
    for stand_in, words in zip(("Acme", "Globex"), turn.mentions(), strict=False):
        question = question.replace(words, stand_in)
    return question


def _settle(conversation: Conversation) -> tuple[Turn, list[Fact]]:
    """Return the turn whose words say what is wanted, and the accounts it is wanted for.

    An answer to `which one?` settles the earlier question, `what about Globex?` asks it again, and a question that
    points back is about the accounts of the turn before.
    """
    turn, earlier = conversation.current, conversation.earlier
    if earlier and not earlier[-1].accounts():
        chosen = _choice(earlier[-1], turn)
        if chosen is not None:
            return _asked([*earlier, turn]), [chosen]
    named = [facts[0] for facts in turn.mentions().values() if len(facts) == 1]
    accounts = list({fact.account_id: fact for fact in named}.values())
    points_back = _POINTS_BACK.search(turn.question) or _FOLLOW_UP.search(turn.question)
    if not accounts and not turn.mentions() and points_back:
        accounts = next((past.accounts() for past in reversed(earlier) if past.accounts()), [])
    return _asked([*earlier, turn]), accounts


def _asked(turns: Sequence[Turn]) -> Turn:
    """Return the last turn that asks something itself, rather than only naming another account for it."""
    for index in range(len(turns) - 1, 0, -1):
        before, turn = turns[index - 1], turns[index]
        is_choice = not before.accounts() and _choice(before, turn) is not None
        if not is_choice and not _only_names(turn):
            return turn
    return turns[0]


def _only_names(turn: Turn) -> bool:
    """Tell whether a turn says no more than an account's name: `what about Globex?`."""
    rest = re.sub(r"\b(?:Acme|Globex)\b|[^\w]", " ", _FOLLOW_UP.sub("", mask(turn.question, turn))).split()
    return bool(turn.mentions()) and not rest


def _choice(before: Turn, turn: Turn) -> Fact | None:
    """Return the account that an answer picks among those that the words of the turn before could mean."""
    candidates = [fact for facts in before.mentions().values() if len(facts) > 1 for fact in facts]
    if not candidates:
        return None
    named = {fact.account_id for facts in turn.mentions().values() if len(facts) == 1 for fact in facts}
    words = set(re.findall(r"\w+", turn.question.casefold()))
    shared = set.intersection(*(_name_words(fact) for fact in candidates))
    fits = [fact for fact in candidates if fact.account_id in named or (_name_words(fact) - shared) & words]
    is_answer = len(words) <= 8
    return fits[0] if is_answer and len({fact.account_id for fact in fits}) == 1 else None


def _accounts_of_people(turn: Turn) -> list[Fact]:
    """Return the accounts of the people whom the question names."""
    people = [fact for call in turn.called("find_people") for fact in call.evidence.facts if fact.account_id]
    return list({fact.account_id: account_of(fact) for fact in people}.values())


def _name_words(fact: Fact) -> set[str]:
    return set(re.findall(r"\w+", str(fact.value).casefold()))


def _needs_account(intent: str) -> bool:
    """Tell whether a question can only be answered for one account: `and their usage?`."""
    return intent in ("brief", "contract", "usage", "last_contact", "profile", "timeline")


def names_something(question: str) -> str:
    """Return the first name in a question, or nothing: `Umbrella Corp`; its opening word counts where it owns."""
    name = r"[A-ZÄÖÜ][\w&-]+"
    match = re.search(rf"(?:(?<=\s){name}(?:\s+{name})*)|^{name}(?:\s+{name})*(?=['’]s\b)", question)
    return match.group() if match and match.group() not in _NO_NAMES and match.group() not in _OPENINGS else ""


def _calls(intent: str, accounts: list[Fact], question: str, bare: str, as_of: date) -> list[ToolCall]:
    wanted: list[tuple[str, dict[str, Any]]] = []
    if intent == "list":
        wanted.append(("list_accounts", read_conditions(question, as_of).arguments()))
    elif intent == "attention":
        wanted += [("list_accounts", arguments) for arguments in _what_presses(question, as_of)]
    elif intent == "playbook":
        wanted.append(("search_playbooks", {"query": question, "limit": 8}))
    elif intent in ("notes", "unknown") and not accounts:
        wanted.append(("search_notes", {"query": question, "limit": 8}))
        wanted.append(("search_playbooks", {"query": question, "limit": 4}))
    elif intent == "people" and not accounts:
        wanted.append(("find_people", {"text": question}))
    elif intent == "tickets" and not accounts:
        wanted.append(("list_tickets", _ticket_arguments(question)))
    for account in accounts:
        wanted += _calls_of_account(intent, str(account.account_id), question, bare, as_of)
    return [_call(name, index, **arguments) for index, (name, arguments) in enumerate(wanted)]


def _what_presses(question: str, as_of: date) -> list[dict[str, Any]]:
    """Return the lists that tell who needs somebody now: renewals soon, urgent tickets, no contact for long."""
    pressing = (
        ("next_renewal_date", "<=", (as_of + timedelta(days=90)).isoformat(), "next_renewal_date", False),
        ("open_urgent_tickets", ">", "0", "open_urgent_tickets", True),
        ("days_since_contact", ">=", "45", "days_since_contact", True),
    )
    lists: list[dict[str, Any]] = []
    for name, operator, value, sort, descending in pressing:
        query = AccountQuery(sort=sort, descending=descending)
        query.add("arr", ">", 0)
        if colleague := colleague_of(question):
            query.add("csm_email", "is", colleague)
        query.add(name, operator, value)
        lists.append(query.arguments())
    return lists


def _calls_of_account(
    intent: str, account: str, question: str, bare: str, as_of: date
) -> list[tuple[str, dict[str, Any]]]:
    about = {"account": account}
    match intent:
        case "brief":
            return [
                ("account_facts", about | {"names": _FACTS[intent]}),
                ("account_people", about),
                ("list_tickets", about),
                ("read_notes", about | {"limit": 1}),
            ]
        case "last_contact":
            return [("read_notes", about | {"limit": 1}), ("account_facts", about | {"names": _FACTS[intent]})]
        case "people":
            role = next((role for role, pattern in _ROLES.items() if pattern.search(question)), None)
            return [("account_people", about | ({"role": role} if role else {}))]
        case "tickets":
            return [("list_tickets", about | _ticket_arguments(question))]
        case "usage" | "contract" | "compare":
            facts = ("account_facts", about | {"names": _FACTS[intent]} | _back_then(question, as_of))
            asks_more = intent != "compare" and _IS_IT_SO.search(question)
            return [facts, ("search_notes", about | {"query": bare, "limit": 6})] if asks_more else [facts]
        case "measured":
            return [("account_facts", about | {"names": _measured_in(question)} | _back_then(question, as_of))]
        case "profile":
            return [("account_facts", about)]
        case "timeline":
            period = read_back(question, as_of)
            since = {"since": period.start.isoformat()} if period and period.start else {}
            return [("timeline", about | since)]
        case "playbook":
            return []
        case _:
            return [("search_notes", about | {"query": bare, "limit": 8})]


def _back_then(question: str, as_of: date) -> dict[str, Any]:
    """Return the earlier day that a question asks about, the end of its period."""
    period = read_period(question, as_of, forward=False)
    if period is None or period.end is None or period.end >= as_of:
        return {}
    return {"as_of": period.end.isoformat()}


def _measured_in(question: str) -> list[str]:
    """Return the figures that a question names, each once."""
    return list(dict.fromkeys(name for names, said in _MEASURED.items() if said.search(question) for name in names))


def _whole_playbook(turn: Turn, question: str) -> list[ToolCall]:
    """Read the playbook that fits best from its beginning, once."""
    found = [passage for call in turn.called("search_playbooks") for passage in call.evidence.passages]
    if not found or turn.called("read_document"):
        return []
    return [_call("read_document", 0, passage=_of_best_document(found, question).id)]


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


def without_names(turn: Turn) -> str:
    """Return the question without accounts' names, for a search within an account: every note has its name."""
    rest = turn.question
    for words in turn.mentions():
        rest = re.sub(rf"{re.escape(words)}(?:['’]s)?", "", rest)
    return " ".join(rest.split()) if re.search(r"\w{3,}", rest) else turn.question


def _ticket_arguments(question: str) -> dict[str, Any]:
    priority = _PRIORITY.search(question)
    only_open = not re.search(r"\b(?:closed|all tickets|ever|in total|history)\b", question, re.I)
    return {"only_open": only_open} | ({"priority": priority[1].lower()} if priority else {})


def _call(tool: str, index: int, **arguments: Any) -> ToolCall:
    return ToolCall(name=tool, args=arguments, id=f"call_{tool}_{index}", type="tool_call")
