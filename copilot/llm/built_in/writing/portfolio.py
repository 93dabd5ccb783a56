"""Answers about all accounts together: the figures, each group's, who moved them, the renewals ahead."""

from copilot.evidence import Fact
from copilot.llm.built_in.portfolio import asks_how_right
from copilot.llm.built_in.quoting import stems
from copilot.llm.built_in.writing.draft import Draft

_BRIEFLY = ("renewals_due_arr", "expected_renewals_arr")
_MOST_PAST = 4


def portfolio_metric(draft: Draft) -> str:
    """Write the figures that were asked for, then who moved them, then what cannot be told."""
    if draft.turn.called("renewal_forecast"):
        return _forecast(draft)
    read_as = [fact for fact in draft.evidence.facts if fact.name == "query"]
    facts = [fact for fact in draft.evidence.facts if fact.value is not None and fact.name != "query"]
    moved = [fact for fact in facts if fact.name.startswith("movement.")]
    asked = stems(draft.plan.question)
    whole = [fact for fact in facts if fact not in moved and ": " not in fact.label]
    whole.sort(key=lambda fact: not stems(fact.label) & asked)
    groups = [fact for fact in facts if fact not in moved and ": " in fact.label]
    lines = [f"- {fact.label}: {{{fact.id}}}" for fact in whole]
    if groups:
        lines += ["", "By group:", *(f"- {fact.label}: {{{fact.id}}}" for fact in groups)]
    if moved:
        lines += [
            "",
            "Who moved it most:",
            *(f"- {one.account_name}, {one.label.lower()}: {{{one.id}}}" for one in moved),
        ]
    lines += ["", *(f"Read as: {{{fact.id}}}." for fact in read_as)]
    return "\n".join([*lines, *_gaps(draft)])


def _forecast(draft: Draft) -> str:
    """Write what is due in each quarter and what to expect of it, where the sources disagree, how right they were."""
    facts = [fact for fact in draft.evidence.facts if fact.value is not None]
    lines = [f"- {fact.label}: {{{fact.id}}}" for fact in facts if fact.name.split(".")[0] in _BRIEFLY]
    apart = [fact for fact in facts if fact.name == "forecast_disagreement"]
    if apart:
        lines += ["", "Where they disagree:", *(f"- {{{fact.id}}}" for fact in apart)]
    past = [fact for fact in facts if fact.name == "health_auc" or fact.name.startswith("brier")]
    past.sort(key=lambda fact: fact.name != "health_auc")
    if past:
        told = ["How right they were before:", *(f"- {fact.label}: {{{fact.id}}}" for fact in past[:_MOST_PAST])]
        lines = [*told, "", *lines] if asks_how_right(draft.plan.question) else [*lines, "", *told]
    return "\n".join(lines or draft.nothing())


def _gaps(draft: Draft) -> list[str]:
    gaps: list[Fact] = [fact for fact in draft.evidence.facts if fact.value is None and fact.account_id is None]
    return [f"- Not known: {fact.label} ({{{fact.id}}})." for fact in gaps]
