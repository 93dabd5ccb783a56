"""What endangers the account and what may grow: each signal with its evidence, play, next step, owner and date."""

from dataclasses import dataclass

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.ended import has_ended
from copilot.documents.sections.account.post_mortem import before_the_end
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.writing import items, part, table
from copilot.metrics.signals import Signal


@dataclass(frozen=True, slots=True)
class Step:
    """The next step that a signal asks for: within how many working days, and whose it is."""

    text: str
    days: int
    owner: str = "CSM"


_SILENT = Step("Write with one figure of theirs and one question; ask a colleague of theirs how they are", 3)
NEXT_STEPS = {
    "usage_drop_28d": Step("Ask who stopped, team by team, and why; call two of them", 3),
    "low_utilisation_near_renewal": Step("Tell the sponsor the seats we would renew at today, and why", 5),
    "no_usage_60d": Step("Find out whether the data stopped or the people did", 2),
    "champion_gone": Step("Ask the sponsor who leads from here, and meet two candidates", 3),
    "sponsor_gone": Step("Ask the champion for an introduction to the new sponsor", 3),
    "single_threaded": Step("Ask for a second name in the team that gains most", 5),
    "urgent_ticket_aging": Step("Name an owner and a date for the ticket, and say both to the customer", 1),
    "power_role_detractor": Step("Call about the reason, not about the number", 2),
    "milestone_overdue": Step("Ask its owner: forgot, cannot, will not, or changed; agree on one new date", 3),
    "no_contact_45d": Step("Write with one figure of theirs and one question; then call", 2),
    "sentiment_red": Step("Agree on the save plan with the Head of CS", 1, "CSM and Head of CS"),
    "renewal_without_plan": Step("Enter the renewal plan as dated milestones, the last one the signature", 3),
    "utilisation_over_90": Step("Count who waits for a seat, and tell sales", 5, "CSM and sales"),
    "power_role_promoter": Step("Ask for the lowest rung of advocacy not yet done", 5),
    "roi_above_3": Step("Ask who has to agree to a case study", 5),
    "feature_taken_up": Step("Find the team that took it up, and bring it to the next one", 10),
}
"""By the id of the signal; the playbook has the rest."""


def step_of(signal: Signal) -> Step:
    """Return the next step that a signal asks for; somebody who is silent is not gone."""
    return _SILENT if is_silence(signal) else NEXT_STEPS[signal.id]


def risks(d: Dossier) -> list[Part]:
    """Write the risks, severest first, then what may grow; of a contract that has ended what was seen before."""
    if has_ended(d):
        return before_the_end(d)
    if not d.signals:
        return part("unknown", f"- {d.finds} {d.missed('no signal that fires on this day')}.")
    threats = [one for one in d.signals if not one.is_growth]
    chances = [one for one in d.signals if one.is_growth]
    if threats:
        verdict = f"**The severest: {d.put(d.signal(threats[0]))}.**"
        first = part("fact", verdict, items(f"{d.put(d.signal(one))}." for one in threats[1:]))
    else:
        first = part("fact", f"**{d.finds} {d.missed('no risk signal that fires on this day')}.**")
    return [
        *first,
        *part("fact", "**What may grow**" if chances else "", items(f"{d.put(d.signal(one))}." for one in chances)),
        *part("plan", steps_table(d, [*threats, *chances])),
    ]


def steps_table(d: Dossier, fired: list[Signal]) -> str:
    """Return what to do about each signal, by when, whose it is and which play it is from."""
    rows = []
    for signal in sorted(fired, key=lambda one: (step_of(one).days, one.is_growth)):
        step = step_of(signal)
        play = d.playbook(signal.playbook)
        named = f"{play.title} {d.cite(play)}" if play is not None else "no playbook indexed"
        rows.append([d.put(due_in(d, step.days)), step.text, _owner(d, step.owner), named])
    return table(["by", "next step", "owner", "play"], rows)


def _owner(d: Dossier, role: str) -> str:
    """Return who that is, by name where the book tells it."""
    csm = d.colleague(d.account.csm_email, "CSM")
    return f"{d.put(csm)}{role.removeprefix('CSM')}" if csm is not None and role.startswith("CSM") else role


def first_step(d: Dossier) -> Step | None:
    """Return the step that the severest risk asks for; None where none fires."""
    threat = next((one for one in d.signals if not one.is_growth), None)
    return step_of(threat) if threat is not None else None


def is_silence(signal: Signal) -> bool:
    """Tell whether a signal on a person says that they are silent, not that they left."""
    return signal.id in ("champion_gone", "sponsor_gone") and "has not spoken" in signal.title
