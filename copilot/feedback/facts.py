"""What a theme weighs, how it goes and why it stands where it does, as facts that can be cited."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from copilot.display import show_count, show_ratio, show_word
from copilot.evidence import Fact, RowRef
from copilot.feedback.ranking import Ranked, Weighed
from copilot.feedback.routing import Routing
from copilot.feedback.stakes import NEAR, SOON, Stake
from copilot.feedback.weight import Money
from copilot.feedback_item import Item, Origin, Tone
from copilot.metrics.facts import rows_of
from copilot.metrics.pooled import name_some, portfolio_fact
from copilot.records import Record, Subscription
from copilot.standards import ThemeStandards

_TABLES: Final[dict[Origin, str]] = {
    "feedback": "feedback",
    "survey": "surveys",
    "ticket": "tickets",
    "note": "passages",
}


def rows_said(items: Iterable[Item]) -> list[RowRef]:
    """Name the rows, and the passages of notes, in which items stand: each once."""
    return list(dict.fromkeys(RowRef(table=_TABLES[item.origin], id=item.source_id) for item in items))


def _rows_again(items: Iterable[Item]) -> list[RowRef]:
    """Name the rows in which authors said again what they had said; an item knows these by their ids alone."""
    placed = (_place(one) for item in items for one in item.also)
    return list(dict.fromkeys(RowRef(table=_TABLES[origin], id=row) for origin, row in placed))


def _place(item_id: str) -> tuple[Origin, str]:
    """Return where an item stands by its id: `note:P12@40` in passage P12, `F-7@120` in the row F-7 of feedback."""
    whole = item_id.rpartition("@")[0] or item_id
    origins: tuple[Origin, ...] = ("survey", "ticket", "note")
    for origin in origins:
        if whole.startswith(f"{origin}:"):
            return origin, whole.removeprefix(f"{origin}:")
    return "feedback", whole


def facts_of(theme: Weighed, standards: ThemeStandards) -> list[Fact]:
    """Return every figure of a theme with its formula and its rows: `theme.T7.accounts`, `theme.T7.arr` and so on.

    Money has one fact a currency that no rate joins. What cannot be told has no fact, or says of whom and why.
    """
    return [
        *_voices(theme),
        *_money(theme),
        *_manner(theme),
        *_days(theme),
        *_warning(theme, standards),
        *_trend(theme),
    ]


def score_fact(ranked: Ranked) -> Fact:
    """Return the score by which a theme is ranked; its formula holds every term."""
    theme, score = ranked.theme, ranked.score
    return _fact(theme, "score", "Score", score, display=f"{score:.1f} of 100", formula=ranked.formula)


def route_fact(theme: Weighed, routing: Routing) -> Fact:
    """Return who looks at a theme first; its formula holds the reason, its rows are the items that say so."""
    first = routing.first
    records = rows_said(first.items)
    return _fact(theme, "route", "Goes to", first.route, display=first.route, formula=str(routing), records=records)


def _fact(
    theme: Weighed,
    name: str,
    label: str,
    value: Decimal | int | str | date,
    *,
    unit: str = "",
    display: str = "",
    formula: str,
    records: Iterable[Record | RowRef] = (),
) -> Fact:
    name, label, day = f"theme.{theme.theme_id}.{name}", f"{label}, {theme.name}", theme.weight.as_of
    return portfolio_fact(name, label, value, day, unit=unit, display=display, formula=formula, records=records)


def _voices(theme: Weighed) -> Iterator[Fact]:
    """Tell who speaks: accounts, people, mentions, and accounts by segment."""
    weight, period = theme.weight, f"with an item of the theme {theme.weight.period}"
    said = rows_said(weight.items)
    accounts = _rows(weight.stakes)
    counted = f"distinct accounts {period}"
    yield _fact(theme, "accounts", "Accounts", weight.accounts, unit="accounts", formula=counted, records=accounts)
    people = f"distinct authors an account {period}; those of an account who are not known count as one"
    yield _fact(theme, "people", "People", weight.people, unit="people", formula=people, records=said)
    mentions = f"items of the theme {weight.period}, without what an author said again"
    yield _fact(theme, "mentions", "Mentions", weight.mentions, unit="mentions", formula=mentions, records=said)
    if weight.folded:
        folded = "what an author said again in the same words, and is not counted as a mention"
        again = _rows_again(weight.items)
        yield _fact(theme, "folded", "Said again", weight.folded, unit="times", formula=folded, records=again)
    for segment, count in weight.segments.items():
        word = show_word(segment) if segment else "no segment on record"
        own = _rows(one for one in weight.stakes if one.segment == segment)
        formula = f"accounts of the theme in this segment: {word}"
        name = f"segment.{segment or 'unknown'}"
        yield _fact(theme, name, f"Accounts, {word}", count, unit="accounts", formula=formula, records=own)


def _money(theme: Weighed) -> Iterator[Fact]:
    """Tell what the accounts pay and what of it renews soon, one fact a currency, and of whom it cannot be told."""
    weight = theme.weight
    told = (
        ("arr", "ARR", weight.arr, "sum of arr of the running lines of its accounts, each once"),
        *(
            (f"arr_renewing_{days}d", f"ARR renewing in {days} days", money, f"what of its ARR ends within {days} days")
            for days, money in ((SOON, weight.arr_renewing_90d), (NEAR, weight.arr_renewing_180d))
        ),
    )
    for name, label, money, formula in told:
        for unit, amount in money.by_unit.items():
            records = rows_of([*_lines(money, unit), *(money.rates if unit == money.currency else ())])
            rated = ", at the latest rate of each currency" if money.rates and unit == money.currency else ""
            yield _fact(theme, name, label, amount, unit=unit, formula=formula + rated, records=records)
    if weight.untold:
        told_of = [f"{one.name} ({one.reason})" for one in weight.untold]
        yield _fact(
            theme,
            "arr_untold",
            "ARR that cannot be told",
            len(weight.untold),
            unit="accounts",
            display=f"{show_count(len(weight.untold), 'account')}: {name_some(told_of)}",
            formula=f"accounts with something that is not in the ARR in {weight.arr.currency}, and why",
            records=_rows(weight.untold),
        )


def _lines(money: Money, unit: str) -> list[Subscription]:
    """Return the lines that an amount is the sum of: those of its own currency, or all that a rate joins."""
    if unit in money.apart:
        return [line for line in money.lines if line.currency == unit]
    return [line for line in money.lines if line.currency not in money.apart]


def _manner(theme: Weighed) -> Iterator[Fact]:
    """Tell how it is said: the share of each tone, and how important it is to those who say."""
    weight = theme.weight
    for tone, count in weight.tones.items():
        yield _fact(
            theme,
            f"tone.{tone}",
            f"Share of {_plural(tone)}",
            Decimal(count) / weight.mentions,
            unit="ratio",
            display=f"{show_ratio(Decimal(count) / weight.mentions)} ({count:,} of {weight.mentions:,})",
            formula=f"{_plural(tone)} / mentions",
            records=rows_said(item for item in weight.items if item.tone == tone),
        )
    if weight.importance is not None:
        told = weight.told_importance
        yield _fact(
            theme,
            "importance",
            "Mean importance",
            weight.importance,
            display=f"{weight.importance:.1f} of 3 ({show_count(len(told), 'mention')})",
            formula="mean importance of the mentions that tell it",
            records=rows_said(told),
        )


def _plural(tone: Tone) -> str:
    return tone if tone == "praise" else f"{tone}s"


def _days(theme: Weighed) -> Iterator[Fact]:
    formula = "day of the {} item of the theme on record by the end of the period"
    for name, label, item, which in (
        ("first_seen", "First heard", theme.weight.first, "first"),
        ("last_seen", "Last heard", theme.weight.last, "last"),
    ):
        if item is not None:
            said = rows_said([item])
            yield _fact(theme, name, label, item.date, unit="date", formula=formula.format(which), records=said)


def _warning(theme: Weighed, standards: ThemeStandards) -> Iterator[Fact]:
    weight = theme.weight
    if weight.is_small(standards):
        said = f"{show_count(weight.accounts, 'account')}, {show_count(weight.mentions, 'mention')}, a small sample"
        formula = f"fewer than {standards.few_accounts} accounts or fewer than {standards.few_mentions} mentions"
        records = [*_rows(weight.stakes), *rows_said(weight.items)]
        yield _fact(theme, "small_sample", "Small sample", said, display=said, formula=formula, records=records)


def _trend(theme: Weighed) -> Iterator[Fact]:
    """Tell how many accounts spoke of it in the period and in the one before, and whether the change is chance."""
    trend = theme.trend
    before = trend.period.before
    counted = "distinct accounts with an item of the theme"
    since, earlier = rows_said(trend.said_now), rows_said(trend.said_before)
    now = f"{counted} {trend.period}"
    yield _fact(theme, "now", "Accounts of the period", trend.now, unit="accounts", formula=now, records=since)
    if before is None:
        return
    label = "Accounts of the period before"
    then = f"{counted} {before}"
    yield _fact(theme, "before", label, trend.before, unit="accounts", formula=then, records=earlier)
    said: str = trend.verdict
    if trend.p is not None and trend.p_among_all is not None:
        said = f"{trend.verdict} (p = {_shown(trend.p)}, {_shown(trend.p_among_all)} among all themes)"
    formula = (
        f"exact test (Fisher, mid-p) of {trend.now:,} of {trend.all_now:,} voices {trend.period} against "
        f"{trend.before:,} of {trend.all_before:,} {before}, corrected for all themes (Benjamini and Hochberg); "
        "a voice is an account, once a theme"
    )
    label = "Share of all voices against the period before"
    display = said if trend.p is None else f"{_WORDS[trend.direction]}: {said}"
    yield _fact(theme, "trend", label, display, display=display, formula=formula, records=[*since, *earlier])


_WORDS = {"up": "a larger share", "down": "a smaller share", "level": "the same share"}


def _shown(p: float) -> str:
    return f"{p:.2f}" if p >= 0.01 else f"{p:.3f}" if p >= 0.001 else "below 0.001"


def _rows(stakes: Iterable[Stake]) -> list[RowRef]:
    return [RowRef(table="accounts", id=one.account_id) for one in stakes]
