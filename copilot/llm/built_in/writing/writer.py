"""The writer: picks how an answer is written, and says what was not looked up."""

from collections.abc import Callable

from copilot.evidence import NOTE
from copilot.llm.built_in.languages import FOREIGN
from copilot.llm.built_in.names import nearest_account
from copilot.llm.built_in.planning import Plan
from copilot.llm.built_in.reading import Embed
from copilot.llm.built_in.turn import Conversation, Turn
from copilot.llm.built_in.writing.accounts import brief, compare, figures, milestones, profile, timeline
from copilot.llm.built_in.writing.contact import ended, last_contact, open_points
from copilot.llm.built_in.writing.draft import Draft, gather
from copilot.llm.built_in.writing.drafts import drafted
from copilot.llm.built_in.writing.letters import letter
from copilot.llm.built_in.writing.lists import attention, opportunities, people, ranked_list, tickets
from copilot.llm.built_in.writing.passages import in_english, notes, playbook
from copilot.llm.built_in.writing.portfolio import portfolio_metric
from copilot.llm.built_in.writing.themes import themes

WHAT_I_DO = (
    "I answer questions about your accounts and playbooks, from your own data and with sources. "
    "Try: *Which enterprise accounts renew in the next ninety days?* "
    "Or: *What does our playbook say when a champion leaves?*"
)
NO_MODEL = "*Put together without a language model: figures from your data, quotes word for word.*"
_CONDITIONS = (
    "What I can filter by: segment, stage, region, CSM, ARR, when the contract ends, the share of seats in use, the "
    "change in use, days without contact, open and urgent tickets, the CSM's rating."
)
_WITH_NOTES = {"list_accounts", "list_tickets", "timeline", "find_people", "search_notes", "search_playbooks"}


class Writer:
    """Writes the answer to a turn."""

    def __init__(self, embed: Embed) -> None:
        self.embed = embed

    def write(self, plan: Plan, conversation: Conversation) -> str:
        """Return the answer in Markdown, with `{F3}` where a figure goes and `[P2]` where a source is cited."""
        turn = conversation.current
        if plan.outcome == "ask which":
            return _ask_which(plan)
        if plan.outcome in ("ask for account", "no such account"):
            return _ask_for_account(plan, turn)
        if plan.outcome == "ask for condition":
            return _ask_for_condition(plan)
        if plan.intent in ("capability", "off_topic"):
            return _small_talk(plan)
        errors = [call.error for call in turn.calls if call.error]
        evidence = [call.evidence for call in turn.calls if call.name != "find_accounts"]
        if errors and not any(one.facts or one.passages for one in evidence):
            return "\n\n".join(dict.fromkeys(errors))
        body = _WRITERS.get(plan.intent, notes)(Draft(plan, turn, gather(turn), self.embed, conversation.as_of))
        looked_up = [call.evidence for call in turn.calls if call.name in _WITH_NOTES]
        missing = [f"I find no account called '{name}' that you may see." for name in plan.missing]
        left_out = dict.fromkeys(f"{{{fact.id}}}" for one in looked_up for fact in one.facts if fact.name == NOTE)
        second = [f"I answer one question at a time. Ask next: *{plan.unanswered}*"] if plan.unanswered else []
        return "\n\n".join([body, *missing, *left_out, *second, NO_MODEL])


def _ask_which(plan: Plan) -> str:
    names = [fact.display for fact in plan.accounts]
    choice = " or ".join([", ".join(names[:-1]), names[-1]])
    handles = " ".join(fact.id for fact in plan.accounts)
    return f"Which one do you mean: {choice}? [{handles}]"


def _ask_for_account(plan: Plan, turn: Turn) -> str:
    nearest = nearest_account(turn, plan.name) if plan.name else ""
    what = "account or ticket" if any(one.arguments.get("ticket") for one in turn.calls) else "account"
    known = f"I find no {what} called '{plan.name}' that you may see. " if plan.name else ""
    return f"{known}{f'Do you mean {nearest}?' if nearest else 'Which account do you mean?'} Name it, and I look it up."


def _ask_for_condition(plan: Plan) -> str:
    """Say that accounts cannot be grouped that way, or that a condition was not understood; never list them all."""
    if plan.name:
        told = f"I can't group accounts by {plan.name} yet, and I don't list them all instead."
        return f"{told} I can list the accounts of one, or by another condition.\n\n{_CONDITIONS}"
    return (
        f"I did not understand a condition in this, so I don't list accounts that may not fulfil it.\n\n{_CONDITIONS}"
    )


def _small_talk(plan: Plan) -> str:
    text = plan.question.casefold()
    if plan.intent == "off_topic":
        return f"That is outside what I can look up. {WHAT_I_DO}"
    if "thank" in text:
        return "You're welcome."
    if text.strip(" .!?") in ("bye", "goodbye", "see you"):
        return "Goodbye."
    return f"Hello. {WHAT_I_DO}"


def _unmeasured(draft: Draft) -> str:
    told = "I can't compute that for one account: forecasts are told by quarter, over all of them."
    return f"{told}\n\n{notes(draft)}"


_WRITERS: dict[str, Callable[[Draft], str]] = {
    "attention": attention,
    "brief": brief,
    "changes": figures,
    "compare": compare,
    "contract": figures,
    "draft": drafted,
    "ended": ended,
    FOREIGN: in_english,
    "last_contact": last_contact,
    "letter": letter,
    "measured": figures,
    "milestones": milestones,
    "list": ranked_list,
    "open": open_points,
    "risk": open_points,
    "opportunities": opportunities,
    "people": people,
    "playbook": playbook,
    "portfolio_metric": portfolio_metric,
    "profile": profile,
    "themes": themes,
    "tickets": tickets,
    "timeline": timeline,
    "unmeasured": _unmeasured,
    "usage": figures,
}
"""How each intent is answered; any other is answered from notes and playbooks."""
