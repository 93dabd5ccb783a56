"""What changed between two dates: the facts of an account side by side, those that differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from copilot.evidence import Fact, Gap, RowRef
from copilot.records import Account


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that differs between two dates; None on the side where it could not be told."""

    name: str
    label: str
    before: Fact | None
    after: Fact | None


NOT_COMPARED = {"days_to_renewal", "days_since_contact", "oldest_open_ticket_days"}
"""Facts that differ from day to day by the calendar alone."""


def changes(before: Sequence[Fact | Gap], after: Sequence[Fact | Gap]) -> list[Change]:
    """Return the facts whose value is another one, or that can be told on one side only, in the order of the facts.

    Changes over a period (`health_score.change_30d`) and what only counts days are left out.
    """
    old, new = _by_key(before), _by_key(after)
    found = []
    for key in dict.fromkeys([*new, *old]):
        past, present = old.get(key), new.get(key)
        if past is None or present is None or past.value != present.value or past.unit != present.unit:
            label = present.label if present else past.label if past else ""
            found.append(Change(key[0], label, past, present))
    return found


def _by_key(measured: Sequence[Fact | Gap]) -> dict[tuple[str, str], Fact]:
    """Return the facts that are compared by name and, where money is in several currencies, unit."""
    facts = [one for one in measured if isinstance(one, Fact)]
    return {
        (fact.name, fact.unit if len(fact.unit) == 3 and fact.unit.isupper() else ""): fact
        for fact in facts
        if fact.name not in NOT_COMPARED and ".change_" not in fact.name
    }


def change_fact(change: Change, account: Account, since: date, as_of: date) -> Fact:
    """Return a change as a fact: `49.2 %, was 66.9 %`."""
    past, present = change.before, change.after
    now = present.display if present else "cannot be told"
    then = past.display if past else "could not be told"
    rows: list[RowRef] = [*(present.rows if present else []), *(past.rows if past else [])]
    return Fact(
        name=f"change.{change.name}",
        label=change.label,
        value=f"{now}, was {then}",
        display=f"{now}, was {then}",
        as_of=as_of,
        formula=f"on {as_of.isoformat()} against {since.isoformat()}",
        rows=list(dict.fromkeys(rows)),
        account_id=account.account_id,
        account_name=account.name,
    )
