"""The next quarter: four agreements at most, each with a name and a day, then the milestones and the next review."""

from collections.abc import Iterator
from dataclasses import dataclass

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import is_fresh, is_opinion
from copilot.documents.sections.account.milestones import milestone_fact
from copilot.documents.sections.account.promises import fate
from copilot.documents.sections.account.tickets import as_shown
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.account.working_days import after, due_in, left_out, on_or_before
from copilot.documents.sections.plan.days import later
from copilot.documents.sections.review.milestones import coming_up, overdue_on
from copilot.documents.sections.review.period import QUARTER, active_people
from copilot.documents.sections.review.promises import shared_promises
from copilot.documents.sections.review.use import lost_much
from copilot.documents.writing import part, table
from copilot.evidence import Fact
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.support import open_on, ticket_fact
from copilot.metrics.value import known_outcomes, missing_inputs
from copilot.records import Contact, Milestone

_AGREEMENTS, _MILESTONES = 4, 4
"""At most four agreements, as the playbook of the review says."""
_LONGEST = 15
"""Working days within which the last agreement falls due."""
_CONFIRM = 1
"""Working days after the meeting by which what was agreed is in writing."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Something proposed for the next quarter: what, within how many working days, and whose it is."""

    what: str
    days: int
    owner: str


def review_plan(d: Dossier) -> list[Part]:
    """Write who does what by when until the next review."""
    if not active_subscriptions(d.snapshot):
        return part("unknown", f"- {d.finds} {d.missed('no running contract, so nothing to plan for')}.")
    rows = [(due_in(d, one.days), one.what, one.owner) for one in list(_proposed(d))[:_AGREEMENTS]]
    rows += [_milestone(d, one) for one in coming_up(d)[:_MILESTONES]]
    rows.append((_next_review(d), "Hold the next review", our_owner(d)))
    rows.sort(key=lambda row: str(row[0].value))
    first = d.put(due_in(d, _CONFIRM))
    lead = f"**Agree on who does what by when, and have it in writing by {first}.**"
    told = table(["by", "what", "owner"], [[d.put(day), what, owner] for day, what, owner in rows])
    return part("plan", lead, told, left_out(d, d.as_of, after(d.as_of, _LONGEST)))


def _proposed(d: Dossier) -> Iterator[Agreement]:
    """Yield what to agree on, what weighs most first."""
    silent = [one for one in d.once(shared_promises) if fate(d, one) in ("past its day", "not kept")]
    if silent:
        what = "Say what became of what was agreed and is past its day"
        if not d.is_internal:
            what = "Go through what was agreed before, and say where each part of it stands"
        yield Agreement(f"{what} {d.cite(silent[0].passage)}", 2, our_owner(d))
    for ticket in as_shown(d, open_on(d.snapshot)[:1]):
        yield Agreement(
            f"Name a day for ticket {ticket.ticket_id} {d.cite(ticket_fact(ticket, d.account.name, d.as_of))}",
            3,
            our_owner(d),
        )
    for milestone in overdue_on(d)[:1]:
        told = f"Propose a new day for “{milestone.name}”, and what it takes {d.cite(milestone_fact(d, milestone))}"
        yield Agreement(told, 5, our_owner(d))
    if lost_much(d):
        yield Agreement("Say what we should have done for the teams that stopped, and what we do now", 10, our_owner(d))
    yield from _measuring(d)
    share = d.fact("licence_utilisation")
    if share is not None and float(str(share.value)) < 0.8 and not lost_much(d):
        yield Agreement(f"Go through the seats team by team: {d.put(share)} are in use", 10, both(d))
    if share is not None and float(str(share.value)) > 0.9:
        yield Agreement(f"Count who waits for a seat: {d.put(share)} are in use", 10, both(d))


def _measuring(d: Dossier) -> Iterator[Agreement]:
    outcomes = known_outcomes(d.snapshot)
    for one in outcomes:
        cited = d.cite(outcome_fact(d, one))
        if is_opinion(one) or one.current is None:
            yield Agreement(f"Write down how “{one.metric}” is measured, on one page {cited}", 10, both(d))
        elif not is_fresh(one, d.as_of):
            yield Agreement(f"Measure “{one.metric}” again, from the same source {cited}", 15, both(d))
        elif missing_inputs(one):
            yield Agreement(f"Find out with finance what one unit of “{one.metric}” is worth {cited}", 15, both(d))
    if not outcomes:
        yield Agreement("Write down how the one figure of the next review is measured", 10, both(d))


def _milestone(d: Dossier, one: Milestone) -> tuple[Fact, str, str]:
    fact = milestone_fact(d, one)
    owner = d.colleague(one.owner_email, "Owner")
    day = d.make(
        "plan_date", "Due", one.due_date or d.as_of, unit="date", formula="the day of the milestone", records=[one]
    )
    return day, f"Complete “{one.name}” {d.cite(fact)}", d.put(owner) if owner is not None else "to be named"


def _next_review(d: Dossier) -> Fact:
    day = on_or_before(later(d.as_of, QUARTER))
    return d.make("plan_date", "Next review", day, unit="date", formula=f"{QUARTER} days on, on a working day")


def our_owner(d: Dossier) -> str:
    """Return who looks after the customer on our side, by name."""
    csm = d.colleague(d.account.csm_email, "CSM")
    return d.put(csm) if csm is not None else "our side"


def leader(d: Dossier) -> Contact | None:
    """Return who leads the work at the customer: the champion, else the administrator."""
    from_above = [one for role in ("champion", "admin") for one in active_people(d) if one.role == role]
    return next(iter(from_above), None)


def both(d: Dossier) -> str:
    """Return who does it together: one of the customer's and one of ours."""
    theirs = leader(d)
    return f"{theirs.name} {d.cite(d.person(theirs))} and {our_owner(d)}" if theirs is not None else our_owner(d)
