"""Values computed from facts: sums, differences, shares, changes, days to and from a date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evals.grounding.book import AS_OF, Source


class Unfit(Exception):
    """The evidence on these desks does not fill the form."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A value of an expression, its unit, and where it is from."""

    value: Decimal | date | str
    unit: str
    of: tuple[Source, ...]
    shown: Decimal | None = None

    @property
    def figure(self) -> Decimal:
        """The value as a figure."""
        if not isinstance(self.value, Decimal):
            raise Unfit
        return self.value

    @property
    def day(self) -> date:
        """The value as a date."""
        if not isinstance(self.value, date):
            raise Unfit
        return self.value


def same_unit(operands: list[Operand]) -> str:
    """Return the unit of all operands; Unfit where they have several."""
    units = {one.unit for one in operands if one.of}
    if len(units) > 1:
        raise Unfit
    return next(iter(units), "")


Compute = Callable[..., Decimal]


def _computed(compute: Compute, unit: str | None = None, *, mixed: bool = False) -> Callable[[list[Operand]], Operand]:
    """Return an operation on figures, computed on the values and on what is shown of them."""

    def operation(operands: list[Operand]) -> Operand:
        money = [one for one in operands if len(one.unit) == 3 and one.unit.isupper()]
        own = operands[0].unit if mixed else same_unit(operands)
        same_unit(money)
        values = [one.figure for one in operands]
        shown = [one.figure if one.shown is None else one.shown for one in operands]
        of = tuple({source.id: source for one in operands for source in one.of}.values())
        try:
            return Operand(compute(*values), own if unit is None else unit, of, compute(*shown))
        except ArithmeticError:
            raise Unfit from None

    return operation


def _days_between(operands: list[Operand], sign: int) -> Operand:
    (operand,) = operands
    return Operand(Decimal((operand.day - AS_OF).days * sign), "days", operand.of)


def _difference(operands: list[Operand]) -> Operand:
    first, second = operands
    if isinstance(first.value, date) and isinstance(second.value, date):
        return Operand(Decimal((first.value - second.value).days), "days", (*first.of, *second.of))
    return _computed(lambda a, b: a - b)(operands)


def _least_below(value: Decimal) -> Decimal:
    if value >= Decimal("0.495"):
        raise Unfit
    return value


def _more_than_one(value: Decimal) -> Decimal:
    if value < 2:
        raise Unfit
    return value


def _part(part: Decimal, whole: Decimal) -> Decimal:
    if not 0 < part <= whole:
        raise Unfit
    return part / whole


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise Unfit
    return value


OPERATIONS: Mapping[str, Callable[[list[Operand]], Operand]] = {
    "sum": _computed(lambda *values: sum(values, Decimal(0))),
    "diff": _difference,
    "several": _computed(_more_than_one),
    "part": _computed(_part, "ratio", mixed=True),
    "less": _computed(lambda a, b: _positive(a - b), mixed=True),
    "abs": _computed(abs),
    "negative": _computed(lambda a: _positive(-a)),
    "low": _computed(_least_below),
    "share": _computed(lambda a, b: _positive(a) / b, "ratio", mixed=True),
    "div": _computed(lambda a, b: _positive(a) / b, mixed=True),
    "times_of": _computed(lambda a, b: _positive(a) / b, "times"),
    "change_of": _computed(lambda a, b: a / b - 1, "ratio"),
    "drop": _computed(lambda a, b: _positive(1 - a / b), "ratio"),
    "complement": _computed(lambda a: _positive(1 - a), "ratio"),
    "ago": lambda operands: _days_between(operands, -1),
    "until": lambda operands: _days_between(operands, 1),
}
MAKING = {"complement", "ago", "until"}
