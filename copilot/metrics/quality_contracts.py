"""Faults in contracts: their dates and lines, and what stage, sales and churn flags say against them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from copilot.display import show_date, show_days
from copilot.metrics.finding import Finding, Severity, counted, make_finding
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Opportunity, Record, Subscription
from copilot.snapshot import Snapshot

RENEWED_WITHIN = 30
"""Days after its end within which a line counts as renewed (metric definitions, Revenue)."""

DUE_WITHIN = timedelta(days=90)
"""A renewal that is lost this close to the end of a line is taken to be about that line."""


def started_lines(snapshot: Snapshot) -> list[Subscription]:
    """Return the lines that have started by the as-of date, in order of their start."""
    lines = [line for line in snapshot.subscriptions if line.start_date <= snapshot.as_of]
    return sorted(lines, key=lambda line: (line.start_date, line.end_date, line.subscription_id))


def end_of(line: Subscription, as_of: date) -> date:
    """Return the first day that a line does not cover, as far as it is known on a day."""
    is_cancelled = line.cancelled_on is not None and line.cancelled_on <= as_of
    return min(line.end_date, line.cancelled_on) if is_cancelled and line.cancelled_on else line.end_date


def last_ended(snapshot: Snapshot) -> Subscription | None:
    """Return the line that ended last, where none runs any more."""
    lines = started_lines(snapshot)
    if not lines or active_subscriptions(snapshot):
        return None
    return max(lines, key=lambda line: (end_of(line, snapshot.as_of), line.subscription_id))


def customer_since_after_contract(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a customer who began after the first contract did."""
    since, lines = snapshot.account.customer_since, started_lines(snapshot)
    if since is None or not lines or since <= lines[0].start_date:
        return
    title = f"Customer since {show_date(since)}, yet a contract began on {show_date(lines[0].start_date)}"
    affects = "Time to first value counts from the later date, so it may come out too short; ARR counts the contract."
    records = [snapshot.account, lines[0]]
    yield make_finding(snapshot, "customer_since_after_contract", "contradiction", title, affects, records)


def no_contract(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a customer without any contract."""
    since = snapshot.account.customer_since
    if since is None or since > snapshot.as_of or started_lines(snapshot):
        return
    title = f"Customer since {show_date(since)}, yet no contract has begun by {show_date(snapshot.as_of)}"
    affects = "ARR, seats, utilisation and renewals cannot be told; the account is in no total of ARR."
    yield make_finding(snapshot, "no_contract", "gap", title, affects, [snapshot.account])


def churned_stage_but_running(snapshot: Snapshot) -> Iterator[Finding]:
    """Find stage churned where a contract runs."""
    lines = active_subscriptions(snapshot)
    if snapshot.account.stage != "churned" or not lines:
        return
    title = f"The stage says churned, yet {_running(lines)}"
    affects = "ARR, retention and renewals follow the contracts: the account counts as a customer."
    records = [snapshot.account, *lines]
    yield make_finding(snapshot, "churned_stage_but_running", "contradiction", title, affects, records)


def ended_but_not_churned(snapshot: Snapshot) -> Iterator[Finding]:
    """Find the stage of a customer where no contract runs; within 30 days a renewal may be under way."""
    stage, last = snapshot.account.stage, last_ended(snapshot)
    if stage is None or stage == "churned" or last is None:
        return
    ended = end_of(last, snapshot.as_of)
    is_late = (snapshot.as_of - ended).days > RENEWED_WITHIN
    title = f"The last contract ended on {show_date(ended)}, yet the stage says {stage}"
    affects = "ARR is 0 since that day and retention counts the account as lost; health cannot be told."
    severity: Severity = "contradiction" if is_late else "oddity"
    yield make_finding(snapshot, "ended_but_not_churned", severity, title, affects, [snapshot.account, last])


def overlapping_lines(snapshot: Snapshot) -> Iterator[Finding]:
    """Find lines of one product that run at the same time: seats added, or one contract entered twice."""
    for product, lines in _by_product(snapshot).items():
        pairs = [
            (one, other)
            for number, one in enumerate(lines)
            for other in lines[number + 1 :]
            if other.start_date < min(end_of(one, snapshot.as_of), end_of(other, snapshot.as_of))
        ]
        if not pairs:
            continue
        one, other = pairs[0]
        involved = {line.subscription_id: line for pair in pairs for line in pair}
        until = min(end_of(one, snapshot.as_of), end_of(other, snapshot.as_of)) - timedelta(days=1)
        such_as = f", {one.subscription_id} and {other.subscription_id} for one," if len(involved) > 2 else ""
        title = (
            f"{len(involved)} contract lines of {product} overlap{such_as}"
            f" from {show_date(other.start_date)} to {show_date(until)}"
        )
        affects = "ARR and seats count each line in full, so one that was entered twice counts twice."
        yield make_finding(snapshot, "overlapping_lines", "oddity", title, affects, involved.values())


def gap_between_lines(snapshot: Snapshot) -> Iterator[Finding]:
    """Find days without cover between two lines of one product."""
    for product, lines in _by_product(snapshot).items():
        covered, gaps = lines[0], list[tuple[Subscription, Subscription, int]]()
        for line in lines[1:]:
            ended = end_of(covered, snapshot.as_of)
            if line.start_date > ended:
                gaps.append((covered, line, (line.start_date - ended).days))
            if end_of(line, snapshot.as_of) > ended:
                covered = line
        if not gaps:
            continue
        before, after, days = max(gaps, key=lambda one: one[2])
        ended, again = end_of(before, snapshot.as_of), after.start_date
        title = f"{product} ended on {show_date(ended)} and began again on {show_date(again)}, {show_days(days)} later"
        more = f" (the longest of {len(gaps)} gaps)" if len(gaps) > 1 else ""
        is_lost = "counts as not renewed" if days > RENEWED_WITHIN else "still counts as renewed"
        affects = f"ARR leaves the product out on the days between; with {show_days(days)} the line {is_lost}."
        records = {line.subscription_id: line for gap in gaps for line in gap[:2]}.values()
        yield make_finding(snapshot, "gap_between_lines", "gap", title + more, affects, records)


def line_without_seats(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a running line with 0 seats."""
    lines = [line for line in active_subscriptions(snapshot) if line.seats == 0]
    if not lines:
        return
    title = f"{counted(len(lines), 'running contract line')} with 0 seats: {_named(lines)}"
    affects = "Utilisation divides by the seats of the other lines, and cannot be told where there are none."
    yield make_finding(snapshot, "line_without_seats", "gap", title, affects, lines)


def line_without_arr(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a running line with no ARR that is not marked as a trial."""
    lines = [line for line in active_subscriptions(snapshot) if not line.arr and not _is_trial(line)]
    if not lines:
        return
    title = f"{counted(len(lines), 'running contract line')} with an ARR of 0: {_named(lines)}"
    affects = "It adds nothing to ARR, and its loss would be no churn; its seats count in utilisation."
    yield make_finding(snapshot, "line_without_arr", "gap", title, affects, lines)


def opportunity_overdue(snapshot: Snapshot) -> Iterator[Finding]:
    """Find an opportunity that is open after the day on which it was to close."""
    late = [one for one in snapshot.opportunities if one.stage == "open" and one.close_date < snapshot.as_of]
    if not late:
        return
    first = min(one.close_date for one in late)
    was = f"was to close on {show_date(first)}" if len(late) == 1 else f"were to close, the first on {show_date(first)}"
    still = "is still open" if len(late) == 1 else "are still open"
    title = f"{counted(len(late), 'opportunity', 'opportunities')} {was}, and {still}"
    affects = "The renewal forecast has it in a quarter whose date has passed; ARR follows the contracts alone."
    yield make_finding(snapshot, "opportunity_overdue", "oddity", title, affects, late)


def won_without_contract(snapshot: Snapshot) -> Iterator[Finding]:
    """Find an opportunity won without a line that starts within 30 days of it, or of the end that a renewal follows."""
    alone = [one for one in snapshot.opportunities if one.stage == "won" and _lacks_contract(snapshot, one)]
    if not alone:
        return
    kind, day = alone[0].kind, show_date(alone[0].close_date)
    lead = f"The {kind} was won on {day}" if len(alone) == 1 else f"{len(alone)} deals were won, the first on {day}"
    title = f"{lead}, yet no contract line has begun for {'it' if len(alone) == 1 else 'them'}"
    affects = (
        "ARR and retention follow the contracts, so what was won is not in them. Looked for: 30 days around the close."
    )
    yield make_finding(snapshot, "won_without_contract", "contradiction", title, affects, alone)


def lost_but_continued(snapshot: Snapshot) -> Iterator[Finding]:
    """Find a renewal lost, and the product that was due goes on; that another product goes on is no fault."""
    for lost in snapshot.opportunities:
        if lost.kind != "renewal" or lost.stage != "lost":
            continue
        lines = _continuing(snapshot, lost)
        if lines:
            until = show_date(max(end_of(line, snapshot.as_of) for line in lines))
            products = sorted({line.product for line in lines if line.product}) or ["the contract"]
            runs = f"{' and '.join(products)} {'runs' if len(products) == 1 else 'run'} until {until}"
            title = f"The renewal of {show_date(lost.close_date)} was lost, yet {runs}"
            affects = "ARR and renewal rates follow the contracts and count it as renewed, against the sales result."
            yield make_finding(snapshot, "lost_but_continued", "contradiction", title, affects, [lost, *lines])


def currency_without_rate(snapshot: Snapshot) -> Iterator[Finding]:
    """Find running lines in several currencies, of which one has no rate."""
    exchange, lines = snapshot.exchange, active_subscriptions(snapshot)
    currencies = {line.currency for line in lines}
    missing = sorted(currencies - {exchange.reporting} - exchange.rates.keys())
    if len(currencies) < 2 or not missing:
        return
    title = f"Contracts in {' and '.join(sorted(currencies))}, yet no rate into {exchange.reporting} is known for "
    affects = "ARR is told per currency and never added up; ratios between the currencies cannot be told."
    records = [line for line in lines if line.currency in missing]
    yield make_finding(snapshot, "currency_without_rate", "gap", title + " and ".join(missing), affects, records)


def _running(lines: Sequence[Subscription]) -> str:
    until = show_date(max(line.end_date for line in lines))
    return f"{counted(len(lines), 'contract line')} {'runs' if len(lines) == 1 else 'run'}, to {until} at the latest"


def _named(lines: Sequence[Subscription]) -> str:
    shown = [f"{line.product} ({line.subscription_id})" if line.product else line.subscription_id for line in lines[:2]]
    return ", ".join(shown) + (f" and {len(lines) - 2} more" if len(lines) > 2 else "")


def _by_product(snapshot: Snapshot) -> dict[str, list[Subscription]]:
    """Return the lines that have started by product; of lines without one it cannot be told which follow which."""
    products: defaultdict[str, list[Subscription]] = defaultdict(list)
    for line in started_lines(snapshot):
        if line.product:
            products[line.product].append(line)
    return dict(sorted(products.items()))


def _is_trial(record: Record) -> bool:
    return any("trial" in name.casefold() and value.casefold() == "true" for name, value in record.attributes.items())


def _lacks_contract(snapshot: Snapshot, won: Opportunity) -> bool:
    """Tell whether a line should have begun by now; a renewal won early begins when the next running line ends."""
    lines, within = started_lines(snapshot), timedelta(days=RENEWED_WITHIN)
    ends = [end_of(line, snapshot.as_of) for line in lines if line.start_date <= won.close_date]
    coming = [end for end in ends if end > won.close_date] if won.kind == "renewal" else []
    latest = min(coming, default=won.close_date) + within
    is_due = latest <= snapshot.as_of
    return is_due and not any(won.close_date - within <= line.start_date <= latest for line in lines)


def _continuing(snapshot: Snapshot, lost: Opportunity) -> list[Subscription]:
    """Return the running lines that stand against a lost renewal.

    It is about the lines that end within 90 days of its close: each of their products would have to go on in a line
    that begins by 30 days after that end. Where none ends there, whatever began before and runs on stands against it.
    """
    as_of, running = snapshot.as_of, active_subscriptions(snapshot)
    if lost.close_date + DUE_WITHIN > as_of:
        return []
    due = [line for line in started_lines(snapshot) if abs(end_of(line, as_of) - lost.close_date) <= DUE_WITHIN]
    if not due:
        return [line for line in running if line.start_date <= lost.close_date]
    after = max(end_of(line, as_of) for line in due) + timedelta(days=RENEWED_WITHIN)
    products = {line.product for line in due}
    first = lost.close_date - DUE_WITHIN
    lines = [line for line in running if line.product in products and first <= line.start_date <= after]
    return lines if {line.product for line in lines} == products else []
