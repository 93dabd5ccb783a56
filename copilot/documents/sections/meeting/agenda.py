"""A meeting as the customer reads it: the agenda, their figures, and the next steps that we propose."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.ended import has_ended, no_contract
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.story import shown_milestones
from copilot.documents.sections.account.tickets import as_shown
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.writing import items, join, part, steps
from copilot.metrics.support import open_on, ticket_fact
from copilot.metrics.value import known_outcomes, missing_inputs

_MOST = 3
_AT_THE_END = (
    "What we still owe you, and what you still need from us",
    "Your data: what you have, and who confirms the deletion",
    "What we should have done otherwise, in your words",
)
_RENEWS_SOON = 120


def agenda(d: Dossier) -> list[Part]:
    """Write the points of the meeting in order."""
    count = d.fact("open_tickets")
    if has_ended(d):
        told = f"We find {no_contract(d)}. We would like to close what is still open between us."
        return [*part("fact", f"**{told}**"), *part("plan", steps(_AT_THE_END))]
    points = [
        "What we agreed last time, and where it stands",
        "Your figures: use, and what came of it",
        f"Open tickets: {d.put(count)}" if count is not None and count.value else "Anything that annoys you",
        "Next steps, each with a name and a day",
    ]
    return part("plan", steps(points))


def figures(d: Dossier) -> list[Part]:
    """Write the use and each outcome in a line, and what is not measured yet."""
    users, seats, share = d.fact("monthly_active_users"), d.fact("seats"), d.fact("licence_utilisation")
    if has_ended(d):
        use = ""
    elif users is None:
        use = f"The use cannot be told: {d.told('monthly_active_users')}."
    elif seats is None or share is None:
        use = f"{d.put(users)} in the last 28 days."
    else:
        use = f"{d.put(users)} in the last 28 days on {d.put(seats)}, {d.put(share)} of the seats."
    change = d.fact("usage_change_28d")
    trend = f"{change.label}: {d.put(change)}." if change is not None and use else ""
    outcomes = [f"{d.put(outcome_fact(d, one))}." for one in known_outcomes(d.snapshot)[-_MOST:]]
    amounts = d.facts("value_realised")
    worth = f"Measured so far: {join([d.put(one) for one in amounts])} a year." if amounts else ""
    lacking = "" if outcomes else f"- {d.finds} {d.missed('no outcome on record, so nothing to measure it by')}."
    return [*part("fact", items([use, trend, *outcomes, worth])), *part("unknown", lacking)]


def proposals(d: Dossier) -> list[Part]:
    """Write the next steps that we propose: late milestones, missing figures, pressing tickets, the end of the term."""
    if has_ended(d):
        return part("plan", items([*_tickets(d), *_of_the_end(d)]))
    lines = [*_late(d), *_unmeasured(d), *_tickets(d), *_term(d)]
    if not lines:
        lines = [f"Agree on the next result to work on, and on who measures it, by {d.put(due_in(d, 10))}."]
    return part("plan", items(lines))


def _of_the_end(d: Dossier) -> list[str]:
    """Return what is left to do once a contract has ended."""
    return [
        f"Check that everything that is yours is with you, by {d.put(due_in(d, 10))}.",
        "Agree on who confirms the deletion of your data, and on the day.",
    ]


def _late(d: Dossier) -> list[str]:
    late = [one for one in shown_milestones(d) if one.due_date is not None and one.due_date < d.as_of]
    return [f"Agree on a new day for {d.put(milestone_fact(d, one))}." for one in late[:_MOST]]


def _unmeasured(d: Dossier) -> list[str]:
    lacking = [(one.metric, missing_inputs(one)) for one in known_outcomes(d.snapshot)]
    reasons = [f"no {' and no '.join(missing)} on record for “{metric}”" for metric, missing in lacking if missing]
    return [f"Name who measures what is missing: {d.missed(one)}." for one in reasons[:_MOST]]


def _tickets(d: Dossier) -> list[str]:
    pressing = [one for one in as_shown(d, open_on(d.snapshot)) if one.priority in ("urgent", "high")]
    return [
        f"Agree on when you hear next about {d.put(ticket_fact(one, d.account.name, d.as_of))}."
        for one in pressing[:_MOST]
    ]


def _term(d: Dossier) -> list[str]:
    days, end = d.fact("days_to_renewal"), d.fact("next_renewal_date")
    if days is None or end is None or int(str(days.value)) > _RENEWS_SOON:
        return []
    return [f"Agree on the steps until the end of the term on {d.put(end)}, in {d.put(days)}."]
