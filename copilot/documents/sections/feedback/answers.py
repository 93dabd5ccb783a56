"""What feedback asks of us: whom to answer first, by when, and how sure all of this is."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.feedback.groups import Group, accounts, first_day, groups, start_of, unplaced
from copilot.documents.sections.feedback.ranking import (
    SHOWN,
    SOON,
    arr_of,
    count_accounts,
    judged,
    renewing,
    roles_of,
    stands_out,
    volumes,
)
from copilot.documents.sections.feedback.voices import is_quotable, opening, owner_of, voice_fact
from copilot.documents.writing import items, join, part, table
from copilot.metrics.pooled import name_some
from copilot.metrics.revenue import due_next
from copilot.records import Feedback, Subscription

_FIRST, _SMALL = 8, 5
_ONE_VOICE = 3
"""Items from one source that are one voice, as the playbook on the voice of the customer says."""


def feedback_summary(d: Overall) -> list[Part]:
    """Write which area touches most, what follows it, what is new, and whom to answer first."""
    found = groups(d)
    if not found:
        return part("unknown", f"I find {d.lack(f'no feedback with a product area since {show_date(first_day(d))}')}.")
    first = found[0]
    verdict = (
        f"**{first.name} touches {count_accounts(d, first)}, worth {arr_of(d, first)}, of it {renewing(d, first, 180)} "
        "renewing within 180 days.**"
    )
    return [
        *part("fact", verdict, items([_next(d, found), _new(d, found), _waiting(d)])),
        *part("plan", items([_to_do(d, found)])),
    ]


def _next(d: Overall, found: list[Group]) -> str:
    told = [f"{one.name} ({count_accounts(d, one)}, {arr_of(d, one)})" for one in found[1:4]]
    return f"**After it:** {join(told)}." if told else ""


def _new(d: Overall, found: list[Group]) -> str:
    now, before = volumes(d)
    out = [f"{one.name}: {d.put(judged(d, one, found))}" for one in found if stands_out(one, found)]
    said = "; ".join(out[:3]) or f"I find {d.lack('no area that goes another way than all feedback does')}"
    return f"**Against the time before:** {d.put(now)}, and {d.put(before)} then. {said}."


def _waiting(d: Overall) -> str:
    urgent = blocked(d)
    if not urgent:
        return f"**Answer first:** I find {d.lack(f'no item of importance 3 whose account renews within {SOON} days')}."
    some = [d.by_id[one] for one in dict.fromkeys(item.account_id for item in urgent)]
    formula = f"items of importance 3 from accounts whose next contract line ends within {SOON} days"
    count = d.count("feedback.blocked", "Items to answer first", len(urgent), "items", formula, urgent)
    worth = d.arr(*some, name="feedback.blocked_arr", label="ARR of those to answer first")
    return f"**Answer first:** {count} of importance 3 from accounts that renew within {SOON} days, worth {worth}."


def _to_do(d: Overall, found: list[Group]) -> str:
    return (
        f"**Decide by {d.put(due_in(d, 10))}:** give each of them yes by a date, no because, or not now until a date; "
        f"{found[0].name} ({count_accounts(d, found[0])}) goes first to: {owner_of(found[0].name)}."
    )


# What to do


def blocked(d: Overall) -> list[Feedback]:
    """Return the items of importance 3 whose account renews soon: the next to end first, then the largest."""
    urgent = [item for item in d.feedback if item.date > start_of(d) and item.importance == 3]
    dated = [(due[0].end_date, item) for item in urgent if item.account_id in d.by_id and (due := _due(d, item))]
    soon = [(end, item) for end, item in dated if end <= d.as_of + timedelta(days=SOON)]
    soon.sort(key=lambda one: (one[0], -d.weight(d.by_id[one[1].account_id]), one[1].feedback_id))
    return [item for _, item in soon]


def _due(d: Overall, item: Feedback) -> list[Subscription]:
    return due_next(d.by_id[item.account_id])


def feedback_actions(d: Overall) -> list[Part]:
    """Write whom to answer first, then the steps of the period with owners and dates."""
    if not groups(d):
        return []
    urgent = blocked(d)
    seen = list({item.account_id: item for item in reversed(urgent)}.values())[::-1]
    rows = [_first(d, item) for item in seen[:_FIRST]]
    told = table(["account", "contract ends", "ARR", "area", "what they said", "tell them"], rows)
    more = ""
    if len(seen) > _FIRST:
        formula = "further accounts with an item of importance 3 and a renewal soon"
        more = f"Not listed: {d.count('feedback.blocked_more', 'Not listed', len(seen) - _FIRST, 'accounts', formula)}."
    return [
        *part("fact", "**Answer these accounts first**" if rows else "", told, more),
        *part("plan", table(["by", "step", "who"], _steps(d)), f"Play: {d.playbook('voice-of-the-customer')}"),
    ]


def _first(d: Overall, item: Feedback) -> list[str]:
    snapshot = d.by_id[item.account_id]
    account = snapshot.account
    line = due_next(snapshot)[0]
    end = d.make("renewal_end", "Contract ends", line.end_date, of=account, unit="date", records=[line])
    area = (item.product_area or "").strip() or "none named"
    said = f"{show_date(item.date)} {d.cite(voice_fact(d, item))}"
    if is_quotable(item):
        said = f"“{opening(item)}”, {said}"
    return [account.name, d.put(end), d.arr(snapshot), area, said, d.csm(account)]


def _steps(d: Overall) -> list[list[str]]:
    pms = [d.put(fact) for email in d.team if d.team[email].role == "pm" and (fact := d.colleague(email, "PM"))]
    who = join(pms) if pms else "PM of the area"
    told = (
        (2, "Read the raw items of the first three areas, correct the area, join what was said twice", who),
        (5, "Reproduce the doubtful answers with their sources, or ask for a second example", "AI team"),
        (10, "Answer what weighs most: yes by a date, no because, or not now until a date", who),
        (12, "Tell those who spoke, in person where it is a no", "the CSMs"),
        (20, "Answer the rest in the same three ways", who),
    )
    return [[d.put(due_in(d, days)), what, owner] for days, what, owner in told]


# What is uncertain


def uncertain(d: Overall) -> list[Part]:
    """Write how far the figures can be trusted: items without area, small samples, many items from one source."""
    lines = [*_unplaced(d), *_small(d), *_one_source(d), *_one_role(d), *_without_money(d), *_broad(d)]
    lines.append(f"Whether an item was answered: {d.lack('no answer to feedback is on record in the book')}.")
    return part("unknown", items(lines))


def _unplaced(d: Overall) -> Iterator[str]:
    some = unplaced(d)
    if some:
        formula = "items of the period that name no product area"
        told = d.count("feedback.unplaced", "Items without area", len(some), "items", formula, some)
        yield f"In none of the areas, as they name none: {told}."


def _small(d: Overall) -> Iterator[str]:
    small = [one for one in groups(d) if len(one.items) < _SMALL]
    if small:
        told = d.make(
            "feedback.small",
            "Areas with few items",
            len(small),
            display=f"{len(small):,}: {name_some([one.name for one in small], _SMALL)}",
            formula=f"areas with fewer than {_SMALL} items in the period",
            records=[item for one in small for item in one.items],
        )
        yield f"Small samples, single voices rather than areas: {d.put(told)}."


def _one_source(d: Overall) -> Iterator[str]:
    """Say where several items come from one ticket or note: they are one voice."""
    for group in groups(d)[:SHOWN]:
        counted = Counter((item.account_id, item.source_id) for item in group.items if item.source_id)
        for (account_id, source), count in counted.most_common(1):
            if count >= _ONE_VOICE and account_id in d.by_id:
                told = d.make(
                    "feedback.one_source",
                    f"Items of {group.name} from {source}",
                    count,
                    of=d.by_id[account_id].account,
                    unit="items",
                    formula="items of the period that name the same source",
                    records=[item for item in group.items if item.source_id == source],
                )
                yield f"{group.name}: {d.put(told)} come from the same source of {d.by_id[account_id].account.name}."


def _one_role(d: Overall) -> Iterator[str]:
    for group in groups(d)[:SHOWN]:
        roles = roles_of(d, group)
        if len(roles) == 1 and len(group.items) >= _SMALL:
            role = next(iter(roles))
            told = d.make(f"feedback.{group.name}.one_role", f"Roles, {group.name}", role, display=role)
            yield f"{group.name}: all who speak have one role, {d.put(told)}."


def _without_money(d: Overall) -> Iterator[str]:
    ids = dict.fromkeys(item.account_id for group in groups(d) for item in group.items)
    free = [d.by_id[one].account for one in ids if one in d.by_id and not d.weight(d.by_id[one])]
    if free:
        told = d.make(
            "feedback.without_arr",
            "Accounts that speak and pay nothing",
            len(free),
            unit="accounts",
            display=f"{len(free):,}: {name_some([one.name for one in free], _SMALL)}",
            formula="accounts with an item in the period and no ARR on the as-of date",
            records=free,
        )
        yield f"Counted as accounts, without ARR: {d.put(told)}."


def _broad(d: Overall) -> Iterator[str]:
    """Say where an area is too broad to be a theme: most who speak at all speak of it."""
    found = groups(d)
    speaking = {item.account_id for one in found for item in one.items}
    for group in found[:1]:
        count = len(accounts(d, group))
        if len(speaking) > _SMALL and 2 * count > len(speaking):
            told = d.make(
                f"feedback.{group.name}.breadth",
                f"Accounts, {group.name}",
                count,
                unit="accounts",
                display=f"{count:,} of {len(speaking):,} accounts that spoke",
                formula="accounts with an item of the area / accounts with any item in the period",
            )
            yield f"{group.name} is an area and no theme: {d.put(told)} name it; split it by reading."
