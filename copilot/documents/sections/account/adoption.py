"""How the product is used: the seats, the trend, and which features are in use."""

from collections.abc import Sequence
from datetime import date

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.labels import plain_label
from copilot.documents.sections.account.ended import end_fact, ended_on, has_ended
from copilot.documents.writing import chart, items, join, part
from copilot.metrics.adoption import feature_rows
from copilot.metrics.finding import counted
from copilot.records import FeatureUse
from copilot.snapshot import USE_WINDOW, window

_SHARES = ("licence_utilisation", "stickiness", "feature_breadth")


def adoption(d: Dossier) -> list[Part]:
    """Write use against seats with its chart, the shares with their changes, and the features."""
    users = d.fact("monthly_active_users")
    if users is None:
        return part("unknown", f"- The use cannot be told: {d.told('monthly_active_users')}.")
    if has_ended(d):
        return _of_the_end(d)
    return [
        *part("fact", _verdict(d), items(_shares(d)), _features(d), chart("usage", "Active users against seats")),
        *part("unknown", items(_not_told(d))),
    ]


def _of_the_end(d: Dossier) -> list[Part]:
    """Write the last count on record; where it is of a day after the end, access is to be looked at."""
    usage = d.snapshot.reading().usage
    if usage is None:
        return []
    users = usage.monthly_active_users or 0
    last = d.make(
        "monthly_active_users",
        "Last count of users",
        users,
        unit="users",
        display=f"{counted(users, 'user')} in the 28 days to {show_date(usage.date)}",
        formula="monthly_active_users of the latest row",
        records=[usage],
        as_of=usage.date,
    )
    told = f"**The contract ended on {d.put(end_fact(d))}; the last count on record is {d.put(last)}.**"
    is_later = usage.date > ended_on(d) and users
    check = f"Check with Support that access is off: use is on record after the end {d.cite(last)}." if is_later else ""
    return [*part("fact", told), *part("plan", check), *part("fact", chart("usage", "Active users against seats"))]


def _verdict(d: Dossier) -> str:
    users, seats, share = d.fact("monthly_active_users"), d.fact("seats"), d.fact("licence_utilisation")
    if users is None:
        return ""
    if seats is None or share is None:
        return f"**{d.put(users)} in 28 days.**"
    return f"**{d.put(users)} in 28 days on {d.put(seats)}: {d.put(share)} of the seats.**"


def _shares(d: Dossier) -> list[str]:
    told = []
    for name in _SHARES:
        fact = d.fact(name)
        if fact is None:
            continue
        changes = [one for days in (28, 90) if (one := d.fact(f"{name}.change_{days}d")) is not None]
        since = [f"{d.put(one)} against {one.name.rsplit('_', 1)[1].removesuffix('d')} days before" for one in changes]
        told.append(f"{_label(d, fact.label)} {d.put(fact)}" + (f"; {join(since)}" if since else "") + ".")
    change = d.fact("usage_change_28d")
    if change is not None:
        told.append(f"{_label(d, change.label)}: {d.put(change)}.")
    return told


def _label(d: Dossier, label: str) -> str:
    return label if d.is_internal else plain_label(label)


def _features(d: Dossier) -> str:
    """Name the features in use with the users of their latest row, and those that are not, of all the book knows.

    What counts as in use is the most of 28 days; beside it stands what it is today, as that may have fallen since.
    """
    used = sorted(one.feature for one in d.snapshot.reading().features)
    unused = sorted(name for name, first in d.snapshot.known_features.items() if first <= d.as_of and name not in used)
    if not used and not unused:
        return ""
    latest = _latest(d)
    days = sorted({one.date for one in latest.values()})
    shown = [f"{name} ({_users(latest[name], days)})" if name in latest else name for name in used]
    on = (
        ""
        if not days
        else f", with their users on {show_date(days[-1])}"
        if len(days) == 1
        else ", with their last users"
    )
    told = d.make(
        "feature_users",
        "Features in use",
        len(used),
        display=f"in use within 28 days{on}: {join(shown) or 'none'}; not in use: {join(unused) or 'none'}",
        formula="features with an active user in the 28 days to the as-of date, each with the users of its latest row",
        records=[*feature_rows(d.snapshot), *latest.values()],
    )
    return f"Features {d.put(told)}."


def _latest(d: Dossier) -> dict[str, FeatureUse]:
    """Return the latest row of each feature in the 28 days, where it counts users."""
    first, last = window(d.as_of, USE_WINDOW)
    rows = d.accounts.dated(FeatureUse, d.scope, first, last, [d.account.account_id])
    return {one.feature: one for one in rows if one.active_users is not None}


def _users(row: FeatureUse, days: Sequence[date]) -> str:
    """Write the users of a row, with its day where the rows are of several."""
    users = row.active_users or 0
    return f"{users:,}" if len(days) == 1 else f"{counted(users, 'user')} on {show_date(row.date)}"


def _not_told(d: Dossier) -> list[str]:
    gaps = [gap for name in (*_SHARES, "usage_change_28d") if (gap := d.missing(name)) is not None]
    return [f"{_label(d, name_of(gap.name))} cannot be told: {d.told(gap.name)}." for gap in gaps]


def name_of(name: str) -> str:
    """Return what people call a metric."""
    return name.replace("_28d", " over 28 days").replace("_", " ").capitalize()
