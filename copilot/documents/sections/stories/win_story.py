"""The win story: half a page for colleagues, which never leaves us."""

import re

from copilot.display import show_date, show_days
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import is_fresh, is_opinion, is_signed
from copilot.documents.sections.account.said import chosen_words
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.review.value import number, presentable, worth_fact
from copilot.documents.sections.stories.consent import standing_of
from copilot.documents.writing import items, one_line, part, quote
from copilot.evidence import Fact, Passage
from copilot.grounding.handles import plain_text
from copilot.llm.built_in.lines import read_lines
from copilot.metrics.support import ticket_fact
from copilot.metrics.time_to_value import first_value
from copilot.records import Milestone, Outcome, Sentiment

_TURNED = re.compile(r"\bhonest answer\b|\bthat['’]s the playbook\b|\bwhat (?:turned it|did it|worked)\b", re.I)
"""How a note begins to tell what did it."""
_GAIN = re.compile(
    r"\b(?:sav(?:e[sd]?|ings)|instead of|we stopped \w+ing|went back|home|faster|shorter|better|thank\w*|riot if"
    r"|told .{0,20}about you|used to|no longer|nobody .{0,20}any ?more|like grown"
    r"|gespart|schneller|gagné\w*|plus vite)\b",
    re.I,
)
"""Words of theirs that tell of a gain."""
_COMPLAINS = re.compile(
    r"\b(?:not|wish|wrong|slow\w*|problem\w*|would(?:n['’]t| be)|should|must|instead of|asked|threw)\b|n['’]t\b|\?",
    re.I,
)
_MARKS = re.compile(r"[\"“”„«»]")
_HARM = {"red": 2, "yellow": 1}
_WORDS_SINCE, _LONGEST = 365, 300


def win_state(d: Dossier) -> list[Part]:
    """Write whether there is a story to tell inside and outside, and what has to be done first."""
    best = best_outcome(d)
    outside = d.once(standing_of).consent is not None
    roi = d.fact("roi")
    told = f"{d.put(roi)}" if roi is not None else ""
    if best is None:
        why = d.missed("no outcome that is measured from a record")
        return part("unknown", f"- There is no win to tell yet: {d.finds} {why}.")
    cited = d.cite(outcome_fact(d, best))
    may = "a case study may be written, within what was agreed" if outside else "nothing may be told outside"
    lines = [] if not told else [f"Value against price: {told}."]
    if is_signed(d, best):
        return [
            *part("fact", f"**The figure has a name under it: “{best.metric}” {cited}.**", items(lines)),
            *part("plan", items([f"File the win story inside; {may}.", *_again(d, best)])),
        ]
    return [
        *part("unknown", f"- No name is under the figure yet: {d.missed(f'“{best.metric}” is not signed')} {cited}."),
        *part("fact", items(lines)),
        *part("plan", items([f"Get it signed by their finance before the story is filed; {may}.", *_again(d, best)])),
    ]


def _again(d: Dossier, best: Outcome) -> list[str]:
    return [] if is_fresh(best, d.as_of) else ["Measure it again first: the figure is older than a quarter."]


def win_story(d: Dossier) -> list[Part]:
    """Write who, the task, before and now, what turned it, what nearly sank it, and one sentence of theirs."""
    best = best_outcome(d)
    if best is None:
        return part("unknown", f"- {d.finds} {d.missed('no measured result that a story could be told of')}.")
    return [
        *part("fact", items([_who(d), _task(d, best), _before_and_now(d, best), _turned(d), _nearly_sank(d)])),
        *part("said", _their_words(d)),
    ]


def best_outcome(d: Dossier) -> Outcome | None:
    """Return the outcome to tell of: a signed one before the others, then the one worth most; no mere opinion."""
    measured = [one for one in presentable(d) if not is_opinion(one)]
    return next((one for one in measured if is_signed(d, one)), next(iter(measured), None))


def _who(d: Dossier) -> str:
    facts = [one for name in ("segment", "industry", "seats") if (one := d.fact(name)) is not None]
    if not facts:
        return ""
    shown, rows = ", ".join(one.display for one in facts), [row for one in facts for row in one.rows]
    return f"**Who:** {d.put(d.make('profile', 'Who', shown, display=shown, formula='the account', records=rows))}."


def _task(d: Dossier, best: Outcome) -> str:
    volume = number(best.volume_per_year)
    often = f", {volume} a year" if best.volume_per_year is not None else ""
    fact = d.make("task", "Task", best.metric, display=f"{best.metric}{often}", formula="the outcome", records=[best])
    return f"**Task:** {d.put(fact)}."


def _before_and_now(d: Dossier, best: Outcome) -> str:
    worth = worth_fact(d, best)
    money = f"; {d.put(worth)}" if worth is not None else ""
    return f"**Before, now:** {d.put(outcome_fact(d, best))}{money}."


def _turned(d: Dossier) -> str:
    """Return the one act that a colleague could copy: as a note tells it, else the first value with its days."""
    words = _act(d)
    if words is not None:
        text, passage = words
        return f"**What turned it:** “{text}” {d.cite(passage)}"
    first = first_value(d.snapshot)
    if first is None or first.completed_date is None:
        return f"**What turned it:** {d.finds} {d.missed('no first value and no word on what did it')}."
    return f"**What turned it:** {d.put(_reached(d, first))}."


def _act(d: Dossier) -> tuple[str, Passage] | None:
    for note in d.notes:
        for passage in note.passages:
            for line in read_lines(passage):
                text = " ".join(plain_text(one) for one in line.sentences)
                is_whole = text in one_line(passage.text) and len(text) < _LONGEST and not _MARKS.search(text)
                if is_whole and _TURNED.search(text):
                    return text, passage
    return None


def _reached(d: Dossier, first: Milestone) -> Fact:
    done = first.completed_date or d.as_of
    early = ""
    if first.due_date is not None and first.due_date != done:
        days = (first.due_date - done).days
        early = f", {show_days(abs(days))} {'early' if days > 0 else 'late'}"
    return d.make(
        "milestone",
        "First value",
        first.name,
        display=f"“{first.name}”, reached on {show_date(done)}{early}",
        formula="the first milestone of kind first_value",
        records=[first],
    )


def _nearly_sank(d: Dossier) -> str:
    """Return the worst that the CSM wrote of them, and the ticket that was escalated last."""
    known = [one for one in d.snapshot.sentiments if one.date <= d.as_of and one.rating in _HARM and one.reason]
    worst = max(known, key=lambda one: (_HARM[one.rating], one.date), default=None)
    escalated = [one for one in d.snapshot.tickets if one.escalated and one.opened_at.date() <= d.as_of]
    told = [d.put(_rated(d, worst))] if worst is not None else []
    if escalated:
        told.append(d.put(ticket_fact(max(escalated, key=lambda one: one.opened_at), d.account.name, d.as_of)))
    return (
        f"**What nearly sank it:** {'; '.join(told)}."
        if told
        else (f"**What nearly sank it:** {d.finds} {d.missed('no low rating and no escalated ticket')}.")
    )


def _rated(d: Dossier, worst: Sentiment) -> Fact:
    reason = one_line(worst.reason or "").rstrip(".")
    return d.make(
        "rating",
        "CSM's rating",
        worst.rating,
        display=f"{worst.rating} on {show_date(worst.date)}, “{reason}”",
        formula="the latest of the worst ratings",
        records=[worst],
        as_of=worst.date,
    )


def _their_words(d: Dossier) -> str:
    refused = [limit.said.text for limit in d.once(standing_of).limits]
    chosen = chosen_words(
        d,
        most=20,
        about=lambda text: bool(_GAIN.search(text)) and not _COMPLAINS.search(text) and text not in refused,
        since_days=_WORDS_SINCE,
    )
    if not chosen:
        return ""
    one = max(chosen, key=lambda one: one.weight)
    cited = d.cite(one.source, *([d.person(one.person)] if one.person else []))
    return f"{one.who}, {show_date(one.day)}, internal {cited}:\n\n{quote(one.text, d.cite(one.source))}"
