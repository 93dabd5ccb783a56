"""The result: each outcome from its baseline to now, and what that is worth, with the sum in words."""

import re
from decimal import Decimal

from copilot.display import show_date, show_days, show_money
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import (
    is_fresh,
    is_opinion,
    is_signed,
    source_shown,
)
from copilot.documents.sections.account.value import lacking, outcome_fact
from copilot.documents.sections.account.value import shown as told_number
from copilot.documents.sections.plan.people import is_over
from copilot.documents.sections.review.method import agreed_total, agreements, method_first
from copilot.documents.sections.review.period import whose
from copilot.documents.writing import items, part, table
from copilot.evidence import Fact
from copilot.metrics.health import HUNDRED, attainment
from copilot.metrics.value import known_outcomes, missing_inputs, value_of
from copilot.records import Outcome

_TITLE, _MOST = 84, 5
_PERCENT = re.compile(r"percent|per cent|prozent|pour ?cent|%", re.I)


def review_value(d: Dossier) -> list[Part]:
    """Write the result first, then each outcome with its sum, and what is not measured yet.

    What all of it is worth leads where somebody at the customer agreed to it; else the method comes before the money.
    """
    outcomes = known_outcomes(d.snapshot)
    if not outcomes:
        return part("unknown", f"- {d.finds} {d.missed('no outcome agreed on, so no result that could be told')}.")
    shown = presentable(d)
    if not shown:
        told = f"**{d.finds} {d.missed('no measured result yet')}.**"
        return part("unknown", told, items(_not_measured(d, outcomes, shown)))
    first = shown[:_MOST]
    more = "Shown are those that are worth most." if len(shown) > _MOST else ""
    lines = [*_behind(d, first), *agreements(d, first), *(_sum(d, one) for one in first)]
    return [
        *part("fact", agreed_total(d) or _lead(d, shown)),
        *method_first(d, first),
        *part("fact", _table(d, first), more, items(lines), _price(d)),
        *part("unknown", items(_not_measured(d, outcomes, shown))),
    ]


def presentable(d: Dossier) -> list[Outcome]:
    """Return the outcomes that have a baseline and a figure of now, those worth most first, and opinions last.

    A customer is shown no figure that rests on opinions: their finance would not sign it.
    """
    measured = [
        one
        for one in known_outcomes(d.snapshot)
        if one.baseline is not None and one.current is not None and (d.is_internal or not is_opinion(one))
    ]
    return sorted(measured, key=lambda one: (is_opinion(one), -(value_of(one) or Decimal(0))))


def number(value: Decimal | None) -> str:
    """Write a measured number with all its digits."""
    return "not noted" if value is None else f"{value.normalize():,f}"


def worth_fact(d: Dossier, outcome: Outcome) -> Fact | None:
    """Return what an outcome is worth in a year, its sum told in words; None while an input is missing."""
    worth = value_of(outcome)
    if worth is None or outcome.currency is None or outcome.value_per_unit is None or outcome.target is None:
        return None
    before, now, unit = number(outcome.baseline), number(outcome.current), outcome.unit or ""
    change = f"{now} less {before}" if outcome.target >= (outcome.baseline or 0) else f"{before} less {now}"
    each = show_money(outcome.value_per_unit, outcome.currency)
    volume = number(outcome.volume_per_year)
    return d.make(
        f"value.{outcome.outcome_id}",
        f"Value of “{outcome.metric}”",
        worth,
        unit=outcome.currency,
        display=f"({change} {unit}) x {volume} a year x {each} = {show_money(worth, outcome.currency)} a year",
        formula="(change from baseline to now, towards the target) x volume a year x value of one unit",
        records=[outcome],
        as_of=outcome.as_of,
    )


def _lead(d: Dossier, shown: list[Outcome]) -> str:
    """Return the one message: the result that is worth most, without its amount, to which nobody agreed yet."""
    best = shown[0]
    sign = " %" if _PERCENT.fullmatch(best.unit or "") else ""
    change = f"{best.metric}: {number(best.baseline)}{sign} before, {number(best.current)}{sign} now"
    cited = d.cite(outcome_fact(d, best))
    if len(change) < _TITLE:
        return f"**{change} {cited}.**"
    return f"**{number(best.baseline)}{sign} before, {number(best.current)}{sign} now: {best.metric} {cited}.**"


def _behind(d: Dossier, shown: list[Outcome]) -> list[str]:
    """Say plainly what is worse than before or short of its target, and that we begin with our own part."""
    told = []
    for one in shown:
        cited, is_worse = d.cite(outcome_fact(d, one)), _gain(one) < 0
        if is_worse:
            told.append(f"“{one.metric}” is not better than before {cited}: we look for our own part in it first.")
        elif one.target is not None and attainment(one) != HUNDRED:
            now, target = told_number(one.current, one.unit), told_number(one.target, one.unit)
            told.append(f"“{one.metric}” is not at its target yet: {now} now, {target} is the target {cited}.")
    return told


def _gain(one: Outcome) -> Decimal:
    """Return how far an outcome came, towards its target; without one it is not known what would be better."""
    if one.target is None or one.baseline is None or one.current is None:
        return Decimal(0)
    return one.current - one.baseline if one.target >= one.baseline else one.baseline - one.current


def _table(d: Dossier, shown: list[Outcome]) -> str:
    rows = [
        [
            one.metric,
            told_number(one.baseline, one.unit),
            told_number(one.current, one.unit),
            told_number(one.target, one.unit) if one.target is not None else "none yet",
            _measured_on(d, one),
            f"{source_shown(one) or 'not noted'} {d.cite(outcome_fact(d, one))}",
        ]
        for one in shown
    ]
    return table(["outcome", "before", "now", "target", "measured on", "source"], rows)


def _measured_on(d: Dossier, one: Outcome) -> str:
    if one.as_of is None:
        return "day not noted"
    if is_fresh(one, d.as_of):
        return show_date(one.as_of)
    old = d.make(
        "outcome",
        "Measured on",
        one.as_of,
        display=f"{show_date(one.as_of)}, {show_days((d.as_of - one.as_of).days)} ago",
        formula="the day of the measurement",
        records=[one],
        as_of=one.as_of,
    )
    return d.put(old) if is_over(d) else f"{d.put(old)}: to be measured again"


def _sum(d: Dossier, one: Outcome) -> str:
    worth = worth_fact(d, one)
    by = "" if is_signed(d, one) else "Counted this way, w"
    return f"{by or 'W'}hat “{one.metric}” is worth: {d.put(worth)}." if worth is not None else ""


def _price(d: Dossier) -> str:
    """Set the value against what is paid; a customer is shown it where it is more than that."""
    roi, paid, total = d.fact("roi"), d.facts("arr"), d.facts("value_realised")
    counted = [one for one in known_outcomes(d.snapshot) if value_of(one) is not None]
    is_shaky = any(is_opinion(one) for one in counted)
    if roi is None or not total or not (d.is_internal or (Decimal(str(roi.value)) >= 1 and not is_shaky)):
        return ""
    amounts = " and ".join(d.put(one) for one in total)
    price = " and ".join(d.put(one) for one in paid)
    times = d.make(
        "roi",
        "Value against the price",
        roi.value or 0,
        unit="times",
        display=f"{Decimal(str(roi.value)):,.2f} times",
        formula="value a year / what is paid a year",
        records=roi.rows,
    )
    who = "they" if d.is_internal else "you"
    by = "Together" if all(is_signed(d, one) for one in counted) else "Counted this way, together"
    return f"{by} {amounts} a year, against {price} a year that {who} pay: {d.put(times)}."


def _not_measured(d: Dossier, outcomes: list[Outcome], shown: list[Outcome]) -> list[str]:
    lines = []
    for one in outcomes:
        lacks = missing_inputs(one)
        if is_opinion(one):
            told = f"“{one.metric}” rests on opinions; {whose(d)} own records have not measured it"
            lines.append(f"{d.missed(told)}.")
        elif lacks:
            what = "has no result so far" if one not in shown else "has no value in money"
            lines.append(f"“{one.metric}” {what}: {lacking(d, one)} {d.cite(outcome_fact(d, one))}.")
    return lines
