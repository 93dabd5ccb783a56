"""The turn that is being answered, read from the messages: the question, the tools' answers, what came before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from copilot.evidence import Evidence, Fact

AS_OF = "As-of date: "
"""How the system prompt says which day it is."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that was called in a turn, with what it answered."""

    name: str
    arguments: dict[str, Any]
    evidence: Evidence
    error: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what the tools have answered to it; `reply` is the text it got, if it is over."""

    question: str
    calls: list[Call] = field(default_factory=list)
    reply: str = ""

    def called(self, name: str) -> list[Call]:
        """Return the calls of a tool."""
        return [call for call in self.calls if call.name == name]

    def mentions(self) -> dict[str, list[Fact]]:
        """Return the accounts that the question names, by the words that name them."""
        found: dict[str, list[Fact]] = {}
        for call in self.called("find_accounts"):
            for fact in (one for one in call.evidence.facts if one.account_id):
                found.setdefault(fact.label, []).append(fact)
        return found

    def strangers(self) -> list[str]:
        """Return the names in the question that look like an account's and are none that the caller may see."""
        facts = (fact for call in self.called("find_accounts") for fact in call.evidence.facts)
        return list(dict.fromkeys(fact.label for fact in facts if fact.name == "account" and not fact.account_id))

    def accounts(self) -> list[Fact]:
        """Return the accounts that the turn was about: those named beyond doubt, or those that tools were asked for."""
        named = [facts[0] for facts in self.mentions().values() if len(facts) == 1]
        if named:
            return list({fact.account_id: fact for fact in named}.values())
        asked = {call.arguments.get("account") for call in self.calls} - {None}
        about = [fact for call in self.calls for fact in call.evidence.facts if fact.account_id in asked]
        return list({fact.account_id: account_of(fact) for fact in about}.values())


@dataclass(frozen=True, slots=True)
class Conversation:
    """The current turn, the ones before it, and the as-of date."""

    current: Turn
    earlier: list[Turn]
    as_of: date


def account_of(fact: Fact) -> Fact:
    """Return the account that a fact is about, as a fact."""
    name = fact.account_name or str(fact.account_id)
    return fact.model_copy(update={"name": "account", "label": name, "value": name, "display": name, "unit": ""})


def account_called(account_id: str, name: str, as_of: date) -> Fact:
    """Return an account as a fact, by its id and name."""
    return Fact(
        name="account", label=name, value=name, display=name, as_of=as_of, account_id=account_id, account_name=name
    )


def read_conversation(messages: Sequence[BaseMessage]) -> Conversation:
    """Read the turns of a conversation; the last question is the one to answer."""
    as_of = date.min
    turns: list[Turn] = []
    asked: dict[str, tuple[str, dict[str, Any]]] = {}
    for message in messages:
        if isinstance(message, SystemMessage):
            as_of = _as_of(message.text)
        elif isinstance(message, HumanMessage):
            turns.append(Turn(message.text))
        elif isinstance(message, AIMessage) and turns:
            asked |= {call["id"] or "": (call["name"], call["args"]) for call in message.tool_calls}
            if not message.tool_calls:
                turns[-1] = Turn(turns[-1].question, turns[-1].calls, message.text)
        elif isinstance(message, ToolMessage) and turns:
            turns[-1].calls.append(_call(message, *asked.get(message.tool_call_id, (message.name or "", {}))))
    if not turns:
        turns.append(Turn(""))
    return Conversation(turns[-1], turns[:-1], as_of)


def _call(message: ToolMessage, name: str, arguments: dict[str, Any]) -> Call:
    evidence = Evidence.model_validate(message.artifact) if message.artifact else Evidence()
    return Call(name, arguments, evidence, message.text if message.status == "error" else "")


def _as_of(system: str) -> date:
    _, _, rest = system.partition(AS_OF)
    return date.fromisoformat(rest[:10]) if rest else date.min
