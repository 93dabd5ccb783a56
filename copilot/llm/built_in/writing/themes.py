"""Feedback themes in words: the weightiest first, with figures, where each goes, and what was said."""

from itertools import groupby

from copilot.display import show_date
from copilot.evidence import NOTE, Fact
from copilot.llm.built_in.writing.draft import Draft


def themes(draft: Draft) -> str:
    """Write each theme with who says it, what they pay, when that renews, how it moves, and in which words."""
    for call in draft.turn.called("feedback_themes"):
        if call.error:
            return call.error
        facts = [fact for fact in call.evidence.facts if fact.name.startswith("theme.")]
        notes = [f"{{{fact.id}}}" for fact in call.evidence.facts if fact.name == NOTE]
        if facts:
            blocks = [_theme(list(own)) for _, own in groupby(facts, key=lambda fact: fact.name.split(".")[1])]
            lead = ["**The weightiest first:**"] if len(blocks) > 1 and blocks[0].startswith("**") else []
            return "\n\n".join([*lead, *blocks, *notes])
    return "\n".join(draft.nothing())


def _theme(facts: list[Fact]) -> str:
    """Write one theme; its name is what the labels of its figures end with."""
    voices = [fact for fact in facts if fact.name.endswith(".voice")]
    said = [f"- {one.label}, {show_date(one.as_of)}: {_put(one)}" for one in voices]
    if facts[0].name.startswith("theme.none."):
        return "\n".join(["Single voices, in no theme:", *said])
    known: dict[str, Fact] = {}
    for fact in facts:
        known.setdefault(fact.name.split(".", 2)[2], fact)
    name = known["accounts"].label.partition(", ")[2]
    money = [f"ARR {_put(known['arr'])}"] if "arr" in known else []
    money += [f"of it {_put(known[one])} renews in {days} days" for one, days in _RENEWING if one in known]
    lines = [f"**{name}**: {', '.join([_put(known['accounts']), _put(known['mentions']), *money])}."]
    if "trend" in known and "before" in known:
        told = f"{_put(known['before'])} in the period before, {_put(known['now'])} in this one"
        lines.append(f"- {told}: {_put(known['trend'])}.")
    if "small_sample" in known:
        lines.append(f"- {_put(known['small_sample'])}.")
    lines.append(f"- For {_put(known['route'])}.")
    return "\n".join([*lines, *said])


_RENEWING = (("arr_renewing_90d", 90), ("arr_renewing_180d", 180))


def _put(fact: Fact) -> str:
    return f"{{{fact.id}}}"
