"""The renewals of the four quarters ahead by sales, CSMs and health model, and where these lie apart."""

from collections.abc import Sequence
from decimal import Decimal

from copilot.display import show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.writing import chart, items, part, table
from copilot.metrics.facts import show_number
from copilot.metrics.forecast import FAR_APART, SOURCES, QuarterForecast, Renewal, Source

_SHOWN = 10
_UNSURE = ("pipeline", "omitted")
_SPEAKERS = {"sales": "Sales", "csm": "The CSMs", "model": "The health model"}


def book_renewals(d: Overall) -> list[Part]:
    """Write what each source expects by quarter, the renewals that somebody doubts, and where the sources differ."""
    if not d.renewals:
        return part("unknown", f"- I find {d.lack('no paid contract line that ends in the four quarters ahead')}.")
    picture = chart("renewals", "Renewals ahead, as sales, CSMs and health model call them")
    return [
        *part("fact", _verdict(d), _by_quarter(d), picture if len(d.units.all) < 2 else ""),
        *part("fact", "**Renewals that somebody doubts**" if doubted(d) else "", _doubted(d)),
        *part("unknown", items(_silent(d))),
    ]


def doubted(d: Overall) -> list[Renewal]:
    """Return the renewals that a source puts into pipeline or omitted: those far apart first, then by ARR."""
    found = [one for one in d.renewals if any(call in _UNSURE for call in one.calls.values())]
    return sorted(found, key=lambda one: (one.apart < FAR_APART, -_amount(d, one), one.due.end))


def far_apart(d: Overall) -> list[Renewal]:
    """Return the renewals that two sources put two categories or more apart, the next first."""
    return [one for one in d.renewals if one.apart >= FAR_APART]


def renewal_arr(d: Overall, renewals: Sequence[Renewal], name: str, label: str) -> str:
    """Return the ARR of some renewals."""
    lines = [line for one in renewals for line in one.due.subscriptions]
    of = renewals[0].due.account if len(renewals) == 1 else None
    return d.money(name, label, lines, "sum of arr of the contract lines that end", of)


def _amount(d: Overall, one: Renewal) -> Decimal:
    return sum(d.units.tell(one.due.arr).values(), Decimal(0))


def _verdict(d: Overall) -> str:
    doubts = doubted(d)
    due = renewal_arr(d, d.renewals, "renewals_ahead_arr", "Renewals of four quarters")
    if not doubts:
        formula = "renewals of the four quarters"
        count = d.count("renewals_ahead", "Renewals ahead", len(d.renewals), "renewals", formula)
        none = d.lack("none of them that a source calls pipeline or omitted")
        return f"**{count} are due in four quarters, worth {due}.** I find {none}."
    worth = renewal_arr(d, doubts, "renewals_doubted_arr", "ARR of the renewals that somebody doubts")
    many = d.make(
        "renewals_doubted",
        "Renewals doubted",
        len(doubts),
        unit="renewals",
        display=f"{len(doubts):,} of {len(d.renewals):,} renewals",
        formula="renewals of the four quarters that a source calls pipeline or omitted / all of them",
    )
    return (
        f"**Of {due} due in four quarters, {worth} is doubted.** At least one source calls {d.put(many)} pipeline or "
        f"omitted; on {disagreed(d)} the sources disagree."
    )


def disagreed(d: Overall) -> str:
    """Return on how many renewals the sources are far apart, as `{F3}`."""
    formula = "two categories or more between the surest and the least sure"
    return d.count("renewals_apart", "Renewals on which the sources disagree", len(far_apart(d)), "renewals", formula)


def _by_quarter(d: Overall) -> str:
    rows = [row for quarter in d.quarters for row in _rows(d, quarter)]
    return table(["quarter", "due", "sales expects", "the CSMs expect", "the health model expects"], rows)


def _rows(d: Overall, quarter: QuarterForecast) -> list[list[str]]:
    """Return a row for each unit of a quarter: what is due, and what each source expects of it."""
    rows = []
    for due in (one for one in quarter.facts if one.name == "renewals_due_arr"):
        cells = [quarter.quarter, d.put(due)]
        for source in SOURCES:
            name = f"expected_renewals_arr.{source}"
            told = [one for one in quarter.facts if one.name == name and one.unit == due.unit]
            cells.append(d.tell(told or [one for one in quarter.gaps if one.name == name]))
        rows.append(cells)
    return rows or [[quarter.quarter, d.tell(quarter.gaps), "", "", ""]]


def _doubted(d: Overall) -> str:
    doubts = doubted(d)
    rows = [_row(d, one) for one in doubts[:_SHOWN]]
    told = table(["account", "ends", "ARR", "sales", "CSM", "health model", "looked after by"], rows)
    left = len(doubts) - _SHOWN
    if left <= 0:
        return told
    more = d.count("renewals_doubted_more", "Not listed", left, "renewals", "doubted renewals beyond those listed")
    return f"{told}\n\nNot listed: {more}."


def _row(d: Overall, one: Renewal) -> list[str]:
    account = one.due.account
    end = d.make("renewal_end", "Contract ends", one.due.end, of=account, unit="date", records=one.lines)
    apart = " (far apart)" if one.apart >= FAR_APART else ""
    calls = [_call(d, one, source) for source in SOURCES]
    arr = renewal_arr(d, [one], "renewal_arr", "ARR of the renewal")
    return [f"{account.name}{apart}", d.put(end), arr, *calls, d.csm(account)]


def _call(d: Overall, one: Renewal, source: Source) -> str:
    call = one.calls.get(source)
    if call is None:
        return "says nothing"
    shown = show_word(call)
    if source == "model" and one.health.score is not None:
        shown += f" ({one.health.band}, {show_number(one.health.score)})"
    label = f"Renewal forecast by {SOURCES[source]}"
    records = one.said_in[source]
    fact = d.make(f"forecast.{source}", label, call, of=one.due.account, display=shown, records=records)
    return d.put(fact)


def _silent(d: Overall) -> list[str]:
    """Say of which renewals a source says nothing, in this quarter and the next."""
    lines = []
    for quarter in d.quarters[:2]:
        for source in SOURCES:
            silent = [one for one in quarter.renewals if source not in one.calls]
            if silent:
                worth = renewal_arr(d, silent, f"renewals_without_call.{source}", f"{quarter.quarter} without a call")
                lines.append(f"{_SPEAKERS[source]} say nothing of {worth} due in {quarter.quarter}.")
    return lines
