"""Whether feedback that means the same lies in one theme, what does not in two, and a theme weighs what it should."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations, pairwise
from typing import Any

from evals.case import Case, Figure
from evals.mark import Mark
from evals.response import Response

_FIELDS = {"renewing_90d": "arr_renewing_90d", "renewing_180d": "arr_renewing_180d"}
"""What themes are ordered by, where the list calls it otherwise."""


@dataclass(frozen=True)
class _Listed:
    """The themes as they are listed, those of each row, and all rows that are listed, in a theme or outside."""

    themes: Sequence[Mapping[str, Any]]
    of_row: Mapping[str, set[str]]
    rows: set[str]

    def meet(self, one: str, two: str) -> bool:
        """Whether two rows lie in one theme."""
        return bool(self.of_row.get(one, set()) & self.of_row.get(two, set()))


def score(case: Case, response: Response) -> Mark | None:
    """Give the share of pairs of `together` in one theme, of `apart` in two, and of neighbours in the order of `by`.

    The mean of those that are asked for. A row that is listed nowhere, in a theme or outside, is neither together with
    another nor apart from it.
    """
    together, apart = case.expect.together, case.expect.apart
    ordered = case.themes is not None and case.expect.ordered
    if not together and not apart and not ordered:
        return None
    listed = _read(response.text)
    if listed is None:
        return Mark(0.0, f"there are no themes to read{': ' + response.error if response.error else ''}")
    missed = [f"{row} is not listed" for row in dict.fromkeys([*together, *apart]) if row not in listed.rows]
    shares = []
    for rows, wanted in ((together, True), (apart, False)):
        if rows:
            share, wrong = _pairs(rows, wanted, listed)
            shares.append(share)
            missed += wrong
    if ordered and case.themes is not None:
        share, wrong = _order(_FIELDS.get(case.themes.by, case.themes.by), listed)
        shares.append(share)
        missed += wrong
    return Mark(sum(shares) / len(shares), "; ".join(missed[:5]) or "all lie as they should")


def figures(case: Case, response: Response) -> Mark | None:
    """Give the share of `figures` that are right of the theme that holds most of `together`: its accounts, its ARR."""
    if not case.expect.figures:
        return None
    listed = _read(response.text)
    if listed is None:
        return Mark(0.0, f"there are no themes to read{': ' + response.error if response.error else ''}")
    rows = {*case.expect.together}
    theme = max(listed.themes, key=lambda one: len(rows.intersection(one["items"])), default=None)
    held = rows.intersection(theme["items"]) if theme else set()
    if not theme or not held:
        return Mark(0.0, "no theme holds any of the rows")
    wanted = len(case.expect.figures)
    missed = [wrong for figure in case.expect.figures if (wrong := _wrong(figure, theme))]
    others = [row for row in theme["items"] if row not in held]
    why = [*missed, f"it also holds {', '.join(others[:8])}"] if missed and others else missed
    return Mark(1 - len(missed) / wanted, "; ".join(why) or f"all {wanted} figures of {theme['id']} are right")


def _read(text: str) -> _Listed | None:
    """Return what is listed; None where the text is no list of themes."""
    try:
        told = json.loads(text)
        of_row: dict[str, set[str]] = {}
        for theme in told["themes"]:
            for row in theme["items"]:
                of_row.setdefault(row, set()).add(theme["id"])
        return _Listed(told["themes"], of_row, set(of_row) | set(told["unthemed"]))
    except (ValueError, KeyError, TypeError):
        return None


def _pairs(rows: list[str], wanted: bool, listed: _Listed) -> tuple[float, list[str]]:
    """Return the share of pairs that lie as wanted, together or apart, and which of those that are listed do not."""
    if len(rows) == 1:
        return float(rows[0] in listed.of_row), []
    pairs = [*combinations(rows, 2)]
    lost = [pair for pair in pairs if not listed.rows.issuperset(pair)]
    wrong = [pair for pair in pairs if listed.meet(*pair) is not wanted]
    how = "apart" if wanted else "together"
    told = [f"{one} and {two} lie {how}" for one, two in wrong if (one, two) not in lost]
    return 1 - len({*wrong, *lost}) / len(pairs), told


def _order(field: str, listed: _Listed) -> tuple[float, list[str]]:
    """Return the share of neighbours of which the first has no less, and those that stand wrong; unknown comes last."""
    neighbours = [*pairwise(listed.themes)]
    if not neighbours:
        return 0.0, ["there are not two themes to stand in an order"]
    wrong = [(one, two) for one, two in neighbours if _rank(one.get(field)) < _rank(two.get(field))]
    return 1 - len(wrong) / len(neighbours), [f"{two['id']} has more {field} than {one['id']}" for one, two in wrong]


def _rank(value: object) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)


def _wrong(figure: Figure, theme: Mapping[str, Any]) -> str:
    """Say what a theme tells instead of a figure, at the figure's precision; nothing where it tells it."""
    found = next((theme[name] for name in figure.name.split("|") if theme.get(name) is not None), None)
    told = f"{figure.name} of {theme.get('id')} is {found}, not {figure.value} {figure.unit}".rstrip()
    if figure.unit and theme.get("currency") != figure.unit:
        return told
    try:
        wanted, value = Decimal(str(figure.value)), Decimal(str(found))
    except InvalidOperation:
        return told
    exponent = wanted.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return "" if abs(value - wanted) * 2 <= step else told
