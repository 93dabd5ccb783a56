"""Answers about single accounts: the brief, figures, the comparison, what happened."""

import re
from collections.abc import Sequence

from copilot.display import show_date
from copilot.evidence import NOTHING, Fact
from copilot.llm.built_in.agreements import agreements
from copilot.llm.built_in.periods import names_a_month
from copilot.llm.built_in.quoting import best_quotes, stems
from copilot.llm.built_in.writing.draft import RELEVANT, Draft, bullets
from copilot.llm.built_in.writing.noted import noted

_FORESEES = re.compile(
    r"\bchurn\w*\b|\bat risk\b|\bleave us\b|\b(?:will|going to)\b.{0,30}\b(?:renew|stay|leave)\b", re.I
)
_ASKED_IN_OTHER_WORDS = {
    "csm_email": re.compile(r"\b(?:CSM|looks? after|takes? care|responsible|in charge|owns?|owner|manager)\b", re.I),
    "sales_email": re.compile(r"\bsales\b|\baccount executive\b|\bAE\b", re.I),
    "customer_since": re.compile(r"\bsince when\b|\bhow long\b|\bcustomer since\b", re.I),
    "csm_sentiment": re.compile(r"\b(?:rate[sd]?|rating|sentiment)\b", re.I),
}
"""Words for a fact that its label does not resemble."""
_PROFILE = ("segment", "stage", "industry", "region", "csm_email")


def brief(draft: Draft) -> str:
    """Write what to know before a meeting: money, use, people, tickets, the last talk."""
    foresees = (
        ["I can't say what they will do. This is what is known:"] if _FORESEES.search(draft.plan.question) else []
    )
    return "\n\n".join([*foresees, *(_brief_of(draft, account) for account in draft.plan.accounts)])


def _brief_of(draft: Draft, account: Fact) -> str:
    facts = draft.told(account)
    head = [facts[name] for name in ("arr", "next_renewal_date", "csm_sentiment") if name in facts]
    lines = [f"**{account.display}: {_in_a_row(head)}.**" if head else f"**{account.display}**"]
    use = [facts[name] for name in ("monthly_active_users", "licence_utilisation", "usage_change_28d") if name in facts]
    if use:
        lines.append(f"- Use: {_in_a_row(use)}.")
    lines += [f"- {fact.label}: {{{fact.id}}}." for fact in draft.facts_of(account) if fact.name == "contradiction"]
    if reason := facts.get("csm_sentiment_reason"):
        lines.append(f"- The CSM's reason: {{{reason.id}}}.")
    lines += [f"- {fact.label}: {{{fact.id}}}." for fact in draft.facts_of(account) if _is_contact(fact)]
    tickets = [fact for fact in draft.facts_of(account) if fact.name == "ticket"]
    if not tickets and "open_tickets" in facts:
        lines.append(f"- Open tickets: {{{facts['open_tickets'].id}}}.")
    lines += [f"- Open: {{{fact.id}}}." for fact in tickets]
    if note := facts.get("note"):
        lines.append(f"- Last spoken: {note.label}, {{{note.id}}}.")
        passages = draft.passages_of(account)
        agreed = agreements(passages, limit=4)
        said = agreed or best_quotes(draft.plan.question, passages, draft.embed, limit=3, least=0.0)
        lines += bullets(said, indent="  ")
    else:
        lines += [f"- {line}" for line in draft.nothing()]
    return "\n".join(lines + draft.gaps_of(account))


def figures(draft: Draft) -> str:
    """Write the figures, those named in the question first, and what notes say where it asks for more than a figure."""
    asked = stems(draft.plan.question)
    in_order = sorted(draft.evidence.facts, key=lambda fact: not stems(fact.label) & asked)
    body = _facts_of_accounts(draft, in_order, with_gaps=True, dated=names_a_month(draft.plan.question))
    return "\n".join([body, *noted(draft)])


def milestones(draft: Draft) -> str:
    """Write which milestones are open, or that none is, and what notes say of them."""
    none = [f"{{{fact.id}}}" for call in draft.turn.called("list_milestones") for fact in _nothing(call.evidence.facts)]
    found = [fact for fact in draft.evidence.facts if fact.name == "milestone"]
    body = [_facts_of_accounts(draft, found)] if found else []
    return "\n".join([*body, *none, *noted(draft)])


def _nothing(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.name == NOTHING]


def profile(draft: Draft) -> str:
    """Answer with the facts that the question asks for in other words, or whose label it resembles most."""
    facts = [fact for fact in draft.evidence.facts if fact.account_id and fact.value is not None]
    if not facts:
        return _facts_of_accounts(draft, [], with_gaps=True)
    asked = [name for name, pattern in _ASKED_IN_OTHER_WORDS.items() if pattern.search(draft.plan.question)]
    if meant := [fact for fact in facts if fact.name in asked]:
        return "\n".join([_facts_of_accounts(draft, meant), *noted(draft)])
    vectors = draft.embed([draft.plan.question, *(fact.label for fact in facts)])
    scores = (vectors[1:] @ vectors[0]).tolist()
    best = max(scores)
    near = [fact for fact, score in zip(facts, scores, strict=True) if score >= max(best - 0.05, RELEVANT)]
    if near:
        return "\n".join([_facts_of_accounts(draft, near), *noted(draft)])
    body = _facts_of_accounts(draft, [fact for fact in facts if fact.name in _PROFILE])
    return "\n".join([f"I find no fact of that name. On record:\n\n{body}", *noted(draft)])


def compare(draft: Draft) -> str:
    """Write the facts of several accounts side by side."""
    accounts = draft.plan.accounts
    lines = [f"| | {' | '.join(account.display for account in accounts)} |", f"|---|{'---|' * len(accounts)}"]
    known = {(fact.account_id, fact.name): fact for fact in draft.evidence.facts}
    labels = {fact.name: fact.label for fact in draft.evidence.facts if fact.value is not None}
    for name, label in labels.items():
        found = [known.get((account.account_id, name)) for account in accounts]
        cells = [f"{{{fact.id}}}" if fact else "not on record" for fact in found]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def timeline(draft: Draft) -> str:
    """Write what happened at each account, newest first."""
    blocks = []
    for account in draft.plan.accounts:
        events = [f"- {{{fact.id}}}: {fact.label}" for fact in draft.facts_of(account) if fact.value is not None]
        blocks.append("\n".join([f"**{account.display}, newest first**", *events]))
    return "\n\n".join([*blocks, *draft.nothing()])


def _facts_of_accounts(draft: Draft, facts: Sequence[Fact], *, with_gaps: bool = False, dated: bool = False) -> str:
    """Write facts one a line under the account, the gaps after them; `dated` says of which day they are.

    Figures of another day than the as-of date always say so first.
    """
    blocks: list[str] = []
    for account in draft.plan.accounts:
        own = [fact for fact in facts if fact.account_id == account.account_id and fact.value is not None]
        gaps = draft.gaps_of(account) if with_gaps else []
        shown = next((fact for fact in own if dated or fact.as_of != draft.as_of), None)
        day = f", as of {show_date(shown.as_of)} [{shown.id}]" if shown else ""
        lines = [f"**{account.display}{day}**", *(f"- {fact.label}: {{{fact.id}}}" for fact in own), *gaps]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _in_a_row(facts: Sequence[Fact]) -> str:
    return ", ".join(
        f"{fact.label[:1].lower() if fact.label[1:2].islower() else fact.label[:1]}{fact.label[1:]} {{{fact.id}}}"
        for fact in facts
    )


def _is_contact(fact: Fact) -> bool:
    return bool(fact.rows) and fact.rows[0].table == "contacts" and fact.unit == "" and isinstance(fact.value, str)
