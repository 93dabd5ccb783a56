"""Building facts: the value, how it is shown, and the rows it came from; or a gap that says why there is none."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Context, Decimal

from copilot.display import show_date, show_money, show_ratio, show_word
from copilot.evidence import Fact, Gap, RowRef
from copilot.records import Record
from copilot.snapshot import Snapshot

Measured = list[Fact | Gap]
"""What a metric returns: the facts that it can tell, and the gaps where it cannot."""


def parted(measured: Iterable[Fact | Gap]) -> tuple[list[Fact], list[Gap]]:
    """Tell apart what could be measured and what could not, each in its order."""
    facts: list[Fact] = []
    gaps: list[Gap] = []
    for one in measured:
        if isinstance(one, Fact):
            facts.append(one)
        else:
            gaps.append(one)
    return facts, gaps


def rows_of(records: Iterable[Record | RowRef]) -> list[RowRef]:
    """Name the rows that a fact was read from."""
    return [row if isinstance(row, RowRef) else RowRef(table=row.table, id=row.row_id) for row in records]


def make_fact(
    snapshot: Snapshot,
    name: str,
    label: str,
    value: Decimal | int | str | date,
    *,
    unit: str = "",
    display: str = "",
    formula: str = "",
    records: Sequence[Record | RowRef] = (),
) -> Fact:
    """Make a fact about an account; `display` defaults to how its type and unit are usually shown."""
    return Fact(
        name=name,
        label=label,
        value=value,
        unit=unit,
        display=display or show_value(value, unit),
        as_of=snapshot.as_of,
        formula=formula,
        rows=rows_of(records),
        account_id=snapshot.account.account_id,
        account_name=snapshot.account.name,
    )


def gap(snapshot: Snapshot, name: str, reason: str) -> Gap:
    """Say that a fact about an account cannot be told, and why."""
    return Gap(name=name, reason=reason, account_id=snapshot.account.account_id, account_name=snapshot.account.name)


def gap_fact(gap: Gap, as_of: date) -> Fact:
    """Return what cannot be told as a fact without a value, which can be cited; `display` is the reason."""
    label, reason = show_word(gap.name.replace(".", " ")), gap.reason
    if gap.name.startswith("value."):
        # The rest of such a name is the key of an outcome; its reason begins with what people call it.
        metric, _, reason = gap.reason.partition(": ")
        label = f"value of “{metric}”"
    return Fact(
        name=gap.name,
        label=label[:1].upper() + label[1:],
        value=None,
        display=reason,
        as_of=as_of,
        account_id=gap.account_id,
        account_name=gap.account_name,
    )


def show_value(value: Decimal | int | str | date, unit: str) -> str:
    """Write a value as its unit asks for."""
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, str):
        return show_word(value)
    if unit == "ratio":
        return show_ratio(Decimal(value))
    if len(unit) == 3 and unit.isupper():
        return show_money(Decimal(value), unit)
    shown = f"{value:,}" if isinstance(value, int) else show_number(value)
    return f"{shown} {unit.removesuffix('s') if value == 1 else unit}".strip()


def show_number(value: Decimal) -> str:
    """Write a number that need not be whole with one decimal, a whole one without: `3.4`, `12`."""
    rounded = value.quantize(Decimal("0.1"), context=_WIDE)
    whole = rounded.to_integral_value()
    shown = whole if rounded == whole else rounded
    return f"{shown or Decimal(0):,f}"


def small_sample(count: int, noun: str) -> str:
    """Say how many answers a figure stands on, and that few are no trend: `(3 answers, a small sample)`."""
    counted = f"{count} {noun if count == 1 else noun + 's'}"
    return f"({counted}, a small sample)" if count < SMALL_SAMPLE else f"({counted})"


_WIDE = Context(prec=100)
"""For numbers of any size; the usual context refuses those of more than 28 digits."""

SMALL_SAMPLE = 5
"""Answers; with fewer a figure is marked as a small sample (metric definitions, Satisfaction and support)."""
