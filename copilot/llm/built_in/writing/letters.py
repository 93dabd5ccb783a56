"""What a message to a customer can be written from: their own figures and words, and nothing that is ours alone."""

import re

from copilot.evidence import Fact
from copilot.llm.built_in.agreements import agreements
from copilot.llm.built_in.letters import READERS
from copilot.llm.built_in.looking_up import measured_in
from copilot.llm.built_in.quoting import best_quotes, stems
from copilot.llm.built_in.writing.draft import RELEVANT, Draft, bullets

_ASKS_FOR_STEPS = re.compile(
    r"\bagreed?\b|\bagreements?\b|\bnext\b|\bsteps?\b|\bminutes\b|\brecap\b|\bfollow[- ]up\b"
    r"|\bvereinbar\w*|\bnächste\w*|\bschritte?\b|\bstand\b|\bconvenu\b|\bprochaines?\b|\bétapes?\b|\bsuite\b",
    re.I,
)
_FIGURES = {
    ("value_realised", "value", "roi"): re.compile(
        r"\bvalue\b|\bmoney\b|\bworth\b|\bsav(?:e[ds]?|ings?)\b|\bnutzen\b|\bgebracht\b|\bgespart\b|\bvaleur\b|\brapport\w*",
        re.I,
    ),
    ("next_renewal_date", "contract", "auto_renew", "arr", "days_to_renewal"): re.compile(
        r"\brenew\w*|\bcontract\w*|\bterm\b|\bprice\b|\bvertrag\w*|\bverläng\w*|\bpreis\w*|\bcontrat\w*|\brenouvel\w*|\bprix\b",
        re.I,
    ),
    ("seats", "licence_utilisation", "monthly_active_users", "usage_change_28d"): re.compile(
        r"\bseats?\b|\busage\b|\buse[drs]*\b|\badoption\b|\blicen[cs]es?\b|\blizenzen\b|\bplätze\b|\bnutzung\b|\butilis\w+",
        re.I,
    ),
}
"""The figures that a message is about, by its words."""
_TICKETS = re.compile(
    r"\btickets?\b|\boutage\b|\bincident\b|\bbugs?\b|\bissues?\b|\bproblems?\b|\bT-?\d+\b|\bausfall\w*|\bstörung\w*|\bpanne\b",
    re.I,
)
_PLAN = re.compile(
    r"\bnext\b|\bsteps?\b|\bplan\b|\bmilestones?\b|\bby when\b|\bwhere we are\b|\bstatus\b"
    r"|\bprogress\b|\bgoals?\b|\bdates?\b|\bstand\b|\bschritte?\b|\bziele?\b|\bbis wann\b|\bobjectifs?\b|\bétapes?\b"
    r"|\bavancement\b|\béchéances?\b",
    re.I,
)
_MOST_SAID, _MOST_AGREED = 4, 8
_FEWEST_WORDS = 5
"""A shorter line is a greeting or a signature."""


def letter(draft: Draft) -> str:
    """Tell what such a message may say, each with its source; where that is too little, say so."""
    head = [f"{{{fact.id}}}." for call in draft.turn.calls for fact in call.evidence.facts if fact.name == READERS]
    blocks = [list(dict.fromkeys(head))[:1]]
    if figures := _figures(draft):
        blocks.append(["Figures:", *(f"- {one.label}: {{{one.id}}}" for one in figures)])
    agreed = (
        agreements(draft.evidence.passages, limit=_MOST_AGREED) if _ASKS_FOR_STEPS.search(draft.plan.question) else []
    )
    if agreed:
        blocks.append(["What was agreed, word for word:", *bullets(agreed, dated=True)])
    near = best_quotes(draft.plan.bare, draft.evidence.passages, draft.embed, limit=_MOST_SAID, least=RELEVANT)
    said = [
        one
        for one in near
        if len(one.text.split()) >= _FEWEST_WORDS
        and not any(one.text in other.text or other.text in one.text for other in agreed)
    ]
    if said:
        blocks.append(["From notes that they may see:", *bullets(said, dated=True)])
    if len(blocks) == 1:
        blocks.append(
            ["I find nothing about this that they may read. Ask without the message to see what we have inside."]
        )
    else:
        blocks.append(["I don't write the message itself without a language model; this is what it can stand on."])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _figures(draft: Draft) -> list[Fact]:
    """Return the figures that the question asks for: by its words, or because its label shares some."""
    question = draft.plan.question
    wanted = [name for names, said in _FIGURES.items() if said.search(question) for name in names]
    wanted += measured_in(question)
    asked = stems(draft.plan.bare)
    facts = [fact for fact in draft.evidence.facts if fact.value is not None and fact.account_id]
    chosen = [one for one in facts if one.name in wanted or one.name.split(".")[0] in wanted]
    for name, asked_for in (("ticket", _TICKETS), ("milestone", _PLAN)):
        own = [one for one in facts if one.name == name]
        near = [one for one in own if stems(str(one.display)) & asked]
        chosen += near or (own if asked_for.search(question) else [])
    return list({one.id: one for one in chosen}.values())
