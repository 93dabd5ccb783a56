"""Which of the sources of a document are old: what was so then need not be so now."""

from datetime import date

from copilot.evidence import Evidence, Fact, Passage

_STAYS = frozenset(("event", "contract", "milestone"))
"""Facts about what happened on a day, which stays true."""


def old_sources(evidence: Evidence, as_of: date, days: int) -> list[Fact | Passage]:
    """Return what is more than so many days older than the as-of date, the oldest first.

    What carries no date, such as a playbook, is not old.
    """
    dated: list[tuple[date, Fact | Passage]] = [(one.as_of, one) for one in evidence.facts if one.name not in _STAYS]
    dated += [(one.date, one) for one in evidence.passages if one.date is not None and one.account_id]
    old = [(day, one) for day, one in dated if (as_of - day).days > days]
    return [one for _, one in sorted(old, key=lambda pair: pair[0])]
