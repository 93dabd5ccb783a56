"""A contract that has ended and was not followed by another one: when, and what was lost with it."""

from datetime import date

from copilot.display import show_date, show_days, show_money
from copilot.documents.dossier import Dossier
from copilot.documents.writing import join
from copilot.evidence import Fact
from copilot.metrics.finding import counted
from copilot.metrics.pooled import sum_by_currency
from copilot.metrics.renewals import end_of
from copilot.metrics.revenue import active_subscriptions
from copilot.records import Subscription
from copilot.snapshot import days_before


def has_ended(d: Dossier) -> bool:
    """Tell whether every contract that ran is over, and none is on record to come."""
    return bool(_past(d)) and len(_past(d)) == len(d.snapshot.subscriptions)


def ended_on(d: Dossier) -> date:
    """Return the first day that the last contract no longer covered; asked only where one has ended."""
    return max(end_of(one, d.as_of) for one in _past(d))


def last_lines(d: Dossier) -> list[Subscription]:
    """Return the lines that ran on the last day of the last contract."""
    return active_subscriptions(d.snapshot, days_before(ended_on(d), 1))


def end_fact(d: Dossier) -> Fact:
    """Return the day on which the last contract ended, with its age."""
    day = ended_on(d)
    return d.make(
        "contract",
        "The last contract ended on",
        day,
        unit="date",
        display=f"{show_date(day)}, {show_days((d.as_of - day).days)} ago",
        formula="the first day that no contract covers any more",
        records=last_lines(d),
    )


def lost_facts(d: Dossier) -> list[Fact]:
    """Return what the last lines were worth a year, one fact a currency."""
    return [
        d.make(
            "contract",
            "ARR of the last contract",
            amount,
            unit=currency,
            display=f"{show_money(amount, currency)} a year",
            formula="sum of arr of the lines that ran on the day before the end",
            records=last_lines(d),
        )
        for currency, amount in sorted(sum_by_currency(last_lines(d)).items())
    ]


def early_fact(d: Dossier) -> Fact | None:
    """Return by how much the contract ended before its term was over; None where it ran to the end."""
    planned = max(one.end_date for one in last_lines(d))
    days = (planned - ended_on(d)).days
    if days <= 0:
        return None
    display = f"{counted(days, 'day')} before the end of its term on {show_date(planned)}"
    formula = "end_date of the lines less the day of the cancelling"
    return d.make("contract", "Ended early", planned, display=display, formula=formula, records=last_lines(d))


def no_contract(d: Dossier) -> str:
    """Say that nothing runs, as it reads behind `I find`."""
    if not _past(d):
        return d.told("next_renewal_date")
    return d.missed(f"no running contract, as the last one ended on {show_date(ended_on(d))}")


def lost(d: Dossier) -> str:
    """Write what the contract was worth a year, and whether it ended before its term."""
    early = early_fact(d)
    amounts = join([d.put(one) for one in lost_facts(d)])
    return amounts + (f", {d.put(early)}" if early is not None else "")


def _past(d: Dossier) -> list[Subscription]:
    """Return the lines that really ran and are over."""
    return [one for one in d.snapshot.subscriptions if one.start_date < end_of(one, d.as_of) <= d.as_of]
