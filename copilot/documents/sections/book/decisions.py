"""The decisions that the figures ask for, each with why, who and by when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from copilot.display import show_days, show_money, show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.book.foresight import score_tells
from copilot.documents.sections.book.health import band_fact, changed_band, in_band
from copilot.documents.sections.book.renewals import far_apart
from copilot.documents.sections.book.unknown import count_of, without
from copilot.documents.writing import join, part, table
from copilot.evidence import Fact, RowRef
from copilot.metrics.pooled import name_some
from copilot.metrics.retention import UNKNOWN, Movement, grouped, retention
from copilot.metrics.revenue import due_next
from copilot.metrics.signals import days_to_renewal
from copilot.records import Record
from copilot.snapshot import Snapshot

_MOST, _EACH, _SHOWN = 10, 3, 5
_SOON, _NEAR = 90, 180
_FLOOR = Decimal("0.85")
"""GRR of a segment below which the CRO is told, as the playbook of the operating rhythm says."""
_LEAST_SHARE = Decimal("0.01")
"""The share of all ARR from which on a single account is put before the Head of CS."""
_SHORTEST, _YEAR = 7, 365
"""Days that a renewal is taken to be ahead at least, and those of what has no renewal ahead."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be decided: within how many working days, how it presses, the ARR at stake, what, who, and why.

    `press` is what it is ranked by, ARR at stake for each day left; `near` the days to the first of its renewals.
    """

    days: int
    press: Decimal
    near: int | None
    stake: str
    what: str
    who: str
    why: str


def book_decisions(d: Overall) -> list[Part]:
    """Write the decisions with date, owner and reason, those first that press most."""
    found = decisions(d)
    if not found:
        return part("unknown", f"- I find {d.lack('nothing in these figures that asks for a decision')}.")
    first = found[0]
    verdict = f"**First, with {first.stake} at stake: {first.what}.**" if first.stake else ""
    rows = [
        [d.put(due_in(d, one.days)), one.what, one.stake, _pressing(d, one), one.who, one.why] for one in found[:_MOST]
    ]
    head = ["by", "decide", "ARR at stake", "for each day left", "who", "why"]
    return part("plan", verdict, _order(d), table(head, rows))


def decisions(d: Overall) -> list[Decision]:
    """Return the decisions that the figures ask for, those first that press most: ARR at stake for each day left."""
    return d.once(_decisions)


def _decisions(d: Overall) -> list[Decision]:
    found = [*_red(d), *_falling(d), *_disagreements(d), *_owners(d), *_segments(d), *_outcomes(d), *_weights(d)]
    return sorted(found, key=lambda one: (-one.press, one.days))


def _press(d: Overall, some: Sequence[Snapshot]) -> tuple[Decimal, int | None]:
    """Return the ARR of some accounts for each day left to their renewals, and the days to the first of these."""
    left = [(d.weight(one), days_to_renewal(one)) for one in some]
    press = sum((arr / (_YEAR if days is None else max(days, _SHORTEST)) for arr, days in left), Decimal(0))
    return press, min((days for _, days in left if days is not None), default=None)


def _pressing(d: Overall, one: Decision) -> str:
    """Return what a decision is ranked by; nothing where amounts cannot be added up."""
    if not one.press or len(d.units.all) > 1:
        return ""
    near = f", next renewal in {show_days(one.near)}" if one.near is not None else ""
    return d.put(
        d.make(
            "decision_press",
            "ARR at stake for each day left",
            one.press,
            unit=d.units.all[0],
            display=f"{show_money(one.press.quantize(Decimal(1)), d.units.all[0])} a day{near}",
            formula=f"sum of ARR / days to the renewal, {_SHORTEST} at least, {_YEAR} without one{d.units.words}",
            records=d.units.rates,
        )
    )


def _least(d: Overall) -> Decimal:
    """Return the ARR below which a single account is its CSM's; nothing where amounts cannot be added up."""
    return _LEAST_SHARE * _weight(d, d.customers) if len(d.units.all) == 1 else Decimal(0)


def _order(d: Overall) -> str:
    """Say how the decisions are ranked, from what ARR on a single account is listed, and how many are not."""
    rule = "ARR at stake divided by the days left to its renewal"
    told = d.make(
        "decision_rank",
        "Rank of the decisions",
        rule,
        display=f"{rule} ({_SHORTEST} days at least, {_YEAR} where no renewal is ahead)",
        formula="sum over the accounts of a decision",
    )
    order = f"Ranked by what presses: {d.put(told)}; the play is {d.playbook('head-of-cs-operating-rhythm')}"
    least = _least(d)
    if not least:
        return f"{order}."
    told = d.make(
        "decision_threshold",
        "ARR from which an account is listed here",
        least,
        unit=d.units.all[0],
        formula=f"1 % of the ARR of all customers{d.units.words}",
        records=d.units.rates,
    )
    asked = {
        one.account.account_id
        for some in (in_band(d, "red"), _fallen(d), _contested(d), _unmeasured(d))
        for one in some
    }
    below = [one for one in d.customers if one.account.account_id in asked and d.weight(one) < least]
    said = f"{order}; single accounts are listed from {d.put(told)} on, 1 % of all ARR"
    if not below:
        return f"{said}."
    formula = "accounts below it that are red, in a lower band, without a value or with forecasts far apart"
    count = d.count("decisions_below", "Below it", len(below), "accounts", formula, [one.account for one in below])
    return f"{said}; {count} below that are left to their CSMs."


def _large(d: Overall, some: Iterable[Snapshot]) -> list[Snapshot]:
    """Return those whose ARR is put before the Head of CS."""
    return [one for one in some if d.weight(one) >= _least(d)]


def _named(d: Overall, name: str, label: str, some: Sequence[Snapshot], formula: str) -> str:
    """Return how many some accounts are, and which."""
    accounts = [one.account for one in some]
    display = f"{len(some):,}: {name_some([one.name for one in accounts], _SHOWN)}"
    fact = d.make(name, label, len(some), unit="accounts", display=display, formula=formula, records=accounts)
    return d.put(fact)


def _red(d: Overall) -> Iterator[Decision]:
    red = _large(d, in_band(d, "red"))
    if red:
        worth = d.arr(*red, name="health_arr.red_large", label="ARR of the red customers from the threshold on")
        why = _named(d, "health.red_large", "Red, from the threshold on", red, "red customers from the threshold on")
        yield Decision(2, *_press(d, red), worth, "a save plan for each red customer", d.in_role("head_of_cs"), why)


def _fallen(d: Overall) -> list[Snapshot]:
    """Return the customers whose band is lower, but not red, and whose contract ends soon."""
    return [
        one
        for one in changed_band(d, -1)
        if _ends_within(one, _SOON) and d.standings[one.account.account_id].health_band != "red"
    ]


def _falling(d: Overall) -> Iterator[Decision]:
    """Ask for somebody above the CSM where the band is lower and the contract ends soon."""
    for one in _large(d, _fallen(d))[:_EACH]:
        account = one.account
        end = d.make("renewal_end", "Contract ends", due_next(one)[0].end_date, of=account, unit="date")
        why = f"{d.put(band_fact(d, one))}; its contract ends on {d.put(end)}"
        who = f"{d.csm(account)} and {d.in_role('head_of_cs')}"
        what = f"who speaks to the sponsor of {account.name} {d.cite(end)}"
        yield Decision(2, *_press(d, [one]), d.arr(one), what, who, why)


def _contested(d: Overall) -> list[Snapshot]:
    """Return the customers on whose next renewals two sources are far apart, the largest first."""
    found = {one.due.account.account_id: one for one in far_apart(d) if one.due.days <= _SOON}
    return sorted((d.by_id[name] for name in found), key=lambda one: -d.weight(one))


def _disagreements(d: Overall) -> Iterator[Decision]:
    """Ask for one category where two sources are far apart and the contract ends soon."""
    told = {fact.account_id: fact for quarter in d.quarters for fact in quarter.disagreements}
    for one in _large(d, _contested(d))[:_EACH]:
        account, fact = one.account, told[one.account.account_id]
        sales = d.colleague(account.sales_email, "Sales owner")
        who = f"{d.csm(account)} and {d.put(sales) if sales is not None else 'sales'}"
        what = f"the category of {account.name} {d.cite(fact)}"
        calls = fact.display.removeprefix(f"{account.name}, ").partition(" on ")[2]
        why = d.put(fact.model_copy(update={"label": "Calls of the next renewal", "display": calls}))
        yield Decision(4, *_press(d, [one]), d.arr(one), what, who, why)


def _owners(d: Overall) -> Iterator[Decision]:
    found = without(d, "csm")
    if found:
        worth = d.arr(*found, name="without_csm_arr", label="ARR without a CSM")
        what = "a CSM by name for each customer without one"
        yield Decision(5, *_press(d, found), worth, what, d.in_role("head_of_cs"), count_of(d, "csm"))


def _segments(d: Overall) -> Iterator[Decision]:
    """Ask what is said of the segments with a low GRR; at stake is what was lost there."""
    low, lost = list[str](), list[Movement]()
    for group, some in grouped(d.snapshots, "segment").items():
        held = [one for one in retention(some, *d.period) if isinstance(one, Fact) and one.name == "grr"]
        weak = [one for one in held if Decimal(str(one.value)) < _FLOOR]
        if weak and group != UNKNOWN:
            called, ids = show_word(group), {one.account.account_id for one in some}
            rates = d.tell([one.model_copy(update={"label": f"{one.label}, {called}"}) for one in weak])
            low.append(f"{called} {rates}")
            lost += [move for move in d.movements if move.account.account_id in ids and move.amount < 0]
    if low:
        what = "what the CRO is told of the segments with a low GRR"
        why = f"GRR of {join(low)}"
        yield Decision(5, _lost(lost) / _YEAR, None, _told_lost(d, lost), what, d.in_role("head_of_cs"), why)


def _lost(moves: Sequence[Movement]) -> Decimal:
    return -sum((one.amount for one in moves), Decimal(0))


def _told_lost(d: Overall, moves: Sequence[Movement]) -> str:
    """Return what these accounts took away, one figure a currency that no rate joins."""
    formula = f"sum of what the accounts of these segments lost in 12 months{d.units.words}"
    told = []
    for unit in sorted({one.currency for one in moves}):
        there = [one for one in moves if one.currency == unit]
        rows: list[Record | RowRef] = [*(row for one in there for row in one.lines), *d.units.rates]
        told.append(
            d.make("lost_in_low_segments", "Lost there", _lost(there), unit=unit, formula=formula, records=rows)
        )
    return f"{' and '.join(map(d.put, told))} lost" if told else ""


def _unmeasured(d: Overall) -> list[Snapshot]:
    """Return the customers without a value to point at when the renewal comes, which is soon."""
    return [one for name in ("outcomes", "value") for one in without(d, name) if _ends_within(one, _NEAR)]


def _outcomes(d: Overall) -> Iterator[Decision]:
    found = _large(d, _unmeasured(d))
    if found:
        formula = "customers without an outcome that can be counted, whose next contract ends within 180 days"
        why = _named(d, "renewing_without_value", "Customers to measure", found, formula)
        what = "an outcome for each renewal without a value on record"
        yield Decision(10, *_press(d, found), _worth(d, found), what, "the CSMs", why)


def _weights(d: Overall) -> Iterator[Decision]:
    if score_tells(d) is False:
        why = f"AUC {d.tell([d.backtest['health_auc']])}"
        what = "keep the weights, and read the lost renewals that were green"
        yield Decision(20, Decimal(0), None, "", what, d.in_role("head_of_cs"), why)


def _weight(d: Overall, some: Sequence[Snapshot]) -> Decimal:
    return sum(map(d.weight, some), Decimal(0))


def _ends_within(one: Snapshot, days: int) -> bool:
    left = days_to_renewal(one)
    return left is not None and left <= days


def _worth(d: Overall, some: Sequence[Snapshot]) -> str:
    return d.arr(*some, name="renewing_without_value_arr", label="ARR to measure")
