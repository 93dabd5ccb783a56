"""What became of the revenue of a period's first day: GRR, NRR, logo churn, and who moved it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from copilot.display import show_date, show_ratio
from copilot.errors import InvalidInput
from copilot.evidence import RowRef
from copilot.metrics.facts import Measured, rows_of
from copilot.metrics.pooled import Units, name_some, portfolio_fact, portfolio_gaps, sum_by_currency, units_for
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Account, Subscription
from copilot.snapshot import Snapshot, year_before

Kind = Literal["churn", "contraction", "expansion", "new", "unchanged"]
Grouping = Literal["segment", "csm", "region"]
_COLUMNS: Mapping[Grouping, str] = {"segment": "segment", "csm": "csm_email", "region": "region"}
UNKNOWN = "unknown"
"""The group of the accounts whose segment, CSM or region is not on record."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How an account's ARR changed over a period, in `currency`.

    `lines` are the rows of the contract lines that ran on the first or the last day. An account without ARR
    on the first day is new, one without any on the last has churned. Where no rate joins its currencies, it has one
    movement in each.
    """

    account: Account
    kind: Kind
    currency: str
    before: Decimal
    after: Decimal
    lines: Sequence[RowRef]

    @property
    def amount(self) -> Decimal:
        """The change: negative where revenue was lost."""
        return self.after - self.before


class _Change(NamedTuple):
    """An account's ARR on both days, by currency, and the lines that make it up."""

    account: Account
    before: dict[str, Decimal]
    after: dict[str, Decimal]
    lines: list[Subscription]


def default_period(as_of: date) -> tuple[date, date]:
    """Return the 12 months to a day, as its first and last: from 29 February they go back to the 28th."""
    return year_before(as_of), as_of


def movements(snapshots: Sequence[Snapshot], start: date, end: date) -> list[Movement]:
    """Return how the ARR of each account that had any changed over a period, the largest change first.

    InvalidInput where the period ends before it starts or after the as-of date. 100,000 that became 80,000 is a
    contraction of -20,000. Where no rate joins the currencies, the order is by currency first.
    """
    return _movements(*_changes(snapshots, start, end))


def retention(snapshots: Sequence[Snapshot], start: date, end: date) -> Measured:
    """Return the ARR of the accounts that had some on the first day, what became of it, and the new ARR beside it.

    Acme had 100,000 and has 80,000, Brine 50,000 and nothing, Cobalt 50,000 and 90,000, Dune is new with 40,000:
    of 200,000, 50,000 churned, 20,000 contracted, 40,000 expanded, 170,000 are left. GRR is (80 + 0 + 50) / 200 =
    65 %, NRR 170 / 200 = 85 %, logo churn 1 of 3. Dune is in none of them.
    """
    changes, units = _changes(snapshots, start, end)
    moves = _movements(changes, units)
    cohort = [move for move in moves if move.kind != "new"]
    if not cohort:
        reason = f"no account had ARR on {show_date(start)}"
        return [*portfolio_gaps(_COHORT_NAMES, reason), *_new_arr(moves, units, start, end)]
    measured: Measured = []
    for currency in units.all:
        of_currency = [move for move in cohort if move.currency == currency]
        if of_currency:
            measured += _amounts(of_currency, units, start, end) + _rates(of_currency, units, start, end)
    return [*measured, *_logos(cohort, start, end), *_new_arr(moves, units, start, end)]


def grouped(snapshots: Sequence[Snapshot], by: Grouping) -> dict[str, list[Snapshot]]:
    """Return the accounts of each segment, CSM or region, by name; those of which it is not on record are together.

    Where the book has several currencies, every group is told in the reporting one.
    """
    groups: defaultdict[str, list[Snapshot]] = defaultdict(list)
    joins = len({line.currency for one in snapshots for line in one.subscriptions if line.arr}) > 1
    for snapshot in snapshots:
        told = replace(snapshot, exchange=replace(snapshot.exchange, joins=True)) if joins else snapshot
        groups[getattr(snapshot.account, _COLUMNS[by]) or UNKNOWN].append(told)
    return dict(sorted(groups.items()))


def chosen_period(as_of: date, start: date | None, end: date | None) -> tuple[date, date]:
    """Return the first and last day of the period asked for: 12 months by default, none later than the as-of date."""
    last = min(end or as_of, as_of)
    return start or default_period(last)[0], last


def _changes(snapshots: Sequence[Snapshot], start: date, end: date) -> tuple[list[_Change], Units]:
    """Return the accounts that had ARR on either day, and how their money is told: on both days at the same rate."""
    if start > end:
        raise InvalidInput(f"The period ends on {end}, before it starts on {start}.", "Give the earlier date first.")
    as_of = min((snapshot.as_of for snapshot in snapshots), default=end)
    if end > as_of:
        raise InvalidInput(f"The period ends on {end}, after the as-of date {as_of}.", "End it on that date.")
    changes: list[_Change] = []
    for snapshot in snapshots:
        first, last = active_subscriptions(snapshot, start), active_subscriptions(snapshot, end)
        before, after = sum_by_currency(first), sum_by_currency(last)
        if any(before.values()) or any(after.values()):
            lines = {line.subscription_id: line for line in (*first, *last)}
            changes.append(_Change(snapshot.account, before, after, [lines[name] for name in sorted(lines)]))
    amounts = (amounts for change in changes for amounts in (change.before, change.after))
    return changes, units_for(snapshots[0].exchange, amounts) if changes else Units()


def _movements(changes: Sequence[_Change], units: Units) -> list[Movement]:
    moves = [move for change in changes for move in _of_account(change, units)]
    return sorted(moves, key=lambda move: (move.currency, -abs(move.amount), move.account.account_id))


def _of_account(change: _Change, units: Units) -> list[Movement]:
    """Return an account's movement in each unit; it has churned or is new as a whole, not in one currency."""
    before, after = units.tell(change.before), units.tell(change.after)
    moves: list[Movement] = []
    for unit in sorted(before.keys() | after.keys()):
        had, has = before.get(unit, Decimal(0)), after.get(unit, Decimal(0))
        kind: Kind = "unchanged"
        if not before:
            kind = "new"
        elif not after:
            kind = "churn"
        elif had != has:
            kind = "contraction" if has < had else "expansion"
        lines = [line for line in change.lines if line.arr and units.told_in[line.currency][0] == unit]
        moves.append(Movement(change.account, kind, unit, had, has, rows_of(lines)))
    return moves


_COHORT = "the accounts with ARR on the first day"
_AMOUNTS: tuple[tuple[str, str, str, Kind | None, Callable[[Movement], Decimal]], ...] = (
    ("starting_arr", "Starting ARR", f"sum of the ARR on the first day of {_COHORT}", None, lambda move: move.before),
    ("churned_arr", "Churned ARR", "sum of the ARR of those with none on the last day", "churn", lambda m: m.before),
    ("contraction_arr", "Contraction ARR", "sum of what those with less lost", "contraction", lambda m: -m.amount),
    ("expansion_arr", "Expansion ARR", "sum of what those with more gained", "expansion", lambda m: m.amount),
    ("ending_arr", "Ending ARR", f"sum of the ARR on the last day of {_COHORT}", None, lambda move: move.after),
)
"""Name, label, formula, the kind of movement that counts (None for all of them), and what it counts."""

_RATES: tuple[tuple[str, str, str, Callable[[Movement], Decimal]], ...] = (
    ("grr", "GRR", "sum of min(first, last day's ARR)", lambda move: min(move.before, move.after)),
    ("nrr", "NRR", "sum of the last day's ARR", lambda move: move.after),
)
_COHORT_NAMES = [*(one[0] for one in _AMOUNTS), *(one[0] for one in _RATES), "logo_churn_rate", "churned_logos"]


def _amounts(cohort: Sequence[Movement], units: Units, start: date, end: date) -> Measured:
    """Return the bridge of one currency: start - churned - contraction + expansion = end."""
    measured: Measured = []
    for name, label, words, kind, amount in _AMOUNTS:
        counted = [move for move in cohort if kind in (None, move.kind)]
        fact = portfolio_fact(
            name,
            label,
            sum((amount(move) for move in counted), Decimal(0)),
            end,
            unit=cohort[0].currency,
            formula=f"{words}, {_from_to(start, end)}{units.words}",
            records=_rows(counted or cohort, units),
        )
        measured.append(fact)
    return measured


def _rates(cohort: Sequence[Movement], units: Units, start: date, end: date) -> Measured:
    """Return GRR and NRR of one currency: shares of sums, never means of the accounts' shares."""
    currency = cohort[0].currency
    starting = sum((move.before for move in cohort), Decimal(0))
    if not starting:
        return [*portfolio_gaps([one[0] for one in _RATES], f"no ARR in {currency} on {show_date(start)}")]
    apart = f" in {currency}" if len(units.all) > 1 else ""
    rows = _rows(cohort, units)
    return [
        portfolio_fact(
            name,
            f"{label}{apart}",
            sum((kept(move) for move in cohort), Decimal(0)) / starting,
            end,
            unit="ratio",
            formula=f"{words} of {_COHORT} / sum of their ARR on it, {_from_to(start, end)}{units.words}",
            records=rows,
        )
        for name, label, words, kept in _RATES
    ]


def _logos(cohort: Sequence[Movement], start: date, end: date) -> Measured:
    """Return how many accounts were lost, of how many, and which, by the ARR they had."""
    accounts = {move.account.account_id for move in cohort}
    lost = {move.account.account_id: move.account.name for move in cohort if move.kind == "churn"}
    counted = f"{len(lost):,} of {len(accounts):,} accounts"
    which = f"{len(lost):,}: {name_some(list(lost.values()))}" if lost else "0"
    share = Decimal(len(lost)) / len(accounts)
    words = f"accounts without ARR on the last day, of {_COHORT}"
    rows = [RowRef(table="accounts", id=one) for one in lost] or _rows(cohort, Units())
    return [
        portfolio_fact(
            "logo_churn_rate",
            "Logo churn",
            share,
            end,
            unit="ratio",
            display=f"{show_ratio(share)} ({counted})",
            formula=f"{words} / all of them, {_from_to(start, end)}",
            records=_rows(cohort, Units()),
        ),
        portfolio_fact(
            "churned_logos",
            "Churned accounts",
            len(lost),
            end,
            unit="accounts",
            display=which,
            formula=f"{words}, {_from_to(start, end)}",
            records=rows,
        ),
    ]


def _new_arr(moves: Sequence[Movement], units: Units, start: date, end: date) -> Measured:
    """Return the ARR of accounts that had none on the first day; it is in no rate."""
    if not moves:
        return [*portfolio_gaps(["new_arr"], f"no account had ARR on {show_date(start)} or {show_date(end)}")]
    words = f"sum of the last day's ARR of accounts without any on the first, {_from_to(start, end)}{units.words}"
    measured: Measured = []
    for currency in units.all:
        new = [move for move in moves if move.kind == "new" and move.currency == currency]
        fact = portfolio_fact(
            "new_arr",
            "New ARR",
            sum((move.after for move in new), Decimal(0)),
            end,
            unit=currency,
            formula=words,
            records=_rows(new or moves, units),
        )
        measured.append(fact)
    return measured


def _from_to(start: date, end: date) -> str:
    return f"{show_date(start)} to {show_date(end)}"


def _rows(moves: Sequence[Movement], units: Units) -> list[RowRef]:
    """Name the contract lines of some movements, and the rates they were told at."""
    return [*(row for move in moves for row in move.lines), *rows_of(units.rates)]
