"""Faults in what is recorded around the contracts: use, tickets, people, answers, milestones and outcomes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from copilot.display import show_date, show_days
from copilot.evidence import RowRef
from copilot.metrics.adoption import seats_on
from copilot.metrics.facts import show_number
from copilot.metrics.finding import Finding, counted, make_finding
from copilot.metrics.quality_contracts import end_of, last_ended, started_lines
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.value import known_outcomes
from copilot.records import Outcome, Record, Ticket
from copilot.snapshot import Snapshot

USE_AFTER_END = 60
"""Days after the end of the last contract in which people may still look something up."""

OUTCOME_IS_OLD = 180
"""Days after which an outcome that nobody measured again is doubtful."""

_CLOSED = {"closed", "solved", "resolved", "done", "completed"}
_OPEN = {"open", "new", "reopened", "pending", "waiting", "on_hold", "in_progress"}

Dated = Sequence[tuple[date, Record | RowRef]]


def use_of(snapshot: Snapshot) -> Dated:
    """Return the days of use that the snapshot holds, the first one among them, with their rows, oldest first."""
    account_id = snapshot.account.account_id
    found: dict[str, tuple[date, Record | RowRef]] = {
        f"{one.row.table}/{one.row.id}": (one.date, one.row) for one in snapshot.first_uses
    }
    for reading in snapshot.readings.values():
        if reading.usage is not None:
            found[f"usage/{reading.usage.row_id}"] = (reading.usage.date, reading.usage)
        for seen in reading.features:
            row = RowRef(table="features", id=f"{account_id}/{seen.date}/{seen.feature}")
            found[f"features/{row.id}"] = (seen.date, row)
        for day in reading.daily_days:
            row = RowRef(table="usage", id=f"{account_id}/{day}")
            found[f"usage/{row.id}"] = (date.fromisoformat(day), row)
    return sorted((one for one in found.values() if one[0] <= snapshot.as_of), key=lambda one: one[0])


def usage_before_contract(snapshot: Snapshot) -> Iterator[Finding]:
    """Find use of the product before the first contract began."""
    lines = started_lines(snapshot)
    early = [one for one in use_of(snapshot) if lines and one[0] < lines[0].start_date]
    if not early:
        return
    begun, first = lines[0].start_date, early[0][0]
    title = (
        f"Used on {show_date(first)}, {show_days((begun - first).days)} before the first contract"
        f" began on {show_date(begun)}"
    )
    affects = "Users and features of those days count as recorded; utilisation cannot be told, as there were no seats."
    records = [*_records(early), lines[0]]
    yield make_finding(snapshot, "usage_before_contract", "contradiction", title, affects, records)


def usage_after_contract(snapshot: Snapshot) -> Iterator[Finding]:
    """Find use of the product more than 60 days after the last contract ended."""
    last, use = last_ended(snapshot), use_of(snapshot)
    if last is None or not use:
        return
    ended = end_of(last, snapshot.as_of)
    late = [one for one in use if (one[0] - ended).days > USE_AFTER_END]
    if not late:
        return
    days = show_days((late[-1][0] - ended).days)
    title = f"Used on {show_date(late[-1][0])}, {days} after the last contract ended on {show_date(ended)}"
    affects = "ARR is 0 and retention counts the account as lost; its users count as recorded, without utilisation."
    yield make_finding(snapshot, "usage_after_contract", "contradiction", title, affects, [*_records(late), last])


def users_above_seats(snapshot: Snapshot) -> Iterator[Finding]:
    """Find more active users than seats."""
    usage, seats = snapshot.reading().usage, seats_on(snapshot)
    if usage is None or usage.monthly_active_users is None or not seats or usage.monthly_active_users <= seats:
        return
    title = f"{usage.monthly_active_users:,} monthly active users on {show_date(usage.date)}, on {seats:,} seats"
    affects = "Licence utilisation is told above 100 % as it is; in health it counts as full."
    lines = [line for line in active_subscriptions(snapshot) if line.seats is not None]
    yield make_finding(snapshot, "users_above_seats", "oddity", title, affects, [usage, *lines])


def users_inconsistent(snapshot: Snapshot) -> Iterator[Finding]:
    """Find more users in a day than in its week, or in a week than in its month, in the latest row."""
    usage = snapshot.reading().usage
    if usage is None:
        return
    named = (
        ("day", usage.daily_active_users),
        ("week", usage.weekly_active_users),
        ("month", usage.monthly_active_users),
    )
    told = [(period, users) for period, users in named if users is not None]
    if all(one[1] <= other[1] for one, other in pairwise(told)):
        return
    figures = ", ".join(f"{users:,} in the {period}" for period, users in told)
    title = f"The active users of {show_date(usage.date)} cannot be: {figures}"
    affects = "Utilisation takes the users of the month and stickiness those of the days, so it may pass 100 %."
    yield make_finding(snapshot, "users_inconsistent", "contradiction", title, affects, [usage])


def ticket_before_customer(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a ticket opened before the customer began."""
    since = snapshot.account.customer_since
    early = [ticket for ticket in _known(snapshot) if since and ticket.opened_at.date() < since]
    if not early:
        return
    dated = [(ticket.opened_at.date(), ticket) for ticket in early]
    title = _early(dated, "ticket", "opened", _became_customer(snapshot))
    affects = "Open tickets, response times and escalations count each by its own dates, as recorded."
    records = [snapshot.account, *early]
    yield make_finding(snapshot, "ticket_before_customer", "contradiction", title, affects, records)


def ticket_before_contract(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a ticket opened before the first contract, although not before the customer began: a pilot, perhaps."""
    since, lines = snapshot.account.customer_since, started_lines(snapshot)
    early = [
        ticket
        for ticket in _known(snapshot)
        if lines and (since or date.min) <= ticket.opened_at.date() < lines[0].start_date
    ]
    if not early:
        return
    dated = [(ticket.opened_at.date(), ticket) for ticket in early]
    begun = show_date(lines[0].start_date)
    title = _early(dated, "ticket", "opened", f"the first contract began on {begun}")
    affects = "Open tickets, response times and escalations count each by its own dates, as recorded."
    yield make_finding(snapshot, "ticket_before_contract", "oddity", title, affects, [*early, lines[0]])


def closed_without_date(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a ticket whose status is closed, without the time of its closing."""
    tickets = [one for one in _known(snapshot) if _status(one) in _CLOSED and one.closed_at is None]
    if not tickets:
        return
    title = f"{counted(len(tickets), 'ticket')} closed by status without a closing time, such as {tickets[0].ticket_id}"
    affects = "Without a closing time a ticket counts as open, and its age grows; it is in no time to close."
    yield make_finding(snapshot, "closed_without_date", "contradiction", title, affects, tickets)


def open_with_closing_date(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a ticket whose status is open, with the time of its closing."""
    tickets = [
        one
        for one in _known(snapshot)
        if _status(one) in _OPEN and one.closed_at is not None and one.closed_at.date() <= snapshot.as_of
    ]
    if not tickets:
        return
    title = f"{counted(len(tickets), 'ticket')} open by status with a closing time, such as {tickets[0].ticket_id}"
    affects = "With a closing time a ticket counts as closed from that day on, and is in the time to close."
    yield make_finding(snapshot, "open_with_closing_date", "contradiction", title, affects, tickets)


def left_but_active(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a contact marked active who has left."""
    for one in snapshot.contacts:
        if one.active and one.left_on is not None and one.left_on <= snapshot.as_of:
            title = f"{one.name} is marked active, yet left on {show_date(one.left_on)}"
            affects = "The day of leaving counts: not among the active contacts from that day on."
            yield make_finding(snapshot, "left_but_active", "contradiction", title, affects, [one])


def key_contact_gone_without_date(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a sponsor or champion marked inactive, and since when is not known."""
    for one in snapshot.contacts:
        if one.active is False and one.left_on is None and one.role in ("executive_sponsor", "champion"):
            title = f"{one.name}, {one.role.replace('_', ' ')}, is marked inactive, without a day of leaving"
            affects = "Counts as not there on any day, in the past too; since when the role is empty cannot be told."
            yield make_finding(snapshot, "key_contact_gone_without_date", "gap", title, affects, [one])


def contacted_in_the_future(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a last contact dated after the as-of date."""
    late = [one for one in snapshot.contacts if one.last_contacted and one.last_contacted > snapshot.as_of]
    if not late:
        return
    more = f" and {len(late) - 1} more" if len(late) > 1 else ""
    title = (
        f"The last contact with {late[0].name}{more} is dated {show_date(late[0].last_contacted or date.max)},"
        f" after {show_date(snapshot.as_of)}"
    )
    affects = "The last contact passes over it until that day comes, and may look longer ago than it was."
    yield make_finding(snapshot, "contacted_in_the_future", "oddity", title, affects, late)


def contacted_after_leaving(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a last contact with somebody who had left by then."""
    for one in snapshot.contacts:
        if one.left_on and one.last_contacted and one.left_on < one.last_contacted <= snapshot.as_of:
            title = (
                f"{one.name} left on {show_date(one.left_on)}, yet was last contacted"
                f" on {show_date(one.last_contacted)}"
            )
            affects = "The later day counts as our last contact; the person is not among the active contacts."
            yield make_finding(snapshot, "contacted_after_leaving", "contradiction", title, affects, [one])


def csm_not_in_team(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a CSM who is not among our people, where these are on record."""
    email = snapshot.account.csm_email
    if email is None or not snapshot.team or email.casefold() in {one.casefold() for one in snapshot.team}:
        return
    title = f"The CSM {email} is not in the team"
    affects = "Figures by CSM count the account under this address, without a name or a manager."
    yield make_finding(snapshot, "csm_not_in_team", "gap", title, affects, [snapshot.account])


def survey_before_customer(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a survey answered before the customer began."""
    since = snapshot.account.customer_since
    early = [(one.date, one) for one in snapshot.surveys if since and one.date < since and one.date <= snapshot.as_of]
    if not early:
        return
    title = _early(early, "survey", "answered", _became_customer(snapshot))
    affects = "NPS, CSAT and CES count each answer by its own date, as recorded."
    records = [snapshot.account, *_records(early)]
    yield make_finding(snapshot, "survey_before_customer", "contradiction", title, affects, records)


def note_before_customer(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a note of a talk before the customer began: sales, perhaps."""
    since = snapshot.account.customer_since
    early: Dated = [
        (touch.date, RowRef(table="notes", id=touch.note_id))
        for touch in snapshot.touches
        if since and touch.date < since and touch.date <= snapshot.as_of
    ]
    if not early:
        return
    title = _early(early, "note", "written", _became_customer(snapshot))
    affects = "Each counts as a contact on its day, as recorded."
    records = [snapshot.account, *_records(early)]
    yield make_finding(snapshot, "note_before_customer", "oddity", title, affects, records)


def milestone_before_customer(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a milestone completed before the customer began."""
    since = snapshot.account.customer_since
    early = [
        (one.completed_date, one)
        for one in snapshot.milestones
        if since and one.completed_date and one.completed_date < since and one.completed_date <= snapshot.as_of
    ]
    if not early:
        return
    first, milestone = min(early, key=lambda one: one[0])
    more = f" and {counted(len(early) - 1, 'more milestone')}" if len(early) > 1 else ""
    verb = "were" if len(early) > 1 else "was"
    title = f"“{milestone.name}”{more} {verb} done on {show_date(first)}, before {_became_customer(snapshot)}"
    affects = "Time to first value counts from customer_since, so it comes out below 0 where this is the first value."
    records = [snapshot.account, *_records(early)]
    yield make_finding(snapshot, "milestone_before_customer", "contradiction", title, affects, records)


def baselines_differ(snapshot: Snapshot) -> Iterator[Finding]:
    """Find outcomes of one metric that start from different baselines."""
    by_metric: defaultdict[tuple[str, str | None], list[Outcome]] = defaultdict(list)
    for outcome in known_outcomes(snapshot):
        if outcome.baseline is not None:
            by_metric[outcome.metric.strip().casefold(), outcome.unit].append(outcome)
    for outcomes in by_metric.values():
        baselines = sorted({Decimal(str(one.baseline)) for one in outcomes})
        if len(baselines) > 1:
            figures = " and ".join(map(show_number, baselines))
            title = f"“{outcomes[0].metric}” has {len(outcomes)} outcomes with different baselines: {figures}"
            affects = "Value and ROI count each outcome from its own baseline and add them up, perhaps twice the same."
            yield make_finding(snapshot, "baselines_differ", "contradiction", title, affects, outcomes)


def target_passed_by_baseline(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a target that is the baseline, or lies on the other side of it than what was measured."""
    for one in known_outcomes(snapshot):
        baseline, current, target = one.baseline, one.current, one.target
        if baseline is None or target is None:
            continue
        wrong_way = current is not None and (current - baseline) * (target - baseline) < 0
        if baseline != target and not wrong_way:
            continue
        unit = f" {one.unit}" if one.unit else ""
        figures = f"baseline {show_number(baseline)}, target {show_number(target)}{unit}"
        if current is not None:
            figures += f", measured {show_number(current)}"
        why = "it got worse, or the baseline had passed the target" if wrong_way else "there is nothing to reach"
        affects = (
            "Counted as a loss: its value, where it can be told, is negative, and target attainment in health is 0."
            if wrong_way
            else "Target attainment leaves it out; value counts a higher figure as the better one."
        )
        title = f"“{one.metric}”: {figures}; {why}"
        yield make_finding(snapshot, "target_passed_by_baseline", "oddity", title, affects, [one])


def outcome_is_old(snapshot: Snapshot) -> Iterator[Finding]:
    """Find outcomes of a running contract that nobody has measured for 180 days."""
    old = [
        (one.as_of, one)
        for one in known_outcomes(snapshot)
        if one.as_of is not None and one.current is not None and (snapshot.as_of - one.as_of).days > OUTCOME_IS_OLD
    ]
    if not old or not active_subscriptions(snapshot):
        return
    first, outcome = min(old, key=lambda one: one[0])
    more = f" and {counted(len(old) - 1, 'more outcome')}" if len(old) > 1 else ""
    days = show_days((snapshot.as_of - first).days)
    title = f"“{outcome.metric}”{more} not measured since {show_date(first)}, {days} ago"
    affects = "Value, ROI and target attainment count it in full, as if it still held."
    yield make_finding(snapshot, "outcome_is_old", "gap", title, affects, _records(old))


def _known(snapshot: Snapshot) -> list[Ticket]:
    return [ticket for ticket in snapshot.tickets if ticket.opened_at.date() <= snapshot.as_of]


def _status(ticket: Ticket) -> str:
    return (ticket.status or "").strip().casefold().replace(" ", "_").replace("-", "_")


def _records(dated: Sequence[tuple[date, Record | RowRef]]) -> list[Record | RowRef]:
    return [record for _, record in dated]


def _early(dated: Dated, noun: str, done: str, before: str) -> str:
    """Write what came too early: `3 tickets were opened before …, the first on 3 May 2026`."""
    first = show_date(min(day for day, _ in dated))
    if len(dated) == 1:
        return f"1 {noun} was {done} on {first}, before {before}"
    return f"{len(dated):,} {noun}s were {done} before {before}, the first on {first}"


def _became_customer(snapshot: Snapshot) -> str:
    since = snapshot.account.customer_since
    return f"{snapshot.account.name} became a customer on {show_date(since or date.max)}"
