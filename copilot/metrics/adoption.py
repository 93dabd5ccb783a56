"""Use of the product, as the metric definitions' Adoption says."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from copilot.display import show_change, show_date, show_ratio
from copilot.evidence import RowRef
from copilot.metrics.facts import Measured, gap, make_fact, rows_of
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Record
from copilot.snapshot import Snapshot, days_before

RED_BELOW, YELLOW_BELOW = Decimal("0.5"), Decimal("0.8")
"""The bands of licence utilisation."""

COMPARED = (28, 90)
"""Days before the as-of date with which a share is compared."""

Share = Callable[[Snapshot, int], Decimal | None]
Rows = Callable[[Snapshot, int], Sequence[Record | RowRef]]
"""A share so many days before the as-of date, and the rows that it was read from."""


def monthly_active_users(snapshot: Snapshot) -> Measured:
    """Return the users active in the 28 days up to the latest usage row that is at most 60 days old."""
    usage = snapshot.reading().usage
    if usage is None or usage.monthly_active_users is None:
        return [gap(snapshot, "monthly_active_users", why_no_users(snapshot))]
    formula = f"distinct users over the 28 days to {usage.date.isoformat()}, the latest usage row"
    return [
        make_fact(
            snapshot,
            "monthly_active_users",
            "Monthly active users",
            usage.monthly_active_users,
            unit="users",
            formula=formula,
            records=[usage],
        )
    ]


def seats_on(snapshot: Snapshot, days_ago: int = 0) -> int | None:
    """Return the seats under contract so many days ago; None where no running contract names any."""
    lines = active_subscriptions(snapshot, days_before(snapshot.as_of, days_ago))
    seats = [line.seats for line in lines if line.seats is not None]
    return sum(seats) if seats else None


def utilisation_of(snapshot: Snapshot, days_ago: int = 0) -> Decimal | None:
    """Return the share of the seats that was active: 112 monthly active users on 250 seats are 0.448."""
    users, seats = snapshot.reading(days_ago).monthly_active_users, seats_on(snapshot, days_ago)
    return None if users is None or not seats else Decimal(users) / seats


def licence_utilisation(snapshot: Snapshot) -> Measured:
    """Return the seats of active subscriptions, the share of them that was active, its band and its changes."""
    lines = _seat_lines(snapshot, 0)
    seats = seats_on(snapshot)
    measured: Measured = []
    formula = "sum of seats of the subscriptions that run on the as-of date"
    if seats is not None:
        measured.append(
            make_fact(snapshot, "seats", "Seats", seats, unit="seats", formula=formula, records=lines),
        )
    share, usage = utilisation_of(snapshot), snapshot.reading().usage
    if share is None or usage is None:
        why = why_no_users(snapshot) if usage is None or usage.monthly_active_users is None else "no seats on contract"
        return [*measured, gap(snapshot, "licence_utilisation", why)]
    formula = "monthly active users / seats of the subscriptions that run on the as-of date"
    rows = _utilisation_rows(snapshot, 0)
    band = "red" if share < RED_BELOW else "yellow" if share < YELLOW_BELOW else "green"
    band_formula = "licence utilisation under 50 % red, under 80 % yellow, else green"
    return [
        *measured,
        *_share(snapshot, "licence_utilisation", "Licence utilisation", utilisation_of, formula, _utilisation_rows),
        make_fact(snapshot, "utilisation_band", "Utilisation band", band, formula=band_formula, records=rows),
    ]


def stickiness_of(snapshot: Snapshot, days_ago: int = 0) -> Decimal | None:
    """Return how much of a month's users a day sees: a mean of 45 a day out of 112 a month is 0.402."""
    reading = snapshot.reading(days_ago)
    mean = reading.mean_daily_users
    return None if mean is None or not reading.monthly_active_users else mean / reading.monthly_active_users


def stickiness(snapshot: Snapshot) -> Measured:
    """Return the mean of daily active users over 28 days / monthly active users, and its changes."""
    reading = snapshot.reading()
    if stickiness_of(snapshot) is None:
        users = reading.monthly_active_users
        nobody = "nobody was active in the month" if users == 0 else "no daily active users in the last 28 days"
        return [gap(snapshot, "stickiness", why_no_users(snapshot) if users is None else nobody)]
    days = len(reading.daily_days)
    formula = f"mean of daily active users over the {days} days of the last 28 that have them / monthly active users"
    return _share(snapshot, "stickiness", "Stickiness", stickiness_of, formula, _daily_rows)


def breadth_of(snapshot: Snapshot, days_ago: int = 0) -> Decimal | None:
    """Return the share of the book's features that somebody used in 28 days; None without usage for 60 days.

    Four features with at least one active user, of six that were used anywhere in the book by then: 0.667.
    """
    day, reading = days_before(snapshot.as_of, days_ago), snapshot.reading(days_ago)
    known = sum(first <= day for first in snapshot.known_features.values())
    return Decimal(len(reading.features)) / known if known and reading.usage is not None else None


def feature_breadth(snapshot: Snapshot) -> Measured:
    """Return the features in use / the features known in the book, and its changes."""
    reading = snapshot.reading()
    if breadth_of(snapshot) is None:
        no_features = "the book holds no use of features by then"
        return [gap(snapshot, "feature_breadth", why_no_users(snapshot) if reading.usage is None else no_features)]
    formula = "features with an active user in the 28 days to the as-of date / features known in the book"
    return _share(snapshot, "feature_breadth", "Feature breadth", breadth_of, formula, feature_rows)


def usage_change_of(snapshot: Snapshot, days_ago: int = 0) -> Decimal | None:
    """Return the change of monthly active users over 28 days: from 148 to 112 is -0.243."""
    now = snapshot.reading(days_ago).monthly_active_users
    before = snapshot.reading(days_ago + 28).monthly_active_users
    return None if now is None or not before else Decimal(now) / before - 1


def usage_change(snapshot: Snapshot) -> Measured:
    """Return the change of monthly active users against 28 days before, and how that change itself changed."""
    now, before, change = snapshot.reading().usage, snapshot.reading(28).usage, usage_change_of(snapshot)
    if now is None or now.monthly_active_users is None:
        return [gap(snapshot, "usage_change_28d", why_no_users(snapshot))]
    if before is None or change is None:
        return [gap(snapshot, "usage_change_28d", "no active users 28 days before to compare with")]
    formula, label = "monthly active users now / those 28 days before, less 1", "Usage change over 28 days"
    return _share(snapshot, "usage_change_28d", label, usage_change_of, formula, _change_rows, show_change)


def why_no_users(snapshot: Snapshot) -> str:
    """Say why the users of a day cannot be told."""
    usage = snapshot.reading().usage
    if usage is None:
        return "no usage data for 60 days"
    return f"the latest usage row, of {show_date(usage.date)}, does not tell the monthly active users"


def _share(
    snapshot: Snapshot,
    name: str,
    label: str,
    share: Share,
    formula: str,
    rows: Rows,
    show: Callable[[Decimal], str] = show_ratio,
) -> Measured:
    """Return a share of today, and its change in percentage points against 28 and 90 days before where it is known."""
    now = share(snapshot, 0)
    if now is None:
        return [gap(snapshot, name, why_no_users(snapshot))]
    measured: Measured = [
        make_fact(
            snapshot, name, label, now, unit="ratio", display=show(now), formula=formula, records=rows(snapshot, 0)
        )
    ]
    for days in COMPARED:
        before = share(snapshot, days)
        if before is not None:
            change = now - before
            display = f"{show_change(change).removesuffix(' %')} points"
            of = f"{label.lower()} less that of {days} days before, {show(before)}"
            text = f"{label} against {days} days before"
            change_name = f"{name}.change_{days}d"
            both = list(dict.fromkeys(rows_of([*rows(snapshot, 0), *rows(snapshot, days)])))
            measured.append(
                make_fact(snapshot, change_name, text, change, unit="ratio", display=display, formula=of, records=both)
            )
    return measured


def usage_rows(snapshot: Snapshot, days_ago: int = 0) -> list[Record | RowRef]:
    """Return the usage row that counted so many days ago, if there was one."""
    usage = snapshot.reading(days_ago).usage
    return [] if usage is None else [usage]


def feature_rows(snapshot: Snapshot, days_ago: int = 0) -> list[Record | RowRef]:
    """Name a row for each feature that was in use so many days ago."""
    account_id, features = snapshot.account.account_id, snapshot.reading(days_ago).features
    return [RowRef(table="features", id=f"{account_id}/{seen.date.isoformat()}/{seen.feature}") for seen in features]


def _seat_lines(snapshot: Snapshot, days_ago: int) -> list[Record]:
    lines = active_subscriptions(snapshot, days_before(snapshot.as_of, days_ago))
    return [line for line in lines if line.seats is not None]


def _utilisation_rows(snapshot: Snapshot, days_ago: int) -> list[Record | RowRef]:
    return [*usage_rows(snapshot, days_ago), *_seat_lines(snapshot, days_ago)]


def _change_rows(snapshot: Snapshot, days_ago: int) -> list[Record | RowRef]:
    return [*usage_rows(snapshot, days_ago), *usage_rows(snapshot, days_ago + 28)]


def _daily_rows(snapshot: Snapshot, days_ago: int) -> list[Record | RowRef]:
    account_id, reading = snapshot.account.account_id, snapshot.reading(days_ago)
    days = [RowRef(table="usage", id=f"{account_id}/{day}") for day in reading.daily_days]
    return [*days, *usage_rows(snapshot, days_ago)]
