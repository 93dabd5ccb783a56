"""Answers from notes and playbooks: quotes with their source."""

import re
from collections.abc import Sequence

from copilot.evidence import Passage
from copilot.llm.built_in.quoting import best_quotes, stems
from copilot.llm.built_in.writing.draft import RELEVANT, Draft, block, bullets

_OFF, _FAR = 0.12, 0.25
_PARTS = 3
_BEGINNING = 240
"""Characters of a passage that tell, with its title and headings, what it is about."""
_ACTS = re.compile(r"\bwho does what\b|\bsteps?\b|\bprocess\b|\bday by day\b|\bplan\b|\bby when\b|\bprocedure\b", re.I)


def notes(draft: Draft) -> str:
    """Quote what answers the question best, or say that nothing does and what is nearest."""
    accounts, passages = draft.plan.accounts, draft.evidence.passages
    nearest = best_quotes(draft.plan.bare, passages, draft.embed, limit=5, least=_OFF if accounts else _FAR)
    quotes = [quote for quote in nearest if quote.score >= RELEVANT]
    about = f" for {accounts[0].display}" if len(accounts) == 1 else ""
    if quotes:
        return "\n".join([f"What I find{about}, most relevant first:", *bullets(quotes, dated=True)])
    nothing = f"I find no note or playbook that plainly answers this{about}."
    return "\n".join([f"{nothing} The nearest I have:", *bullets(nearest[:3], dated=True)]) if nearest else nothing


def playbook(draft: Draft) -> str:
    """Quote the playbook that fits, its parts that are asked for, and name others."""
    found = [passage for call in draft.turn.called("search_playbooks") for passage in call.evidence.passages]
    relevant = _relevant(draft, found)
    if not relevant:
        return "I find no playbook about this."
    read = [passage for call in draft.turn.called("read_document") for passage in call.evidence.passages]
    opened = {passage.document_id for passage in read}
    first = next((passage for passage in relevant if passage.document_id in opened), relevant[0])
    near = [passage for passage in relevant if passage.document_id == first.document_id]
    whole = [passage for passage in read if passage.document_id == first.document_id]
    lines = [f"**{first.title}** is what we have on this [{first.id}]."]
    for passage in _parts(draft.plan.question, near, whole):
        heading = passage.heading[-1] if passage.heading else ""
        lines += ["", *([f"*{heading}* [{passage.id}]"] if heading and heading != first.title else []), block(passage)]
    others = list({one.title: one for one in relevant if one.document_id != first.document_id}.values())[:3]
    if others:
        lines += ["", "See also: " + "; ".join(f"{one.title} [{one.id}]" for one in others) + "."]
    return "\n".join(lines)


def _parts(question: str, near: Sequence[Passage], whole: Sequence[Passage]) -> list[Passage]:
    """Choose what to show of a playbook: the parts that the question names, else how it begins and who acts.

    A document that says of no part who acts is quoted where it is nearest to the question.
    """
    known = stems(near[0].title)
    about = stems(question) - known
    asked = [one for one in whole if _names(about, stems(" ".join(one.heading[-1:])) - known)]
    if asked:
        return asked[:_PARTS]
    acts = [one for one in whole if _ACTS.search(" ".join(one.heading[-1:]))]
    chosen = [whole[0], *acts[: _PARTS - 1]] if acts else near[:_PARTS]
    return sorted({passage.id: passage for passage in chosen}.values(), key=lambda passage: passage.start)


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
