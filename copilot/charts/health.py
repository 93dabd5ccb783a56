"""The health of an account: the points that its components bring, and how the score came from that of before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import altair as alt

from copilot.charts.labels import shorten, stagger, text_width
from copilot.charts.style import (
    DARK_BLUE,
    EDGE,
    GAIN,
    INK,
    LIGHT_BLUE,
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
    page,
    subtitle,
    texts,
)
from copilot.display import show_date

LABEL_ROW, BAR, STEP = 14, 20, 17
"""Pixels: a row of labels above the bar, the bar, a row of the waterfall."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component: what it weighs of 100, the points that it brings, and those that it brought on the earlier day."""

    label: str
    weight: Decimal
    points: Decimal
    before: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Health:
    """What the chart shows: the score is the sum of the parts' points; without parts, `why` says what is missing.

    `before` is the earlier day of the waterfall, None where there was no score on it. `unavailable` names the
    components that cannot be told and so weigh nothing.
    """

    account: str
    as_of: date
    parts: Sequence[Part] = ()
    band: Literal["green", "yellow", "red"] = "red"
    before: date | None = None
    unavailable: Sequence[str] = ()
    why: str = "none of its components can be told"
    green_from: Decimal = Decimal(75)
    yellow_from: Decimal = Decimal(50)
    source: str = "usage, sentiment, outcomes, surveys and contacts"

    @property
    def score(self) -> Decimal:
        """Return the points of all parts."""
        return sum((part.points for part in self.parts), Decimal(0))

    @property
    def score_before(self) -> Decimal:
        """Return the points of all parts on the earlier day."""
        return sum((part.before for part in self.parts), Decimal(0))


def health_title(health: Health) -> str:
    """Say the finding: `Health is yellow at 55.0, down 11.0 in 30 days: product usage -9.1`."""
    if not health.parts:
        return f"No health score for {shorten(health.account, 300)}"
    because = " by its CSM's rating" if health.band == "red" and health.score >= health.yellow_from else ""
    level = f"Health is {health.band}{because} at {_one(health.score)}"
    if health.before is None:
        return level
    change, days = health.score - health.score_before, (health.as_of - health.before).days
    if not round(change, 1):
        return f"{level}, unchanged in {days} days"
    most = max(health.parts, key=lambda part: (part.points - part.before) * (1 if change > 0 else -1))
    moved = most.points - most.before
    word = most.label if most.label[:2].isupper() else most.label.lower()
    return f"{level}, {'up' if change > 0 else 'down'} {_one(abs(change))} in {days} days: {word} {_signed(moved)}"


def health_chart(health: Health, size: Size = PAGE) -> alt.LayerChart:
    """Draw the components' points as one bar up to the score, and below it how each moved the score of before."""
    title, below = health_title(health), subtitle(health.account, health.as_of, health.source)
    if not health.parts:
        return empty(title, below, f"There is no score on {show_date(health.as_of)}: {health.why}.", size)
    if health.unavailable:
        below += f" · not available: {', '.join(health.unavailable)}"
    sheet = page(title, below, size, left=132, right=28, bottom=38)
    labels, height = _labels(health, sheet)
    steps = len(health.parts) + 2 if health.before else 1
    needed = height + BAR + 14 + STEP * steps
    sheet = page(title, below, size, left=132, right=28, bottom=38, extra=needed - sheet.height)
    bar = _bar(health, sheet, height)
    moves = _waterfall(health, sheet, height + BAR + 14)
    return compose(sheet, [*_limits(health, sheet, height), *bar, *labels, *moves])


def _across(health: Health, sheet: Page, field: str) -> alt.X:
    """Return the scale of points, shared by the bar and the waterfall."""
    ticks = {
        0.0: "0",
        float(health.yellow_from): _one(health.yellow_from),
        float(health.green_from): _one(health.green_from),
    }
    scale = alt.Scale(domain=[0, 100], range=[0, sheet.width])
    return alt.X(f"{field}:Q", scale=scale, axis=axis({**ticks, 100.0: "100"}, grid=False))


def _limits(health: Health, sheet: Page, top: int) -> list[alt.Chart]:
    """Draw the limits of the bands, and say below the axis which band lies between them."""
    green, yellow = float(health.green_from), float(health.yellow_from)
    marks: list[Row] = [{"x": limit, "x2": limit, "y": top, "y2": sheet.height} for limit in (yellow, green)]
    spans = (("red", 0.0, yellow), ("yellow", yellow, green), ("green", green, 100.0))
    words: list[Row] = [{"x": (low + high) / 2, "y": sheet.height + 27, "text": word} for word, low, high in spans]
    return [
        lines(marks, color=MUTED, dash=(3, 3), x=_across(health, sheet, "x")),
        texts(words, align="center", color=MUTED, x=_across(health, sheet, "x")),
    ]


def _middles(health: Health) -> list[tuple[Part, Decimal, Decimal]]:
    """Return each part with where it begins and ends in the bar."""
    spans, at = [], Decimal(0)
    for part in health.parts:
        spans.append((part, at, at + part.points))
        at += part.points
    return spans


def _labels(health: Health, sheet: Page) -> tuple[list[alt.Chart], int]:
    """Write each component above the middle of its part, to the left of a line down to it, where none overlap."""
    spans = _middles(health)
    middles = [float(low + high) / 200 * sheet.width for _, low, high in spans]
    words = [f"{shorten(part.label, 118)} {_one(part.points)} of {_one(part.weight)}" for part in health.parts]
    placed = stagger([-x for x in middles], [text_width(word) + 8 for word in words])
    top = max(row for row, _ in placed)
    marks: list[Row] = []
    rows: list[Row] = []
    for x, word, (row, _) in zip(middles, words, placed, strict=True):
        y = LABEL_ROW * (top - row) + LABEL_ROW / 2
        marks.append({"x": x, "x2": x, "y": y - 5, "y2": LABEL_ROW * (top + 1)})
        rows.append({"x": max(x - 4, text_width(word) + EDGE - sheet.left), "y": y, "text": word})
    return [lines(marks), texts(rows, align="right")], LABEL_ROW * (top + 1)


def _bar(health: Health, sheet: Page, y: int) -> list[alt.Chart]:
    """Draw the parts side by side, alternately dark and light, with the score at their end."""
    bars: list[Row] = [
        {
            "part": part.label,
            "points": float(part.points),
            "x": float(low),
            "x2": float(high),
            "y": y,
            "y2": y + BAR,
            "fill": (DARK_BLUE, LIGHT_BLUE)[number % 2],
            "edge": INK,
        }
        for number, (part, low, high) in enumerate(_middles(health))
    ]
    score: list[Row] = [
        {"x": float(health.score) / 100 * sheet.width + 5, "y": y + BAR / 2, "text": _one(health.score)}
    ]
    row: list[Row] = [{"x": -8, "y": y + BAR / 2, "text": "Score today"}]
    return [boxes(bars, x=_across(health, sheet, "x")), texts(score, bold=True), texts(row, align="right", bold=True)]


def _waterfall(health: Health, sheet: Page, top: int) -> list[alt.Chart]:
    """Draw the score of before, what each component added or took, and the score of today."""
    if health.before is None:
        note: list[Row] = [{"x": 0, "y": top + STEP / 2, "text": "There is no earlier score to compare with."}]
        return [texts(note, color=MUTED)]
    steps: list[tuple[str, Decimal, Decimal, str, str]] = []
    level = health.score_before
    steps.append((f"Before, {show_date(health.before)}", Decimal(0), level, TOTAL, _one(level)))
    for part in health.parts:
        change = part.points - part.before
        fill = GAIN if change > 0 else LOSS
        steps.append((shorten(part.label, 118), level, level + change, fill, _signed(change)))
        level += change
    steps.append(("Today", Decimal(0), level, TOTAL, _one(level)))
    bars: list[Row] = []
    rows: list[Row] = []
    values: list[Row] = []
    joints: list[Row] = []
    for number, (word, before, after, fill, shown) in enumerate(steps):
        y = top + STEP * number
        low, high = sorted((float(before), float(after)))
        box: Row = {"part": word, "x": low, "x2": high, "y": y + 2, "y2": y + STEP - 2, "fill": fill, "edge": INK}
        bars.append(box)
        rows.append({"x": -8, "y": y + STEP / 2, "text": word})
        values.append({"x": high / 100 * sheet.width + 5, "y": y + STEP / 2, "text": shown})
        if number < len(steps) - 1:
            joints.append({"x": float(after), "x2": float(after), "y": y + STEP - 2, "y2": y + STEP + 2})
    across = _across(health, sheet, "x")
    return [
        lines(joints, x=across),
        boxes(bars, x=across),
        texts(rows, align="right"),
        texts(values, bold=True, halo=True),
        texts(values, bold=True),
    ]


def _one(value: Decimal) -> str:
    """Write points with one decimal, whole limits without."""
    return f"{value:.1f}".removesuffix(".0") if value == value.to_integral_value() else f"{value:.1f}"


def _signed(change: Decimal) -> str:
    return f"+{_one(change)}" if round(change, 1) > 0 else _one(change) if round(change, 1) else "0"
