"""How a tool answers: short text with handles for the model, the evidence itself as the artifact."""

import re
from collections.abc import Sequence
from typing import Any

from copilot.display import show_word
from copilot.evidence import Evidence, Fact, Gap, Passage
from copilot.orders import WITHHELD, orders_a_model
from copilot.tools.context import CopilotContext

Reply = tuple[str, dict[str, Any]]
"""The text that the model reads, and the evidence as JSON, which a checkpoint keeps as it is."""

NOTHING = "nothing"
"""The name of the fact that nothing was found."""
NOTE = "note_on_the_answer"
"""The name of the fact that says what an answer leaves out."""
_FENCE = re.compile(r"<(?=/?passage)", re.IGNORECASE)


def reply(
    context: CopilotContext,
    *,
    facts: Sequence[Fact] = (),
    passages: Sequence[Passage] = (),
    gaps: Sequence[Gap] = (),
    nothing: str,
    note: str = "",
) -> Reply:
    """Record the evidence and write it out.

    What cannot be told is a fact as well, and so are `nothing`, said where there is no evidence, and `note`, which
    says what was left out: each can be cited.
    """
    told = [*map(_without_orders, facts), *(_missing(context, gap) for gap in gaps)]
    if not (told or passages):
        told.append(_missing(context, Gap(name=NOTHING, reason=nothing)))
    if note:
        told.append(_missing(context, Gap(name=NOTE, reason=note)))
    named = context.ledger.add_facts(told)
    cited = context.ledger.add_passages(passages)
    lines = [fact_line(fact) for fact in named] + [passage_block(passage) for passage in cited]
    return "\n".join(lines), Evidence(facts=named, passages=cited).model_dump(mode="json")


def _without_orders(fact: Fact) -> Fact:
    """Withhold what a book says in a fact where that gives orders to a model, such as a ticket's subject."""
    shown = {name: WITHHELD for name in ("label", "display") if orders_a_model(getattr(fact, name))}
    return fact.model_copy(update=shown | ({"value": WITHHELD} if orders_a_model(str(fact.value)) else {}))


def _missing(context: CopilotContext, gap: Gap) -> Fact:
    label, reason = show_word(gap.name.replace(".", " ")), gap.reason
    if gap.name.startswith("value."):
        # The rest of such a name is the key of an outcome; its reason begins with what people call it.
        metric, _, reason = gap.reason.partition(": ")
        label = f"value of “{metric}”"
    return Fact(
        name=gap.name,
        label=_sentence_case(label),
        value=None,
        display=reason,
        as_of=context.as_of,
        account_id=gap.account_id,
        account_name=gap.account_name,
    )


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def fact_line(fact: Fact) -> str:
    """Write a fact as the model reads it."""
    if fact.name in (NOTHING, NOTE):
        return f"[{fact.id}] {fact.display}"
    subject = f"{fact.account_name} ({fact.account_id}): " if fact.account_name else ""
    equals = "cannot be told:" if fact.value is None else "="
    return f"[{fact.id}] {subject}{fact.label} {equals} {fact.display}"


def passage_block(passage: Passage) -> str:
    """Write a passage as the model reads it: fenced, so that its text is told from instructions."""
    parts = (passage.account_name, passage.title, " > ".join(passage.heading), passage.kind, str(passage.date or ""))
    about = ", ".join(part for part in parts if part).replace('"', "'")
    return f'<passage id="{passage.id}" from="{about}">\n{_FENCE.sub("‹", passage.text)}\n</passage>'
