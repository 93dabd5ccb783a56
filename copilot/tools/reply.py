"""How a tool answers: short text with handles for the model, the evidence itself as the artifact."""

from collections.abc import Sequence
from typing import Any

from copilot.evidence import NOTE, NOTHING, Evidence, Fact, Gap, Passage
from copilot.grounding.telling import fact_line, passage_block, without_orders
from copilot.metrics.facts import gap_fact
from copilot.tools.context import CopilotContext
from copilot.tools.outward import Outward

Reply = tuple[str, dict[str, Any]]
"""The text that the model reads, and the evidence as JSON, which a checkpoint keeps as it is."""


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
    says what was left out: each can be cited. Where the user asks for a text that a customer is to read, it holds only
    what they may read, and says so.
    """
    told = [*map(without_orders, facts), *(gap_fact(gap, context.as_of) for gap in gaps)]
    outward = Outward(context) if context.is_for_customer else None
    if outward:
        told, passages, note = outward.facts(told), outward.passages(passages), ""
    if not (told or passages):
        told.append(gap_fact(Gap(name=NOTHING, reason=nothing), context.as_of))
    if note:
        told.append(gap_fact(Gap(name=NOTE, reason=note), context.as_of))
    if outward:
        told.append(outward.told())
    named = context.ledger.add_facts(told)
    cited = context.ledger.add_passages(passages)
    lines = [fact_line(fact) for fact in named] + [passage_block(passage) for passage in cited]
    return "\n".join(lines), Evidence(facts=named, passages=cited).model_dump(mode="json")
