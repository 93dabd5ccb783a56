"""Themes as they are told to machines and people: figures, quotes that are word for word, and the rows behind them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, PlainSerializer

from copilot.feedback.decisions import Answer
from copilot.feedback.reading import Theme, Themes
from copilot.feedback.routing import Route
from copilot.feedback.trend import Direction, Verdict
from copilot.feedback.weight import TONES, Money, Weight
from copilot.feedback_item import Item, Origin, Tone
from copilot.orders import orders_a_model

_QUOTES, _LONGEST = 5, 400

Amount = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""Money, which JSON has as a number."""


class Quote(BaseModel):
    """Words as they stand in their source: `source` is the row's id, of a note the passage's."""

    text: str
    source: str
    origin: Origin
    account_id: str
    account_name: str
    author: str | None
    date: date
    tone: Tone


class TrendLine(BaseModel):
    """How many accounts spoke of it in the trend's period and in the one before, and whether that is more than chance.

    `p` is corrected for all themes that were looked at; None where too few speak for any change to tell.
    """

    now: int
    before: int
    direction: Direction
    verdict: Verdict
    p: float | None


class ThemeLine(BaseModel):
    """A theme with what it weighs; `arr` is None where nothing can be told, `arr_apart` what no rate converts.

    `kind` is the most frequent tone, `kinds` says in words how it is said; `account_names` are the largest first.
    """

    id: str
    name: str
    area: str
    kind: Tone
    kinds: str
    route: Route
    route_reason: str
    is_new: bool
    score: float
    score_formula: str
    accounts: int
    people: int
    mentions: int
    repeated: int
    currency: str
    arr: Amount | None
    arr_renewing_90d: Amount | None
    arr_renewing_180d: Amount | None
    arr_apart: dict[str, Amount]
    account_names: list[str]
    segments: dict[str, int]
    tones: dict[Tone, int]
    trend: TrendLine
    first_seen: date | None
    last_seen: date | None
    small_sample: bool
    answer: Answer | None
    items: list[str]
    quotes: list[Quote]


class ThemeList(BaseModel):
    """The themes that were asked for, best first; `unthemed` is what was said of none.

    `may_decide` tells whether the caller may change them.
    """

    since: date
    until: date
    trend_since: date
    themes: list[ThemeLine]
    unthemed: list[str]
    void_decisions: list[int]
    may_decide: bool


def list_of(found: Themes, few: tuple[int, int]) -> ThemeList:
    """Return themes as a list; `few` are the accounts and mentions below which a sample is small."""
    return ThemeList(
        since=found.period.since,
        until=found.period.until,
        trend_since=found.trend_period.since,
        themes=[line_of(one, few) for one in found.themes],
        unthemed=_ids(found.unthemed),
        void_decisions=list(found.void),
        may_decide=found.may_decide,
    )


def line_of(theme: Theme, few: tuple[int, int]) -> ThemeLine:
    """Return one theme with all that is known of it."""
    weight, trend = theme.ranked.theme.weight, theme.ranked.theme.trend
    return ThemeLine(
        id=theme.theme_id,
        name=theme.name,
        area=theme.area,
        kind=theme.kind,
        kinds=theme.kinds,
        route=theme.routing.first.route,
        route_reason=str(theme.routing),
        is_new=theme.is_new,
        score=float(round(theme.ranked.score, 1)),
        score_formula=theme.ranked.formula,
        accounts=weight.accounts,
        people=weight.people,
        mentions=weight.mentions,
        repeated=weight.folded,
        currency=weight.arr.currency,
        arr=money(weight.arr.amount),
        arr_renewing_90d=money(weight.arr_renewing_90d.amount),
        arr_renewing_180d=money(weight.arr_renewing_180d.amount),
        arr_apart=apart(weight.arr),
        account_names=[one.name for one in weight.stakes],
        segments={segment or "unknown": count for segment, count in weight.segments.items()},
        tones=weight.tones,
        trend=TrendLine(
            now=trend.now,
            before=trend.before,
            direction=trend.direction,
            verdict=trend.verdict,
            p=trend.p_among_all,
        ),
        first_seen=weight.first_seen,
        last_seen=weight.last_seen,
        small_sample=weight.accounts < few[0] or weight.mentions < few[1],
        answer=theme.answer,
        items=_ids(weight.items),
        quotes=quotes_of(weight),
    )


def quotes_of(weight: Weight, most: int = _QUOTES) -> list[Quote]:
    """Return the most telling words as quotes."""
    names = {one.account_id: one.name for one in weight.stakes}
    return [quote_of(item, names[item.account_id]) for item in quoted_items(weight, most)]


def quote_of(item: Item, account_name: str) -> Quote:
    """Return an item as a quote."""
    return Quote(
        text=item.text,
        source=_source(item),
        origin=item.origin,
        account_id=item.account_id,
        account_name=account_name,
        author=item.author,
        date=item.date,
        tone=item.tone,
    )


def quoted_items(weight: Weight, most: int) -> list[Item]:
    """Return the most telling items: of the largest accounts, one each first; none that gives orders to a model."""
    places = {one.account_id: place for place, one in enumerate(weight.stakes)}
    fit = [item for item in weight.items if len(item.text) <= _LONGEST and not orders_a_model(item.text)]
    fit.sort(key=lambda item: (TONES.index(item.tone), -(item.importance or 0), -item.date.toordinal(), item.item_id))
    fit.sort(key=lambda item: places[item.account_id])
    chosen = {item.item_id: item for item in (*_first_of_each(fit), *fit)}
    return [*chosen.values()][:most]


def _first_of_each(items: Iterable[Item]) -> list[Item]:
    return list({item.account_id: item for item in reversed(list(items))}.values())[::-1]


def _source(item: Item) -> str:
    return item.source_id if item.origin in ("feedback", "note") else f"{item.origin}:{item.source_id}"


def _ids(items: Sequence[Item]) -> list[str]:
    """Return the rows that items stand in, each once: of a feedback row its id, of others their item's."""
    ids: dict[str, None] = {}
    for item in items:
        ids |= dict.fromkeys((item.source_id if item.origin == "feedback" else item.item_id, *item.also))
    return list(ids)


def money(amount: Decimal | None) -> Decimal | None:
    """Return an amount in whole cents."""
    return None if amount is None else round(amount, 2)


def apart(arr: Money) -> dict[str, Decimal]:
    """Return what no rate converts, by its currency."""
    return {currency: round(amount, 2) for currency, amount in arr.apart.items()}
