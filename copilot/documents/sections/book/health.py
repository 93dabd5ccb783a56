"""How healthy all customers are, and whose health changed."""

from collections.abc import Sequence

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.writing import chart, part, table
from copilot.evidence import Fact
from copilot.metrics.book import BANDS
from copilot.metrics.facts import show_number
from copilot.metrics.pooled import name_some
from copilot.snapshot import Snapshot
from copilot.standing import Standing

_SHOWN, _NAMED = 8, 5
_RANK = {"red": 0, "yellow": 1, "green": 2}


def book_health(d: Overall) -> list[Part]:
    """Write how many customers are in which band, and who has gone down or up since the day compared with."""
    if not d.customers:
        return part("unknown", f"- I find {d.lack('no account with a running contract, so no health')}.")
    worse, better = changed_band(d, -1), changed_band(d, 1)
    picture = chart("health-distribution", "Customers and ARR by health") if len(d.units.all) < 2 else ""
    down, up = (_counted(d, which, some) for which, some in (("lower", worse), ("higher", better)))
    return [
        *part("fact", f"**Against {show_date(d.since)}, the band is lower at {down} and higher at {up}.**"),
        *part("fact", _bands(d), picture),
        *part("fact", "**In a lower band**" if worse else "", _table(d, worse)),
        *part("fact", "**In a higher band**" if better else "", _table(d, better)),
    ]


def in_band(d: Overall, band: str) -> list[Snapshot]:
    """Return the customers of a band (`no score` is one), the largest first."""
    return [one for one in d.customers if (d.standings[one.account.account_id].health_band or "no score") == band]


def red_ones(d: Overall) -> str:
    """Return how many customers are red, and which are the largest, as `{F3}`."""
    red = [one.account for one in in_band(d, "red")]
    display = f"{len(red):,}: {name_some([one.name for one in red], _NAMED)}" if red else "0"
    formula = "customers whose health is red, the largest first"
    return d.put(
        d.make("health.red", "Health red", len(red), unit="accounts", display=display, formula=formula, records=red)
    )


def changed_band(d: Overall, way: int) -> list[Snapshot]:
    """Return the customers whose band is lower (-1) or higher (1) than on the day compared with, the largest first."""
    return [one for one in d.customers if _way(d, one.account.account_id) == way]


def _way(d: Overall, account_id: str) -> int:
    now, then = d.standings[account_id].health_band, d.standings_then[account_id].health_band
    if now is None or then is None:
        return 0
    return (_RANK[now] > _RANK[then]) - (_RANK[now] < _RANK[then])


def _counted(d: Overall, which: str, some: Sequence[Snapshot]) -> str:
    formula = f"customers whose band is {which} than on {show_date(d.since)}"
    records = [one.account for one in some]
    return d.count(f"health_band.{which}", f"In a {which} band", len(some), "accounts", formula, records)


def _bands(d: Overall) -> str:
    rows = []
    for band in BANDS:
        members = in_band(d, band)
        if members or band != "no score":
            count = red_ones(d) if band == "red" else _size(d, band, members)
            rows.append([band, count, d.arr(*members, name=f"health_arr.{band}", label=f"ARR that is {band}")])
    return table(["health", "customers", "ARR"], rows)


def _size(d: Overall, band: str, members: Sequence[Snapshot]) -> str:
    records = [one.account for one in members]
    return d.count(f"health_count.{band}", f"Health {band}", len(members), "accounts", "customers by band", records)


def _table(d: Overall, some: Sequence[Snapshot]) -> str:
    rows = []
    for one in some[:_SHOWN]:
        rows.append([one.account.name, d.put(band_fact(d, one)), d.arr(one), d.csm(one.account)])
    told = table(["account", "health", "ARR", "looked after by"], rows)
    left = len(some) - _SHOWN
    if left <= 0:
        return told
    more = d.count("health_band.more", "Not listed", left, "accounts", f"further accounts after {some[0].account.name}")
    return f"{told}\n\nNot listed, with less ARR: {more}."


def band_fact(d: Overall, one: Snapshot) -> Fact:
    """Return an account's band and score now and on the day compared with: `yellow (71.7), was green (89)`."""
    account_id = one.account.account_id
    now, then = _shown(d.standings[account_id]), _shown(d.standings_then[account_id])
    display, formula = f"{now}, was {then}", f"against {show_date(d.since)}"
    records = [one.account]
    return d.make("health_band", "Health", now, of=one.account, display=display, formula=formula, records=records)


def _shown(standing: Standing) -> str:
    score = f" ({show_number(standing.health_score)})" if standing.health_score is not None else ""
    return f"{standing.health_band or 'no score'}{score}"
