"""What became of the revenue of all accounts over 12 months, and who moved it."""

from collections.abc import Sequence
from decimal import Decimal

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.writing import chart, items, part, table
from copilot.evidence import Fact
from copilot.metrics.book import movement_fact
from copilot.metrics.facts import show_number
from copilot.metrics.retention import Movement, default_period, retention

_BRIDGE = ("starting_arr", "churned_arr", "contraction_arr", "expansion_arr", "ending_arr", "new_arr")
_SHOWN = 8
_THIRD = Decimal(1) / 3
"""From which on one account makes the difference, as the playbook of the metrics review says."""


def book_retention(d: Overall) -> list[Part]:
    """Write NRR, GRR and logo churn with the year before, the bridge, and the accounts that made the difference."""
    if not d.facts("nrr"):
        return part("unknown", f"- Retention cannot be told: {d.told('nrr')}.")
    start, end = d.period
    verdict = f"**NRR is {d.told('nrr')} and GRR {d.told('grr')}; {_logos(d)}.**"
    period = f"The period is from {show_date(start)} to {show_date(end)} {d.cite(d.facts('nrr')[0])}."
    bridge = table(["", "ARR"], [[d.facts(name)[0].label, d.told(name)] for name in _BRIDGE if d.facts(name)])
    picture = chart("arr-bridge", "ARR over 12 months") if len(d.units.all) < 2 else ""
    lost = [one for one in d.movements if one.kind in ("churn", "contraction")]
    won = [one for one in d.movements if one.kind in ("expansion", "new")]
    return [
        *part("fact", verdict, f"{period} {_year_before(d)}", _renewal_rates(d), bridge, picture),
        *part("fact", "**Who was lost, and who pays less**", _losses(d, lost)),
        *part("fact", "**Who pays more, and who is new**", _gains(d, won)),
        *part("inferred", items([concentration(d, lost, "churned or contracted"), concentration(d, won, "was won")])),
    ]


def _logos(d: Overall) -> str:
    if any(one.value for one in d.facts("churned_logos")):
        return f"logo churn is {d.told('logo_churn_rate')}"
    return f"I find {d.lack('no account that was lost')}"


def mover(d: Overall, one: Movement) -> Fact:
    """Return how an account moved the revenue, as a fact."""
    return movement_fact(one, d.as_of)


def concentration(d: Overall, moves: Sequence[Movement], what: str) -> str:
    """Say where one account explains more than a third of what was lost or won; nothing where none does."""
    total = sum((abs(one.amount) for one in moves), Decimal(0))
    if len(moves) < 3 or not total or len({one.currency for one in moves}) > 1:
        return ""
    share = abs(moves[0].amount) / total
    if share <= _THIRD:
        return ""
    fact = d.make(
        "movement_share",
        "Share of one account",
        share,
        of=moves[0].account,
        unit="ratio",
        formula=f"its change / the sum of what {what} over {len(moves):,} accounts",
        records=[row for one in moves for row in one.lines],
    )
    return f"{moves[0].account.name} alone is {d.put(fact)} of what {what}: learn from this one account first."


def year_before(d: Overall) -> dict[str, Fact]:
    """Return NRR and GRR over the 12 months before the period, by name; none where no account had ARR by then."""
    found = [one for one in retention(d.snapshots, *default_period(d.period[0])) if isinstance(one, Fact)]
    rates = [one for one in found if one.name in ("nrr", "grr")]
    return {one.name: one.model_copy(update={"label": f"{one.label} a year before"}) for one in rates}


def _year_before(d: Overall) -> str:
    then = year_before(d)
    if not then:
        return f"For the year before I find {d.lack('no retention: no account had ARR when it began')}."
    return f"The year before, NRR was {d.put(then['nrr'])} and GRR {d.put(then['grr'])}."


def _renewal_rates(d: Overall) -> str:
    if not d.facts("gross_renewal_rate"):
        return f"Renewal rates cannot be told: {d.told('gross_renewal_rate')}."
    return (
        f"Of {d.told('renewals_due_arr')} that came up for renewal, {d.told('gross_renewal_rate')} was kept, with "
        f"growth {d.told('net_renewal_rate')}; the denominator is another one than that of GRR and NRR."
    )


def _losses(d: Overall, moves: Sequence[Movement]) -> str:
    rows = [[one.account.name, one.kind, d.put(mover(d, one)), _before(d, one)] for one in moves[:_SHOWN]]
    told = table(["account", "", "change in ARR", "health before its contract ended"], rows)
    return "\n\n".join(filter(None, (told, _more(d, moves)))) or f"- I find {d.lack('no account that pays less')}."


def _gains(d: Overall, moves: Sequence[Movement]) -> str:
    rows = [[one.account.name, one.kind, d.put(mover(d, one))] for one in moves[:_SHOWN]]
    told = table(["account", "", "change in ARR"], rows)
    return "\n\n".join(filter(None, (told, _more(d, moves)))) or f"- I find {d.lack('no account that pays more')}."


def _more(d: Overall, moves: Sequence[Movement]) -> str:
    left = len(moves) - _SHOWN
    if left <= 0:
        return ""
    kind = "loss" if moves[0].amount < 0 else "gain"
    formula = "accounts beyond those that are listed"
    told = d.count(f"movements_more.{kind}", "Accounts not listed", left, "accounts", formula)
    return f"Not listed, with smaller changes: {told}."


def _before(d: Overall, move: Movement) -> str:
    """Return the health 90 days before the contract of a lost account ended, which says whether it was seen."""
    scored = [one for one in d.past_scores if one.account_id == move.account.account_id and not one.renewed]
    if move.kind != "churn" or not scored:
        return ""
    then = scored[-1].health
    if then.score is None:
        return d.lack(
            f"no score 90 days before {show_date(scored[-1].end)}", (move.account.account_id, move.account.name)
        )
    display = f"{then.band}, {show_number(then.score)} of 100, 90 days before {show_date(scored[-1].end)}"
    fact = d.make(
        "health_before_loss",
        "Health before the contract ended",
        then.band or "",
        of=move.account,
        display=display,
        formula="health as it was known then",
        records=scored[-1].rows,
    )
    return d.put(fact)
