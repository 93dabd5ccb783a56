"""Risk and opportunity signals: rules over an account's facts, each with the playbook that answers it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from copilot.display import show_date, show_days, show_ratio
from copilot.evidence import Fact, RowRef
from copilot.metrics.adoption import breadth_of, seats_on, usage_change_of, utilisation_of
from copilot.metrics.engagement import is_active_contact, last_spoken, spoken_on
from copilot.metrics.facts import make_fact, show_number
from copilot.metrics.health import counted_sentiment
from copilot.metrics.revenue import active_subscriptions, due_next
from copilot.metrics.satisfaction import DETRACTOR, PROMOTER, latest_nps
from copilot.metrics.support import open_on
from copilot.metrics.value import known_outcomes, roi_of, value_of
from copilot.records import Contact, Record
from copilot.snapshot import USAGE_IS_STALE_AFTER, Snapshot, days_before

Severity = Literal["high", "medium", "low"]
POWER = {"executive_sponsor", "economic_buyer", "champion"}
"""Roles whose word decides about a renewal."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired: its id, what it says, how severe it is, the facts that fired it, and the playbook for it."""

    id: str
    title: str
    severity: Severity
    facts: Sequence[Fact]
    playbook: str
    is_growth: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is fixed about a signal; `fires` returns a title, a severity and the facts, or None."""

    fires: Callable[[Snapshot], tuple[str, Severity, list[Fact]] | None]
    playbook: str
    is_growth: bool = False


Fired = tuple[str, Severity, list[Fact]]


def signals(snapshot: Snapshot) -> list[Signal]:
    """Return the signals that fire at an account with a running contract, the severest first."""
    if not active_subscriptions(snapshot):
        return []
    fired = []
    for name, rule in RULES.items():
        found = rule.fires(snapshot)
        if found is not None:
            title, severity, facts = found
            fired.append(Signal(name, title, severity, facts, rule.playbook, rule.is_growth))
    order = {"high": 0, "medium": 1, "low": 2}
    return sorted(fired, key=lambda one: (one.is_growth, order[one.severity]))


def signal_fact(signal: Signal) -> Fact:
    """Return a signal as a fact: its title as the value, the rows of the facts that fired it."""
    rows = list(dict.fromkeys(row for fact in signal.facts for row in fact.rows))
    kind = "Opportunity" if signal.is_growth else "Risk"
    return signal.facts[0].model_copy(
        update={
            "name": f"signal.{signal.id}",
            "label": f"{kind}, {signal.severity}",
            "value": signal.title,
            "unit": "",
            "display": signal.title,
            "formula": f"signal {signal.id}; the playbook for it is {signal.playbook}",
            "rows": rows,
        }
    )


def days_to_renewal(snapshot: Snapshot) -> int | None:
    """Return the days until the next running line ends."""
    due = due_next(snapshot)
    return (due[0].end_date - snapshot.as_of).days if due else None


def _usage_drop(snapshot: Snapshot) -> Fired | None:
    change = usage_change_of(snapshot)
    if change is None or change > -Decimal(str(snapshot.standards.signals.usage_drop)):
        return None
    now, before = snapshot.reading(), snapshot.reading(28)
    users = f"from {before.monthly_active_users} to {now.monthly_active_users} monthly users"
    title = f"Usage fell {show_ratio(-change)} in 28 days, {users}"
    rows = [one.usage for one in (now, before) if one.usage is not None]
    return title, "high", [_fact(snapshot, "usage_change_28d", "Usage change over 28 days", change, "ratio", rows)]


def _low_utilisation_near_renewal(snapshot: Snapshot) -> Fired | None:
    standards, share, days = snapshot.standards.signals, utilisation_of(snapshot), days_to_renewal(snapshot)
    if share is None or days is None or share >= Decimal(str(standards.low_utilisation)):
        return None
    if days > standards.low_utilisation_renewal_days:
        return None
    lines, usage = active_subscriptions(snapshot), snapshot.reading().usage
    facts = [
        _fact(snapshot, "licence_utilisation", "Licence utilisation", share, "ratio", [*lines, *_one(usage)]),
        _fact(snapshot, "days_to_renewal", "Days to renewal", days, "days", lines),
    ]
    return f"{show_ratio(share)} of the seats are used, and the renewal is in {show_days(days)}", "high", facts


def _no_usage(snapshot: Snapshot) -> Fired | None:
    if snapshot.reading().usage is not None:
        return None
    if not active_subscriptions(snapshot, days_before(snapshot.as_of, USAGE_IS_STALE_AFTER)):
        return None
    title = f"No usage data for {USAGE_IS_STALE_AFTER} days"
    fact = _fact(snapshot, "no_usage", "Days without usage data, at least", USAGE_IS_STALE_AFTER, "days", [])
    return title, "high", [fact]


def _champion_gone(snapshot: Snapshot) -> Fired | None:
    return _gone(snapshot, "champion", "champion")


def _sponsor_gone(snapshot: Snapshot) -> Fired | None:
    return _gone(snapshot, "executive_sponsor", "sponsor")


def _gone(snapshot: Snapshot, role: str, called: str) -> Fired | None:
    """Fire where everybody of a role has left, or been silent for so long; one who speaks with us is enough.

    Of whom no last contact is known, it cannot be told that they are silent.
    """
    people = [one for one in snapshot.contacts if one.role == role]
    there = [one for one in people if is_active_contact(one, snapshot.as_of)]
    left = [one for one in people if one not in there]
    if not there:
        if not left:
            return None
        last = max(left, key=lambda one: (one.left_on or date.min, one.contact_id))
        on = f" on {show_date(last.left_on)}" if last.left_on else ""
        return f"The {called}, {last.name}, left{on}", "high", [_person(snapshot, last, called, "left")]
    spoken = [(day, one.contact_id, one) for one in there if (day := spoken_on(snapshot, one)) is not None]
    if not spoken:
        return None
    day, _, silent = max(spoken, key=lambda one: one[:2])
    if (snapshot.as_of - day).days < snapshot.standards.signals.silent_days:
        return None
    told = f"has not spoken to us since {show_date(day)}"
    return f"The {called}, {silent.name}, {told}", "medium", [_person(snapshot, silent, called, told)]


def _single_threaded(snapshot: Snapshot) -> Fired | None:
    there = [one for one in snapshot.contacts if is_active_contact(one, snapshot.as_of)]
    if len(there) != 1:
        return None
    counted = _fact(snapshot, "active_contacts", "Active contacts", len(there), "", list(there))
    return f"Everything hangs on one person: {there[0].name} is the only active contact", "medium", [counted]


def _urgent_ticket(snapshot: Snapshot) -> Fired | None:
    days = snapshot.standards.signals.urgent_ticket_days
    old = [
        ticket
        for ticket in open_on(snapshot)
        if ticket.priority == "urgent" and (snapshot.as_of - ticket.opened_at.date()).days > days
    ]
    if not old:
        return None
    oldest = old[0]
    age = (snapshot.as_of - oldest.opened_at.date()).days
    subject = f" “{oldest.subject}”" if oldest.subject else ""
    title = f"Urgent ticket {oldest.ticket_id}{subject} has been open for {show_days(age)}"
    return title, "high", [_fact(snapshot, "urgent_tickets_aging", "Urgent tickets open too long", len(old), "", old)]


def _power_role_detractor(snapshot: Snapshot) -> Fired | None:
    return _power_answer(snapshot, lambda score: score <= DETRACTOR, "high", "detracts: NPS")


def _power_role_promoter(snapshot: Snapshot) -> Fired | None:
    return _power_answer(snapshot, lambda score: score >= PROMOTER, "low", "promotes us: NPS")


def _power_answer(snapshot: Snapshot, counts: Callable[[Decimal], bool], severity: Severity, says: str) -> Fired | None:
    people = {one.contact_id: one for one in snapshot.contacts if one.role in POWER}
    answers = [
        answer
        for answer in latest_nps(snapshot.surveys, snapshot.as_of)
        if answer.contact_id in people
        and is_active_contact(people[answer.contact_id], snapshot.as_of)
        and counts(answer.score)
    ]
    if not answers:
        return None
    answer = max(answers, key=lambda one: (one.date, one.survey_id))
    person = people[str(answer.contact_id)]
    role = (person.role or "").replace("_", " ")
    title = f"{person.name} ({role}) {says} {show_number(answer.score)} on {show_date(answer.date)}"
    fact = _fact(snapshot, "nps_answer", f"NPS answer of {person.name}", answer.score, "", [answer, person])
    return title, severity, [fact]


def _milestone_overdue(snapshot: Snapshot) -> Fired | None:
    limit = days_before(snapshot.as_of, snapshot.standards.signals.milestone_overdue_days)
    late = [
        one
        for one in snapshot.milestones
        if one.due_date is not None
        and one.due_date <= limit
        and (one.completed_date is None or one.completed_date > snapshot.as_of)
    ]
    if not late:
        return None
    worst = min(late, key=lambda one: (one.due_date or date.max, one.milestone_id))
    age = (snapshot.as_of - (worst.due_date or snapshot.as_of)).days
    others = len(late) - 1
    more = {0: "", 1: ", and another one is late"}.get(others, f", and {others} more are late")
    title = f"Milestone “{worst.name}” is {show_days(age)} overdue{more}"
    return title, "medium", [_fact(snapshot, "milestones_overdue", "Milestones overdue", len(late), "", late)]


def _no_contact(snapshot: Snapshot) -> Fired | None:
    spoken = last_spoken(snapshot)
    days = snapshot.standards.signals.no_contact_days
    if spoken is None:
        lines = active_subscriptions(snapshot, days_before(snapshot.as_of, days))
        if not lines:
            return None
        fact = _fact(snapshot, "days_without_contact", "Days without contact, at least", days, "days", lines)
        return f"No contact on record, and the contract has run for {show_days(days)} or longer", "medium", [fact]
    day, rows = spoken
    silent = (snapshot.as_of - day).days
    if silent < days:
        return None
    fact = _fact(snapshot, "days_since_contact", "Days since last contact", silent, "days", rows)
    return f"No contact for {show_days(silent)}, since {show_date(day)}", "medium", [fact]


def _sentiment_red(snapshot: Snapshot) -> Fired | None:
    rating = counted_sentiment(snapshot)
    if rating is None or rating.rating != "red":
        return None
    reason = f": {rating.reason}" if rating.reason else ""
    title = f"The CSM rated the account red on {show_date(rating.date)}{reason}"
    return title, "high", [_fact(snapshot, "csm_sentiment", "CSM sentiment", "red", "", [rating])]


def _renewal_without_plan(snapshot: Snapshot) -> Fired | None:
    """Fire inside 90 days without a plan: no milestone of kind value that is due from now to the end date."""
    days = days_to_renewal(snapshot)
    if days is None or days > snapshot.standards.signals.plan_days:
        return None
    due = due_next(snapshot)
    ends = due[0].end_date
    planned = [
        one
        for one in snapshot.milestones
        if one.kind == "value" and one.due_date is not None and snapshot.as_of <= one.due_date <= ends
    ]
    if planned:
        return None
    when = f"in {show_days(days)}, on {show_date(ends)}"
    title = f"The renewal is {when}, and no milestone of a renewal plan is due before it"
    return title, "medium", [_fact(snapshot, "days_to_renewal", "Days to renewal", days, "days", due)]


def _utilisation_high(snapshot: Snapshot) -> Fired | None:
    share, seats = utilisation_of(snapshot), seats_on(snapshot)
    if share is None or share <= Decimal(str(snapshot.standards.signals.high_utilisation)):
        return None
    usage = snapshot.reading().usage
    rows = [*active_subscriptions(snapshot), *_one(usage)]
    fact = _fact(snapshot, "licence_utilisation", "Licence utilisation", share, "ratio", rows)
    return f"{show_ratio(share)} of {seats} seats are in use", "medium", [fact]


def _roi_high(snapshot: Snapshot) -> Fired | None:
    share = roi_of(snapshot)
    if share is None or share <= Decimal(str(snapshot.standards.signals.high_roi)):
        return None
    measured = [one for one in known_outcomes(snapshot) if value_of(one) is not None]
    fact = _fact(snapshot, "roi", "ROI", share, "times", [*measured, *active_subscriptions(snapshot)])
    return f"The value is {share:,.1f} times the ARR", "low", [fact]


def _feature_taken_up(snapshot: Snapshot) -> Fired | None:
    """Fire where a feature that the account did not use 90 days ago is used by half of the seats."""
    standards, seats = snapshot.standards.signals, seats_on(snapshot)
    used_before = {one.feature for one in snapshot.reading(90).features}
    if not seats or breadth_of(snapshot, 90) is None:
        return None
    taken = [
        one
        for one in snapshot.reading().features
        if one.feature not in used_before and (one.active_users or 0) >= Decimal(str(standards.taken_up)) * seats
    ]
    if not taken:
        return None
    most = max(taken, key=lambda one: (one.active_users or 0, one.feature))
    row = RowRef(table="features", id=f"{snapshot.account.account_id}/{most.date.isoformat()}/{most.feature}")
    fact = _fact(snapshot, "feature_users", f"Users of {most.feature}", most.active_users or 0, "users", [row])
    title = f"{most.feature}, not in use 90 days ago, is used by {most.active_users} people on {seats} seats"
    return title, "low", [fact]


RULES: Mapping[str, _Rule] = {
    "usage_drop_28d": _Rule(_usage_drop, "low-usage-rescue"),
    "low_utilisation_near_renewal": _Rule(_low_utilisation_near_renewal, "low-usage-rescue"),
    "no_usage_60d": _Rule(_no_usage, "low-usage-rescue"),
    "champion_gone": _Rule(_champion_gone, "champion-loss"),
    "sponsor_gone": _Rule(_sponsor_gone, "executive-sponsor-change"),
    "single_threaded": _Rule(_single_threaded, "single-threaded-account"),
    "urgent_ticket_aging": _Rule(_urgent_ticket, "escalation"),
    "power_role_detractor": _Rule(_power_role_detractor, "detractor-recovery"),
    "milestone_overdue": _Rule(_milestone_overdue, "success-planning"),
    "no_contact_45d": _Rule(_no_contact, "silent-account"),
    "sentiment_red": _Rule(_sentiment_red, "churn-save"),
    "renewal_without_plan": _Rule(_renewal_without_plan, "renewal"),
    "utilisation_over_90": _Rule(_utilisation_high, "expansion-with-sales", is_growth=True),
    "power_role_promoter": _Rule(_power_role_promoter, "advocacy-programme", is_growth=True),
    "roi_above_3": _Rule(_roi_high, "case-study-and-win-story", is_growth=True),
    "feature_taken_up": _Rule(_feature_taken_up, "adoption", is_growth=True),
}
"""Every signal by its id; the playbooks name the same ids in their front matter."""


def _one(record: Record | None) -> list[Record]:
    return [] if record is None else [record]


def _person(snapshot: Snapshot, contact: Contact, called: str, told: str) -> Fact:
    display = f"{contact.name} {told}"
    formula = "left_on, last_contacted and notes of everybody of the role"
    label = called.capitalize()
    return make_fact(
        snapshot, f"{called}_gone", label, contact.name, display=display, formula=formula, records=[contact]
    )


def _fact(
    snapshot: Snapshot,
    name: str,
    label: str,
    value: Decimal | int | str,
    unit: str,
    records: Sequence[Record | RowRef],
) -> Fact:
    return make_fact(snapshot, name, label, value, unit=unit, records=records, formula=_FORMULAS[name])


_FORMULAS = {
    "usage_change_28d": "monthly active users now / those 28 days before, less 1",
    "licence_utilisation": "monthly active users / seats of the subscriptions that run on the as-of date",
    "days_to_renewal": "next renewal date less the as-of date",
    "no_usage": "no usage row in so many days, and a contract all the while",
    "active_contacts": "contacts not left by the as-of date, and not marked inactive",
    "urgent_tickets_aging": "open tickets of priority urgent that are older than the standards allow",
    "nps_answer": "the latest NPS answer in 12 months of somebody whose word decides",
    "milestones_overdue": "milestones past their due date for longer than the standards allow, and not completed",
    "days_since_contact": "the as-of date less the last contact",
    "days_without_contact": "no contact and no note on record, and a contract for so long",
    "csm_sentiment": "the CSM's latest rating",
    "roi": "value a year / ARR",
    "feature_users": "most active users of the feature in a row of the last 28 days",
}
