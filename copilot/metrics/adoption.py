"""Use of the product, as the metric definitions' Adoption says."""

from decimal import Decimal

from copilot.display import show_change, show_date
from copilot.metrics.facts import Measured, gap, make_fact
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Snapshot, Usage


def monthly_active_users(snapshot: Snapshot) -> Measured:
    """Return the users active in the 28 days up to the latest usage row that is at most 60 days old."""
    usage = snapshot.usage
    if usage is None or usage.monthly_active_users is None:
        return [gap(snapshot, "monthly_active_users", _why_no_users(usage))]
    return [
        make_fact(
            snapshot,
            "monthly_active_users",
            "Monthly active users",
            usage.monthly_active_users,
            unit="users",
            formula=f"distinct users over the 28 days to {usage.date.isoformat()}, the latest usage row",
            records=[usage],
        )
    ]


def licence_utilisation(snapshot: Snapshot) -> Measured:
    """Return the seats of active subscriptions, and the share of them that was active.

    112 monthly active users on 250 seats: 0.448, shown as 44.8 %.
    """
    lines = [line for line in active_subscriptions(snapshot) if line.seats is not None]
    seats = sum(line.seats or 0 for line in lines)
    measured: Measured = []
    if lines:
        measured.append(
            make_fact(
                snapshot,
                "seats",
                "Seats",
                seats,
                unit="seats",
                formula="sum of seats of the subscriptions that run on the as-of date",
                records=lines,
            )
        )
    usage = snapshot.usage
    if usage is None or usage.monthly_active_users is None:
        return [*measured, gap(snapshot, "licence_utilisation", _why_no_users(usage))]
    if not seats:
        return [*measured, gap(snapshot, "licence_utilisation", "no seats under contract")]
    share = Decimal(usage.monthly_active_users) / Decimal(seats)
    formula = "monthly active users / seats of the subscriptions that run on the as-of date"
    fact = make_fact(
        snapshot,
        "licence_utilisation",
        "Licence utilisation",
        share,
        unit="ratio",
        formula=formula,
        records=[usage, *lines],
    )
    return [*measured, fact]


def usage_change(snapshot: Snapshot) -> Measured:
    """Return the change of monthly active users against 28 days before: from 148 to 112 is -0.243."""
    now, before = snapshot.usage, snapshot.usage_before
    if now is None or now.monthly_active_users is None:
        return [gap(snapshot, "usage_change_28d", _why_no_users(now))]
    if before is None or not before.monthly_active_users:
        return [gap(snapshot, "usage_change_28d", "no active users 28 days before to compare with")]
    change = Decimal(now.monthly_active_users) / Decimal(before.monthly_active_users) - 1
    return [
        make_fact(
            snapshot,
            "usage_change_28d",
            "Usage change over 28 days",
            change,
            unit="ratio",
            display=show_change(change),
            formula="monthly active users now / those 28 days before, less 1",
            records=[now, before],
        )
    ]


def _why_no_users(usage: Usage | None) -> str:
    if usage is None:
        return "no usage data for 60 days"
    return f"the latest usage row, of {show_date(usage.date)}, does not tell the monthly active users"
