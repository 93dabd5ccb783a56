"""The review in five lines: NRR, GRR, what moved them, what is at risk ahead, and the decisions needed."""

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.book.decisions import decisions
from copilot.documents.sections.book.health import red_ones
from copilot.documents.sections.book.pressing import most_pressing, reason
from copilot.documents.sections.book.renewals import doubted, far_apart, renewal_arr
from copilot.documents.sections.book.retention import mover, year_before
from copilot.documents.writing import items, join, part
from copilot.metrics.retention import Movement

_NAMED, _DECIDED = 2, 4


def book_summary(d: Overall) -> list[Part]:
    """Write the five lines: retention, what moved it, the renewals at risk, health, and what has to be decided."""
    if not d.snapshots:
        return []
    return [
        *part("fact", _retention(d), items([_moved(d), _at_risk(d), _red(d), _pressing(d)])),
        *part("plan", items([_to_decide(d)])),
    ]


def _retention(d: Overall) -> str:
    start, end = d.period
    if not d.facts("nrr"):
        return f"**I find no NRR to tell: {d.told('nrr')}.** ARR today: {d.told('arr')}."
    then = year_before(d)
    before = f" (the year before {d.put(then['nrr'])} and {d.put(then['grr'])})" if then else ""
    return (
        f"**NRR is {d.told('nrr')}, GRR {d.told('grr')}**{before}: {d.told('starting_arr')} of {show_date(start)} "
        f"became {d.told('ending_arr')}, and with new accounts {d.told('arr')} on {show_date(end)}."
    )


def _moved(d: Overall) -> str:
    lost = [one for one in d.movements if one.kind in ("churn", "contraction")][:_NAMED]
    won = [one for one in d.movements if one.kind == "expansion"][:_NAMED]
    if not lost and not won:
        return f"**What moved it:** I find {d.lack('no account whose ARR changed')}."
    return f"**What moved it:** {join([_named(d, one) for one in [*lost, *won]])}."


def _named(d: Overall, one: Movement) -> str:
    return f"{one.account.name} {d.put(mover(d, one))} ({one.kind})"


def _at_risk(d: Overall) -> str:
    doubts = doubted(d)
    if not doubts:
        return f"**At risk ahead:** I find {d.lack('no renewal that a source calls pipeline or omitted')}."
    worth = renewal_arr(d, doubts, "renewals_doubted_arr", "ARR of the renewals that somebody doubts")
    due = renewal_arr(d, d.renewals, "renewals_ahead_arr", "Renewals of four quarters")
    formula = "two categories or more between the surest and the least sure"
    apart = d.count("renewals_apart", "Renewals on which the sources disagree", len(far_apart(d)), "renewals", formula)
    first = doubts[0].due
    largest = renewal_arr(d, doubts[:1], "renewal_arr", "ARR of the renewal")
    return (
        f"**At risk ahead:** {worth} of {due} due is doubted by at least one source, {first.account.name} with "
        f"{largest} first; on {apart} the sources disagree."
    )


def _red(d: Overall) -> str:
    return f"**Red:** {red_ones(d)}." if d.customers else ""


def _pressing(d: Overall) -> str:
    first = most_pressing(d)
    return f"**Most pressing:** {first[0].account.name}: {reason(d, first[0])}." if first else ""


def _to_decide(d: Overall) -> str:
    largest = sorted(decisions(d), key=lambda one: -one.arr)[:_DECIDED]
    largest.sort(key=lambda one: one.days)
    told = [f"{one.what} by {d.put(due_in(d, one.days))} ({one.who})" for one in largest]
    return f"**To decide:** {'; '.join(told)}." if told else ""
