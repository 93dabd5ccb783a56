"""How many accounts, and how much of the ARR, are green, yellow, red, or without a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import altair as alt

from copilot.charts.labels import short_money, text_width
from copilot.charts.style import BANDS, INK, MUTED, PAGE, Row, Size, boxes, compose, empty, lines, page, subtitle, texts
from copilot.display import show_ratio

BandName = Literal["green", "yellow", "red", "no score"]


@dataclass(frozen=True, slots=True)
class Band:
    """How many accounts are in a band, and their ARR."""

    name: BandName
    accounts: int
    arr: Decimal


@dataclass(frozen=True, slots=True)
class Distribution:
    """What the chart shows, with the ARR in one currency; a band that is not named has no accounts."""

    as_of: date
    currency: str
    bands: Sequence[Band] = ()
    subject: str = "Portfolio"
    source: str = "health scores and subscriptions"

    def band(self, name: str) -> Band:
        """Return a band, with all that is counted in it."""
        its = [one for one in self.bands if one.name == name]
        known: BandName = its[0].name if its else "no score"
        return Band(known, sum(one.accounts for one in its), sum((one.arr for one in its), Decimal(0)))

    @property
    def accounts(self) -> int:
        """Return the number of all accounts."""
        return sum(one.accounts for one in self.bands)

    @property
    def arr(self) -> Decimal:
        """Return the ARR of all accounts."""
        return sum((one.arr for one in self.bands), Decimal(0))


def health_distribution_title(distribution: Distribution) -> str:
    """Say the finding: `6 of 40 accounts are red, with $1.2M of $12.4M ARR (9.7 %)`."""
    if not distribution.accounts:
        return "No accounts to count by health"
    red, every = distribution.band("red"), distribution.accounts
    counted = f"{red.accounts:,} of {every:,} {'account is' if every == 1 else 'accounts are'} red"
    if not red.accounts:
        counted = f"None of {every:,} {'account' if every == 1 else 'accounts'} is red"
    if not distribution.arr:
        return f"{counted}; none of them has ARR"
    its, total = (short_money(arr, distribution.currency) for arr in (red.arr, distribution.arr))
    if not red.accounts:
        green = distribution.band("green")
        its = short_money(green.arr, distribution.currency)
        share = show_ratio(green.arr / distribution.arr)
        return f"{counted}; {green.accounts:,} green, with {its} of {total} ARR ({share})"
    return f"{counted}, with {its} of {total} ARR ({show_ratio(red.arr / distribution.arr)})"


def health_distribution_chart(distribution: Distribution, size: Size = PAGE) -> alt.LayerChart:
    """Draw a row a band with two bars: its share of the accounts, and of the ARR."""
    title = health_distribution_title(distribution)
    below = subtitle(distribution.subject, distribution.as_of, distribution.source)
    if not distribution.accounts:
        return empty(title, below, "There is no account to count.", size)
    sheet = page(title, below, size, left=72)
    step, panel = (sheet.height - HEAD) / len(BANDS), sheet.width / 2
    bars, words, names = _rows(distribution, step, panel)
    heads: list[Row] = [{"x": 0, "y": 8, "text": "Accounts"}, {"x": panel, "y": 8, "text": "ARR"}]
    feet: list[Row] = [{"x": x, "x2": x, "y": HEAD, "y2": sheet.height} for x in (0.0, panel)]
    labels = [texts(words), texts(names, align="right", bold=True), texts(heads, bold=True)]
    return compose(sheet, [lines(feet, color=MUTED), boxes(bars), *labels])


HEAD = 24
"""Pixels for the words above the bars."""


def _rows(distribution: Distribution, step: float, panel: float) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the bars, both columns on one scale of shares, what is written beside them, and the bands' names."""
    bars: list[Row] = []
    words: list[Row] = []
    names: list[Row] = []
    every, total = Decimal(distribution.accounts), distribution.arr or Decimal(1)
    bands = [distribution.band(name) for name in BANDS]
    largest = max(max(band.accounts / every, band.arr / total) for band in bands)
    for number, ((name, fill), band) in enumerate(zip(BANDS.items(), bands, strict=True)):
        y, half = HEAD + step * (number + 0.5), min(17.0, step / 3)
        names.append({"x": -10, "y": y, "text": name})
        shown = (
            (0.0, band.accounts / every, f"{band.accounts:,}"),
            (panel, band.arr / total, short_money(band.arr, distribution.currency)),
        )
        for left, share, text in shown:
            written, room = _beside(text, share, panel)
            end = left + float(share / largest) * room
            bar: Row = {"band": name, "share": float(share), "x": left, "x2": end, "y": y - half, "y2": y + half}
            bars.append({**bar, "fill": fill, "edge": INK})
            first = y - (len(written) - 1) * LINE / 2
            words += [{"x": end + 6, "y": first + LINE * line, "text": part} for line, part in enumerate(written)]
    return bars, words, names


LINE = 13


def _beside(text: str, share: Decimal, panel: float) -> tuple[list[str], float]:
    """Return what is written beside a bar, in two lines where the panel is narrow, and the room left for bars."""
    room = panel - text_width("$99.9M (100.0 %)") - 12
    if room > 90:
        return [f"{text} ({show_ratio(share)})"], room
    return [text, f"({show_ratio(share)})"], panel - text_width("(100.0 %)") - 12
