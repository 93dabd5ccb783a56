"""The renewal forecast: what falls due by quarter, by category, as sales, the CSMs and the health model see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import altair as alt

from copilot.charts.labels import short_money, text_width, value_ticks
from copilot.charts.style import (
    EDGE,
    MUTED,
    PAGE,
    Page,
    Row,
    Size,
    axis,
    boxes,
    compose,
    empty,
    ink_on,
    key,
    margin_of,
    page,
    pixels_x,
    subtitle,
    texts,
)
from copilot.display import show_date

Category = Literal["commit", "best_case", "pipeline", "omitted", "no_forecast"]
Source = Literal["sales", "csm", "health"]

WORDS: Mapping[Category, str] = {
    "commit": "commit",
    "best_case": "best case",
    "pipeline": "pipeline",
    "omitted": "omitted",
    "no_forecast": "no forecast",
}
FILLS: Mapping[Category, str] = {
    "commit": "#003A5C",
    "best_case": "#1F6FA3",
    "pipeline": "#B5DCF5",
    "omitted": "#D98200",
    "no_forecast": "#FFFFFF",
}
SOURCES: Mapping[Source, str] = {"sales": "sales", "csm": "CSM", "health": "health"}
MOST = 8
"""Quarters on a chart as wide as a page; later ones are left out, and the subtitle says so."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The ARR due in a quarter, named by its first day, that a source puts in a category."""

    quarter: date
    source: Source
    category: Category
    arr: Decimal


@dataclass(frozen=True, slots=True)
class Renewals:
    """What the chart shows, in one currency; what a source says nothing about is drawn as without forecast."""

    as_of: date
    currency: str
    forecasts: Sequence[Forecast] = ()
    subject: str = "Portfolio"
    source: str = "subscriptions, opportunities, CSM calls and health scores"

    @property
    def quarters(self) -> list[date]:
        """Return the quarters in which something is due."""
        return sorted({one.quarter for one in self.forecasts if one.arr})

    def of(self, quarter: date, source: Source, category: Category) -> Decimal:
        """Return the ARR that a source puts in a category; what is due and in none is without forecast."""
        told = self._sum(quarter, source, category)
        if category != "no_forecast":
            return told
        return told + self.due(quarter) - sum((self._sum(quarter, source, each) for each in WORDS), Decimal(0))

    def due(self, quarter: date) -> Decimal:
        """Return the ARR due in a quarter, which is what the fullest source names."""
        return max(sum((self._sum(quarter, source, each) for each in WORDS), Decimal(0)) for source in SOURCES)

    def _sum(self, quarter: date, source: Source, category: Category) -> Decimal:
        key_of = (quarter, source, category)
        its = (one.arr for one in self.forecasts if (one.quarter, one.source, one.category) == key_of)
        return sum(its, Decimal(0))


def renewals_title(renewals: Renewals) -> str:
    """Say the finding: `$6.4M due in 4 quarters; commit: sales $2.6M, CSM $2.2M, health none`."""
    quarters = renewals.quarters
    if not quarters:
        return f"No renewals due after {show_date(renewals.as_of)}"
    due = short_money(sum(map(renewals.due, quarters), Decimal(0)), renewals.currency)
    committed = []
    for source, word in SOURCES.items():
        arr = sum((renewals.of(each, source, "commit") for each in quarters), Decimal(0))
        committed.append(f"{word} {short_money(arr, renewals.currency) if arr else 'none'}")
    span = "1 quarter" if len(quarters) == 1 else f"{len(quarters)} quarters"
    return f"{due} due in {span}; commit: {', '.join(committed)}"


def renewals_chart(renewals: Renewals, size: Size = PAGE) -> alt.LayerChart:
    """Draw for each quarter three stacked bars side by side, one a source, the surest category at the foot."""
    title, below = renewals_title(renewals), subtitle(renewals.subject, renewals.as_of, renewals.source)
    most = min(MOST, round(size.width / 640 * MOST))
    shown = renewals.quarters[:most]
    if not shown:
        return empty(title, below, "No subscription with ARR ends in the quarters asked for.", size)
    if len(shown) < len(renewals.quarters):
        below += f" · the first {most} of {len(renewals.quarters)} quarters"
    ticks = value_ticks(float(max(map(renewals.due, shown))))
    amounts = {tick: short_money(Decimal(str(tick)), renewals.currency) for tick in ticks}
    left = margin_of(amounts)
    if _is_narrow((size.width - left - EDGE) / len(shown)):
        below += " · S: sales, C: CSM, H: health"
    sheet = page(title, below, size, left=left, bottom=44)
    legend, height = key({WORDS[each]: FILLS[each] for each in WORDS}, sheet.width)
    scale = alt.Scale(domain=[0, ticks[-1]], range=[sheet.height, height + 6])
    y = alt.Y("from:Q", scale=scale, axis=axis(amounts))
    bars = _bars(renewals, shown, sheet)
    per_pixel = ticks[-1] / (sheet.height - height - 6)
    return compose(
        sheet,
        [boxes(bars, y=y).encode(y2="to"), *_amounts(renewals, bars, scale, per_pixel), *_names(shown, sheet), *legend],
    )


def _bars(renewals: Renewals, quarters: Sequence[date], sheet: Page) -> list[Row]:
    group = sheet.width / len(quarters)
    bar = _thick(group)
    rows: list[Row] = []
    for place, quarter in enumerate(quarters):
        for number, source in enumerate(SOURCES):
            x, foot = group * (place + 0.5) + bar * 1.06 * (number - 1.5), Decimal(0)
            for category in WORDS:
                arr = renewals.of(quarter, source, category)
                rows.append(
                    {
                        "quarter": quarter_name(quarter),
                        "source": source,
                        "category": category,
                        "arr": float(arr),
                        "x": x,
                        "x2": x + bar,
                        "from": float(foot),
                        "to": float(foot + arr),
                        "fill": FILLS[category],
                        "edge": MUTED,
                    }
                )
                foot += arr
    return [row for row in rows if row["arr"]]


def _amounts(renewals: Renewals, bars: Sequence[Row], scale: alt.Scale, per_pixel: float) -> list[alt.Chart]:
    """Write each amount into its part of the bar, where it fits."""
    by_color: dict[str, list[Row]] = {}
    for row in bars:
        x, x2, low, high = (_float(row[field]) for field in ("x", "x2", "from", "to"))
        text = short_money(Decimal(str(row["arr"])), renewals.currency)
        if (high - low) / per_pixel >= 11 and text_width(text, 9) <= x2 - x:
            words = by_color.setdefault(ink_on(str(row["fill"])), [])
            words.append({"x": (x + x2) / 2, "from": (low + high) / 2, "text": text})
    y = alt.Y("from:Q", scale=scale)
    return [texts(words, align="center", size=9, color=color, x=pixels_x(), y=y) for color, words in by_color.items()]


def _thick(group: float) -> float:
    """Return the width of a bar in a quarter's share of the plot."""
    return min(60.0, group * 0.27)


def _is_narrow(group: float) -> bool:
    return _thick(group) < text_width("health", 10)


def _float(value: str | float | None) -> float:
    return float(value or 0)


def _names(quarters: Sequence[date], sheet: Page) -> list[alt.Chart]:
    """Write the source below each bar and the quarter below its three."""
    group = sheet.width / len(quarters)
    bar = _thick(group)
    sources: list[Row] = []
    words: list[Row] = []
    narrow = _is_narrow(group)
    for place, quarter in enumerate(quarters):
        middle = group * (place + 0.5)
        words.append({"x": middle, "y": sheet.height + 30, "text": quarter_name(quarter)})
        for number, word in enumerate(SOURCES.values()):
            x = middle + bar * 1.06 * (number - 1)
            sources.append({"x": x, "y": sheet.height + 12, "text": word[0].upper() if narrow else word})
    return [texts(sources, align="center", color=MUTED, size=10), texts(words, align="center", bold=True)]


def quarter_name(first: date) -> str:
    """Write a quarter: `Q3 2026`."""
    return f"Q{(first.month + 2) // 3} {first.year}"
