"""What changed since the last document of the kind, or since a day: fact by fact, and what happened."""

from copilot.display import show_date
from copilot.documents.cleaning import cleaned
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import items, part, table
from copilot.evidence import Fact
from copilot.metrics.account import measure
from copilot.metrics.comparison import change_fact, changes
from copilot.snapshot import days_before
from copilot.store.timeline import Event, timeline

_USUALLY = 30
_MOST = 12
_FIRST = ("health_score", "health_band", "arr", "licence_utilisation", "monthly_active_users", "open_tickets", "nps")


def changed(d: Dossier) -> list[Part]:
    """Write the facts that differ from then, and the events since."""
    since = d.order.options.since or days_before(d.as_of, _USUALLY)
    before = d.accounts.snapshot(d.account.account_id, d.scope, since)
    found = [one for one in changes(measure(before)[0], d.measured) if "." not in one.name]
    found.sort(key=lambda one: _FIRST.index(one.name) if one.name in _FIRST else len(_FIRST))
    rows = [[one.label, d.put(change_fact(one, d.account, since, d.as_of))] for one in found[:_MOST]]
    happened = [
        d.put(event_fact(d, one)) for one in timeline(d.accounts, d.account.account_id, d.scope, since, d.as_of)
    ]
    if not rows and not happened:
        return part("unknown", f"- {d.finds} {d.missed(f'nothing that changed since {show_date(since)}')}.")
    head = f"Since {d.put(d.make('plan_date', 'Compared with', since, unit='date', formula='the day compared with'))}:"
    return part("fact", head, table(["fact", "now and then"], rows), items(f"{one}." for one in happened[:_MOST]))


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
