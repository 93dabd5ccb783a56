"""Health and change in a few lines, for somebody who has no time for the tables."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.changes import event_fact, is_told
from copilot.documents.sections.account.ended import end_fact, has_ended
from copilot.documents.writing import items, part
from copilot.metrics.account import measure
from copilot.metrics.comparison import change_fact, changes
from copilot.metrics.facts import show_number
from copilot.snapshot import days_before
from copilot.store.timeline import timeline

_USUALLY = 30
_WATCHED = ("arr", "licence_utilisation", "monthly_active_users", "open_tickets", "open_urgent_tickets", "nps")
_MOST = 5
_QUIET = ("survey", "internal", "ticket")


def pulse(d: Dossier) -> list[Part]:
    """Write the health with its reasons, the figures that differ, and the latest events."""
    since = d.order.options.since or days_before(d.as_of, _USUALLY)
    before = d.accounts.snapshot(d.account.account_id, d.scope, since)
    moved = [one for one in changes(measure(before)[0], d.measured) if one.name in _WATCHED and is_told(d, one)]
    figures = [f"{one.label}: {d.put(change_fact(one, d.account, since, d.as_of))}." for one in moved]
    events = [
        f"{d.put(event_fact(d, one))}."
        for one in timeline(d.accounts, d.account.account_id, d.scope, since, d.as_of)
        if one.kind not in _QUIET
    ]
    day = d.put(d.make("plan_date", "Compared with", since, unit="date", formula="the day compared with"))
    if not figures and not events:
        return [
            *part("fact", _health(d)),
            *part("unknown", f"- {d.finds} {d.missed('nothing that changed since')} {day}."),
        ]
    return part("fact", _health(d), f"Since {day}:", items([*figures, *events[:_MOST]]))


def _health(d: Dossier) -> str:
    """Write what each component brings in a sentence."""
    if has_ended(d):
        return f"**No health is counted since the contract ended on {d.put(end_fact(d))}.**"
    band, score = d.fact("health_band"), d.fact("health_score")
    if band is None or score is None:
        return f"The health cannot be told: {d.told('health_score')}."
    told = [
        f"{one.label} {show_number(one.points)} of {show_number(one.weight)} {d.cite(fact)}"
        for one in d.health.components
        if (fact := d.fact(f"health.{one.name}")) is not None and one.score is not None
    ]
    return f"**Health is {d.put(band)}, {d.put(score)}:** {'; '.join(told)}."
