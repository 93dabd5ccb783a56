"""What is not known of the book: customers without usage, owner, outcome or contact, and what its tables contradict."""

from collections.abc import Callable, Sequence

from copilot.display import show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.writing import items, part, table
from copilot.metrics.adoption import seats_on
from copilot.metrics.engagement import last_spoken
from copilot.metrics.finding import Finding
from copilot.metrics.pooled import name_some
from copilot.metrics.quality import by_account, count_by_rule
from copilot.metrics.value import known_outcomes, value_of
from copilot.settings import today
from copilot.snapshot import Snapshot

_NAMED, _RULES = 5, 8


def book_unknown(d: Overall) -> list[Part]:
    """Write how many customers lack what, by name, then the findings of data quality by rule."""
    lines = [lacking(d, name) for name in LACKS]
    found = by_account(d.snapshots, looking_back=d.as_of < today())
    return [
        *part("unknown", *([_verdict(d), items(lines)] if any(lines) else [_complete(d)])),
        *part("fact", "**What the tables contradict or lack**" if found else "", _quality(d, found)),
    ]


def _complete(d: Overall) -> str:
    return f"- I find {d.lack('no customer without usage, owner, outcome or contact')}."


def _verdict(d: Overall) -> str:
    """Say at how many customers something is not known, and what they pay."""
    some = [one for one in d.customers if any(lacks(d, one) for _, lacks in LACKS.values())]
    formula = "customers that lack one of these or more"
    records = [one.account for one in some]
    count = d.count("lacking", "Customers of whom something is not known", len(some), "accounts", formula, records)
    return f"**At {count} something is not known, worth {d.arr(*some, name='lacking_arr', label='Their ARR')}.**"


LACKS: dict[str, tuple[str, Callable[[Overall, Snapshot], bool]]] = {
    "usage": ("without usage data in 60 days", lambda _, one: one.reading().usage is None),
    "seats": ("without seats in a running contract", lambda _, one: seats_on(one) is None),
    "csm": ("without a CSM from the team list", lambda d, one: (one.account.csm_email or "") not in d.team),
    "outcomes": ("without an outcome", lambda _, one: not known_outcomes(one)),
    "value": (
        "with outcomes of which none can be counted yet",
        lambda _, one: (
            bool(known_outcomes(one)) and not any(value_of(outcome) is not None for outcome in known_outcomes(one))
        ),
    ),
    "contact": ("with whom no contact is on record", lambda _, one: last_spoken(one) is None),
    "health": ("without a health score", lambda d, one: d.standings[one.account.account_id].health_score is None),
}
"""What a customer may lack: how that is said, and how it is told."""


def without(d: Overall, name: str) -> list[Snapshot]:
    """Return the customers that lack something, the largest first."""
    return [one for one in d.customers if LACKS[name][1](d, one)]


def lacking(d: Overall, name: str) -> str:
    """Say how many customers lack something, and which; nothing where none does."""
    return f"Customers {LACKS[name][0]}: {count_of(d, name)}." if without(d, name) else ""


def count_of(d: Overall, name: str) -> str:
    """Return how many customers lack something, and which, as `{F3}`."""
    found = without(d, name)
    names = name_some([one.account.name for one in found], _NAMED)
    names += (" account" if len(found) == _NAMED + 1 else " accounts") if len(found) > _NAMED else ""
    said = LACKS[name][0]
    fact = d.make(
        f"without.{name}",
        f"Customers {said}",
        len(found),
        unit="accounts",
        display=f"{len(found):,}: {names}",
        formula=f"customers {said}",
        records=[one.account for one in found],
    )
    return d.put(fact)


def _quality(d: Overall, found: Sequence[Sequence[Finding]]) -> str:
    """Return how often which rule found something, severest first, and at whom."""
    every = [one for of_account in found for one in of_account]
    counts = count_by_rule(every)
    rows = []
    for severity, rule, count in counts[:_RULES]:
        its = [one for one in every if one.id == rule]
        unit = (" finding" if len(its) == _NAMED + 1 else " findings") if len(its) > _NAMED else ""
        fact = d.make(
            f"quality.{rule}",
            f"Data quality, {severity}: {show_word(rule)}",
            count,
            unit="accounts",
            display=f"{count:,}: {name_some(sorted(one.account_name for one in its), _NAMED)}{unit}",
            formula=f"accounts at which the rule {rule} finds something",
            records=[row for one in its for row in one.rows],
        )
        rows.append([severity, show_word(rule), d.put(fact)])
    told = table(["", "what", "accounts"], rows)
    left = len(counts) - _RULES
    if left <= 0:
        return told
    more = d.count("quality_more", "Rules not listed", left, "", "further rules that found something")
    return f"{told}\n\nNot listed: {more} further rules."
