"""All accounts by segment and by CSM: how many, worth how much, how they hold, and where we have been silent."""

from collections.abc import Sequence
from decimal import Decimal

from copilot.display import show_date, show_days, show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.book.health import in_band
from copilot.documents.writing import part, table
from copilot.evidence import Fact, Gap
from copilot.metrics.engagement import last_spoken
from copilot.metrics.pooled import name_some
from copilot.metrics.retention import UNKNOWN, grouped, retention
from copilot.metrics.revenue import active_subscriptions
from copilot.snapshot import Snapshot

_SHOWN = 10


def by_segment(d: Overall) -> list[Part]:
    """Write each segment with its customers, ARR, red ones, GRR and NRR."""
    if not d.customers and not d.facts("nrr"):
        return []
    rows = []
    for group, everyone in grouped(d.snapshots, "segment").items():
        called = "no segment" if group == UNKNOWN else show_word(group)
        held = retention(everyone, *d.period)
        rates = [d.tell([_of(one, called) for one in held if one.name == rate]) for rate in ("grr", "nrr")]
        members = [one for one in everyone if active_subscriptions(one)]
        rows.append([called, *_size(d, called, members), *rates])
    return part("fact", _lowest(d), table(["segment", "customers", "ARR", "red", "GRR", "NRR"], rows))


def _lowest(d: Overall) -> str:
    """Name the segment that holds least; nothing where there is none to hold it against."""
    held = [
        (Decimal(str(one.value)), one, group)
        for group, everyone in grouped(d.snapshots, "segment").items()
        for one in retention(everyone, *d.period)
        if isinstance(one, Fact) and one.name == "grr" and group != UNKNOWN
    ]
    if len(held) < 2 or len({one.label for _, one, _ in held}) > 1:
        return ""
    (_, least, weak), (_, most, strong) = (pick(held, key=lambda one: one[0]) for pick in (min, max))
    told = [f"{show_word(name)} {d.put(_named(one, show_word(name)))}" for one, name in ((least, weak), (most, strong))]
    return f"**GRR by segment: from {told[0]} to {told[1]}.**"


def by_csm(d: Overall) -> list[Part]:
    """Write whose the customers are: how many, worth how much, red ones, and with whom nobody has spoken for long."""
    ranked = sorted(grouped(d.customers, "csm").items(), key=lambda one: -sum(map(d.weight, one[1])))
    rows = [[d.csm(some[0].account), *_owned(d, email, some)] for email, some in ranked[:_SHOWN]]
    left = len(ranked) - _SHOWN
    more = ""
    if left > 0:
        more = (
            f"Not listed, with less ARR: {d.count('csms_more', 'CSMs', left, '', 'further CSMs with customers')} CSMs."
        )
    silent = silent_ones(d, d.customers)
    formula = "customers at which the signal fires that nobody has spoken to them for long"
    records = [one.account for one in silent]
    count = d.count("silent", "Silent customers", len(silent), "accounts", formula, records) if silent else ""
    worth = d.arr(*silent, name="silent_arr", label="ARR of the silent customers") if silent else ""
    verdict = (
        f"**With {count} nobody has spoken for too long, worth {worth}.**"
        if silent
        else f"I find {d.lack('no customer with whom nobody has spoken for too long')}."
        if d.customers
        else ""
    )
    return part("fact", verdict, table(["CSM", "customers", "ARR", "red", "silent", "longest silence"], rows), more)


def silent_ones(d: Overall, some: Sequence[Snapshot]) -> list[Snapshot]:
    """Return the customers with whom nobody has spoken for longer than the standards allow, or ever."""
    return [one for one in some if "no_contact_45d" in d.standings[one.account.account_id].risks]


def _owned(d: Overall, email: str, members: Sequence[Snapshot]) -> list[str]:
    called = d.team[email].name if email in d.team else "no known CSM"
    silent = silent_ones(d, members)
    formula = "customers at which the signal fires that nobody has spoken to them for long"
    records = [one.account for one in silent]
    count = d.count("silent", f"Silent customers, {called}", len(silent), "accounts", formula, records)
    return [*_size(d, called, members), count, _longest(d, members)]


def _longest(d: Overall, members: Sequence[Snapshot]) -> str:
    """Return the customer with whom we have not spoken for the longest time."""
    spoken = [(found, one) for one in members if (found := last_spoken(one)) is not None]
    if not spoken:
        return d.lack("no contact on record")
    (day, rows), one = min(spoken, key=lambda pair: (pair[0][0], pair[1].account.name))
    fact = d.make(
        "last_contact",
        "Last contact",
        day,
        of=one.account,
        unit="date",
        display=f"{show_days((d.as_of - day).days)}: {one.account.name}, last spoken to on {show_date(day)}",
        formula="the later of the latest note that is not internal and any contact's last_contacted",
        records=rows,
    )
    return d.put(fact)


def _size(d: Overall, called: str, members: Sequence[Snapshot]) -> list[str]:
    """Return how many customers a group has, their ARR, and which of them are red."""
    ids = {one.account.account_id for one in members}
    red = [one.account for one in in_band(d, "red") if one.account.account_id in ids]
    records = [one.account for one in members]
    formula = "accounts of the group with a running contract"
    count = d.count("customers", f"Customers, {called}", len(members), "accounts", formula, records)
    display = f"{len(red):,}: {name_some([one.name for one in red], 3)}" if red else "0"
    formula = "customers of the group whose health is red"
    fact = d.make(
        "health.red", f"Red, {called}", len(red), unit="accounts", display=display, formula=formula, records=red
    )
    return [count, d.arr(*members, label=f"ARR, {called}"), d.put(fact)]


def _of(measured: Fact | Gap, called: str) -> Fact | Gap:
    return measured if isinstance(measured, Gap) else _named(measured, called)


def _named(fact: Fact, called: str) -> Fact:
    return fact.model_copy(update={"label": f"{fact.label}, {called}"})
