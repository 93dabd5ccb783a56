"""Who needs somebody this week: the accounts by ARR at stake x urgency, with the terms and the next step."""

from collections import Counter

from copilot.display import show_date
from copilot.documents.cleaning import cleaned
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.risks import step_of
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.writing import part, table
from copilot.metrics.engagement import last_spoken
from copilot.metrics.priorities import Priority, priorities
from copilot.metrics.signals import signal_fact

_SHOWN, _JUST_SPOKEN = 8, 14
"""Accounts of a Monday, as the playbook of the operating rhythm says; days after a talk in which no call is due."""

_CALLS = frozenset(("power_role_detractor",))
"""Signals whose step is a call about a reason."""


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
    text = _taken_up(d, one) or step.text
    return [d.put(due_in(d, step.days)), f"{one.account.name} {d.cite(one.score)}", text, who]


def _taken_up(d: Overall, one: Priority) -> str:
    """Return what to do where a call is asked for and there was one in the last two weeks; else nothing."""
    spoken = last_spoken(d.by_id[one.account.account_id])
    if one.first.id not in _CALLS or spoken is None or (d.as_of - spoken[0]).days > _JUST_SPOKEN:
        return ""
    for note in d.documents.latest_notes(one.account.account_id, d.scope, d.as_of, 1):
        if note.passages:
            where = f"“{cleaned(note.title)}” of {show_date(note.date)} {d.cite(note.passages[0])}"
            return f"Take up what was said in {where}, and answer it with one thing and a date"
    return ""
