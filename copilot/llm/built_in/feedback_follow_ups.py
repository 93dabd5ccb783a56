"""A question that goes on with an answer on feedback: another segment, who said it, more on the second theme."""

import re
from datetime import date
from typing import Any

from copilot.llm.built_in.feedback import asks_for_themes, renewing, themes_wanted
from copilot.llm.built_in.ordinary import FUNCTION_WORDS
from copilot.llm.built_in.periods import without_period
from copilot.llm.built_in.portfolio import asks_for_portfolio
from copilot.llm.built_in.turn import Call, Conversation, Turn

_MARKED = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|but|now|then|und|et|and|also|only|just|nur|seulement|same for|show(?: me)?|only the"
    r"|(?:what|how) about|was ist mit|et pour)\b[\s,]*)+",
    re.I,
)
_WHO = re.compile(
    r"^\W*(?:(?:and|so|but|ok)\W+)*(?:who(?:['’]s| is| are| has| have| exactly| else)*\b(?!.*\b(?:sponsor|champion"
    r"|CSM)\b)"
    r"|(?:which|what) (?:accounts?|customers?|clients?|companies|ones)\b|name them|list them|wer (?:hat|sagt|will)"
    r"|welche kunden|qui\b|quels clients)",
    re.I,
)
_BACK = re.compile(
    r"\b(?:it|its|that|this|these|those|them|they|their|the same|das|davon|ça|cela)\b|^\W*(?:and\W+)?(?:which"
    r"|what) \w+\W*$",
    re.I,
)
_OF_THEM = re.compile(r"\b(?:of (?:them|those|these|the accounts)|they|those|these|them|davon|d['’]entre eux)\b", re.I)
_RENEW = re.compile(r"\brenew\w*\b|\bverläng\w+|\brenouvel\w+", re.I)
_EVERY = re.compile(r"\b(?:all|every|any) (?:customers?|segments?|accounts?)\b|\beverybody\b|\boverall\b", re.I)
_MORE = re.compile(
    r"^\W*(?:(?:and|show|tell) )*(?:me )?(?:what else|more|the rest|the others?|all(?: of them)?)\W*$", re.I
)
_MORE_ON = re.compile(
    r"\b(?:tell me|more (?:on|about)|what about|how about|explain|details?|show|look at|open)\b|^\W*the \w+(?: one"
    r"| theme)?\W*$",
    re.I,
)
_NTH_WORDS = ("first", "second", "third", "fourth", "fifth")
_NTH = re.compile(
    rf"\b(?:the |number |theme )?(?P<nth>{'|'.join(_NTH_WORDS)}|last|top)\s+(?:one|theme|point|of)\b"
    r"|\b(?:number|theme|no\.?|#)\s*(?P<number>\d)\b|\b(?:das|die|der) (?P<abroad>erste|zweite|dritte)\b",
    re.I,
)
_ABROAD = ("erste", "zweite", "dritte")
_MOST_WORDS = 14
_MOST, _SHORTEST = 10, 3


def amended(conversation: Conversation) -> dict[str, Any] | None:
    """Return the arguments of the look-up of the turn before with what a question changes of them.

    None where the turn before was not of feedback, or the question asks something of its own.
    """
    turn, before = conversation.current, _call_before(conversation)
    question = turn.question
    is_other = turn.mentions() or len(question.split()) > _MOST_WORDS or asks_for_portfolio(question)
    if before is None or is_other:
        return None
    kept = {name: value for name, value in before.arguments.items() if name not in ("limit", "renewing_until")}
    if theme := _theme_meant(conversation, before):
        return {name: kept[name] for name in ("segment", "since", "until", "kind") if name in kept} | {"theme": theme}
    if _RENEW.search(question) and _OF_THEM.search(question):
        return kept | renewing(question, conversation.as_of)
    if _MORE.search(question):
        return before.arguments | {"limit": _MOST}
    if _WHO.search(question) and not _own_subject(question, conversation.as_of):
        return kept | {"list_by": "account"} | _changes(question, conversation.as_of)
    return _changed(kept, question, conversation.as_of)


def _call_before(conversation: Conversation) -> Call | None:
    """Return the look-up of feedback that the turn before made."""
    calls = conversation.earlier[-1].called("feedback_themes") if conversation.earlier else []
    return calls[-1] if calls and not calls[-1].error else None


def themes_told(turn: Turn) -> list[tuple[str, str]]:
    """Return the themes that a turn told of, in its order: id and name."""
    facts = [fact for one in turn.called("feedback_themes") for fact in one.evidence.facts]
    counted = [one for one in facts if re.fullmatch(r"(?:theme|near)\.TH\d+\.accounts", one.name)]
    return list(dict.fromkeys((one.name.split(".")[1], one.label.partition(", ")[2]) for one in counted))


def _theme_meant(conversation: Conversation, before: Call) -> str:
    """Return the id of the theme that is counted off or called by its name: `tell me more about the second one`.

    Where the turn before listed accounts, these are counted off, unless it listed fewer.
    """
    question = conversation.current.question
    told = next((found for past in reversed(conversation.earlier) if (found := themes_told(past))), [])
    named = next((key for key, name in told if len(name) > _SHORTEST and name.casefold() in question.casefold()), "")
    match = _NTH.search(question)
    if named or not match or not _MORE_ON.search(question):
        return named
    word = (match["nth"] or match["abroad"] or "").lower()
    listed = before.arguments.get("list_by") == "account"
    accounts = len({fact.account_id for fact in before.evidence.facts if fact.name == "asker.mentions"})
    if match["number"]:
        at = int(match["number"]) - 1
    elif word == "last":
        at = max(accounts, 1) - 1 if listed else len(told) - 1
    else:
        at = 0 if word == "top" else (_NTH_WORDS if word in _NTH_WORDS else _ABROAD).index(word)
    return told[at][0] if at < len(told) and not (listed and at < accounts) else ""


def _own_subject(question: str, as_of: date) -> bool:
    """Tell whether a question names a subject of its own, rather than pointing back: `who asked for exports?`."""
    return not _BACK.search(question) and bool(themes_wanted(question, as_of).get("about"))


def _changes(question: str, as_of: date) -> dict[str, Any]:
    """Return what a fragment says of segment, period, kind, order, route and number."""
    wanted = themes_wanted(question, as_of)
    return {name: value for name, value in wanted.items() if name not in ("about", "theme", "area", "list_by")}


def _changed(kept: dict[str, Any], question: str, as_of: date) -> dict[str, Any] | None:
    """Return the arguments with what a fragment changes; None for a question of its own."""
    is_marked, points_back = bool(_MARKED.search(question)), bool(_BACK.search(question))
    rest = _MARKED.sub("", question).strip(" ?.!")
    changes = _changes(rest, as_of)
    if asks_for_themes(question) and not (is_marked or points_back):
        return None
    if _EVERY.search(rest):
        kept.pop("segment", None)
        return kept | changes
    if changes and not _left(rest):
        return kept | changes
    subject = themes_wanted(rest, as_of).get("about") or themes_wanted(f"about {rest}", as_of).get("about", "")
    if is_marked and subject and len(rest.split()) <= _MOST_WORDS // 2 and not points_back:
        return {name: value for name, value in kept.items() if name != "theme"} | changes | {"about": subject}
    return kept | changes if points_back and asks_for_themes(question) else None


def _left(fragment: str) -> list[str]:
    """Return the words of a fragment that are neither a period, a segment, a kind nor an order."""
    words = re.findall(r"[^\W\d_]+", without_period(fragment).casefold())
    return [word for word in words if word not in FUNCTION_WORDS | _READ]


_READ = frozenset(
    [
        *(
            "enterprise",
            "enterprises",
            "mid",
            "market",
            "smb",
            "smbs",
            "small",
            "smaller",
            "customers",
            "accounts",
            "clients",
        ),
        *(
            "engineering",
            "product",
            "support",
            "commercial",
            "ai",
            "arr",
            "revenue",
            "people",
            "trend",
            "kunden",
            "newest",
        ),
        *(
            "complaints",
            "problems",
            "requests",
            "praise",
            "questions",
            "wishes",
            "issues",
            "complain",
            "ask",
            "like",
            "love",
        ),
        *(
            "order",
            "ordered",
            "sort",
            "sorted",
            "rank",
            "ranked",
            "rising",
            "growing",
            "latest",
            "recent",
            "ones",
            "nur",
        ),
        *("since", "before", "seit", "depuis", "pour", "für", "und", "et", "beschwerden", "lob", "feature", "feedback"),
        *(
            "months",
            "weeks",
            "days",
            "quarter",
            "year",
            "month",
            "week",
            "businesses",
            "companies",
            "go",
            "going",
            "goes",
        ),
    ]
)
