"""What to look up for a question: the calls of the next step, or none when there is enough to write from."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from langchain_core.messages import ToolCall

from copilot.evidence import Fact
from copilot.llm.built_in.conditions import (
    asks_for_accounts,
    asks_for_some,
    groups_by,
    is_query,
    leaves_out,
    read_conditions,
)
from copilot.llm.built_in.drafts import ABOUT_ALL, kind_asked
from copilot.llm.built_in.feedback import asks_for_themes, themes_wanted
from copilot.llm.built_in.feedback_follow_ups import amended
from copilot.llm.built_in.follow_ups import (
    account_swapped,
    asks_why,
    mask,
    playbook_before,
    refined_list,
    refines_tickets,
    settle,
    without_names,
)
from copilot.llm.built_in.languages import intent_abroad, is_foreign
from copilot.llm.built_in.letters import is_letter
from copilot.llm.built_in.looking_up import call, calls_for, measured_in, narrowed, risks_in, signals_in, whole_playbook
from copilot.llm.built_in.names import (
    id_in,
    is_known,
    is_title,
    name_in_short,
    name_to_check,
    names_something,
    said_by,
    speaks_of,
    speaks_of_one,
)
from copilot.llm.built_in.owners import colleague_of
from copilot.llm.built_in.periods import asks_of_today_too
from copilot.llm.built_in.portfolio import asks_for_portfolio
from copilot.llm.built_in.reading import IntentReader
from copilot.llm.built_in.turn import Call, Conversation, Turn, account_called, account_of

_SECOND = re.compile(r",?\s+and\s+(?=(?:when|who|whom|what|how|which|where|why|is|are|does|did)\b)", re.I)
_ONE_THING = {"usage", "contract", "profile", "people", "tickets"}
"""Intents whose answer is of one thing; the others tell more than was asked."""
_UNMEASURED = re.compile(r"\bforecast\b", re.I)
_CHANGED = re.compile(r"\bwhat(?:['’]s| is| has)? (?:changed|different|new)\b|\bchanges? (?:at|since)\b", re.I)
_TELL_ME_MORE = re.compile(r"\btell me more about (?:the )?\w+ (?:one|account|customer)\W*$", re.I)
_ENDED = re.compile(
    r"\bwhy\b.{0,60}\b(?:cancel\w*|churn(?:ed)?|leave|left|quit|terminat\w+|stop(?:ped)?|not renew|drop(?:ped)?)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:still|what(?:['’]s| is| remains)?|anything|things?) (?:still )?(?:open|unresolved)\b(?! (?:urgent )?tickets)"
    r"|\bopen (?:points|items|issues|ends)\b"
    r"|\bwhat(?:['’]s| is| are)? (?:\w+ )?(?:block\w*|hold\w* (?:up|back)|in the way)\b",
    re.I,
)
_MANY = re.compile(
    r"\b(?:which|what|any|all|our) (?:account|customer|client)\b|\b(?:accounts|customers|clients)\b", re.I
)
_MILESTONES = re.compile(r"\bmilestones?\b|\bmeilenstein\w*|\bjalons?\b", re.I)
_COMPLETED = re.compile(r"\b(?:complet\w+|done|reached|achieved|erreicht\w*|atteint\w*)\b", re.I)
_AT_RISK = re.compile(
    r"\bat risk\b|\b(?:warning )?signals?\b|\bgefährdet\w*\b|\ben danger\b|\bà risque\b"
    r"|\b(?:should|do) (?:i|we) (?:need to )?worry\b",
    re.I,
)
_TICKETS_OF_ALL = re.compile(r"\bhow many (?:\w+ ){0,3}tickets\b|\bwie viele (?:\w+ ){0,2}tickets\b", re.I)
_WHO = re.compile(r"\b(?:who|where|whom)\b", re.I)
_HOW_TO = re.compile(
    r"^\s*(?:how (?:do|should|can) (?:we|i)|what (?:do|should) (?:we|i) do (?:when|if|before|after|about)"
    r"|what is different about|(?:may|must) (?:i|we|an?))\b"
    r"|\bhow (?:often|fast|quickly|long|soon|early|late|many|much)\b.{0,60}"
    r"\b(?:may|must|should|(?:have|has|need|needs) to)\b"
    r"|\b(?:when|what|who|whom)\b.{0,40}\b(?:may|must) (?:i|we|an?|the)\b"
    r"|\b(?:when|what|how)\b.{0,25}\b(?:do i|do we|does an?) (?:\w+ ){0,2}?(?:need|have) to\b"
    r"|\bwhat must\b|\bwhen (?:does|do|is|must|should) an? (?:new )?\w+\b",
    re.I,
)
"""Asks for a rule: what we may or must do, or what is done with any account, ticket or colleague."""
_TICKET = re.compile(r"\b(?:tickets?|cases?)\b", re.I)
_LAST_SPOKEN = re.compile(
    r"\b(?:when|how long)\b(?!.*\b(?:agree|promise|sa(?:y|id)|want|ask)\w*).*\b(?:speak|spoke|spoken|talk\w*|contact\w*"
    r"|hear|heard|meet|met)\b",
    re.I,
)
_OF_ALL = ("list", "portfolio_metric", "attention", "opportunities", "tickets")
"""Intents that are answered for all accounts where none is named."""
_NO_QUESTION_OF_DATA = ("capability", "off_topic", "draft", "themes")
Outcome = Literal["look up", "ask which", "ask for account", "no such account", "ask for condition", "write"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do next: the intent, the accounts it is about, and the calls to make (none: write).

    `question` is what is asked, which a follow-up leaves to the turn before; `bare` is it without accounts' names;
    `name` what stands where an account's name could and is known to nobody; `unanswered` a second question in it that
    the answer leaves open; `missing` are names beside the accounts that are no account's, which the answer has to say.
    """

    intent: str
    accounts: list[Fact]
    calls: list[ToolCall]
    outcome: Outcome
    question: str
    bare: str
    name: str = ""
    unanswered: str = ""
    missing: tuple[str, ...] = ()


class Planner:
    """Plans a turn from what was asked and what the tools have answered so far."""

    def __init__(self, reader: IntentReader) -> None:
        self.reader = reader

    def plan(self, conversation: Conversation) -> Plan:
        """Return the next step: first the accounts that the question names, then the look-ups, then writing."""
        turn = conversation.current
        if not turn.called("find_accounts"):
            calls = [call("find_accounts", 0, text=turn.question)]
            return Plan("", [], calls, "look up", turn.question, turn.question)
        if len(turn.called("find_accounts")) == 1 and (swapped := account_swapped(conversation)):
            return Plan("", [], [call("find_accounts", 1, text=swapped)], "look up", turn.question, turn.question)
        if step := _going_on(conversation):
            return step
        asked, accounts = settle(conversation)
        words = (asked.question, without_names(asked))
        is_of_all = not accounts and asks_for_themes(asked.question)
        strangers = [
            one for one in turn.strangers() if not (is_of_all and _is_subject(one, asked.question, conversation))
        ]
        if strangers and not turn.mentions():
            return Plan("", [], [], "no such account", *words, name=strangers[0])
        unclear = [facts for facts in turn.mentions().values() if len(facts) > 1]
        if unclear and not accounts:
            return Plan("clarify", unclear[0], [], "ask which", *words)
        if not is_of_all and (step := _of_one_ticket(turn, Plan("tickets", accounts, [], "write", *words))):
            return step
        if not accounts and not conversation.earlier and speaks_of_one(asked.question):
            return Plan("brief", [], [], "ask for account", *words)
        intent = "tickets" if refines_tickets(conversation) else self._intent(asked, accounts)
        plan = Plan(intent, accounts, [], "write", *words, missing=tuple(strangers))
        name = "" if accounts or intent in _NO_QUESTION_OF_DATA else _name_of_nobody(turn, asked.question, intent)
        if name and not turn.called("find_people"):
            return _with(plan, calls=_check(name))
        if name and (not is_known(turn, name) or _is_no_account(turn, name, intent)):
            return _with(plan, outcome="no such account", name=name)
        if intent == "draft" and not accounts and kind_asked(asked.question) not in ABOUT_ALL:
            return _with(plan, outcome="ask for account", name=names_something(asked.question))
        if not accounts and (_needs_account(intent) or said_by(asked.question)):
            return self._of_somebody(conversation, plan, name)
        return self._look_up(conversation, plan, name)

    def _of_somebody(self, conversation: Conversation, plan: Plan, name: str) -> Plan:
        """Return the next step of a question that needs an account and names a person instead, or nobody."""
        turn, named = conversation.current, names_something(plan.question)
        if named and not turn.called("find_people"):
            return _with(plan, calls=[call("find_people", 0, text=plan.question)])
        accounts = _accounts_of_people(turn)
        if accounts and _LAST_SPOKEN.search(plan.question):
            return self._look_up(conversation, replace(plan, intent="people"), name)
        if not accounts and name:
            said = speaks_of(turn, name)
            accounts = [account_called(*one, conversation.as_of) for one in said] if len(said) == 1 else []
        if not accounts and not name:
            return _with(plan, outcome="ask for account", name=named)
        # A person was named, or what notes and playbooks know: what these say of it is what is asked.
        intent = plan.intent if plan.intent == "letter" else "notes"
        return self._look_up(conversation, replace(plan, intent=intent, accounts=accounts), name)

    def _look_up(self, conversation: Conversation, plan: Plan, name: str) -> Plan:
        """Return the calls that answer the intent, or none once they were made."""
        turn, intent = conversation.current, plan.intent
        of_people = intent == "people" and not plan.accounts
        if any(not _is_check(one, name) and (of_people or one.name != "find_people") for one in turn.calls):
            more = whole_playbook(turn, plan.question) if intent == "playbook" else []
            more += _beside_feedback(turn, plan.question) if intent == "themes" else []
            rest = "" if more else self._unanswered(turn, plan)
            if not rest and plan.accounts and asks_of_today_too(plan.question, conversation.as_of):
                rest = "and today?"
            return _with(plan, calls=more, unanswered=rest)
        if intent == "list":
            grouped = groups_by(plan.question)
            if grouped or leaves_out(plan.question, read_conditions(plan.question, conversation.as_of)):
                return _with(plan, outcome="ask for condition", name=grouped)
        return _with(plan, calls=calls_for(intent, plan.accounts, plan.question, plan.bare, conversation.as_of))

    def _unanswered(self, turn: Turn, plan: Plan) -> str:
        """Return the second half of a question that asks two things, where the answer to the first does not hold it."""
        parts = _SECOND.split(plan.question, maxsplit=1)
        if len(parts) < 2 or plan.intent not in _ONE_THING or len(plan.accounts) != 1:
            return ""
        second = self.reader.intent(mask(parts[1], turn), 1)
        return "" if second in (plan.intent, "unknown") else parts[1].strip()

    def _intent(self, asked: Turn, accounts: list[Fact]) -> str:
        """Read the intent of the question, by what it resembles and by rule."""
        masked = mask(asked.question, asked)
        if not accounts and _HOW_TO.search(asked.question):
            return "playbook"
        if kind_asked(asked.question):
            return "draft"
        if is_letter(asked.question):
            return "letter"
        if not accounts and asks_for_themes(asked.question):
            return "themes"
        if accounts and (ruled := _intent_by_rule(asked.question, masked)):
            return ruled
        if abroad := intent_abroad(masked, len(accounts)):
            return abroad
        intent = self.reader.intent(masked, len(accounts))
        return intent if accounts else self._intent_of_all(asked.question, masked, intent)

    def _intent_of_all(self, question: str, masked: str, intent: str) -> str:
        """Read what a question without an account wants; `intent` is what it resembles."""
        if _TICKETS_OF_ALL.search(question):
            return "tickets"
        if asks_for_some(question):
            return "list"
        if asks_for_portfolio(question):
            return "portfolio_metric"
        if risks_in(question) and (_MANY.search(question) or _WHO.search(question)):
            return "attention"
        if signals_in(question) and (_MANY.search(question) or _WHO.search(question)):
            return "opportunities"
        name = names_something(question)
        if intent in ("notes", "unknown", "capability", "list") and name and not asks_for_accounts(question):
            of_one = self.reader.intent(masked.replace(name, "Acme"), 1)
            intent = of_one if of_one in ("brief", "people", "contract", "usage", "last_contact", "profile") else intent
        if intent != "attention" and asks_for_accounts(question):
            return "list"
        return "notes" if intent == "list" and not is_query(question) else intent


def _intent_by_rule(question: str, masked: str) -> str:
    """Return what a question about accounts wants where words settle it; empty where they do not."""
    if asks_why(question):
        return "open"
    if _TELL_ME_MORE.search(question):
        return "brief"
    if _CHANGED.search(question):
        return "changes"
    if _AT_RISK.search(question):
        return "risk"
    if measured_in(question):
        return "measured"
    if _UNMEASURED.search(question):
        return "unmeasured"
    if _ENDED.search(question):
        return "ended"
    if _MILESTONES.search(question) and not _COMPLETED.search(question):
        return "milestones"
    if _OPEN.search(question):
        return "open"
    speaker = said_by(masked)
    return "notes" if speaker and speaker not in ("Acme", "Globex") else ""


def _going_on(conversation: Conversation) -> Plan | None:
    """Return the next step of a question that narrows the list or goes on with the playbook of the turn before."""
    turn = conversation.current
    if found := refined_list(conversation):
        question, before = found
        arguments = narrowed(before, question, conversation.as_of)
        calls = [] if turn.called(before.name) or not arguments else [call(before.name, 0, **arguments)]
        outcome: Outcome = "look up" if calls else "write" if arguments else "ask for condition"
        return Plan("list" if before.name == "list_accounts" else "attention", [], calls, outcome, question, question)
    if passage := playbook_before(conversation):
        calls = [] if turn.called("read_document") else [call("read_document", 0, passage=passage)]
        return Plan("playbook", [], calls, "look up" if calls else "write", turn.question, turn.question)
    if changed := amended(conversation):
        calls = [] if turn.called("feedback_themes") else [call("feedback_themes", 0, **changed)]
        return Plan("themes", [], calls, "look up" if calls else "write", turn.question, turn.question)
    return None


def _is_subject(name: str, question: str, conversation: Conversation) -> bool:
    """Tell whether a name is what feedback is asked about, and no account's: `feedback on Outlook`."""
    wanted = themes_wanted(question, conversation.as_of)
    return any(name.casefold() in str(wanted.get(one, "")).casefold() for one in ("about", "theme", "area"))


def _beside_feedback(turn: Turn, question: str) -> list[ToolCall]:
    """Look into notes for what accounts said where their feedback does not say it in these words."""
    found = turn.called("feedback_themes")
    is_said = any(fact.name == "theme.all.accounts" for one in found for fact in one.evidence.facts)
    is_of_accounts = any(one.arguments.get("list_by") == "account" for one in found)
    if is_said or not is_of_accounts or turn.called("search_notes"):
        return []
    return [call("search_notes", 0, query=question, limit=8)]


def _with(
    plan: Plan, *, calls: list[ToolCall] | None = None, outcome: Outcome = "write", name: str = "", unanswered: str = ""
) -> Plan:
    """Return a plan with its calls; one that has some looks up."""
    return replace(plan, calls=calls or [], outcome="look up" if calls else outcome, name=name, unanswered=unanswered)


def _of_one_ticket(turn: Turn, plan: Plan) -> Plan | None:
    """Return the next step of a question that holds the id of a ticket; one that is no ticket's is an account's."""
    wanted = "" if turn.mentions() and not _TICKET.search(turn.question) else id_in(turn.question)
    if not wanted:
        return None
    calls = [one for one in turn.called("list_tickets") if one.arguments.get("ticket") == wanted]
    if not calls:
        return _with(plan, calls=[call("list_tickets", 0, ticket=wanted)])
    if any(fact.value is not None for one in calls for fact in one.evidence.facts):
        return plan
    return _with(plan, outcome="no such account", name=wanted)


def _name_of_nobody(turn: Turn, question: str, intent: str) -> str:
    """Return a name that has to be looked for, since no account has it; a colleague's book has its own look-up.

    What is asked of accounts is not answered for all of them while it names something.
    """
    if turn.mentions() or (colleague_of(question) and not said_by(question)):
        return ""
    name = name_to_check(question) or name_in_short(question)
    is_of_accounts = _needs_account(intent) or intent in _OF_ALL
    if name or not is_of_accounts or is_title(question) or is_foreign(question):
        return name
    return names_something(question)


def _is_no_account(turn: Turn, name: str, intent: str) -> bool:
    """Tell whether figures are asked of a name that stands in notes, and is neither a person's nor an account's."""
    is_asked_of = name in (name_to_check(turn.question), name_in_short(turn.question)) and not said_by(turn.question)
    is_person = any(fact.value is not None for one in turn.called("find_people") for fact in one.evidence.facts)
    return is_asked_of and not is_person and (intent in ("contract", "usage", "profile") or intent in _OF_ALL)


def _check(name: str) -> list[ToolCall]:
    """Look for a name among people, notes and playbooks."""
    return [
        call("find_people", 0, text=name if name != name.lower() else name.title()),
        call("search_notes", 0, query=name, limit=8),
        call("search_playbooks", 0, query=name, limit=4),
    ]


def _is_check(made: Call, name: str) -> bool:
    """Tell whether a call was made to know what the question names, not to answer it."""
    return made.name == "find_accounts" or (
        bool(name) and name.casefold() in (str(made.arguments.get(one, "")).casefold() for one in ("query", "text"))
    )


def _accounts_of_people(turn: Turn) -> list[Fact]:
    """Return the accounts of the people whom the question names."""
    people = [fact for one in turn.called("find_people") for fact in one.evidence.facts if fact.account_id]
    return list({fact.account_id: account_of(fact) for fact in people}.values())


def _needs_account(intent: str) -> bool:
    """Tell whether a question can only be answered for one account: `and their usage?`."""
    return intent in ("brief", "contract", "usage", "last_contact", "letter", "profile", "timeline")
