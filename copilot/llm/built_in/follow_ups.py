"""What a question owes to the turns before it: the account, the question itself, a list's filter, a playbook."""

import re
from collections.abc import Sequence

from copilot.evidence import Fact
from copilot.llm.built_in.turn import Call, Conversation, Turn

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
_ONES = re.compile(r"\b(?:the )?(?:ones?|those|these)\b", re.I)
_MOST_WORDS = 8
"""A follow-up to a playbook has no more words than this."""


def settle(conversation: Conversation) -> tuple[Turn, list[Fact]]:
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


def _name_words(fact: Fact) -> set[str]:
    return set(re.findall(r"\w+", str(fact.value).casefold()))
