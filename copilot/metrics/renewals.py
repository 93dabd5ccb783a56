"""Contract lines that end: what share of the past ones was renewed, and which come next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from copilot.display import show_date
from copilot.errors import InvalidInput
from copilot.metrics.facts import Measured, rows_of
from copilot.metrics.pooled import Units, portfolio_fact, portfolio_gaps, sum_by_currency, units_for
from copilot.metrics.revenue import active_subscriptions, is_active
from copilot.records import Account, Opportunity, Subscription
from copilot.snapshot import Snapshot, days_before

DECIDED_AFTER = 30
"""Days after the end of a line on which it is looked whether it was renewed."""

MATCHED_WITHIN = 60
"""Days between the end of a line and the close date of the opportunity that is about its renewal."""


@dataclass(frozen=True, slots=True)
class Due:
    """The contract lines of an account that end on a day ahead, and the open opportunity to renew them, if any."""

    account: Account
    end: date
    days: int
    arr: Mapping[str, Decimal]
    subscriptions: Sequence[Subscription]
    opportunity: Opportunity | None = None


@dataclass(slots=True)
class _Renewal:
    """The lines of one account and product that ended, and those that took their place."""

    ended: list[Subscription] = field(default_factory=list)
    followed: list[Subscription] = field(default_factory=list)


def end_of(line: Subscription, as_of: date) -> date:
    """Return the first day not covered as it is known on a day: that of the cancelling, once it has come."""
    is_cancelled = line.cancelled_on is not None and line.cancelled_on <= as_of
    return min(line.end_date, line.cancelled_on) if is_cancelled and line.cancelled_on else line.end_date


def renewal_rates(snapshots: Sequence[Snapshot], start: date, end: date) -> Measured:
    """Return the ARR whose lines ended after `start` and until `end`, and the share of it that was renewed.

    A line is renewed by what the account has of the same product 30 days after its end, whenever that began; one that
    ended less than 30 days ago is not decided yet. Acme's 100,000 ended and 120,000 followed, Brine's
    50,000 and nothing: gross (100 + 0) / 150 = 66.7 %, net 120 / 150 = 80 %. InvalidInput where the period ends
    before it starts.
    """
    if start > end:
        raise InvalidInput(f"The period ends on {end}, before it starts on {start}.", "Give the earlier date first.")
    renewals: list[_Renewal] = []
    undecided: list[Subscription] = []
    for snapshot in sorted(snapshots, key=lambda one: one.account.account_id):
        ended = [line for line in snapshot.subscriptions if _has_ended(line, start, end, snapshot.as_of)]
        decided = [line for line in ended if _is_decided(line, snapshot.as_of)]
        renewals += _by_product(snapshot, decided)
        undecided += [line for line in ended if not _is_decided(line, snapshot.as_of)]
    amounts = [sum_by_currency(lines) for one in renewals for lines in (one.ended, one.followed)]
    units = units_for(snapshots[0].exchange, amounts) if snapshots else Units()
    period = f"after {show_date(start)} and until {show_date(end)}"
    return [*_rates(renewals, units, period, end), *_undecided(undecided, period, end)]


def past_ends(snapshot: Snapshot, days: int) -> list[tuple[date, list[Subscription], bool]]:
    """Return the days on which paid lines of an account ended in so many days back, the lines, and whether it renewed.

    A day counts as renewed where the account has ARR of one of the ended products 30 days later.
    """
    first = days_before(snapshot.as_of, days)
    by_end: defaultdict[date, list[Subscription]] = defaultdict(list)
    for line in snapshot.subscriptions:
        if line.arr and _has_ended(line, first, snapshot.as_of, snapshot.as_of) and _is_decided(line, snapshot.as_of):
            by_end[end_of(line, snapshot.as_of)].append(line)
    return [
        (day, lines, any(one.arr for line in lines for one in _followed_by(snapshot, line)))
        for day, lines in sorted(by_end.items())
    ]


def renewals_ahead(snapshots: Sequence[Snapshot], within_days: int) -> list[Due]:
    """Return what ends in the days to come, the next first; today's own ends are past, as the end is not covered."""
    found: list[Due] = []
    for snapshot in snapshots:
        by_end: defaultdict[date, list[Subscription]] = defaultdict(list)
        for line in active_subscriptions(snapshot):
            if (line.end_date - snapshot.as_of).days <= within_days:
                by_end[line.end_date].append(line)
        for day, lines in by_end.items():
            lines.sort(key=lambda line: line.subscription_id)
            days = (day - snapshot.as_of).days
            about = renewal_opportunity(snapshot, day)
            found.append(Due(snapshot.account, day, days, sum_by_currency(lines), lines, about))
    return sorted(found, key=lambda due: (due.end, due.account.name, due.account.account_id))


def renewal_opportunity(snapshot: Snapshot, end: date) -> Opportunity | None:
    """Return the open renewal opportunity whose close date is nearest to the end of a line, at most 60 days from it.

    One that closes after the as-of date was open on it, whatever became of it later.
    """
    near = [
        one
        for one in snapshot.opportunities
        if one.kind == "renewal"
        and (one.stage == "open" or (one.stage is not None and one.close_date > snapshot.as_of))
        and abs((one.close_date - end).days) <= MATCHED_WITHIN
    ]
    return min(near, key=lambda one: (abs((one.close_date - end).days), one.opportunity_id), default=None)


def _has_ended(line: Subscription, start: date, end: date, as_of: date) -> bool:
    """Tell whether a line with ARR that really ran ended in the period."""
    return line.start_date <= as_of and line.start_date < end_of(line, as_of) and start < end_of(line, as_of) <= end


def _is_decided(line: Subscription, as_of: date) -> bool:
    return (as_of - end_of(line, as_of)).days >= DECIDED_AFTER


def _by_product(snapshot: Snapshot, ended: Sequence[Subscription]) -> list[_Renewal]:
    """Put an account's ended lines and those that followed together, product by product."""
    products: defaultdict[str, list[Subscription]] = defaultdict(list)
    for line in ended:
        if line.arr:
            products[line.product or ""].append(line)
    return [_renewal(snapshot, lines) for _, lines in sorted(products.items())]


def _renewal(snapshot: Snapshot, ended: list[Subscription]) -> _Renewal:
    """Find what followed the lines of one product.

    Lines that ran side by side and were followed by the same one (co-terminous from then on) share it: it counts
    once. Lines that ran one after the other each have what followed them, even where that is the same.
    """
    renewal = _Renewal()
    shared_since, shared = date.max, set[str]()
    for line in sorted(ended, key=lambda line: (end_of(line, snapshot.as_of), line.subscription_id)):
        renewal.ended.append(line)
        followed = _followed_by(snapshot, line)
        names = {one.subscription_id for one in followed}
        if line.start_date < shared_since and names & shared:
            followed = [one for one in followed if one.subscription_id not in shared]
            shared |= names
        else:
            shared_since, shared = end_of(line, snapshot.as_of), names
        renewal.followed += followed
    return renewal


def _followed_by(snapshot: Snapshot, ended: Subscription) -> list[Subscription]:
    """Return the lines of the same product that run 30 days after the end."""
    end = end_of(ended, snapshot.as_of)
    following = [
        line
        for line in snapshot.subscriptions
        if (line.product or "") == (ended.product or "") and is_active(line, end + timedelta(days=DECIDED_AFTER))
    ]
    return sorted(following, key=lambda line: line.subscription_id)


def _rates(renewals: Sequence[_Renewal], units: Units, period: str, end: date) -> Measured:
    """Return the due ARR and both rates, in each unit."""
    if not renewals:
        reason = f"no contract line with ARR ended {period}, 30 days or more ago"
        return [*portfolio_gaps(["renewals_due_arr", "gross_renewal_rate", "net_renewal_rate"], reason)]
    measured: Measured = []
    for unit in units.all:
        told = [(units.tell(sum_by_currency(one.ended)), units.tell(sum_by_currency(one.followed))) for one in renewals]
        pairs = [(due.get(unit, Decimal(0)), kept.get(unit, Decimal(0))) for due, kept in told]
        measured += _rates_in(unit, pairs, renewals, units, period, end)
    return measured


def _rates_in(
    unit: str,
    pairs: Sequence[tuple[Decimal, Decimal]],
    renewals: Sequence[_Renewal],
    units: Units,
    period: str,
    end: date,
) -> Measured:
    """Return the due ARR and both rates of one unit, from what was due and what followed, by account and product."""
    due = sum((one for one, _ in pairs), Decimal(0))
    if not due:
        return [*portfolio_gaps(["gross_renewal_rate", "net_renewal_rate"], f"no ARR in {unit} ended {period}")]
    of_unit = [one for one, pair in zip(renewals, pairs, strict=True) if any(pair)]
    ended = rows_of([*(line for one in of_unit for line in one.ended), *units.rates])
    both = {(row.table, row.id): row for row in (*ended, *rows_of(line for one in of_unit for line in one.followed))}
    gross = sum((min(pair) for pair in pairs), Decimal(0)) / due
    net = sum((kept for _, kept in pairs), Decimal(0)) / due
    words = f"ARR of the contract lines that ended {period}"
    later = "ARR of the same account and product 30 days after the end"
    apart = f" in {unit}" if len(units.all) > 1 else ""
    told = (
        (
            "renewals_due_arr",
            "ARR that came up for renewal",
            due,
            unit,
            f"sum of the {words}, at least 30 days ago",
            ended,
        ),
        ("gross_renewal_rate", f"Gross renewal rate{apart}", gross, "ratio", f"{later}, at most what ended", None),
        ("net_renewal_rate", f"Net renewal rate{apart}", net, "ratio", later, None),
    )
    return [
        portfolio_fact(
            name,
            label,
            value,
            end,
            unit=of,
            formula=(formula if rows else f"sum of the {formula} / sum of the {words}") + units.words,
            records=rows or list(both.values()),
        )
        for name, label, value, of, formula, rows in told
    ]


def _undecided(lines: Sequence[Subscription], period: str, end: date) -> Measured:
    """Return how many lines ended too late for it to be known whether they are renewed."""
    lines = sorted((line for line in lines if line.arr), key=lambda line: line.subscription_id)
    return [
        portfolio_fact(
            "renewals_undecided",
            "Renewals not yet decided",
            len(lines),
            end,
            unit="contract lines",
            formula=f"contract lines with ARR that ended {period}, less than 30 days ago: left out of the rates",
            records=lines,
        )
    ]
