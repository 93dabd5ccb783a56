"""Who uses what, and where use stopped: people against seats, then feature by feature."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.plan.people import TO_BE_NAMED, is_over, ours
from copilot.documents.writing import chart, join, part, table
from copilot.evidence import Fact, RowRef
from copilot.snapshot import FeatureSeen

_BEFORE = 90
"""Days before, with which the use of a feature is compared."""
_STOPPED = 0.8
"""Share of the users of then below which people have stopped."""
_MUCH, _MANY = -0.1, 5
"""Change of use over 28 days from which on it fell, and people from which on teams are spoken of."""


def review_use(d: Dossier) -> list[Part]:
    """Write the use against the seats, the features now and a quarter before, and the chart."""
    if d.fact("monthly_active_users") is None:
        return part("unknown", f"- The use cannot be told: {d.told('monthly_active_users')}.")
    pairs = _pairs(d)
    stopped, change = _stopped(d, pairs), d.fact("usage_change_28d")
    is_less = bool(_lost(pairs)) or (change is not None and float(str(change.value)) < 0)
    ask = "so who stopped is to be asked" if d.is_internal else "so please tell us where it is used less"
    by_team = f"{d.finds} {d.missed(f'no use by team or site, {ask}')}" if is_less else ""
    return [
        *part("fact", _verdict(d), _features(d, pairs), stopped, chart("usage", "Active users and seats")),
        *part("unknown", f"- {by_team}." if is_less else ""),
        *part("plan", _our_part(d)),
    ]


def _our_part(d: Dossier) -> str:
    """Say what we do first about a fall of use: what we should have done comes before what they did."""
    if not lost_much(d) or is_over(d):
        return ""
    who, day = ours(d) if ours(d) != TO_BE_NAMED else "our side", d.put(due_in(d, 5))
    if d.is_internal:
        return f"- Ask first what we should have done, in each team that stopped: {who}, by {day}."
    what = "asks in each team that stopped what we should have done for it, and comes back with the answers"
    return f"- Our part comes first: {who} {what} by {day}."


def _verdict(d: Dossier) -> str:
    users, seats, share = d.fact("monthly_active_users"), d.fact("seats"), d.fact("licence_utilisation")
    change = d.fact("usage_change_28d")
    if users is None:
        return ""
    since = f", {d.put(change)} in 28 days" if change is not None else ""
    lead = "Use fell: " if change is not None and float(str(change.value)) <= _MUCH else ""
    if seats is None or share is None:
        return f"**{lead}{d.put(users)} a month{since}.**"
    return f"**{lead}{d.put(users)} a month on {d.put(seats)}, {d.put(share)}{since}.**"


def lost_much(d: Dossier) -> bool:
    """Tell whether a tenth of the users or more stopped within 28 days, and more than a handful of people."""
    change, users = d.fact("usage_change_28d"), d.fact("monthly_active_users")
    if change is None or users is None or float(str(change.value)) > _MUCH:
        return False
    share, now = float(str(change.value)), float(str(users.value))
    return share <= -1 or now / (1 + share) - now >= _MANY


Pair = tuple[str, FeatureSeen | None, FeatureSeen | None]
"""A feature, its use now, and its use a quarter before."""


def _pairs(d: Dossier) -> list[Pair]:
    """Return every feature that is or was in use, the one that most people use first."""
    now = {one.feature: one for one in d.snapshot.reading().features}
    before = {one.feature: one for one in d.snapshot.reading(_BEFORE).features}
    pairs = [(name, now.get(name), before.get(name)) for name in {*now, *before}]
    return sorted(pairs, key=lambda pair: (-_users(pair[1]), pair[0]))


def _users(seen: FeatureSeen | None) -> int:
    return (seen.active_users or 0) if seen is not None else 0


def _counted(seen: FeatureSeen | None) -> str:
    return "1 user" if _users(seen) == 1 else f"{_users(seen):,} users"


def _fact(d: Dossier, pair: Pair) -> Fact:
    name, now, before = pair
    account = d.account.account_id
    rows = [RowRef("features", f"{account}/{one.date}/{one.feature}") for one in (now, before) if one is not None]
    return d.make(
        "feature_users",
        f"Users of {name}",
        _users(now),
        display=f"{name}: {_counted(now)} at the peak of 28 days, {_counted(before)} at that of {_BEFORE} days before",
        formula="the most users of the feature in a row of the 28 days to that day",
        records=rows,
    )


def _features(d: Dossier, pairs: list[Pair]) -> str:
    rows = [
        [name, _counted(now), _counted(before), d.cite(_fact(d, (name, now, before)))] for name, now, before in pairs
    ]
    return table(["what", "peak of 28 days", f"{_BEFORE} days before", "source"], rows[:8])


def _lost(pairs: list[Pair]) -> list[Pair]:
    """Return the features that people stopped using, the one that lost most first."""
    lost = [one for one in pairs if _users(one[2]) and _users(one[1]) < _STOPPED * _users(one[2])]
    return sorted(lost, key=lambda one: _users(one[1]) - _users(one[2]))


def _stopped(d: Dossier, pairs: list[Pair]) -> str:
    """Name the features that a fifth of their people or more no longer use, and what nobody has ever used."""
    told = []
    lost = _lost(pairs)
    if lost:
        named = [f"{one[0]} from {_users(one[2]):,} to {_counted(one[1])} {d.cite(_fact(d, one))}" for one in lost]
        head = "Where people stopped, in" if d.is_internal else "Used by fewer people than before, over"
        told.append(f"**{head} {_BEFORE} days:** {join(named[:3])}.")
    used = {name for name, now, _ in pairs if now is not None}
    unused = sorted(name for name, first in d.snapshot.known_features.items() if first <= d.as_of and name not in used)
    if unused:
        words = f"nobody who uses {join(unused, 'or')}"
        told.append(f"**Not in use:** {d.finds} {d.missed(words)}.")
    return "\n\n".join(told)
