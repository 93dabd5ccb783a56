"""The bridge from the ARR at the start of a period to that at its end: what was lost, and what came."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import altair as alt

from copilot.charts.labels import LABEL, short_money, text_width, value_ticks
from copilot.charts.style import (
    GAIN,
    INK,
    LOSS,
    MUTED,
    PAGE,
    TOTAL,
    Page,
    Row,
    Size,
    axis,
    boxes,
    compose,
    empty,
    lines,
    margin_of,
    page,
    subtitle,
    texts,
)
from copilot.display import show_date, show_ratio


@dataclass(frozen=True, slots=True)
class Bridge:
    """The ARR of a period in one currency; every part is an amount of 0 or more.

    Churned, contraction and expansion are those of the accounts with ARR at the start; `new` is the ARR at the end of
    all others. The end is computed, so that the bridge always meets it.
    """

    start: date
    end: date
    currency: str
    starting: Decimal
    churned: Decimal = Decimal(0)
    contraction: Decimal = Decimal(0)
    expansion: Decimal = Decimal(0)
    new: Decimal = Decimal(0)
    subject: str = "Portfolio"
    source: str = "subscriptions"

    @property
    def lost(self) -> Decimal:
        """Return what was churned and contracted."""
        return self.churned + self.contraction

    @property
    def won(self) -> Decimal:
        """Return what was expanded and new."""
        return self.expansion + self.new

    @property
    def ending(self) -> Decimal:
        """Return the ARR at the end."""
        return self.starting - self.lost + self.won


def arr_bridge_title(bridge: Bridge) -> str:
    """Say the finding: `ARR rose 6.0 % to $12.4M: $0.9M lost, $1.6M won`."""
    if not bridge.starting and not bridge.ending and not bridge.won:
        return f"No ARR from {show_date(bridge.start)} to {show_date(bridge.end)}"
    end = short_money(bridge.ending, bridge.currency)
    lost, won = (short_money(part, bridge.currency) if part else "nothing" for part in (bridge.lost, bridge.won))
    if not bridge.starting:
        return f"ARR rose from none to {end}: {lost} lost, {won} won"
    change = bridge.ending / bridge.starting - 1
    if not change:
        return f"ARR is unchanged at {end}: {lost} lost, {won} won"
    return f"ARR {'rose' if change > 0 else 'fell'} {show_ratio(abs(change))} to {end}: {lost} lost, {won} won"


def arr_bridge_chart(bridge: Bridge, size: Size = PAGE) -> alt.LayerChart:
    """Draw start, churned, contraction, expansion, new and end as steps from one to the other."""
    title, below = arr_bridge_title(bridge), _below(bridge)
    if not bridge.starting and not bridge.ending and not bridge.won:
        return empty(title, below, "No subscription had ARR on either day.", size)
    ticks = value_ticks(float(max(bridge.starting, bridge.ending)))
    shown = {tick: short_money(Decimal(str(tick)), bridge.currency) for tick in ticks}
    sheet = page(title, below, size, left=margin_of(shown), bottom=40)
    scale = alt.Scale(domain=[0, ticks[-1]], range=[sheet.height, LABEL_SPACE])
    y = alt.Y("from:Q", scale=scale, axis=axis(shown))
    per_pixel = ticks[-1] / (sheet.height - LABEL_SPACE)
    bars, joints, words, amounts = _columns(bridge, sheet, per_pixel)
    column = sheet.width / len(words)
    small = LABEL if all(text_width(str(row["text"])) <= column for row in amounts) else 9
    if any(text_width(str(row["text"]), 9) > column for row in amounts):  # the axis names the currency as well
        amounts = [{**row, "text": str(row["text"]).replace(f"{bridge.currency} ", "")} for row in amounts]
    return compose(
        sheet,
        [
            boxes(bars, y=y).encode(y2="to"),
            lines(joints, y=y, color=MUTED, dash=(2, 2)).encode(y2="from"),
            texts(amounts, align="center", bold=True, size=small, y=alt.Y("from:Q", scale=scale)),
            texts(words, align="center", color=INK),
        ],
    )


LABEL_SPACE = 16
"""Pixels above the highest bar for its amount."""


def _below(bridge: Bridge) -> str:
    shares = ""
    if bridge.starting:
        gross = (bridge.starting - bridge.lost) / bridge.starting
        net = (bridge.starting - bridge.lost + bridge.expansion) / bridge.starting
        shares = f" · gross retention {show_ratio(gross)}, net {show_ratio(net)}"
    return f"{subtitle(bridge.subject, bridge.end, bridge.source)}{shares}"


def _columns(bridge: Bridge, sheet: Page, per_pixel: float) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
    """Return the bars, the lines that join them, the words below and the amounts above, in this order."""
    parts = [
        ("Churned", -bridge.churned, LOSS),
        ("Contraction", -bridge.contraction, LOSS),
        ("Expansion", bridge.expansion, GAIN),
        ("New", bridge.new, GAIN),
    ]
    steps: list[tuple[str, Decimal, Decimal, str, str]] = []
    level = bridge.starting
    steps.append(
        (f"{bridge.start.day} {bridge.start:%b %Y}", Decimal(0), level, TOTAL, short_money(level, bridge.currency))
    )
    for word, change, fill in parts:
        sign = "+" if change > 0 else ""
        steps.append((word, level, level + change, fill, f"{sign}{short_money(change, bridge.currency)}"))
        level += change
    steps.append(
        (f"{bridge.end.day} {bridge.end:%b %Y}", Decimal(0), level, TOTAL, short_money(level, bridge.currency))
    )
    column, half = sheet.width / len(steps), sheet.width / len(steps) * 0.32
    lower = 13 if column < text_width("Contraction") else 0  # every other word, where they would touch
    bars: list[Row] = []
    joints: list[Row] = []
    words: list[Row] = []
    amounts: list[Row] = []
    for place, (word, before, after, fill, shown) in enumerate(steps):
        x = column * (place + 0.5)
        low, high = sorted((float(before), float(after)))
        bars.append({"part": word, "x": x - half, "x2": x + half, "from": low, "to": high, "fill": fill, "edge": INK})
        words.append({"x": x, "y": sheet.height + 14 + lower * (place % 2), "text": word})
        amounts.append({"x": x, "from": high + 9 * per_pixel, "text": shown})
        if place < len(steps) - 1:
            joints.append({"x": x + half, "x2": x + column - half, "from": float(after)})
    return bars, joints, words, amounts
