"""The milestones of a success plan, as facts."""

from datetime import date

from copilot.display import show_date, show_days
from copilot.evidence import Fact
from copilot.metrics.facts import make_fact
from copilot.records import Milestone
from copilot.snapshot import Snapshot


def open_milestones(snapshot: Snapshot) -> list[Milestone]:
    """Return the milestones that are not completed on the as-of date, the one due first before the others."""
    as_of = snapshot.as_of
    found = [one for one in snapshot.milestones if one.completed_date is None or one.completed_date > as_of]
    return sorted(found, key=lambda one: (one.due_date or date.max, one.milestone_id))


def milestone_fact(snapshot: Snapshot, one: Milestone) -> Fact:
    """Return a milestone that is open: what, by when, whose, and how late."""
    parts = [f"“{one.name}”"]
    if one.due_date is not None:
        parts.append(f"due on {show_date(one.due_date)}")
        if one.due_date < snapshot.as_of:
            parts.append(f"{show_days((snapshot.as_of - one.due_date).days)} overdue")
    owner = snapshot.team.get(one.owner_email or "")
    if owner is not None:
        parts.append(f"owner {owner.name}")
    if one.objective:
        parts.append(f"for “{one.objective}”")
    formula = "as the success plan has it"
    return make_fact(
        snapshot, "milestone", "Milestone", one.name, display=", ".join(parts), formula=formula, records=[one]
    )
