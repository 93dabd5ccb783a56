"""The way to the signature: steps dated back from the contract's end, in working days, with owners."""

from dataclasses import dataclass
from datetime import date

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact, open_milestones
from copilot.documents.sections.account.working_days import back_from, due_in
from copilot.documents.sections.renewal.course import agreed, is_small, renews_itself
from copilot.documents.sections.renewal.instead import why_nothing
from copilot.documents.writing import items, part, table
from copilot.metrics.revenue import due_next
from copilot.snapshot import days_before

SIGNED_BEFORE = 14
"""Days before the end on which the signature is to be there, as the renewal playbook says."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a renewal: so many days before the end, what is done, and by whom."""

    days: int
    what: str
    owner: str


STAGES = (
    Stage(120, "Read notice date and automatic renewal in the signed contract, and write both to the sponsor", "CSM"),
    Stage(90, "Hold the value review with the sponsor in the room", "CSM"),
    Stage(75, "Go through the seats by team with the administrator", "CSM"),
    Stage(70, "Get the outcome signed by their finance, or say that it is not measured yet", "CSM"),
    Stage(60, "Have the sponsor confirm the need; send the offer to the economic buyer", "CSM and sales"),
    Stage(30, "Bring paper to Legal; hold a weekly call that ends with who, what, when", "sales"),
    Stage(SIGNED_BEFORE, "Sign", "sales"),
)

AGREED = (
    Stage(30, "Confirm in writing that it goes on as it is, with the day and the price", "CSM"),
    Stage(0, "Send the invoice", "sales"),
)
"""What is left to do where they agreed to go on as it is, or where it renews by itself."""
SHORT = (
    Stage(45, "Confirm seats and price with whoever signs, and read the notice date in the contract", "CSM"),
    Stage(30, "Send the offer on one page", "sales"),
    Stage(SIGNED_BEFORE, "Have it signed, and send the invoice", "sales"),
)
"""The plan of a small account: no review, no Legal, no weekly call."""


def stages(d: Dossier) -> tuple[Stage, ...]:
    """Return the steps that this renewal needs."""
    if d.once(agreed) is not None or d.once(renews_itself):
        return AGREED
    return SHORT if is_small(d) else STAGES


def signature(d: Dossier) -> list[Part]:
    """Write the steps that lie ahead with their dates, those already missed for this week, and the customer's own."""
    due = due_next(d.snapshot)
    if not due:
        return part("unknown", f"- There is no signature to plan for: {why_nothing(d)}.")
    end = due[0].end_date
    missed = [one for one in stages(d) if days_before(end, one.days) < d.as_of]
    dated = [(due_in(d, number), _late(one), one.owner) for number, one in enumerate(missed, 1)]
    dated += [(back_from(d, end, one.days, "the end"), one.what, one.owner) for one in stages(d) if one not in missed]
    dated.sort(key=lambda step: str(step[0].value))
    rows = [[d.put(day), what, _owner(d, owner)] for day, what, owner in dated]
    renewal = d.fact("next_renewal_date")
    head = (
        f"Dated back from the end on {d.put(renewal)}, in working days; public holidays are not known."
        if renewal is not None
        else ""
    )
    play = d.playbook("renewal") if d.is_internal else None
    named = f"Play: *{play.title}* {d.cite(play)}" if play else ""
    return [
        *part("plan", head, table(["by", "step", "owner"], rows), named),
        *part("fact", _their_milestones(d, end)),
    ]


def _late(one: Stage) -> str:
    """Say a step whose day has gone; whether it was done, the book does not say."""
    return f"Check that it is done, else do it now: {one.what[:1].lower()}{one.what[1:]}"


def _owner(d: Dossier, role: str) -> str:
    """Name who that is, where the book tells it: `CSM and sales` has two."""
    names = {"CSM": d.colleague(d.account.csm_email, "CSM"), "sales": d.colleague(d.account.sales_email, "Sales owner")}
    told = []
    for one in role.split(" and "):
        known = names.get(one)
        told.append(d.put(known) if known is not None else one)
    return " and ".join(told)


def _their_milestones(d: Dossier, end: date) -> str:
    """Return the open milestones of the success plan that are due before the end."""
    found = [one for one in open_milestones(d) if one.due_date is not None and one.due_date <= end]
    lines = items(f"{d.put(milestone_fact(d, one))}." for one in found)
    return f"Milestones on record until then:\n\n{lines}" if lines else ""
