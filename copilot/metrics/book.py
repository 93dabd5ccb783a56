"""What a book of accounts holds on a day: how many, worth how much, how well used, how satisfied, how healthy."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from copilot.display import show_money, show_word
from copilot.evidence import Fact
from copilot.metrics.adoption import seats_on
from copilot.metrics.facts import Measured, rows_of
from copilot.metrics.pooled import Units, name_some, portfolio_fact, portfolio_gaps, sum_by_currency, units_for
from copilot.metrics.renewals import renewal_rates
from copilot.metrics.retention import Movement, retention
from copilot.metrics.revenue import active_subscriptions, ending_within
from copilot.metrics.satisfaction import LONGEST_YEAR, csat_of, latest_nps, nps_of, recent, show_csat, show_nps
from copilot.metrics.signals import RULES
from copilot.metrics.waiting import time_to_value
from copilot.records import Account, Milestone, Record, Subscription, Survey
from copilot.snapshot import Reads, Snapshot
from copilot.standing import Standing

BANDS = ("green", "yellow", "red", "no score")
_SOON = 90


READS = Reads(kinds=(Account, Subscription, Survey, Milestone), usage=(0,), within={Survey: LONGEST_YEAR})
"""What of each account it takes, beside its standing."""

Standings = Mapping[str, Standing]
"""Where each account stands, by its id."""


def measure_book(snapshots: Sequence[Snapshot], standings: Standings, start: date, end: date, as_of: date) -> Measured:
    """Return everything that can be told of a book: its revenue over a period, and what it holds on a day."""
    return [
        *retention(snapshots, start, end),
        *renewal_rates(snapshots, start, end),
        *time_to_value(snapshots),
        *book(snapshots, standings, as_of),
    ]


def movement_fact(movement: Movement, as_of: date) -> Fact:
    """Return how one account moved the revenue: `-$300,000, from $300,000 to $0`."""
    before, after = (show_money(amount, movement.currency) for amount in (movement.before, movement.after))
    sign = "+" if movement.amount > 0 else ""
    return Fact(
        name=f"movement.{movement.kind}",
        label=movement.kind.capitalize(),
        value=movement.amount,
        unit=movement.currency,
        display=f"{sign}{show_money(movement.amount, movement.currency)}, from {before} to {after}",
        as_of=as_of,
        formula="ARR on the last day of the period less that on its first",
        rows=rows_of(movement.lines),
        account_id=movement.account.account_id,
        account_name=movement.account.name,
    )


def book(snapshots: Sequence[Snapshot], standings: Standings, as_of: date) -> Measured:
    """Return the customers of a book (accounts with a running contract), and what can be said of them together.

    Shares are of the sums, never means of the accounts' shares: 90 of 100 seats and 10 of 100 are 50 %.
    """
    customers = [one for one in snapshots if active_subscriptions(one)]
    counted = portfolio_fact(
        "customers",
        "Customers",
        len(customers),
        as_of,
        unit="accounts",
        display=f"{len(customers):,} of {len(snapshots):,} accounts",
        formula="accounts with a running contract",
        records=[one.account for one in customers],
    )
    if not customers:
        return [counted, *portfolio_gaps(["arr"], "no running contract on that day")]
    return [
        counted,
        *_money(customers, as_of),
        *_use(customers, as_of),
        *_voice(snapshots, as_of),
        *_health(customers, standings, as_of),
        *_signals(customers, standings, as_of),
    ]


def _money(customers: Sequence[Snapshot], as_of: date) -> Measured:
    lines = [line for one in customers for line in active_subscriptions(one)]
    due = ending_within(lines, as_of, _SOON)
    units = units_for(customers[0].exchange, [sum_by_currency(lines)])
    facts: Measured = [
        portfolio_fact(
            "arr",
            "ARR",
            amount,
            as_of,
            unit=unit,
            records=_told_in(units, unit, lines),
            formula=f"sum of arr of the running lines{units.words}",
        )
        for unit, amount in sorted(units.tell(sum_by_currency(lines)).items())
    ]
    formula = f"ARR of the running lines that end within {_SOON} days{units.words}"
    soon = units.tell(sum_by_currency(due)) or {
        units.all[0] if units.all else customers[0].exchange.reporting: Decimal(0)
    }
    for unit, amount in sorted(soon.items()):
        label = f"ARR renewing in {_SOON} days"
        facts.append(
            portfolio_fact(
                "arr_renewing_90d", label, amount, as_of, unit=unit, formula=formula, records=_told_in(units, unit, due)
            )
        )
    return facts


def _told_in(units: Units, unit: str, lines: Sequence[Subscription]) -> list[Record]:
    """Return the lines whose money is told in a unit, and the rates that it took."""
    return [*(line for line in lines if units.told_in.get(line.currency, (unit,))[0] == unit), *units.rates]


def _use(customers: Sequence[Snapshot], as_of: date) -> Measured:
    known: list[Snapshot] = []
    without: list[Snapshot] = []
    for one in customers:
        is_known = one.reading().monthly_active_users is not None and seats_on(one)
        (known if is_known else without).append(one)
    if not known:
        return list(portfolio_gaps(["licence_utilisation"], "no account has both usage and seats"))
    users = sum(one.reading().monthly_active_users or 0 for one in known)
    seats = sum(seats_on(one) or 0 for one in known)
    names = name_some(sorted(one.account.name for one in without))
    left_out = f"; without usage or seats, and left out: {names}" if without else ""
    rows: list[Record] = [one.account for one in known]
    formula = f"monthly active users of {len(known)} accounts / their seats, {users:,} / {seats:,}{left_out}"
    share = Decimal(users) / seats
    fact = portfolio_fact(
        "licence_utilisation", "Licence utilisation", share, as_of, unit="ratio", formula=formula, records=rows
    )
    return [fact]


def _voice(snapshots: Sequence[Snapshot], as_of: date) -> Measured:
    """Return NPS and CSAT over every answer of their time, those of accounts that have left since among them."""
    promoted = [answer for one in snapshots for answer in latest_nps(one.surveys, as_of)]
    satisfied = [answer for one in snapshots for answer in recent(one.surveys, "csat", as_of)]
    measured: Measured = []
    nps, csat = nps_of(promoted), csat_of(satisfied)
    if nps is None:
        measured += portfolio_gaps(["nps"], "no NPS answer in the last 12 months")
    else:
        display = show_nps(nps, len(promoted))
        formula = "% of 9 and 10 less % of 0 to 6, the latest answer of each contact in 12 months"
        measured.append(
            portfolio_fact("nps", "NPS", nps, as_of, unit="points", display=display, formula=formula, records=promoted)
        )
    if csat is None:
        return [*measured, *portfolio_gaps(["csat"], "no CSAT answer in the last 90 days")]
    display = show_csat(csat, len(satisfied))
    formula = "share of 4 and 5 among the answers of 90 days"
    measured.append(
        portfolio_fact("csat", "CSAT", csat, as_of, unit="ratio", display=display, formula=formula, records=satisfied)
    )
    return measured


def _health(customers: Sequence[Snapshot], standings: Standings, as_of: date) -> Measured:
    """Return how many customers are green, yellow, red, or without a score, and who the red ones are."""
    members: defaultdict[str, list[Account]] = defaultdict(list)
    for one in customers:
        members[standings[one.account.account_id].health_band or "no score"].append(one.account)
    return [
        portfolio_fact(
            f"health.{band.replace(' ', '_')}",
            f"Health {band}",
            len(members[band]),
            as_of,
            unit="accounts",
            display=_counted(members[band], is_named=band != "green"),
            formula="customers by band of the health score",
            records=members[band],
        )
        for band in BANDS
    ]


def _signals(customers: Sequence[Snapshot], standings: Standings, as_of: date) -> Measured:
    """Return at how many customers each signal fires, and which they are."""
    members: defaultdict[str, list[Account]] = defaultdict(list)
    for one in customers:
        standing = standings[one.account.account_id]
        for name in (*standing.risks, *standing.growth):
            members[name].append(one.account)
    return [
        portfolio_fact(
            f"signal.{name}",
            f"Signal: {show_word(name)}",
            len(members[name]),
            as_of,
            unit="accounts",
            display=_counted(members[name]),
            formula=f"customers at which the signal {name} fires; the playbook {rule.playbook} answers it",
            records=members[name],
        )
        for name, rule in RULES.items()
        if name in members
    ]


def _counted(accounts: Sequence[Account], is_named: bool = True) -> str:
    names = sorted(one.name for one in accounts)
    return f"{len(names):,}: {name_some(names)}" if names and is_named else f"{len(names):,}"
