"""Who at the customer agreed to how a value is counted; where nobody did, the method comes before the money."""

import re
from collections.abc import Sequence
from decimal import Decimal

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import (
    is_opinion,
    is_signed,
    signature_of,
    source_shown,
    told_signature,
)
from copilot.documents.sections.account.milestones import milestone_fact, open_milestones
from copilot.documents.sections.account.promises import fate_of, promises_of
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.plan.people import is_over
from copilot.documents.sections.review.period import active_people, whose
from copilot.documents.writing import items, join, part
from copilot.evidence import Fact
from copilot.metrics.value import known_outcomes, value_of
from copilot.records import Contact, Outcome

_METHOD = re.compile(
    r"\b(?:methods?\b|method of|how (?:it|this|we) (?:is |are )?(?:measured?|counted?)|way of (?:measuring|counting)"
    r"|methoden?\b|messmethode\w*|zählweise|wie (?:wir|gemessen)|méthodes?\b|mode de calcul)",
    re.I,
)
_NAMED, _AGREED = 3, 2
_DECIDES = ("economic_buyer", "executive_sponsor")


def agreed_total(d: Dossier) -> str:
    """Return what all outcomes are worth in a year, as a headline; nothing where nobody agreed to any of it."""
    counted = [one for one in known_outcomes(d.snapshot) if value_of(one) is not None]
    agreed = [one for one in counted if is_signed(d, one)]
    totals = d.facts("value_realised")
    if not agreed or not totals or any(is_opinion(one) for one in counted):
        return ""
    amounts = " and ".join(d.put(one) for one in totals)
    if len(agreed) == len(counted):
        return f"**{amounts} a year is measured, all of it agreed to on {whose(d)} side.**"
    if len(totals) > 1:
        return f"**{amounts} a year is measured, a part of it agreed to on {whose(d)} side.**"
    return f"**{amounts} a year is measured, {d.put(_worth_of(d, agreed))} of it agreed to on {whose(d)} side.**"


def method_first(d: Dossier, shown: Sequence[Outcome]) -> list[Part]:
    """Write that a method is to be agreed on before an amount is told, with whom, and what is agreed on it already."""
    open_ones = [one for one in shown if not is_signed(d, one)]
    if not open_ones or is_over(d):
        return []
    figures = join([f"“{one.metric}” {d.cite(outcome_fact(d, one))}" for one in open_ones[:_NAMED]])
    gap = d.missed(f"no name of {whose(d)} people under it yet" if len(open_ones) == 1 else "no name under them yet")
    who, verb = _who_decides(d), "is" if len(open_ones[:_NAMED]) == 1 else "are"
    if d.is_internal:
        lead = f"**The method before the money:** have {who} agree to how {figures} {verb} counted; I find {gap}."
    else:
        lead = f"**How we count it comes first:** please have {who} say whether this holds: {figures}."
    return part("plan", lead, items([*_on_the_plan(d), *_in_words(d)]))


def agreements(d: Dossier, shown: Sequence[Outcome]) -> list[str]:
    """Say who put a name under which figure: the person, where a shared note tells it, else what its source says."""
    found: dict[str, list[str]] = {}
    for one in shown:
        if not is_signed(d, one):
            continue
        signature = signature_of(d, one)
        figure = f"“{one.metric}” {d.cite(outcome_fact(d, one))}"
        said = (
            told_signature(d, signature) if signature is not None else f"Agreed to, by its source: {source_shown(one)}"
        )
        found.setdefault(said, []).append(figure)
    return [f"{said}: {join(figures)}." for said, figures in found.items()]


def _worth_of(d: Dossier, agreed: Sequence[Outcome]) -> Fact:
    return d.make(
        "value.agreed",
        "Value a year that was agreed to",
        sum((value_of(one) or Decimal(0) for one in agreed), Decimal(0)),
        unit=agreed[0].currency or "",
        formula="sum of the values of the outcomes with a name of the customer's under them",
        records=list(agreed),
    )


def _who_decides(d: Dossier) -> str:
    """Name who of the customer's people says what a result is worth: who decides on the budget, else the sponsor."""
    found: Contact | None = next(
        (one for role in _DECIDES for one in active_people(d) if one.role == role and d.may_show(one.name)), None
    )
    if found is None:
        return f"somebody from {whose(d)} Finance, still to be named,"
    title = f", {found.title}," if found.title else ""
    return f"{found.name} {d.cite(d.person(found))}{title}"


def _on_the_plan(d: Dossier) -> list[str]:
    """Return the open milestone that is about the method."""
    shown = {one.milestone_id for one in d.milestones}
    found = [one for one in open_milestones(d) if one.milestone_id in shown and _METHOD.search(one.name)]
    return [f"On the plan: {d.put(milestone_fact(d, one))}." for one in found[:1]]


def _in_words(d: Dossier) -> list[str]:
    """Return what was agreed on the method in conversation and is not over."""
    found = [one for one in d.once(promises_of) if _METHOD.search(one.text) and not fate_of(d, one).is_over]
    return [f"In conversation: “{one.text}” {d.cite(one.passage)}" for one in found[-_AGREED:]]
