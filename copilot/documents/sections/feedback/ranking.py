"""Which product areas customers speak of: by accounts and ARR, who speaks, and what is new against the time before."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from copilot.display import show_date, show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.feedback.groups import (
    ENOUGH,
    Group,
    accounts,
    before_start,
    chance,
    first_day,
    groups,
    start_of,
)
from copilot.documents.writing import part, table
from copilot.evidence import Fact
from copilot.metrics.revenue import due_next
from copilot.records import Feedback

SHOWN = 10
SOON, NEAR = 90, 180
_SEGMENTS = ("enterprise", "mid_market", "smb")
_UNLIKELY = 0.05


def ranking(d: Overall) -> list[Part]:
    """Write the areas by accounts and ARR, with what renews soon, how much of it weighs most, and since when."""
    found = groups(d)
    if not found:
        return part(
            "unknown", f"- I find {d.lack(f'no feedback with a product area since {show_date(first_day(d))}')}."
        )
    ends = [f"ends within {SOON} days", f"ends within {NEAR} days, those included"]
    head = ["area", "accounts", "ARR", *ends, "most important", "heard"]
    display = f"contract lines that end within {SOON} and within {NEAR} days"
    windows = d.make("feedback.windows", "Renewal windows", display, display=display)
    words = (
        f"The two columns of what ends count {d.put(windows)}, the first within the second; each account counts once."
    )
    return part("fact", table(head, [_ranked(d, one) for one in found[:SHOWN]]), words, _left(d, found))


def _ranked(d: Overall, one: Group) -> list[str]:
    heard = d.make(
        f"feedback.{one.name}.heard",
        f"Heard, {one.name}",
        one.first,
        unit="date",
        display=f"{show_date(one.first)} to {show_date(one.last)}",
        formula="first and last item on record",
        records=one.items,
    )
    weighty = [item for item in one.items if item.importance == 3]
    return [
        one.name,
        count_accounts(d, one),
        arr_of(d, one),
        renewing(d, one, SOON),
        renewing(d, one, NEAR),
        _count(d, one, "important", len(weighty), weighty, "items of importance 3"),
        d.put(heard),
    ]


def _left(d: Overall, found: Sequence[Group]) -> str:
    if len(found) <= SHOWN:
        return ""
    rest = [item for one in found[SHOWN:] for item in one.items]
    label, formula = "Items of smaller areas", "items of the areas that are not listed"
    return f"Not listed, of smaller areas: {d.count('feedback.rest', label, len(rest), 'items', formula, rest)}."


def speakers(d: Overall) -> list[Part]:
    """Write how many accounts of which segment speak in each area, and in which roles."""
    rows = []
    for one in groups(d)[:SHOWN]:
        counted = Counter(snapshot.account.segment for snapshot in accounts(d, one))
        cells = [_count_in(d, one, segment, counted[segment]) for segment in _SEGMENTS]  # type: ignore[index]
        rows.append([one.name, *cells, _roles_told(d, one)])
    return part("fact", table(["area", *map(show_word, _SEGMENTS), "roles"], rows))


def _count_in(d: Overall, one: Group, segment: str, count: int) -> str:
    formula = f"accounts of this segment with an item in the period: {show_word(segment)}"
    return d.count(f"feedback.{one.name}.{segment}", f"{one.name}, {show_word(segment)}", count, "accounts", formula)


def roles_of(d: Overall, group: Group) -> Counter[str]:
    """Return in which roles those are who speak; an author who is no contact has none on record."""
    found: Counter[str] = Counter()
    for account_id, author in {(item.account_id, item.author or "") for item in group.items}:
        people = d.by_id[account_id].contacts if account_id in d.by_id else ()
        role = next((one.role for one in people if one.name == author), None)
        found[show_word(role) if role else "no role on record"] += 1
    return found


def _roles_told(d: Overall, group: Group) -> str:
    counted = sorted(roles_of(d, group).items(), key=lambda one: (-one[1], one[0]))
    told = ", ".join(f"{role} {count:,}" for role, count in counted)
    name, label = f"feedback.{group.name}.roles", f"Roles, {group.name}"
    return d.put(d.make(name, label, told, display=told, formula="distinct authors of the period", records=group.items))


def trend(d: Overall) -> list[Part]:
    """Write the items of each area in both periods, and whether the difference is more than chance."""
    found = groups(d)
    if not found:
        return []
    now, before = volumes(d)
    head = f"**{d.put(now)} in this period, {d.put(before)} in the one before it.**"
    rows = [[one.name, *_volumes_of(d, one), d.put(judged(d, one, found))] for one in found[:SHOWN]]
    note = "An area is judged against all feedback: where everything doubles, one that doubles says nothing new."
    return part("fact", head, table(["area", "now", "before", "against all feedback"], rows), note)


def volumes(d: Overall) -> tuple[Fact, Fact]:
    """Return how many items there are in the period, and in the one before it."""
    start, earlier = start_of(d), before_start(d)
    now = [item for item in d.feedback if item.date > start]
    before = [item for item in d.feedback if earlier < item.date <= start]
    return (
        _volume(d, "now", now, f"items after {show_date(start)} and until {show_date(d.as_of)}"),
        _volume(d, "before", before, f"items after {show_date(earlier)} and until {show_date(start)}"),
    )


def _volume(d: Overall, when: str, some: Sequence[Feedback], formula: str) -> Fact:
    label = "Feedback items" if when == "now" else "Feedback items of the period before"
    return d.make(f"feedback.{when}", label, len(some), unit="items", formula=formula, records=some)


def _volumes_of(d: Overall, one: Group) -> list[str]:
    return [
        _count(d, one, "now", len(one.items), one.items, "items of the period"),
        _count(d, one, "before", len(one.before), one.before, "items of the period before, which is as long"),
    ]


def judged(d: Overall, one: Group, every: Sequence[Group]) -> Fact:
    """Return whether an area goes another way than all feedback does, as far as its few items can tell."""
    odds = chance(one, every)
    if odds is None:
        says = "too few to tell"
    elif odds >= _UNLIKELY:
        says = f"within chance (p = {odds:.2f})"
    else:
        says = f"{'more' if is_above(one, every) else 'less'} than its share (p = {odds:.3f})"
    formula = f"exact binomial test against the split of all items; with fewer than {ENOUGH} items nothing is said"
    return d.make(
        f"feedback.{one.name}.trend", f"Against all feedback, {one.name}", says, display=says, formula=formula
    )


def is_above(one: Group, every: Sequence[Group]) -> bool:
    """Tell whether an area has more of its items in this period than all feedback has."""
    now, before = (sum(map(len, some)) for some in ([x.items for x in every], [x.before for x in every]))
    return len(one.items) * before > len(one.before) * now


def stands_out(one: Group, every: Sequence[Group]) -> bool:
    """Tell whether an area goes another way than all feedback does, beyond chance."""
    odds = chance(one, every)
    return odds is not None and odds < _UNLIKELY


def arr_of(d: Overall, group: Group) -> str:
    """Return the ARR of the accounts that speak in a group, each once."""
    return d.arr(*accounts(d, group), name=f"feedback.{group.name}.arr", label=f"ARR, {group.name}")


def renewing(d: Overall, group: Group, days: int) -> str:
    """Return what of that ARR ends within so many days."""
    until = d.as_of + timedelta(days=days)
    lines = [line for one in accounts(d, group) for line in due_next(one) if line.end_date <= until]
    formula = f"ARR of the lines of these accounts that end next, within {days} days"
    return d.money(f"feedback.{group.name}.renewing_{days}d", f"Renews in {days} days, {group.name}", lines, formula)


def count_accounts(d: Overall, group: Group) -> str:
    """Return how many accounts speak in a group, as `{F3}`."""
    formula, label = "distinct accounts with an item in the period", f"Accounts, {group.name}"
    records = [one.account for one in accounts(d, group)]
    return d.count(f"feedback.{group.name}.accounts", label, len(records), "accounts", formula, records)


def _count(d: Overall, group: Group, what: str, count: int, some: Sequence[Feedback], formula: str) -> str:
    return d.count(f"feedback.{group.name}.{what}", f"{group.name}, {what}", count, "items", formula, some)
