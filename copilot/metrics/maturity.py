"""How far an account has come: the stage of the Customer Transformation Framework, and what is missing for the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from copilot.display import show_ratio
from copilot.evidence import RowRef
from copilot.metrics.adoption import breadth_of, feature_rows, usage_rows, utilisation_of
from copilot.metrics.facts import Measured, gap, make_fact
from copilot.metrics.health import attainment, spoken_to
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.time_to_value import first_value
from copilot.metrics.value import known_outcomes, roi_of, value_of
from copilot.records import Contact, Record
from copilot.snapshot import Snapshot

STAGES = ("curious", "piloting", "adopting", "embedding", "transforming")
_SPONSOR_DAYS = 60


@dataclass(frozen=True, slots=True)
class Criterion:
    """An entry criterion of a stage: whether it is met, in words what was found, and the rows that say so."""

    says: str
    met: bool
    found: str
    rows: Sequence[Record | RowRef] = ()


def criteria(snapshot: Snapshot) -> dict[str, list[Criterion]]:
    """Return the entry criteria of each stage beyond `curious`; a stage needs those of the stages before it too."""
    return {
        "piloting": [_piloting(snapshot)],
        "adopting": [_utilisation(snapshot, "0.5"), _breadth(snapshot, "0.5")],
        "embedding": [_utilisation(snapshot, "0.8"), _outcome(snapshot), _sponsor(snapshot)],
        "transforming": [_roi(snapshot), _breadth(snapshot, "0.8")],
    }


def maturity(snapshot: Snapshot) -> Measured:
    """Return the stage and what is missing for the next one; without a running contract it cannot be told.

    82.9 % of the seats, four of six features, an outcome with all three values, but no sponsor spoken to in 60 days:
    adopting, and for embedding the talk with the sponsor is missing.
    """
    lines = active_subscriptions(snapshot)
    if not lines:
        return [gap(snapshot, "maturity_stage", "no running contract on the as-of date")]
    stage, missing, rows = STAGES[0], [], list[Record | RowRef](lines)
    for name, wanted in criteria(snapshot).items():
        missing = [one for one in wanted if not one.met]
        if missing:
            break
        stage = name
        rows += [row for one in wanted for row in one.rows if row not in rows]
    formula = "the highest stage of the framework whose criteria, and those of the stages before it, are met"
    measured: Measured = [make_fact(snapshot, "maturity_stage", "Maturity", stage, formula=formula, records=rows)]
    if missing:
        following = STAGES[STAGES.index(stage) + 1]
        told = "; ".join(f"{one.says} ({one.found})" for one in missing)
        records = [row for one in missing for row in one.rows]
        fact = make_fact(
            snapshot,
            "maturity_missing",
            f"Missing for {following}",
            told,
            display=told,
            formula=f"entry criteria of {following} that are not met",
            records=records,
        )
        measured.append(fact)
    return measured


def _piloting(snapshot: Snapshot) -> Criterion:
    reached, share = first_value(snapshot), utilisation_of(snapshot)
    met = reached is not None or (share is not None and share >= Decimal("0.2"))
    found = "neither yet" if share is None else f"not yet; utilisation {show_ratio(share)}"
    says = "first value reached, or a fifth of the seats in use"
    return Criterion(says, met, found, usage_rows(snapshot) if reached is None else [reached])


def _utilisation(snapshot: Snapshot, least: str) -> Criterion:
    return _at_least(utilisation_of(snapshot), least, "licence utilisation", show_ratio, usage_rows(snapshot))


def _breadth(snapshot: Snapshot, least: str) -> Criterion:
    return _at_least(breadth_of(snapshot), least, "feature breadth", show_ratio, feature_rows(snapshot))


def _at_least(
    value: Decimal | None,
    least: str,
    label: str,
    show: Callable[[Decimal], str],
    rows: Sequence[Record | RowRef],
) -> Criterion:
    met = value is not None and value >= Decimal(least)
    found = "not known" if value is None else show(value)
    return Criterion(f"{label} of at least {show(Decimal(least))}", met, found, rows)


def _outcome(snapshot: Snapshot) -> Criterion:
    complete = [one for one in known_outcomes(snapshot) if attainment(one) is not None]
    return Criterion("an outcome with baseline, current value and target", bool(complete), "none", complete)


def _sponsor(snapshot: Snapshot) -> Criterion:
    spoken = [one for one in spoken_to(snapshot, _SPONSOR_DAYS) if _is_sponsor(one)]
    return Criterion(f"an executive sponsor spoken to in {_SPONSOR_DAYS} days", bool(spoken), "none", spoken)


def _is_sponsor(record: Record) -> bool:
    return isinstance(record, Contact) and record.role == "executive_sponsor"


def _roi(snapshot: Snapshot) -> Criterion:
    value = roi_of(snapshot)
    found = "not known" if value is None else f"{value:,.1f}"
    measured = [one for one in known_outcomes(snapshot) if value_of(one) is not None]
    return Criterion("an ROI of at least 3", value is not None and value >= 3, found, measured)
