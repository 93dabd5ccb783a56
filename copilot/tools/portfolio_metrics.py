"""The portfolio's figures, as a tool."""

from collections.abc import Mapping
from datetime import date

from langchain.tools import tool

from copilot.display import show_date, show_word
from copilot.evidence import Fact, Gap
from copilot.metrics.book import READS, measure_book, movement_fact
from copilot.metrics.retention import Grouping, chosen_period, grouped, movements
from copilot.records import Segment
from copilot.standings import standings
from copilot.store.colleagues import csm_called
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def portfolio_metrics(
    runtime: Run,
    by: Grouping | None = None,
    start: date | None = None,
    end: date | None = None,
    day: date | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
    names: list[str] | None = None,
    movers: int = 8,
) -> Reply:
    """Read the figures of all accounts together, or of one segment, region or CSM, and who moved the revenue most.

    They are GRR, NRR, logo churn, churned, expansion and new ARR, renewal rates, time to value, customers, ARR,
    utilisation, NPS, CSAT, health. They are told as of `day`, today unless it is given; the period is the 12 months to
    it unless `start` and `end` are given. `by` also reads them for each segment, csm or region. `names` picks some
    (grr, nrr, arr, customers, …); `movers` is how many accounts are named.
    """
    context = runtime.context
    as_of = min(day or context.as_of, context.as_of)
    stand = {one.account_id: one for one in standings(context.accounts, context.scope, as_of)}
    team = context.accounts.team()
    wanted = {"segment": segment, "region": region, "csm_email": csm_called(csm, team) if csm else None}
    snapshots = [
        one
        for one in context.accounts.snapshots(context.scope, as_of, None, READS)
        if all(value is None or _same(getattr(one.account, name), value) for name, value in wanted.items())
    ]
    first, last = chosen_period(as_of, start, end)
    measured = [(one, "") for one in measure_book(snapshots, stand, first, last, as_of)]
    for name, members in (grouped(snapshots, by) if by else {}).items():
        group = team[name].name if name in team else name
        measured += [(one, group) for one in measure_book(members, stand, first, last, as_of)]
    picked = [(one, group) for one, group in measured if names is None or one.name in names]
    facts = [_asked(first, last, as_of, {name: value for name, value in wanted.items() if value})]
    facts += [_of_group(one, group) for one, group in picked if isinstance(one, Fact)]
    gaps = [one for one, group in picked if isinstance(one, Gap) and not group]
    moved = [one for one in movements(snapshots, first, last) if one.kind not in ("unchanged", "new")]
    facts += [movement_fact(one, as_of) for one in moved[: max(0, min(movers, 20))]]
    return reply(context, facts=facts, gaps=gaps, nothing="I find no account on that day.")


def _same(value: str | None, wanted: str) -> bool:
    return value is not None and value.casefold() == wanted.casefold()


def _asked(first: date, last: date, as_of: date, wanted: Mapping[str, str]) -> Fact:
    """Write down what was asked for, so that a misreading shows and the dates in it have a source."""
    whose = "".join(f", {show_word(name.removesuffix('_email'))} {show_word(value)}" for name, value in wanted.items())
    display = f"{show_date(first)} to {show_date(last)}, as of {show_date(as_of)}{whose}"
    return Fact(name="query", label="Read as", value=display, display=display, as_of=as_of, formula="as asked")


def _of_group(fact: Fact, group: str) -> Fact:
    return fact.model_copy(update={"label": f"{group}: {fact.label}"}) if group else fact
