"""How the product is used: the seats, the trend, and which features are in use."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import chart, items, join, part
from copilot.metrics.adoption import feature_rows

_SHARES = ("licence_utilisation", "stickiness", "feature_breadth")


def adoption(d: Dossier) -> list[Part]:
    """Write use against seats with its chart, the shares with their changes, and the features."""
    users = d.fact("monthly_active_users")
    if users is None:
        return part("unknown", f"- The use cannot be told: {d.told('monthly_active_users')}.")
    return [
        *part("fact", _verdict(d), items(_shares(d)), _features(d), chart("usage", "Active users against seats")),
        *part("unknown", items(_not_told(d))),
    ]


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
        told.append(f"{fact.label} {d.put(fact)}" + (f"; {join(since)}" if since else "") + ".")
    change = d.fact("usage_change_28d")
    if change is not None:
        told.append(f"{change.label}: {d.put(change)}.")
    return told


def _features(d: Dossier) -> str:
    """Name the features in use and those that are not, of all that the book knows."""
    used = sorted(one.feature for one in d.snapshot.reading().features)
    unused = sorted(name for name, first in d.snapshot.known_features.items() if first <= d.as_of and name not in used)
    if not used and not unused:
        return ""
    told = d.make(
        "feature_users",
        "Features in use",
        len(used),
        display=f"in use: {join(used) or 'none'}; not in use: {join(unused) or 'none'}",
        formula="features with an active user in the 28 days to the as-of date, and the others known in the book",
        records=feature_rows(d.snapshot),
    )
    return f"Features {d.put(told)}."


def _not_told(d: Dossier) -> list[str]:
    gaps = [gap for name in (*_SHARES, "usage_change_28d") if (gap := d.missing(name)) is not None]
    return [f"{name_of(gap.name)} cannot be told: {d.told(gap.name)}." for gap in gaps]


def name_of(name: str) -> str:
    """Return what people call a metric."""
    return name.replace("_28d", " over 28 days").replace("_", " ").capitalize()
