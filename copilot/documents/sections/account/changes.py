"""What changed since the last document of the kind, or since a day: fact by fact, and what happened."""

from copilot.display import show_date
from copilot.documents.cleaning import cleaned
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.ended import has_ended
from copilot.documents.writing import items, part, table
from copilot.evidence import Fact
from copilot.metrics.account import measure
from copilot.metrics.comparison import Change, change_fact, changes
from copilot.snapshot import days_before
from copilot.store.timeline import Event, timeline

_USUALLY = 30
_OF_A_STAGE = "maturity_missing"
_MOST, _IN_SHORT = 12, 2
_FIRST = ("health_score", "health_band", "arr", "licence_utilisation", "monthly_active_users", "open_tickets", "nps")


def changed(d: Dossier) -> list[Part]:
    """Write the facts that differ from then, and the events since."""
    since = d.order.options.since or days_before(d.as_of, _USUALLY)
    before = d.accounts.snapshot(d.account.account_id, d.scope, since)
    found = [one for one in changes(measure(before)[0], d.measured) if "." not in one.name and is_told(d, one)]
    found.sort(key=lambda one: _FIRST.index(one.name) if one.name in _FIRST else len(_FIRST))
    told = [(one.label, d.put(change_fact(one, d.account, since, d.as_of))) for one in found[:_MOST]]
    happened = [
        d.put(event_fact(d, one)) for one in timeline(d.accounts, d.account.account_id, d.scope, since, d.as_of)
    ]
    if not told and not happened:
        return part("unknown", f"- {d.finds} {d.missed(f'nothing that changed since {show_date(since)}')}.")
    day = d.put(d.make("plan_date", "Compared with", since, unit="date", formula="the day compared with"))
    first = "; ".join(f"{label}: {shown}" for label, shown in told[:_IN_SHORT]) or f"{d.finds} {_no_other(d)}"
    rows = [list(one) for one in told[_IN_SHORT:]]
    events = items(f"{one}." for one in happened[:_MOST])
    return part("fact", f"**Since {day}: {first}.**", table(["fact", "now and then"], rows), events)


def is_told(d: Dossier, change: Change) -> bool:
    """Tell whether a change says anything: that nothing is counted any more goes with the end of the contract.

    What is missing for the next stage of maturity is of another stage than it was, and cannot be compared.
    """
    return change.name != _OF_A_STAGE and (change.after is not None or not has_ended(d))


def _no_other(d: Dossier) -> str:
    return d.missed("no figure that differs")


def event_fact(d: Dossier, event: Event) -> Fact:
    """Return something that happened as a fact of its day."""
    return d.make(
        "event",
        event.kind.capitalize(),
        cleaned(event.text),
        display=f"{show_date(event.date)}: {cleaned(event.text)}",
        formula="a row that carries this date",
        records=[event.record],
        as_of=event.date,
    )
