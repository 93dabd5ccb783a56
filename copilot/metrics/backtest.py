"""Does the health score tell the renewed from the lost? The backtest of the metric definitions' Health."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt

from copilot.display import show_ratio, show_word
from copilot.evidence import Fact, Gap, RowRef
from copilot.metrics.calibration import wilson
from copilot.metrics.facts import Measured
from copilot.metrics.health import Health
from copilot.metrics.pooled import portfolio_fact

ENOUGH, ENOUGH_LOST = 20, 5
"""Renewals, and among them lost ones, below which an AUC says nothing."""
BEFORE = 90
"""Days before the end of a contract line on which the health is looked at."""
COMPONENTS = ("product_usage", "csm_sentiment", "outcomes", "voice_of_customer", "engagement")


@dataclass(frozen=True, slots=True)
class Scored:
    """A past end of a contract: the health 90 days before it, and whether it was renewed."""

    account_id: str
    end: date
    health: Health
    renewed: bool
    rows: Sequence[RowRef] = ()


def auc(kept: Sequence[Decimal], lost: Sequence[Decimal]) -> Decimal | None:
    """Return how often a renewed account scored higher than a lost one, ties counting half.

    Renewed 80 and 60, lost 70: of two pairs one is right, 0.5. None without one of each.
    """
    if not kept or not lost:
        return None
    worst_first = sorted(lost)
    # Twice the pairs that are right: those below count double, a tie once.
    right = sum(bisect_left(worst_first, one) + bisect_right(worst_first, one) for one in kept)
    return Decimal(right) / (2 * len(kept) * len(lost))


def interval(area: Decimal, kept: int, lost: int) -> tuple[Decimal, Decimal]:
    """Return the 95 % interval of an AUC after Hanley and McNeil (1982), kept within 0 and 1."""
    a = float(area)
    both_kept, both_lost = a / (2 - a), 2 * a * a / (1 + a)
    variance = (a * (1 - a) + (kept - 1) * (both_kept - a * a) + (lost - 1) * (both_lost - a * a)) / (kept * lost)
    spread = 1.96 * sqrt(max(0.0, variance))
    return Decimal(str(max(0.0, a - spread))), Decimal(str(min(1.0, a + spread)))


def backtest(scored: Sequence[Scored], as_of: date) -> Measured:
    """Return the AUC of the score and of each component alone, and by band how many were renewed, with n.

    With fewer than 20 renewals or 5 lost ones among them, the AUC cannot be told; the table is given all the same.
    """
    told = [one for one in scored if one.health.score is not None]
    measured: Measured = [_area("health_auc", "AUC of the health score", told, [_score(one) for one in told], as_of)]
    for name in COMPONENTS:
        known = [one for one in told if _component(one, name) is not None]
        values = [_component(one, name) or Decimal(0) for one in known]
        label = f"AUC of {show_word(name)} alone"
        measured.append(_area(f"health_auc.{name}", label, known, values, as_of))
    for band in ("green", "yellow", "red"):
        members = [one for one in told if one.health.band == band]
        if members:
            measured.append(_band(band, members, as_of))
    return measured


def _area(name: str, label: str, scored: Sequence[Scored], values: Sequence[Decimal], as_of: date) -> Fact | Gap:
    kept = [value for one, value in zip(scored, values, strict=True) if one.renewed]
    lost = [value for one, value in zip(scored, values, strict=True) if not one.renewed]
    area = auc(kept, lost)
    if area is None or len(scored) < ENOUGH or len(lost) < ENOUGH_LOST:
        found = f"{len(scored)} renewals, {len(lost)} of them lost"
        reason = f"not enough history: {found}; {ENOUGH} and {ENOUGH_LOST} are needed"
        return Gap(name=name, reason=reason)
    low, high = interval(area, len(kept), len(lost))
    display = f"{area:.2f} (95 % interval {low:.2f} to {high:.2f}; {len(kept)} renewed, {len(lost)} lost)"
    formula = f"how often an account that renewed scored higher {BEFORE} days before than one that did not"
    rows = [row for one in scored for row in one.rows]
    return portfolio_fact(name, label, area, as_of, display=display, formula=formula, records=rows)


def _band(band: str, members: Sequence[Scored], as_of: date) -> Fact:
    renewed = sum(one.renewed for one in members)
    low, high = wilson(renewed, len(members))
    share = Decimal(renewed) / len(members)
    between = f"{show_ratio(low)} to {show_ratio(high)}"
    display = f"{renewed} of {len(members)} renewed, {show_ratio(share)} (95 % interval {between})"
    rows = [row for one in members for row in one.rows]
    label = f"Renewed of those that were {band} {BEFORE} days before"
    formula = "contracts that ended and were renewed / contracts that ended, Wilson interval"
    return portfolio_fact(
        f"renewed.{band}", label, share, as_of, unit="ratio", display=display, formula=formula, records=rows
    )


def _score(one: Scored) -> Decimal:
    return one.health.score or Decimal(0)


def _component(one: Scored, name: str) -> Decimal | None:
    component = one.health.component(name)
    return None if component is None else component.score
