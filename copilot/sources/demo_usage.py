"""The demo book's usage: a few hand-set points an account, drawn out to daily rows with seeded noise."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FIRST_DAY = -730
"""Two years back: the earliest day of usage, in days from the as-of date."""

_WEEKEND = 0.12
_STAY = 0.9
"""The part of yesterday's deviation from the line that is still there today."""

Row = dict[str, object]


def random_of(seed: int, account_id: str) -> np.random.Generator:
    """Return an account's own source of noise, which no other account's rows disturb."""
    return np.random.default_rng([seed, crc32(account_id.encode())])


def daily_rows(account_id: str, shape: Mapping[str, Any], *, as_of: date, random: np.random.Generator) -> list[Row]:
    """Return an account's usage rows, oldest first.

    `shape` has `mau`, the monthly active users at some days from the as-of date, between which lines are
    drawn and the first of which is the first day of use; `weekly` and `daily`, their share that is active in a
    week and on a working day; and, where use ended, the last day, `until`.
    """
    offsets = _offsets(shape)
    days = [as_of + timedelta(days=offset) for offset in offsets.tolist()]
    weekend = np.array([day.weekday() > 4 for day in days])
    monthly = _whole(_at(shape["mau"], offsets) * (1 + _drift(len(offsets), random)))
    weekly = np.minimum(monthly, _whole(monthly * shape["weekly"] * random.normal(1, 0.03, len(offsets))))
    daily = monthly * shape["daily"] * random.normal(1, 0.07, len(offsets)) * np.where(weekend, _WEEKEND, 1)
    today = np.minimum(weekly, np.maximum(0, _whole(daily)))
    events = _whole(today * random.uniform(8, 14, len(offsets)))
    columns = (column.tolist() for column in (today, weekly, monthly, events))
    return [
        {
            "account_id": account_id,
            "date": day.isoformat(),
            "daily_active_users": active_today,
            "weekly_active_users": active_week,
            "monthly_active_users": active_month,
            "events": count,
        }
        for day, active_today, active_week, active_month, count in zip(days, *columns, strict=True)
    ]


def users_by_day(rows: Iterable[Row]) -> dict[date, int]:
    """Return the monthly active users by day, which texts may quote."""
    return {date.fromisoformat(str(row["date"])): int(str(row["monthly_active_users"])) for row in rows}


def feature_rows(
    account_id: str, shape: Mapping[str, Any], *, as_of: date, random: np.random.Generator, weeks: int | None = None
) -> list[Row]:
    """Return what each feature was used in each week, or in the last so many: its share of the users in `features`."""
    offsets = _offsets(shape)[::-7][:weeks][::-1]
    users = {
        name: _whole(_at(shape["mau"], offsets) * _at(share, offsets)) for name, share in shape["features"].items()
    }
    events = {name: _whole(active * random.uniform(6, 12, len(offsets))) for name, active in users.items()}
    return [
        {
            "account_id": account_id,
            "date": (as_of + timedelta(days=offset)).isoformat(),
            "feature": feature,
            "active_users": int(users[feature][week]),
            "events": int(events[feature][week]),
        }
        for week, offset in enumerate(offsets.tolist())
        for feature in users
    ]


def _offsets(shape: Mapping[str, Any]) -> NDArray[np.int64]:
    return np.arange(max(FIRST_DAY, min(shape["mau"])), shape.get("until", -1) + 1)


def _drift(count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return deviations that carry over from day to day."""
    steps = random.normal(0, 0.004, count).tolist()
    drift, walk = 0.0, []
    for step in steps:
        drift = _STAY * drift + step
        walk.append(drift)
    return np.array(walk)


def _whole(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(values).astype(np.int64)


def _at(points: float | Mapping[int, float], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the values at days: a number holds on all of them, between points a line is drawn."""
    if not isinstance(points, Mapping):
        return np.full(len(offsets), float(points))
    return np.interp(offsets, list(points), list(points.values()))
