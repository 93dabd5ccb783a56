"""Answers from notes and playbooks: quotes with their source."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from copilot.display import show_date
from copilot.evidence import Passage
from copilot.llm.built_in.languages import ENGLISH
from copilot.llm.built_in.names import said_by
from copilot.llm.built_in.quoting import Quote, best_quotes, stems
from copilot.llm.built_in.writing.draft import RELEVANT, Draft, block, bullets

_OFF, _FAR = 0.12, 0.25
_PARTS = 3
_MUCH_OLDER = 180
"""Days between two editions; sister documents are kept up together."""
_BEGINNING = 240
"""Characters of a passage that tell, with its title and headings, what it is about."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_BEGINS = re.compile(r"^\W*?\*\*([^*\n]{1,60})\*\*|^\|\s*([^|\n]{1,20})\|", re.M)
_WRITES = re.compile(r"\b(?:writ(?:e|es|ing|ten)|wrote)\b", re.I)
_ACTS = re.compile(r"\bwho does what\b|\bsteps?\b|\bprocess\b|\bday by day\b|\bplan\b|\bby when\b|\bprocedure\b", re.I)


def notes(draft: Draft) -> str:
    """Quote what answers the question best, or say that nothing does and what is nearest."""
    accounts, passages = draft.plan.accounts, draft.evidence.passages
    speaker = said_by(draft.plan.question)
    if speaker and _WRITES.search(draft.plan.question):
        passages = [passage for passage in passages if passage.kind == "email"] or passages
    least = _OFF if accounts else _FAR
    nearest = best_quotes(draft.plan.bare, passages, draft.embed, limit=5, least=least, by=speaker)
    quotes = [quote for quote in nearest if quote.score >= RELEVANT]
    about = f" for {accounts[0].display}" if len(accounts) == 1 else ""
    if differing := _differing(quotes):
        rest = [quote for quote in quotes if quote not in differing]
        lines = [f"The notes{about} differ, newest first:", *bullets(differing, dated=True)]
        return "\n".join([*lines, *(["", "Also:", *bullets(rest, dated=True)] if rest else [])])
    if quotes:
        shown = _newer_knowledge_first(quotes)
        return "\n".join([f"What I find{about}, most relevant first:", *bullets(shown, dated=True)])
    if not passages and (period := _period(draft)):
        return f"I find no note{about} {period} that answers this."
    nothing = f"I find no note or playbook that plainly answers this{about}."
    return "\n".join([f"{nothing} The nearest I have:", *bullets(nearest[:3], dated=True)]) if nearest else nothing


def _period(draft: Draft) -> str:
    """Return in words when the notes were written that were looked for; nothing where that was open."""
    asked = [one.arguments for one in draft.turn.called("search_notes") if "since" in one.arguments]
    if not asked:
        return ""
    since, until = asked[0]["since"], asked[0].get("until")
    first = show_date(date.fromisoformat(since))
    return f"from {first} to {show_date(date.fromisoformat(until))}" if until else f"since {first}"


def _newer_knowledge_first(quotes: Sequence[Quote]) -> list[Quote]:
    """Put quotes of a much older playbook behind those of the newer ones; the places of notes stay as they are."""
    ours = [one for one in quotes if one.passage.account_id is None and one.passage.date]
    newest = max((one.passage.date for one in ours if one.passage.date), default=None)
    in_order = iter(sorted(ours, key=lambda one: _apart(one.passage.date, newest)))
    return [next(in_order) if one in ours else one for one in quotes]


def in_english(draft: Draft) -> str:
    """Say that a question in another language was not understood, and what is nearest to it."""
    nearest = best_quotes(draft.plan.bare, draft.evidence.passages, draft.embed, limit=3, least=0.0)
    told = f"{ENGLISH} I am not sure that I understood this."
    return "\n".join([f"{told} The nearest I have:", *bullets(nearest, dated=True)] if nearest else [told])


def _differing(quotes: Sequence[Quote]) -> list[Quote]:
    """Return quotes of different days that tell other figures of one thing, newest first.

    Of one thing are sentences that share most words of the shorter one, figures aside.
    """
    found = [one for one in quotes if any(other is not one and _differ(one, other) for other in quotes)]
    return sorted(found, key=lambda one: str(one.passage.date), reverse=True)


def _differ(one: Quote, other: Quote) -> bool:
    if not (one.passage.date and other.passage.date) or one.passage.date == other.passage.date:
        return False
    figures, others = set(_FIGURE.findall(one.text)), set(_FIGURE.findall(other.text))
    said, told = stems(one.text), stems(other.text)
    return bool(figures and others and figures != others) and len(said & told) * 2 > min(len(said), len(told))


def playbook(draft: Draft) -> str:
    """Quote the playbook that fits, its parts that are asked for, and name others."""
    found = [passage for call in draft.turn.called("search_playbooks") for passage in call.evidence.passages]
    read = [passage for call in draft.turn.called("read_document") for passage in call.evidence.passages]
    relevant = _relevant(draft, found) if found else read
    if not relevant:
        return "I find no playbook about this."
    opened = {passage.document_id for passage in read}
    first = next((passage for passage in relevant if passage.document_id in opened), relevant[0])
    first = max([first, *_editions(first, relevant)], key=lambda passage: passage.date or date.min)
    near = [passage for passage in relevant if passage.document_id == first.document_id]
    whole = [passage for passage in read if passage.document_id == first.document_id]
    lines = [f"**{first.title}** is what we have on this [{first.id}]."]
    for passage in _parts(draft.plan.question, near, whole):
        heading = passage.heading[-1] if passage.heading else ""
        lines += ["", *([f"*{heading}* [{passage.id}]"] if heading and heading != first.title else []), block(passage)]
    older = _editions(first, relevant)
    lines += _older(draft, first, older)
    known = {first.title, *(one.title for one in older)}
    others = list({one.title: one for one in relevant if one.title not in known}.values())[:3]
    if others:
        lines += ["", "See also: " + "; ".join(f"{one.title} [{one.id}]" for one in others) + "."]
    return "\n".join(lines)


def _editions(first: Passage, passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages of other documents on the same subject, by their titles, that are much older or newer."""
    own = stems(first.title)
    return [one for one in passages if _is_edition(own, stems(one.title)) and _apart(first.date, one.date)]


def _is_edition(own: set[str], other: set[str]) -> bool:
    return bool(own and other) and (own <= other or other <= own)


def _apart(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs((one - other).days) > _MUCH_OLDER


def _older(draft: Draft, first: Passage, older: Sequence[Passage]) -> list[str]:
    """Quote what an older edition says of what is asked, with its date: it may be what the reader remembers."""
    said = best_quotes(draft.plan.question, older, draft.embed, limit=2, least=RELEVANT)
    if not said or first.date is None:
        return []
    return ["", f"That is of {show_date(first.date)} [{first.id}]. An older one said:", *bullets(said, dated=True)]


def _parts(question: str, near: Sequence[Passage], whole: Sequence[Passage]) -> list[Passage]:
    """Choose what to show of a playbook: the parts that the question names, else how it begins and who acts.

    A document that says of no part who acts is quoted where it is nearest to the question.
    """
    known = stems(near[0].title)
    asked_for = _numbers(question, near[0].title)
    for numbers_of in (_of_heading, _of_lines):
        if numbered := [one for one in whole if asked_for & numbers_of(one)]:
            return numbered[:_PARTS]
    about = stems(question) - known
    asked = [one for one in whole if _names(about, stems(" ".join(one.heading[-1:])) - known)]
    if asked:
        return asked[:_PARTS]
    acts = [one for one in whole if _ACTS.search(" ".join(one.heading[-1:]))]
    chosen = [whole[0], *acts[: _PARTS - 1]] if acts else near[:_PARTS]
    return sorted({passage.id: passage for passage in chosen}.values(), key=lambda passage: passage.start)


def _numbers(question: str, title: str) -> set[str]:
    """Return the numbers that a question asks for: those of the title only where it says them once more."""
    said = Counter(_FIGURE.findall(question))
    return set(said - Counter(_FIGURE.findall(title))) or set(said)


def _of_heading(passage: Passage) -> set[str]:
    """Return the numbers of a passage's own heading: `90 days before`."""
    own = [name for name in passage.heading[-1:] if name != passage.title]
    return set(_FIGURE.findall(" ".join(own)))


def _of_lines(passage: Passage) -> set[str]:
    """Return the numbers that lines of a passage begin with: `**Day 90.**`, or the first cell of a row."""
    return {number for match in _BEGINS.findall(passage.text) for head in match for number in _FIGURE.findall(head)}


def _names(about: set[str], heading: set[str]) -> bool:
    """Tell whether a question names a heading: at least half of its words."""
    return bool(heading) and len(about & heading) >= len(heading) / 2


def _relevant(draft: Draft, passages: Sequence[Passage]) -> list[Passage]:
    """Keep the passages that are like the question, those of the document that was read first."""
    if not passages:
        return []
    texts = [f"{one.title} {' '.join(one.heading)} {one.text[:_BEGINNING]}" for one in passages]
    vectors = draft.embed([draft.plan.question, *texts])
    scores = (vectors[1:] @ vectors[0]).tolist()
    return [passage for passage, score in zip(passages, scores, strict=True) if score >= RELEVANT]
