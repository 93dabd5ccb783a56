"""The review on a page: NRR and GRR, what moved them, what is at risk ahead, who is red, and what to decide."""

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.book.decisions import decisions
from copilot.documents.sections.book.health import red_ones
from copilot.documents.sections.book.pressing import most_pressing, reason
from copilot.documents.sections.book.renewals import disagreed, doubted, renewal_arr
from copilot.documents.sections.book.retention import mover, year_before
from copilot.documents.writing import items, join, part
from copilot.metrics.retention import Movement

_NAMED, _DECIDED = 2, 3


def book_summary(d: Overall) -> list[Part]:
    """Write retention, what moved it, the renewals at risk, health, what has to be decided, and in what money."""
    if not d.snapshots:
        return []
    lines = [_lost(d), _won(d), _at_risk(d), _red(d), _pressing(d)]
    return [
        *part("fact", _retention(d), items(lines), d.money_told),
        *part("plan", items([_to_decide(d)])),
    ]


def _retention(d: Overall) -> str:
    start, end = d.period
    if not d.facts("nrr"):
        return f"**I find no NRR to tell: {d.told('nrr')}.** ARR today: {d.told('arr')}."
    then = year_before(d)
    before = f"; the year before {d.put(then['nrr'])} and {d.put(then['grr'])}" if then else ""
    return (
        f"**NRR is {d.told('nrr')}, GRR {d.told('grr')}{before}.** ARR was {d.told('starting_arr')} on "
        f"{show_date(start)}; the same accounts pay {d.told('ending_arr')}, with new ones {d.told('arr')} on "
        f"{show_date(end)}."
    )


def _lost(d: Overall) -> str:
    found = [one for one in d.movements if one.kind in ("churn", "contraction")]
    if not found:
        return f"**Lost:** I find {d.lack('no account that pays less')}."
    return f"**Lost:** {join([_named(d, one) for one in found[:_NAMED]])}."


def _won(d: Overall) -> str:
    found = [one for one in d.movements if one.kind == "expansion"]
    if not found:
        return f"**Grown:** I find {d.lack('no account that pays more')}."
    return f"**Grown:** {join([_named(d, one) for one in found[:_NAMED]])}."


def _named(d: Overall, one: Movement) -> str:
    return f"{one.account.name} {d.put(mover(d, one))} ({one.kind})"


def _at_risk(d: Overall) -> str:
    doubts = doubted(d)
    if not doubts:
        return f"**At risk ahead:** I find {d.lack('no renewal that a source calls pipeline or omitted')}."
    worth = renewal_arr(d, doubts, "renewals_doubted_arr", "ARR of the renewals that somebody doubts")
    due = renewal_arr(d, d.renewals, "renewals_ahead_arr", "Renewals of four quarters")
    largest = renewal_arr(d, doubts[:1], "renewal_arr", "ARR of the renewal")
    return (
        f"**At risk ahead:** {worth} of {due} due is doubted by at least one source, "
        f"{doubts[0].due.account.name} with {largest} first; on {disagreed(d)} the sources disagree."
    )


def _red(d: Overall) -> str:
    return f"**Red:** {red_ones(d)}." if d.customers else ""


def _pressing(d: Overall) -> str:
    first = most_pressing(d)
    return f"**Most pressing:** {first[0].account.name}: {reason(d, first[0])}." if first else ""


def _to_decide(d: Overall) -> str:
    told = [f"{one.what} by {d.put(due_in(d, one.days))} ({one.who})" for one in decisions(d)[:_DECIDED]]
    return f"**To decide first:** {'; '.join(told)}." if told else ""
