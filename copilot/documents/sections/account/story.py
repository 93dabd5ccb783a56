"""The account as it is handed over: who looks after it, what they bought it for, and how it came here."""

from collections.abc import Iterator, Sequence
from datetime import date

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.contract import line_fact
from copilot.documents.sections.account.encounters import called
from copilot.documents.sections.account.ended import end_fact, has_ended, no_contract
from copilot.documents.sections.account.milestones import milestone_fact, open_milestones
from copilot.documents.writing import items, join, part
from copilot.evidence import Fact
from copilot.metrics.finding import counted
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Milestone, Record

_MOST = 8
_PROFILE = ("segment", "industry", "region", "stage")


def profile(d: Dossier) -> list[Part]:
    """Write who looks after the account, what runs, and what it was bought for in the customer's words."""
    lines = [_what(d) if d.is_internal else "", owners(d), *_contracts(d), bought_for(d)]
    told = items(one for one in lines if one)
    return part("fact", told) or part("unknown", f"- {d.finds} {d.missed('nothing on record but the name')}.")


def story(d: Dossier) -> list[Part]:
    """Write how it came here, oldest first: terms, milestones, and for our own people ratings and leavers."""
    happened = sorted(_happened(d), key=lambda one: one[0])
    if not happened:
        return part("unknown", f"- {d.finds} {d.missed('nothing on record that happened')}.")
    shown = happened[-_MOST:]
    more = len(happened) - len(shown)
    earlier = counted(more, "earlier step")
    told = d.make("nothing", "Earlier", more, display=earlier, formula="steps on record, not shown")
    left_out = f"Not shown: {d.put(told)}." if more else ""
    return part("fact", _since(d), items(f"{d.put(fact)}." for _, fact in shown), left_out)


def _since(d: Dossier) -> str:
    """Say since when it is a customer, and until when it was one."""
    since = d.fact("customer_since")
    if since is None:
        return ""
    if not d.is_internal:
        return f"**We have worked together since {d.put(since)}.**"
    end = f", to the end of the last contract on {d.put(end_fact(d))}" if has_ended(d) else ""
    return f"**A customer since {d.put(since)}{end}.**"


def next_steps(d: Dossier) -> list[Part]:
    """Write the milestones that are open, those due first before the others."""
    found = shown_milestones(d)
    if not found:
        return part("unknown", f"- {d.finds} {d.missed('no open milestone')}.")
    formula = "milestones that are not completed; overdue is what was due before the as-of date"
    count = d.make(
        "milestone", "Open milestones", len(found), display=_counted(d, found), formula=formula, records=found
    )
    more = f"Shown are the {_MOST} due first." if len(found) > _MOST else ""
    told = items(f"{d.put(milestone_fact(d, one))}." for one in found[:_MOST])
    return part("fact", f"**{d.put(count)}.**", told, more)


def _counted(d: Dossier, found: Sequence[Milestone]) -> str:
    """Count open milestones in words: `3 open milestones, 1 of them overdue`."""
    if has_ended(d):
        return f"{counted(len(found), 'milestone')} not reached when the contract ended"
    late = sum(one.due_date is not None and one.due_date < d.as_of for one in found)
    if len(found) == 1:
        return f"1 open milestone, {'overdue' if late else 'not overdue'}"
    return f"{len(found)} open milestones, {late or 'none'} of them overdue"


def shown_milestones(d: Dossier) -> list[Milestone]:
    """Return the open milestones that the reader may see, those due first before the others."""
    shown = {one.milestone_id for one in d.milestones}
    return [one for one in open_milestones(d) if one.milestone_id in shown]


def _what(d: Dossier) -> str:
    known = [one for name in _PROFILE if (one := d.fact(name)) is not None]
    if not known:
        return ""
    display = ", ".join(f"{one.label.lower()} {one.display}" for one in known)
    told = d.make("profile", "Profile", display, display=display, formula="the row of the account", records=[d.account])
    return f"**What they are:** {d.put(told)}."


def owners(d: Dossier) -> str:
    """Name who of us looks after the account, and since when they are a customer."""
    labels = ("CSM", "sales") if d.is_internal else ("for your work", "for your contract")
    emails = (d.account.csm_email, d.account.sales_email)
    known = [d.colleague(email, label) for email, label in zip(emails, labels, strict=True)]
    told = [f"{label} {d.put(one)}" for label, one in zip(labels, known, strict=True) if one is not None]
    since = d.fact("customer_since")
    if since is not None and d.is_internal:
        told.append(f"customer since {d.put(since)}")
    if known[0] is None:
        told.append(f"{d.finds} {d.missed('no CSM on record' if d.is_internal else 'nobody named for you yet')}")
    return f"**{'Who looks after it' if d.is_internal else 'Who looks after you'}:** {'; '.join(told)}."


def _contracts(d: Dossier) -> Iterator[str]:
    lines = sorted(active_subscriptions(d.snapshot), key=lambda one: (one.end_date, one.subscription_id))
    for line in lines[:4]:
        yield f"**Contract:** {d.put(line_fact(d, line))}."
    if not lines:
        yield f"**Contract:** {d.finds} {no_contract(d)}."


def bought_for(d: Dossier) -> str:
    """Name the objectives of the plan, each once, with the milestone that holds it."""
    first: dict[str, Milestone] = {}
    for one in sorted(d.milestones, key=lambda row: (row.due_date or date.max, row.milestone_id)):
        if one.objective:
            first.setdefault(one.objective, one)
    told = [f"“{objective}” {d.cite(milestone_fact(d, one))}" for objective, one in list(first.items())[:4]]
    if told:
        return f"**What it is for:** {join(told)}."
    return f"**What it is for:** {d.finds} {d.missed('no objective in the plan')}."


def _happened(d: Dossier) -> Iterator[tuple[date, Fact]]:
    for line in d.snapshot.subscriptions:
        if line.start_date <= d.as_of:
            yield line.start_date, step_fact(d, "contract", line.start_date, f"{line_fact(d, line).display}", line)
    for one in d.milestones:
        if one.completed_date is not None and one.completed_date <= d.as_of:
            yield one.completed_date, step_fact(d, "milestone", one.completed_date, f"“{one.name}” completed", one)
    if d.is_internal and not has_ended(d):  # of one that has ended they stand among what was known before
        yield from turns_and_leavers(d)


def turns_and_leavers(d: Dossier) -> Iterator[tuple[date, Fact]]:
    """Yield the days on which somebody left, and those on which the CSM's rating changed its colour."""
    for person in d.people:
        if person.left_on is not None and person.left_on <= d.as_of:
            yield person.left_on, step_fact(d, "event", person.left_on, f"{called(person)} left", person)
    before = ""
    for one in sorted(d.snapshot.sentiments, key=lambda row: row.date):
        if one.date <= d.as_of and one.rating != before:
            before = one.rating
            reason = f": “{one.reason}”" if one.reason else ""
            yield one.date, step_fact(d, "event", one.date, f"rated {one.rating} by the CSM{reason}", one)


def step_fact(d: Dossier, name: str, day: date, what: str, row: Record) -> Fact:
    """Return a step as a fact of its day: `2 January 2026: “Document vault connected” completed`."""
    label = f"{name.capitalize()} on {show_date(day)}"
    display = f"{show_date(day)}: {what}"
    return d.make(name, label, what, display=display, formula="a row that carries this date", records=[row], as_of=day)
