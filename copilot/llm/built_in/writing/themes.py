"""Feedback in words: the answer first, then themes or accounts with their figures, and what was said."""

import re
from collections.abc import Sequence
from itertools import groupby

from copilot.display import show_date
from copilot.evidence import NOTE, Fact
from copilot.llm.built_in.conditions import region_in
from copilot.llm.built_in.feedback import asks_what_changed
from copilot.llm.built_in.owners import colleague_of
from copilot.llm.built_in.turn import Call
from copilot.llm.built_in.writing.draft import Draft, in_words
from copilot.llm.built_in.writing.passages import notes

_RENEWING = (("arr_renewing_90d", 90), ("arr_renewing_180d", 180))
_FIRST_BY = {
    "accounts": ("said by the most accounts", "accounts"),
    "people": ("said by the most people", "people"),
    "arr": ("with the most ARR behind it", "arr"),
    "renewing_90d": ("with the most ARR that renews within 90 days", "arr_renewing_90d"),
    "renewing_180d": ("with the most ARR that renews within 180 days", "arr_renewing_180d"),
    "last_seen": ("heard last", "last_seen"),
    "score": ("that weighs most", "score"),
}
_KINDS = {
    "problem": ("tell of problems", "tells of problems", "problem"),
    "request": ("ask for something", "asks for something", "request"),
    "question": ("ask a question", "asks a question", "question"),
    "praise": ("praise something", "praises something", "praise"),
    "remark": ("remark something", "remarks something", "remark"),
}
"""What accounts do that say something so, many and one of them, and what that is called."""
_SPEAK = {
    "None": ("speak of it", "speaks of it"),
    "problem": ("complain of it", "complains of it"),
    "request": ("ask for it", "asks for it"),
    "question": ("ask about it", "asks about it"),
    "praise": ("praise it", "praises it"),
    "remark": ("remark on it", "remarks on it"),
}
_PLACE = re.compile(r"\b(?:customers|clients|accounts|users|companies|people) (?:in|from) (?:the )?([A-Z][a-z]\w+)")
_SIZE = re.compile(r"\b(?:biggest|largest|smallest|key|top) (?:\w+ )?(?:customers|accounts|clients)\b", re.I)
_FEW = 8
"""Up to so many accounts are named in the first sentence."""


def themes(draft: Draft) -> str:
    """Write what was heard: the first sentence answers, the second says what was looked for."""
    call = draft.turn.called("feedback_themes")[-1]
    if call.error:
        return call.error
    facts = call.evidence.facts
    total = {fact.name.removeprefix("theme.all."): fact for fact in facts if fact.name.startswith("theme.all.")}
    if "asked" not in total:
        nothing = "\n".join([*draft.nothing(), *(f"{{{fact.id}}}" for fact in facts if fact.name == NOTE)])
        return f"{nothing}\n\n{notes(draft)}" if draft.turn.called("search_notes") else nothing
    blocks = _of_accounts(call, total) if call.arguments.get("list_by") == "account" else _of_themes(draft, call, total)
    near = _near(facts)
    left_out = [f"{{{fact.id}}}" for fact in facts if fact.name == NOTE]
    beside = [notes(draft)] if draft.turn.called("search_notes") else []
    return "\n\n".join(one for one in [*_unread(draft), *blocks, *near, *beside, *left_out] if one)


def _of_themes(draft: Draft, call: Call, total: dict[str, Fact]) -> list[str]:
    """Write the answer and each theme; of one theme all that is known."""
    facts = [fact for fact in call.evidence.facts if fact.name.startswith("theme.") and not _is_total(fact)]
    found = [(key, list(own)) for key, own in groupby(facts, key=lambda fact: fact.name.split(".")[1])]
    own = [(key, facts) for key, facts in found if key.startswith("TH")]
    singles = {key: facts for key, facts in found if not key.startswith("TH")}
    looked_for = f"Looked for: {_put(total['asked'])}."
    if total["asked"].display.startswith("theme TH") and own:
        return ["\n".join(_whole(*own[0])), looked_for]
    lead = _lead(draft, call, total, own)
    blocks = [_theme(key, one) for key, one in own]
    if "elsewhere" in singles:
        blocks.append(_said("Said in other themes:", singles["elsewhere"]))
    if "none" in singles:
        blocks.append(_said("Said in no theme:", singles["none"]))
    return [f"{lead} {looked_for}", *blocks]


def _lead(draft: Draft, call: Call, total: dict[str, Fact], own: Sequence[tuple[str, list[Fact]]]) -> str:
    """Write the sentence that answers."""
    asked = call.arguments
    if asked.get("about") or asked.get("area") or asked.get("theme"):
        return _lead_about(call, total, own)
    verb = _KINDS.get(str(asked.get("kind")), ("say so", "says so", ""))
    of_all = f"{_counted(total['accounts'], *verb[:2])}, in {_put(total['mentions'])}"
    if not own:
        return f"**{of_all}.** None of it is in a theme."
    if asked.get("by") == "trend":
        return _changed(draft, own)
    first, known = _name(own[0][1]), _known(own[0][1])
    how, figure = _FIRST_BY[str(asked.get("by", "score"))]
    told = [] if figure in ("accounts", "score") or figure not in known else [_put(known[figure])]
    told += [_put(known["accounts"])] + ([f"worth {_put(known['arr'])}"] if figure != "arr" and "arr" in known else [])
    score = f" (score {_put(known['score'])})" if figure == "score" else ""
    leads = f"he {verb[2] or 'theme'} {how} is {own[0][0]} {first}{score}: {', '.join(told)}"
    if asked.get("kind") in ("praise", "question"):
        return f"**{of_all}; t{leads}.**"
    return f"**T{leads}.** {of_all}." if asked.get("kind") else f"**T{leads}.**"


def _lead_about(call: Call, total: dict[str, Fact], own: Sequence[tuple[str, list[Fact]]]) -> str:
    """Write how many speak of a subject, what they pay, and in which themes."""
    if "accounts" not in total:
        return "**I find no feedback that says it in these words; what is nearest in meaning is below.**"
    paid = f", worth {_put(total['arr'])} a year" if "arr" in total else ""
    is_words = call.arguments.get("about") and "product area" not in total["asked"].display
    words = " in these words" if is_words else ""
    many, one = _SPEAK[str(call.arguments.get("kind"))]
    told = f"{_counted(total['accounts'], many + words, one + words)}, in {_put(total['mentions'])}{paid}"
    if "; by the word “" in total["asked"].display:
        by_word = f"a word of it is said by {_put(total['accounts'])}, in {_put(total['mentions'])}"
        told = f"I find nobody who says all of it; {by_word}{paid}"
    known = {key: _known(facts) for key, facts in own}
    told_of = [f"{key} {_name(facts)} ({_put(known[key].get('said', known[key]['accounts']))})" for key, facts in own]
    named = f" Themes: {in_words(told_of)}." if own else ""
    more = " Others may say it in other words: see what is near to it." if _near(call.evidence.facts) else ""
    if call.arguments.get("by") == "trend" and "before" in total:
        moved = f"{_put(total['before'])} in the period before and {_put(total['now'])} in this one"
        told += f"; {moved}, {_put(total['trend'])}"
    return f"**{told}.**{named}{more}"


def _counted(fact: Fact, many: str, one: str) -> str:
    """Write a count with its verb: `1 account speaks`, `4 accounts speak`."""
    return f"{_put(fact)} {one if fact.value == 1 else many}"


def _changed(draft: Draft, own: Sequence[tuple[str, list[Fact]]]) -> str:
    """Write what moved most, and whether that is more than chance; of all customers only feedback is compared."""
    key, facts = own[0]
    known = _known(facts)
    more = [(one, _name(facts)) for one, facts in own if "more than chance" in _known(facts)["trend"].display]
    if more:
        named = in_words([f"{one} {name}" for one, name in more])
        lead = f"**More than chance changed: {named}.**"
    else:
        lead = f"**No theme of feedback changed by more than chance; what rose most is {key} {_name(facts)}"
        lead += f", {_put(known['before'])} before and {_put(known['now'])} now.**" if "before" in known else ".**"
    if not asks_what_changed(draft.plan.question):
        return lead
    return f"{lead} Name an account to see what changed there."


def _of_accounts(call: Call, total: dict[str, Fact]) -> list[str]:
    """Write which accounts speak, then each with what it pays, when it renews, and its words."""
    rows: dict[str, list[Fact]] = {}
    for fact in call.evidence.facts:
        if fact.account_id and not fact.name.startswith("near."):
            rows.setdefault(fact.account_id, []).append(fact)
    looked_for = f"Looked for: {_put(total['asked'])}."
    if "accounts" not in total:
        return [f"**I find no account that says it in these words; what is nearest in meaning is below.** {looked_for}"]
    names = [f"{facts[0].account_name} [{facts[0].id}]" for facts in rows.values()]
    named = f": {in_words(names)}" if 0 < len(names) <= _FEW else ""
    if "due" in total:
        lead = f"**Of {_put(total['accounts'])} that speak of it, {_put(total['due'])}{named}.**"
    else:
        paid = f", worth {_put(total['arr'])} a year" if "arr" in total else ""
        lead = f"**{_counted(total['accounts'], 'say so', 'says so')}, in {_put(total['mentions'])}{paid}{named}.**"
        if "; by the word “" in total["asked"].display:
            by_word = f"{_counted(total['accounts'], 'say', 'says')} a word of it"
            lead = f"**I find nobody who says all of it; {by_word}{paid}{named}.**"
    return [f"{lead} {looked_for}", "\n".join(map(_asker, rows.values()))]


def _asker(facts: Sequence[Fact]) -> str:
    known = {fact.name.rpartition(".")[2]: fact for fact in facts}
    parts = [
        _put(known["mentions"]),
        f"ARR {_put(known['arr'])}" if "arr" in known else "",
        f"renews {_put(known['renews'])}" if "renews" in known else "",
    ]
    told = f"- **{facts[0].account_name}**, {', '.join(part for part in parts if part)}"
    voice = known.get("voice")
    speaker = voice.label.rpartition(" of ")[0] if voice else ""
    return f"{told}. {speaker}, {show_date(voice.as_of)}: {_put(voice)}" if voice else f"{told}."


def _theme(key: str, facts: list[Fact]) -> str:
    """Write one theme; its name is what the labels of its figures end with."""
    known = _known(facts)
    lines = [f"**{key} {_name(facts)}**: {_weighs(known)}."]
    if "said" in known:
        lines.append(f"- {_put(known['said'])}.")
    return "\n".join([*lines, *_moves(known), f"- For {_put(known['route'])}.", *_voices(facts)])


def _weighs(known: dict[str, Fact]) -> str:
    money = [f"ARR {_put(known['arr'])}"] if "arr" in known else []
    money += [f"of it {_put(known[one])} renews in {days} days" for one, days in _RENEWING if one in known]
    return ", ".join([_put(known["accounts"]), _put(known["mentions"]), *money])


def _moves(known: dict[str, Fact]) -> list[str]:
    lines = []
    if "trend" in known and "before" in known:
        told = f"{_put(known['before'])} in the period before, {_put(known['now'])} in this one"
        lines.append(f"- {told}: {_put(known['trend'])}.")
    return [*lines, f"- {_put(known['small_sample'])}."] if "small_sample" in known else lines


def _whole(key: str, facts: list[Fact]) -> list[str]:
    """Write all that is known of one theme."""
    known = _known(facts)
    tones = [f"{one.label.partition(',')[0].lower()} {_put(one)}" for one in facts if ".tone." in one.name]
    segments = [f"{one.label.split(', ')[1]} {_put(one)}" for one in facts if ".segment." in one.name]
    heard = [
        f"{word} {_put(known[one])}" for one, word in (("first_seen", "first"), ("last_seen", "last")) if one in known
    ]
    return [
        f"**{key} {_name(facts)}: {_weighs(known)}.**",
        "",
        f"- Said by {_put(known['people'])}; by segment: {', '.join(segments)}.",
        f"- How it is said: {'; '.join(tones)}.",
        *([f"- Heard {', '.join(heard)}."] if heard else []),
        *_moves(known),
        f"- Score {_put(known['score'])}.",
        f"- Goes to {_put(known['reason'])}.",
        *([f"- Answered: {_put(known['answer'])}."] if "answer" in known else []),
        "",
        *_voices(facts),
    ]


def _near(facts: Sequence[Fact]) -> list[str]:
    """Write the themes that are near in meaning, each with a quote to judge it by."""
    near = [fact for fact in facts if fact.name.startswith("near.")]
    if not near:
        return []
    lines = ["Near to it in meaning, in other words:"]
    for key, own in groupby(near, key=lambda fact: fact.name.split(".")[1]):
        known = {fact.name.rpartition(".")[2]: fact for fact in own}
        said = known.get("voice")
        quote = f"; {said.label}, {show_date(said.as_of)}: {_put(said)}" if said else ""
        lines.append(f"- {key} {known['near'].label}, {_put(known['accounts'])}{quote}")
    return ["\n".join(lines)]


def _unread(draft: Draft) -> list[str]:
    """Say which condition feedback cannot be told by, so that the answer is of more than was asked."""
    question = draft.plan.question
    place = region_in(question) or (match[1] if (match := _PLACE.search(question)) else "")
    by = ["place"] * bool(place) + ["CSM"] * bool(colleague_of(question)) + ["size"] * bool(_SIZE.search(question))
    return [f"I can't tell feedback apart by {in_words(by)} yet: this is of all customers."] if by else []


def _said(lead: str, facts: Sequence[Fact]) -> str:
    return "\n".join([lead, *_voices(facts)])


def _voices(facts: Sequence[Fact]) -> list[str]:
    return [f"- {one.label}, {show_date(one.as_of)}: {_put(one)}" for one in facts if one.name.endswith(".voice")]


def _known(facts: Sequence[Fact]) -> dict[str, Fact]:
    known: dict[str, Fact] = {}
    for fact in facts:
        known.setdefault(fact.name.split(".", 2)[2], fact)
    return known


def _name(facts: Sequence[Fact]) -> str:
    """Return the name of a theme, with which the labels of its figures end."""
    return _known(facts)["accounts"].label.partition(", ")[2]


def _is_total(fact: Fact) -> bool:
    return fact.name.startswith("theme.all.")


def _put(fact: Fact) -> str:
    return f"{{{fact.id}}}"
