"""The decisions that the figures ask for, each with why, who and by when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from copilot.display import show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.book.foresight import score_tells
from copilot.documents.sections.book.health import band_fact, changed_band, in_band, red_ones
from copilot.documents.sections.book.renewals import far_apart
from copilot.documents.sections.book.unknown import count_of, without
from copilot.documents.writing import join, part, table
from copilot.evidence import Fact
from copilot.metrics.retention import UNKNOWN, grouped, retention
from copilot.metrics.revenue import due_next
from copilot.metrics.signals import days_to_renewal
from copilot.snapshot import Snapshot

_MOST, _EACH = 10, 3
_SOON, _NEAR = 90, 180
_FLOOR = Decimal("0.85")
"""GRR of a segment below which the CRO is told, as the playbook of the operating rhythm says."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be decided: within how many working days, about how much ARR, what, by whom, and why."""

    days: int
    arr: Decimal
    what: str
    who: str
    why: str


def book_decisions(d: Overall) -> list[Part]:
    """Write the decisions with date, owner and reason, the most urgent first."""
    found = decisions(d)
    if not found:
        return part("unknown", f"- I find {d.lack('nothing in these figures that asks for a decision')}.")
    rows = [[d.put(due_in(d, one.days)), one.what, one.who, one.why] for one in found[:_MOST]]
    play = f"Play: {d.playbook('head-of-cs-operating-rhythm')}"
    return part("plan", table(["by", "decide", "who", "why"], rows), play)


def decisions(d: Overall) -> list[Decision]:
    """Return the decisions that the figures ask for, the most urgent first."""
    found = [*_red(d), *_falling(d), *_disagreements(d), *_owners(d), *_segments(d), *_outcomes(d), *_weights(d)]
    return sorted(found, key=lambda one: (one.days, -one.arr))


def _red(d: Overall) -> Iterator[Decision]:
    red = in_band(d, "red")
    if red:
        worth = d.arr(*red, name="health_arr.red", label="ARR that is red")
        why = f"{red_ones(d)}, with {worth}"
        yield Decision(2, _weight(d, red), "a save plan for each red customer", d.in_role("head_of_cs"), why)


def _falling(d: Overall) -> Iterator[Decision]:
    """Ask for somebody above the CSM where the band is lower and the contract ends soon."""
    fallen = [one for one in changed_band(d, -1) if _ends_within(one, _SOON)]
    falling = [one for one in fallen if d.standings[one.account.account_id].health_band != "red"]
    for one in falling[:_EACH]:
        account = one.account
        end = d.make("renewal_end", "Contract ends", due_next(one)[0].end_date, of=account, unit="date")
        why = f"{d.put(band_fact(d, one))}, {d.arr(one)} ends on {d.put(end)}"
        who = f"{d.csm(account)} and {d.in_role('head_of_cs')}"
        yield Decision(2, d.weight(one), f"who speaks to the sponsor of {account.name} {d.cite(end)}", who, why)


def _disagreements(d: Overall) -> Iterator[Decision]:
    """Ask for one category where two sources are far apart and the contract ends soon."""
    soon = [one for one in far_apart(d) if one.due.days <= _SOON]
    told = {fact.account_id: fact for quarter in d.quarters for fact in quarter.disagreements}
    soon.sort(key=lambda one: -d.weight(d.by_id[one.due.account.account_id]))
    for one in soon[:_EACH]:
        snapshot = d.by_id[one.due.account.account_id]
        account, fact = snapshot.account, told[one.due.account.account_id]
        sales = d.colleague(account.sales_email, "Sales owner")
        who = f"{d.csm(account)} and {d.put(sales) if sales is not None else 'sales'}"
        yield Decision(4, d.weight(snapshot), f"the category of {account.name} {d.cite(fact)}", who, d.put(fact))


def _owners(d: Overall) -> Iterator[Decision]:
    if without(d, "csm"):
        yield Decision(
            5,
            _weight(d, without(d, "csm")),
            "a CSM by name for each customer without one",
            d.in_role("head_of_cs"),
            count_of(d, "csm"),
        )


def _segments(d: Overall) -> Iterator[Decision]:
    low, arr = [], Decimal(0)
    for group, members in grouped(d.snapshots, "segment").items():
        for one in retention(members, *d.period):
            if isinstance(one, Fact) and one.name == "grr" and Decimal(str(one.value)) < _FLOOR and group != UNKNOWN:
                fact = one.model_copy(update={"label": f"{one.label}, {show_word(group)}"})
                low.append(f"{show_word(group)} {d.put(fact)}")
                arr += _weight(d, members)
    if low:
        why = f"GRR of {join(low)}"
        yield Decision(5, arr, "what the CRO is told of the segments with a low GRR", d.in_role("head_of_cs"), why)


def _outcomes(d: Overall) -> Iterator[Decision]:
    """No value to point at when the renewal comes."""
    found = [one for name in ("outcomes", "value") for one in without(d, name) if _ends_within(one, _NEAR)]
    if found:
        formula = "customers without an outcome that can be counted, whose next contract ends within 180 days"
        records = [one.account for one in found]
        count = d.count("renewing_without_value", "Customers to measure", len(found), "accounts", formula, records)
        why = f"{count} renew soon without a value on record, worth {_worth(d, found)}"
        yield Decision(10, _weight(d, found), "an outcome for each renewal without a value on record", "the CSMs", why)


def _weights(d: Overall) -> Iterator[Decision]:
    if score_tells(d) is False:
        why = f"AUC {d.tell([d.backtest['health_auc']])}"
        what = "keep the weights, and read the lost renewals that were green"
        yield Decision(20, Decimal(0), what, d.in_role("head_of_cs"), why)


def _weight(d: Overall, some: Sequence[Snapshot]) -> Decimal:
    return sum(map(d.weight, some), Decimal(0))


def _ends_within(one: Snapshot, days: int) -> bool:
    left = days_to_renewal(one)
    return left is not None and left <= days


def _worth(d: Overall, some: Sequence[Snapshot]) -> str:
    return d.arr(*some, name="renewing_without_value_arr", label="ARR to measure")
