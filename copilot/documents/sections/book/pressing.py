"""Who needs somebody this week: the accounts by ARR at stake x urgency, with the terms and the next step."""

from collections import Counter

from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.risks import step_of
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.writing import part, table
from copilot.metrics.priorities import Priority, priorities
from copilot.metrics.signals import signal_fact

_SHOWN = 8
"""Accounts of a Monday, as the playbook of the operating rhythm says."""


def book_pressing(d: Overall) -> list[Part]:
    """Write the first of the ranked list with what fires at each, and what is to be done by whom."""
    first = most_pressing(d)
    if not first:
        return part("unknown", f"- I find {d.lack('no customer at which a risk signal fires')}.")
    total = sum(one.priority is not None for one in d.standings.values())
    count = d.count("pressing", "Customers with a risk", total, "accounts", "customers at which a risk signal fires")
    worst = first[0].account
    stake = d.arr(d.by_id[worst.account_id])
    rows = [_row(d, one) for one in first]
    return [
        *part(
            "fact",
            f"**{worst.name} comes first, with {stake} at stake.** At {count} a risk signal fires; "
            "these are ranked by ARR at stake x urgency.",
            table(["account", "ARR x urgency", "terms", "first reason"], rows),
        ),
        *part("plan", table(["by", "account", "next step", "who"], [_step(d, one) for one in first])),
    ]


def most_pressing(d: Overall) -> list[Priority]:
    """Return the first of the ranked list."""
    ranked = [one for one in d.standings.values() if one.priority is not None]
    ranked.sort(key=lambda one: (-(one.priority or 0), one.name, one.account_id))
    return priorities([d.by_id[one.account_id] for one in ranked[:_SHOWN]])


def reason(d: Overall, one: Priority) -> str:
    """Return the signal to begin with."""
    return d.put(signal_fact(one.first))


def _row(d: Overall, one: Priority) -> list[str]:
    return [one.account.name, d.put(one.score), _terms(d, one), reason(d, one)]


def _terms(d: Overall, one: Priority) -> str:
    """Return what the rank is made of: `$318,000 x 4.25: 3 high, 4 medium; renewal in 73 days`."""
    fired = Counter(signal.severity for signal in one.signals)
    said = ", ".join(f"{fired[severity]} {severity}" for severity in ("high", "medium", "low") if fired[severity])
    near = f"; renewal in {one.days_to_renewal} days" if one.days_to_renewal is not None else ""
    amounts = " and ".join(d.shown_arr(d.by_id[one.account.account_id]))
    fact = d.make(
        "priority_terms",
        "Terms of the rank",
        said,
        of=one.account,
        display=f"{amounts} x {one.urgency.normalize():f}: {said}{near}",
        formula=one.score.formula,
        records=one.score.rows,
    )
    return d.put(fact)


def _step(d: Overall, one: Priority) -> list[str]:
    step = step_of(one.first)
    who = f"{d.csm(one.account)}{step.owner.removeprefix('CSM')}"
    return [d.put(due_in(d, step.days)), f"{one.account.name} {d.cite(one.score)}", step.text, who]
