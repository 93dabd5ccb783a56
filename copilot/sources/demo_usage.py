"""The demo book's usage: a few hand-set points an account, drawn out to daily rows with seeded noise."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np

FIRST_DAY = -548
"""Eighteen months back: the first day of the usage, in days from the as-of date."""

_WEEKEND = 0.12


def daily_rows(account_id: str, shape: Mapping[str, Any], *, as_of: date, random: Random) -> list[dict[str, object]]:
    """Return an account's usage rows, oldest first.

    `shape` has `mau`, the monthly active users at some days from the as-of date, between which lines are
    drawn; `weekly` and `daily`, their share that is active in a week and on a working day; and the days
    `from` and `until`.
    """
    rows: list[dict[str, object]] = []
    drift = 0.0
    for offset in _days(shape):
        day = as_of + timedelta(days=offset)
        drift = 0.9 * drift + random.gauss(0, 0.004)
        monthly = round(_at(shape["mau"], offset) * (1 + drift))
        weekly = min(monthly, round(monthly * shape["weekly"] * random.gauss(1, 0.03)))
        daily = monthly * shape["daily"] * random.gauss(1, 0.07) * (_WEEKEND if day.weekday() > 4 else 1)
        today = min(weekly, max(0, round(daily)))
        rows.append(
            {
                "account_id": account_id,
                "date": day.isoformat(),
                "daily_active_users": today,
                "weekly_active_users": weekly,
                "monthly_active_users": monthly,
                "events": round(today * random.uniform(8, 14)),
            }
        )
    return rows


def feature_rows(account_id: str, shape: Mapping[str, Any], *, as_of: date, random: Random) -> list[dict[str, object]]:
    """Return what each feature was used in each week: its share of the monthly users, set in `features`."""
    rows: list[dict[str, object]] = []
    for offset in list(_days(shape))[::-7]:
        for feature, share in shape["features"].items():
            users = round(_at(shape["mau"], offset) * _at(share, offset))
            rows.append(
                {
                    "account_id": account_id,
                    "date": (as_of + timedelta(days=offset)).isoformat(),
                    "feature": feature,
                    "active_users": users,
                    "events": round(users * random.uniform(6, 12)),
                }
            )
    return rows[::-1]


def _days(shape: Mapping[str, Any]) -> Iterator[int]:
    return iter(range(shape.get("from", FIRST_DAY), shape.get("until", -1) + 1))


def _at(points: float | Mapping[int, float], offset: int) -> float:
    """Return the value at a day: a number holds on all days, between points a line is drawn."""
    if not isinstance(points, Mapping):
        return points
    return float(np.interp(offset, list(points), list(points.values())))
