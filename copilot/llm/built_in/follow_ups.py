"""What a question owes to the turns before it: the account, the question itself, a list's filter, a playbook."""

import re
from collections.abc import Sequence
from itertools import pairwise

from copilot.evidence import Fact
from copilot.llm.built_in.conditions import without_groups
from copilot.llm.built_in.feedback import asks_what_changed
from copilot.llm.built_in.ordinary import LARGE
from copilot.llm.built_in.periods import count_of, with_count, without_period
from copilot.llm.built_in.turn import Call, Conversation, Turn, account_of

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
_REFINES = re.compile(
    r"^\W*(?:(?:and|but|ok(?:ay)?|now|und|et|please|show me)\W+)*"
    r"(?:(?:only|just|nur|seulement)\b|(?:(?:which|how many|what) of )?(?:the ones|those|these|them)\b)\s*",
    re.I,
)
_CORRECTS = re.compile(
    r"^\W*(?:(?:no|nope|nein|non|sorry|oops|pardon|actually|wait|i mean|rather|ich meine|je veux dire)\b[\s,.:;-]*)+"
    r"(?:(?:i|ich|je) (?:meant?|wanted|want|meinte|wollte|voulais(?: dire)?)\b\s*)?(?:(?:the|den|die|das|le|la)\s+)?"
    r"|^\W*i meant\s+(?:the\s+)?",
    re.I,
)
_MAKES_IT = re.compile(
    r"^\W*(?:make|change|set) (?:it|that|this)(?: to)?\s+|^\W*(?:(?:and|but|ok(?:ay)?|so|und|et)\b[\s,]*)+"
    r"|^\W*(?:what|how) about\s+",
    re.I,
)
_FILLING = re.compile(
    r"\b(?:for|in|on|the|of|and|only|just|accounts?|customers?|ones?|nur|im|that|is|about"
    r"|as|to|again|please)\b|\W",
    re.I,
)
_WHY = re.compile(
    r"^\W*(?:(?:and|but|so|und|aber|et|mais)\s+)?(?:why(?: is that| so| not)?|how come|warum(?: das)?|wieso"
    r"|pourquoi)\W*$",
    re.I,
)
_NTH_WORDS = ("first", "second", "third", "fourth", "fifth")
_NTH_ABROAD = {"erste": 0, "zweite": 1, "dritte": 2, "premier": 0, "première": 0, "deuxième": 1, "troisième": 2}
_NTH = re.compile(
    rf"\b(?:the )?(?:(?P<nth>{'|'.join(_NTH_WORDS)}|last)\s+(?:ones?\b"
    r"|(?:of|from|on|in) (?:them|these|those|the list|that list)"
    rf"|(?:account|customer)\b)|(?P<abroad>{'|'.join(_NTH_ABROAD)})[nrs]?\b|(?P<two>former|latter)\b)",
    re.I,
)
_SEVERAL = re.compile(r"\b(?:of|between|among) (?:(?:the|these|those) (two|three|four|five)|(both))\b", re.I)
_OF_THEM = re.compile(r"\b(?:of (?:them|those|these)|which ones?|the \w+ ones?|davon|d['’]entre)\b", re.I)
_SOME_TICKETS = re.compile(r"\b(?:urgent|high|low|normal|open|closed|dringend\w*|offen\w*|urgents?|ouverts?)\b", re.I)
_PRONOUN = re.compile(r"\b(?:him|her|he|she|ihn|ihm|ihr|lui)\b", re.I)
_ONES = re.compile(r"\b(?:the )?(?:ones?|those|these)\b", re.I)
_OF_ALL = ("list_accounts", "portfolio_metrics", "renewal_forecast", "who_needs_attention", "feedback_themes")
"""Tools that are asked of all accounts."""
_MOST_WORDS = 8
"""A follow-up to a playbook has no more words than this."""


def settle(conversation: Conversation) -> tuple[Turn, list[Fact]]:
    """Return the turn whose words say what is wanted, and the accounts it is wanted for.

    An answer to `which one?` settles the earlier question, `what about Globex?` asks it again, `and in March?` asks it
    of another time, and a question that points back is about the accounts of the turn before.
    """
    turn, earlier = conversation.current, conversation.earlier
    asked = _asked([*earlier, turn])
    if earlier and not earlier[-1].accounts():
        chosen = _choice(earlier[-1], turn)
        if chosen is not None:
            return asked, [chosen]
    named = [facts[0] for facts in turn.mentions().values() if len(facts) == 1]
    accounts = list({fact.account_id: fact for fact in named}.values())
    if accounts or turn.mentions() or not earlier:
        return asked, accounts
    if counted := _counted(conversation):
        return asked, counted
    ways = (_POINTS_BACK, _FOLLOW_UP, _REFINES, _CORRECTS, _WHY)
    points_back = any(way.search(turn.question) for way in ways) or asks_what_changed(turn.question)
    if asked.question != turn.question or points_back:
        accounts = _last_spoken_of(earlier)
    return asked, accounts


def account_swapped(conversation: Conversation) -> str:
    """Return the name that a correction means by one of its words: `no, I meant Energy` after Halden Logistics."""
    turn, earlier = conversation.current, conversation.earlier
    match, before = _CORRECTS.match(turn.question), _last_spoken_of(earlier)
    rest = turn.question[match.end() :].strip(" .!?") if match else ""
    words = rest.split()
    if not words or len(words) > 2 or len(before) != 1 or turn.mentions():
        return ""
    is_name = all(word[:1].isupper() and not word.isupper() and word not in LARGE for word in words)
    return f"{before[0].display.split()[0]} {rest}" if is_name else ""


def asks_why(question: str) -> bool:
    """Tell whether a question is no more than `why?`."""
    return bool(_WHY.search(question))


def _last_spoken_of(earlier: Sequence[Turn]) -> list[Fact]:
    """Return the accounts of the last turn that was about some, unless one about all came after it."""
    for past in reversed(earlier):
        if past.accounts():
            return past.accounts()
        if any(past.called(name) for name in _OF_ALL):
            return []
    return []


def _counted(conversation: Conversation) -> list[Fact]:
    """Return the accounts that a question counts off: `the second one`, `which of the three`."""
    question = conversation.current.question
    if match := _NTH.search(question):
        for row in (_in_order(conversation.earlier), _listed(conversation)):
            index = _index(match, len(row))
            if 0 <= index < len(row):
                return [row[index]]
    if match := _SEVERAL.search(question):
        row = _in_order(conversation.earlier)
        count = 2 if match[2] else count_of(match[1])
        return row[-count:] if len(row) >= count else []
    return []


def _index(match: re.Match[str], size: int) -> int:
    """Return the place that is counted off, from 0; of two, the former is the first."""
    if match["two"]:
        return (0 if match["two"].lower() == "former" else 1) if size == 2 else -1
    if match["abroad"]:
        return _NTH_ABROAD[match["abroad"].lower()]
    word = match["nth"].lower()
    return size - 1 if word == "last" else _NTH_WORDS.index(word)


def _in_order(earlier: Sequence[Turn]) -> list[Fact]:
    """Return the accounts that were spoken of since the last list, in the order of the conversation."""
    found: dict[str | None, Fact] = {}
    for past in earlier:
        if past.called("list_accounts"):
            found.clear()
        found |= {fact.account_id: fact for fact in past.accounts() if fact.account_id not in found}
    is_list_last = any(past.called("list_accounts") for past in earlier) and len(found) < 2
    return [] if is_list_last else list(found.values())


def _listed(conversation: Conversation) -> list[Fact]:
    """Return the accounts of the last list, in its order."""
    for past in reversed(conversation.earlier):
        calls = [*past.called("list_accounts"), *_of_askers(past)]
        facts = [fact for call in calls for fact in call.evidence.facts if fact.account_id and "near." not in fact.name]
        if facts:
            return list({fact.account_id: account_of(fact) for fact in facts}.values())
    return []


def _of_askers(past: Turn) -> list[Call]:
    """Return the look-ups of feedback that list accounts."""
    return [call for call in past.called("feedback_themes") if call.arguments.get("list_by") == "account"]


def refined_list(conversation: Conversation) -> tuple[str, Call] | None:
    """Return the condition that a question adds to the list of the turn before, as a question, and the list's call.

    `only the ones of Amandine` adds `accounts of Amandine`. A list of who needs attention is one too.
    """
    before = conversation.earlier[-1] if conversation.earlier else Turn("")
    lists = before.called("list_accounts") or before.called("who_needs_attention")
    question = conversation.current.question
    match = _REFINES.match(question)
    if not (lists and match) or conversation.current.mentions():
        return None
    rest = re.sub(r"['’]s?\W*$", lambda found: found.group().rstrip(" ?.!") + " accounts", question[match.end() :])
    words = _ONES.sub("accounts", rest)
    return (words if "accounts" in words else f"accounts {words}"), lists[-1]


def refines_tickets(conversation: Conversation) -> bool:
    """Tell whether a question asks for some of the tickets of the turn before: `which of them are urgent?`."""
    question, earlier = conversation.current.question, conversation.earlier
    is_of_them = _REFINES.search(question) or _OF_THEM.search(question)
    return bool(earlier and earlier[-1].called("list_tickets") and is_of_them and _SOME_TICKETS.search(question))


def playbook_before(conversation: Conversation) -> str:
    """Return a passage of the playbook that the turn before told of, where a short question goes on with it."""
    turn, earlier = conversation.current, conversation.earlier
    if not earlier or turn.mentions() or len(turn.question.split()) > _MOST_WORDS:
        return ""
    opened = [str(call.arguments["passage"]) for call in earlier[-1].called("read_document")]
    return opened[-1] if opened and _FOLLOW_UP.search(turn.question) else ""


def mask(question: str, turn: Turn) -> str:
    """Put Acme and Globex for the accounts' names, as the examples do, so that a name sways no intent."""
    for stand_in, words in zip(("Acme", "Globex"), turn.mentions(), strict=False):
        question = question.replace(words, stand_in)
    return question


def without_names(turn: Turn) -> str:
    """Return the question without accounts' names, for a search within an account: every note has its name."""
    rest = turn.question
    for words in turn.mentions():
        rest = re.sub(rf"{re.escape(words)}(?:['’]s)?", "", rest)
    return " ".join(rest.split()) if re.search(r"\w{3,}", rest) else turn.question


def _asked(turns: Sequence[Turn]) -> Turn:
    """Return what is asked: the last turn that asks something itself, with what later ones change of it."""
    asked = turns[0]
    for before, turn in pairwise(turns):
        is_choice = not before.accounts() and _choice(before, turn) is not None
        if is_choice or _only_names(turn):
            continue
        amended = _amended(asked, before, turn)
        asked = Turn(amended, turn.calls) if amended else turn
    return asked


def _amended(asked: Turn, before: Turn, turn: Turn) -> str:
    """Return the earlier question with what a turn changes of it; nothing where it asks something of its own.

    It changes the time, the number of days, the group of accounts, or puts a pronoun for a person.
    """
    if turn.mentions():
        return ""
    people = [fact for call in before.called("find_people") for fact in call.evidence.facts if fact.value is not None]
    if len({fact.value for fact in people}) == 1 and _PRONOUN.search(turn.question):
        return _PRONOUN.sub(str(people[0].value), turn.question)
    if asks_why(turn.question):
        return f"{asked.question.rstrip(' ?.!')}, and who moved it?" if before.called("portfolio_metrics") else ""
    rest = _MAKES_IT.sub("", _CORRECTS.sub("", turn.question)).strip()
    if not rest:
        return ""
    bare = _FILLING.sub("", without_period(rest))
    question = asked.question.rstrip(" ?.!")
    if not bare and without_period(rest) != " ".join(rest.split()):
        return with_count(question, rest) or f"{without_period(question)} {rest}"
    is_group = not _FILLING.sub("", without_groups(rest)) and without_groups(rest) != rest
    return f"{question} for {_REFINES.sub('', rest)}" if is_group and before.called("portfolio_metrics") else ""


def _only_names(turn: Turn) -> bool:
    """Tell whether a turn says no more than an account's name: `what about Globex?`."""
    said = _FOLLOW_UP.sub("", _CORRECTS.sub("", mask(turn.question, turn)))
    rest = re.sub(r"\b(?:Acme|Globex|please|then|instead)\b|[^\w]", " ", said).split()
    is_swap = len({str(call.arguments.get("text")) for call in turn.called("find_accounts")}) > 1
    return bool(turn.mentions()) and (not rest or is_swap)


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


def _name_words(fact: Fact) -> set[str]:
    return set(re.findall(r"\w+", str(fact.value).casefold()))
