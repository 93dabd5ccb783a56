"""The milestones of a success plan, as lines of a document."""

from datetime import date

from copilot.display import show_date, show_days
from copilot.documents.dossier import Dossier
from copilot.evidence import Fact
from copilot.records import Milestone


def open_milestones(d: Dossier) -> list[Milestone]:
    """Return the milestones that are not completed by the day, the one due first before the others."""
    found = [one for one in d.milestones if one.completed_date is None or one.completed_date > d.as_of]
    return sorted(found, key=lambda one: (one.due_date or date.max, one.milestone_id))


def milestone_fact(d: Dossier, one: Milestone) -> Fact:
    """Return a milestone as a fact: what, by when, whose, and whether it is done or late."""
    parts = [f"“{one.name}”"]
    done = one.completed_date if one.completed_date is not None and one.completed_date <= d.as_of else None
    if one.due_date is not None:
        parts.append(f"due on {show_date(one.due_date)}")
    if done is not None:
        parts.append(f"completed on {show_date(done)}")
    elif one.due_date is not None and one.due_date < d.as_of:
        parts.append(f"{show_days((d.as_of - one.due_date).days)} overdue")
    owner = d.snapshot.team.get(one.owner_email or "")
    if owner is not None:
        parts.append(f"owner {owner.name}")
    if one.objective:
        parts.append(f"for “{one.objective}”")
    formula = "as the success plan has it"
    return d.make("milestone", "Milestone", one.name, display=", ".join(parts), formula=formula, records=[one])
