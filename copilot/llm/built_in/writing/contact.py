"""Answers about where we stand with an account: the last contact, what is open, whether it has ended."""

from copilot.evidence import Fact
from copilot.llm.built_in.agreements import agreements, promises
from copilot.llm.built_in.quoting import best_quotes
from copilot.llm.built_in.writing.draft import Draft, bullets
from copilot.llm.built_in.writing.passages import notes


def last_contact(draft: Draft) -> str:
    """Write when we last spoke, in which note, and what was agreed in its words."""
    return "\n\n".join("\n".join(_last_contact_of(draft, account)) for account in draft.plan.accounts)


def _last_contact_of(draft: Draft, account: Fact) -> list[str]:
    facts = draft.told(account)
    note, contact = facts.get("note"), facts.get("last_contact_date")
    lines: list[str] = draft.nothing()
    if note:
        days = facts.get("days_since_contact")
        ago = f", {{{days.id}}} ago" if days and contact and contact.value == note.value else ""
        lines = [f"**We last spoke to {account.display} on {{{note.id}}}{ago}: {note.label}.**", ""]
        passages = draft.passages_of(account)
        if agreed := agreements(passages, limit=8):
            lines += ["What was agreed, in the note's words:", *bullets(agreed)]
        elif promised := promises(passages, limit=4):
            lines += ["I find no agreement written down in it. What was promised:", *bullets(promised)]
        else:
            lines += ["I find no agreement written down in it. What it says:"]
            lines += bullets(best_quotes(draft.plan.question, passages, draft.embed, limit=4, least=0.0))
    if contact and (note is None or str(contact.value) > str(note.value)):
        lines += ["", f"A contact is on record for {{{contact.id}}}, without a note."]
    return lines


_JUDGED = ("health_score", "csm_sentiment_reason", "licence_utilisation", "usage_change_28d")
"""What an account is judged by, where it is asked whether it is at risk."""


def open_points(draft: Draft) -> str:
    """Write what is open with each account: tickets, signals of risk, and what the last note left to do."""
    return "\n\n".join("\n".join(_open_with(draft, account)) for account in draft.plan.accounts)


def _open_with(draft: Draft, account: Fact) -> list[str]:
    facts = draft.facts_of(account)
    told = draft.told(account)
    band = told.get("health_band")
    lines = [f"**{account.display}: {{{band.id}}}**" if band else f"**Open with {account.display}**"]
    lines += [f"- {fact.label}: {{{fact.id}}}." for name in _JUDGED if (fact := told.get(name))]
    if tickets := told.get("tickets"):
        lines.append(f"- {tickets.label}: {{{tickets.id}}}.")
    lines += [f"  - {{{fact.id}}}." for fact in facts if fact.name == "ticket"]
    risks = [fact for fact in facts if fact.name.startswith("signal.") and fact.label.startswith("Risk")]
    late = [fact for fact in risks if "milestone" in fact.name]
    lines += [f"- Milestone: {{{fact.id}}}." for fact in late]
    lines += [f"- {fact.label}: {{{fact.id}}}." for fact in risks if fact not in late]
    if note := told.get("note"):
        passages = draft.passages_of(account)
        left = agreements(passages, limit=6) or promises(passages, limit=4)
        said = left or best_quotes(draft.plan.bare, passages, draft.embed, limit=2, least=0.0)
        lines += [f"- From the last note ({note.label}, {{{note.id}}}):", *bullets(said, indent="  ")]
    return lines


def ended(draft: Draft) -> str:
    """Answer why an account left: where its contract runs, that comes first."""
    running = []
    for account in draft.plan.accounts:
        told = draft.told(account)
        if "next_renewal_date" in told and told["arr"].value:
            ends, arr = told["next_renewal_date"], told["arr"]
            running.append(f"**A contract runs: {account.display}, ARR {{{arr.id}}}, next renewal {{{ends.id}}}.**")
        elif "stage" in told:
            worth = f", ARR {{{told['arr'].id}}}" if "arr" in told else ""
            running.append(f"**{account.display}: stage {{{told['stage'].id}}}{worth}.**")
    return "\n\n".join([*running, notes(draft)])
