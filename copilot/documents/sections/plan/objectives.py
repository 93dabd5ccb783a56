"""What a plan is for: its objectives with their metrics, and the customer's own words for each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.said import Words, chosen_words, told
from copilot.documents.sections.account.value import outcome_fact, shown
from copilot.documents.sections.plan.people import is_over
from copilot.documents.writing import join, one_line, part, quote, table
from copilot.evidence import Fact, Passage
from copilot.grounding.handles import plain_text
from copilot.grounding.statements import content_words
from copilot.metrics.value import known_outcomes
from copilot.records import Contact, Milestone, Outcome
from copilot.store.documents import IndexedNote

_ALIKE = 1 / 3
"""Share of a metric's words that the lines of an objective have to hold for it to be taken for its measure."""
_SAID = 0.5
"""Share of an objective's words that a sentence has to hold to be taken for it in the customer's own words."""
_OF_METRIC = 0.7
_EVER = 10**6
OF_CONTRACT = re.compile(
    r"\b(?:renew(?:s|ed|al|als|ing)?|term ends?|end of (?:the |our )?term|verlänger\w*|vertragsende"
    r"|renouvel\w*|reconduc\w*)\b",
    re.I,
)
"""What is about the next contract and not about a result."""
_NEAR_END = 180
"""Days before a contract ends in which a line may be about that end."""
_MOST, _MOST_WISHES = 6, 2
_QUOTED = re.compile(r"„([^“”]{15,400})[“”]|“([^”]{15,400})”|\"([^\"\n]{15,400})\"|«\s?([^»]{15,400}?)\s?»")
_WISH = re.compile(
    r"\b(?:(?:I|we) (?:want|need)|our goal|ich will|wir wollen|ich brauche|wir brauchen|Ziel ist"
    r"|je veux|nous voulons|il nous faut|l['’]objectif)\b",
    re.I,
)
_COMMON = frozenset(("one", "every", "witho", "first", "same", "que", "pour", "une", "mit", "und", "der", "die", "das"))
"""Beginnings of words that say nothing of what an objective is about."""
_SHORTEST = 5
_POWER = ("executive_sponsor", "economic_buyer", "champion")


@dataclass(frozen=True, slots=True)
class Objective:
    """What lines of the plan are for: its words there, these lines, and the outcomes taken for its measure."""

    text: str
    lines: Sequence[Milestone]
    outcomes: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Noted:
    """Words that a note quotes, and whose they are where its line names one of the customer's people alone."""

    text: str
    note: IndexedNote
    place: int
    person: Contact | None


def objectives(d: Dossier) -> list[Part]:
    """Write each objective with metric, baseline and target, then whose words it is, and which is ours alone."""
    found = aims_of(d)
    loose = unclaimed(d, found)
    if not found and not loose:
        gap = d.missed("no objective yet: no milestone names one, and no outcome is agreed")
        return part("unknown", f"- {d.finds} {gap}.")
    noted = list(_noted(d)) if found else []
    heard = {one.text: _heard(d, one, noted) for one in found}
    wishes = _wishes(d, [text for one in heard.values() for text in one[:1]])
    unsaid = [one for one in found[:_MOST] if not heard[one.text]]
    return [
        *part("fact", _verdict(d, found, heard), _table(d, found[:_MOST], loose), _more(found)),
        *part("inferred", _how_joined(d, found)),
        *part("said", *(line for one in found[:_MOST] for line in _in_words(d, one, heard[one.text])), *wishes),
        *part("unknown", _ours(d, unsaid)),
    ]


def objectives_of(d: Dossier) -> list[Objective]:
    """Return the objectives of the plan, those of open lines first, each outcome with the one that it fits best."""
    lines: dict[str, list[Milestone]] = {}
    for one in sorted(d.milestones, key=lambda line: (not is_open(d, line), str(line.due_date))):
        if one.objective and one.objective.strip():
            lines.setdefault(plain_text(one_line(one.objective)), []).append(one)
    measures: dict[str, list[Outcome]] = {text: [] for text in lines}
    for outcome in known_outcomes(d.snapshot):
        fits = {text: _alike(outcome.metric, _words_of(text, lines[text])) for text in lines}
        best = max(fits, key=lambda text: fits[text], default="")
        if best and fits[best] >= _ALIKE:
            measures[best].append(outcome)
    return [Objective(text, lines[text], measures[text]) for text in lines]


def aims_of(d: Dossier) -> list[Objective]:
    """Return the objectives as the reader sees them: a customer none that is only that the contract goes on."""
    return [one for one in d.once(objectives_of) if d.is_internal or not is_of_contract(d, one)]


def unclaimed(d: Dossier, found: Sequence[Objective]) -> list[Outcome]:
    """Return the outcomes that no objective of the plan speaks of."""
    claimed = {outcome.outcome_id for one in found for outcome in one.outcomes}
    return [one for one in known_outcomes(d.snapshot) if one.outcome_id not in claimed]


def is_of_contract(d: Dossier, one: Objective) -> bool:
    """Tell whether an objective is only that the contract goes on, which is no aim of the customer's.

    Customers may renew things themselves: that counts only near the end of a contract, and without a metric.
    """
    if one.outcomes or not (OF_CONTRACT.search(one.text) or all(OF_CONTRACT.search(line.name) for line in one.lines)):
        return False
    ends = [line.end_date for line in d.snapshot.subscriptions]
    return all(_is_near(line, ends) for line in one.lines)


def _is_near(line: Milestone, ends: Sequence[date]) -> bool:
    return line.due_date is not None and any(-30 <= (end - line.due_date).days <= _NEAR_END for end in ends)


def is_open(d: Dossier, one: Milestone) -> bool:
    """Tell whether a milestone is not completed by the day."""
    return one.completed_date is None or one.completed_date > d.as_of


def _words_of(text: str, lines: Sequence[Milestone]) -> str:
    """Return the words that a metric may be of; the steps to a contract say nothing of a result."""
    return text if OF_CONTRACT.search(text) else " ".join([text, *(one.name for one in lines)])


def _alike(text: str, other: str) -> float:
    """Return the share of a text's words that another holds, by their beginnings: `prepare` is in `preparation`."""
    words, there = _stems(text), _stems(other)
    return len(words & there) / len(words) if words else 0.0


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(one[:5] for one in content_words(text) if len(one) > 2) - _COMMON


# The table


def _table(d: Dossier, found: Sequence[Objective], loose: Sequence[Outcome]) -> str:
    rows = []
    for one in found:
        lines = d.cite(*(milestone_fact(d, line) for line in one.lines))
        for outcome in one.outcomes or (None,):
            rows.append([f"{marked(one.text)} {lines}", *_measure(d, outcome)])
    nowhere = "on no line of the plan" if d.is_internal else "not on the plan yet"
    rows += [[nowhere, *_measure(d, outcome)] for outcome in loose]
    return table(["objective", "metric", "baseline", "now", "target"], rows)


def _measure(d: Dossier, outcome: Outcome | None) -> list[str]:
    if outcome is None:
        return ["no metric yet", "-", "-", "-"]
    numbers = (shown(value, outcome.unit) for value in (outcome.baseline, outcome.current))
    target = shown(outcome.target, outcome.unit) if outcome.target is not None else "not set yet"
    return [f"{plain_text(outcome.metric)} {d.cite(outcome_fact(d, outcome))}", *numbers, target]


def marked(text: str) -> str:
    """Put quotation marks around words, or brackets around words that have marks of their own."""
    told = plain_text(one_line(text))
    return f"({told})" if re.search(r"[\"“”„«»]", told) else f"“{told}”"


def _more(found: Sequence[Objective]) -> str:
    return f"Shown are the first {_MOST} objectives." if len(found) > _MOST else ""


def _verdict(d: Dossier, found: Sequence[Objective], heard: Mapping[str, Sequence[Words | Noted]]) -> str:
    if not found:
        return f"**{d.finds} {d.missed('no objective on any line of the plan, only outcomes')}.**"
    measured, spoken = sum(bool(one.outcomes) for one in found), sum(bool(one) for one in heard.values())
    told = d.make(
        "milestone.objectives",
        "Objectives of the plan",
        len(found),
        display=f"{measured} of {len(found)} {'objective' if len(found) == 1 else 'objectives'} "
        f"{'has' if measured == 1 else 'have'} a metric, "
        f"{spoken or 'none'} {'are' if spoken > 1 else 'is'} in {'their' if d.is_internal else 'your'} own words",
        formula="the different objectives that milestones name; words are matched with notes, surveys and feedback",
        records=[line for one in found for line in one.lines],
    )
    return f"**{d.put(told)}.**"


def _how_joined(d: Dossier, found: Sequence[Objective]) -> str:
    if is_over(d) or not any(one.outcomes for one in found):
        return ""
    if d.is_internal:
        return "Check which metric is for which objective: they are joined here by their words, the book does not say."
    return "Please check that each metric fits its objective: we matched them by their words."


# Whose words


def _heard(d: Dossier, one: Objective, noted: Sequence[Noted]) -> list[Words | Noted]:
    """Return the words of the customer that say what an objective says, the closest first."""
    own = d.account.name.casefold()
    fits = partial(_says, one)
    spoken: list[Words | Noted] = [
        *chosen_words(
            d, most=3, about=lambda text: fits(text) >= _SAID and own not in text.casefold(), since_days=_EVER
        )
    ]
    quoted = [words for words in noted if fits(words.text) >= _SAID]
    return sorted([*spoken, *quoted], key=lambda words: -fits(words.text))


def _says(one: Objective, text: str) -> float:
    """Say how much of an objective a sentence holds, or of its metric, which counts less; one word alone is none."""
    there = _stems(text) if len(text.split()) >= _SHORTEST and not text.endswith("?") else frozenset()
    weighed = [(1.0, _stems(one.text)), *((_OF_METRIC, _stems(outcome.metric)) for outcome in one.outcomes)]
    return max(
        (weight * len(words & there) / len(words) for weight, words in weighed if len(words & there) > 1), default=0.0
    )


def _noted(d: Dossier) -> Iterator[Noted]:
    """Yield what notes of conversations quote; whose it is where the line names one of the customer's people alone."""
    for note in d.notes:
        if note.kind == "internal":
            continue
        for place, passage in enumerate(note.passages):
            for line in passage.text.splitlines():
                for match in () if line.startswith(("[", ">")) else _QUOTED.finditer(line):
                    text = plain_text(next(group for group in match.groups() if group))
                    people = [one for one in d.people if one.name.split()[-1] in line.replace(match.group(), "")]
                    yield Noted(text, note, place, people[0] if len(people) == 1 else None)


def _in_words(d: Dossier, one: Objective, heard: Sequence[Words | Noted]) -> list[str]:
    """Write the closest words for an objective, and who said them where."""
    if not heard:
        return []
    about = d.cite(milestone_fact(d, one.lines[0]))
    lead = f"On {marked(one.text)} {about}:"
    return [lead, *_told(d, heard[0])]


def _told(d: Dossier, words: Words | Noted) -> list[str]:
    if isinstance(words, Words):
        return told(d, words)
    passage = words.note.passages[words.place]
    evidence: list[Fact | Passage] = [passage, *([d.person(words.person)] if words.person else [])]
    who = f"{words.person.name}, as" if words.person else "As"
    head = f"{who} quoted in our note of {show_date(words.note.date)} {d.cite(*evidence)}:"
    return [head, quote(words.text, d.cite(passage))]


def _wishes(d: Dossier, taken: Sequence[Words | Noted]) -> list[str]:
    """Write what the people of power want beyond that, which may be an objective that the plan does not have."""
    used = {one.text for one in taken}
    found = [
        one
        for one in chosen_words(d, most=8, about=lambda text: bool(_WISH.search(text)))
        if one.person is not None and one.person.role in _POWER and one.text not in used
    ][:_MOST_WISHES]
    lead = "Also heard; ask whether it belongs on the plan:" if d.is_internal else "You also said:"
    return [lead, *(line for one in found for line in told(d, one))] if found else []


def _ours(d: Dossier, unsaid: Sequence[Objective]) -> str:
    """Name the objectives that nobody is on record with, which are ours until somebody says them."""
    unsaid = [one for one in unsaid if not is_of_contract(d, one)]
    if is_over(d) or not unsaid:
        return ""
    told = join([f"{marked(one.text)} {d.cite(milestone_fact(d, one.lines[0]))}" for one in unsaid])
    if not d.is_internal:
        them = "it" if len(unsaid) == 1 else "them"
        return f"- So far these are our words; please tell us in yours, or drop {them}: {told}."
    reason = d.missed("no word of theirs for it in notes, surveys or feedback")
    return f"- Ours until one of their people says it: {told}. {d.finds} {reason}."
