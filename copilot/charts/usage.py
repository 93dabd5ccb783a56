"""The usage of an account: monthly active users against its seats, with milestones and grave tickets as events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median_low
from typing import Literal

import altair as alt

from copilot.charts.labels import date_ticks, shorten, spread, stagger, text_width, tidy, value_ticks
from copilot.charts.style import (
    DARK_BLUE,
    EDGE,
    INK,
    LOSS,
    MUTED,
    PAGE,
    Page,
    Row,
    Size,
    axis,
    compose,
    data_of,
    empty,
    lines,
    page,
    pixels_x,
    pixels_y,
    subtitle,
    texts,
)
from copilot.display import show_date, show_ratio

YEARS, CHANGE_OVER, NO_LONGER_KNOWN = 2, 28, 60
"""Years shown; days over which the change is told; days after which the last reading no longer counts."""
LEFT, LANE, LABEL_LANE, MARK = 56, 13, 14, 7
"""Pixels: the left margin, a lane of tickets, a row of milestones, and the mark before a milestone's name."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the chart shows; rows may come in any order, and those after `as_of` are not drawn.

    `users` are monthly active users by day, `seats` the seats under contract from a day on (0 when they end).
    """

    account: str
    as_of: date
    users: Sequence[tuple[date, int]] = ()
    seats: Sequence[tuple[date, int]] = ()
    milestones: Sequence[tuple[date, str]] = ()
    tickets: Sequence[tuple[date, Literal["urgent", "high"]]] = ()
    source: str = "usage, subscriptions, milestones and tickets"


def usage_title(usage: Usage) -> str:
    """Say the finding: `Usage fell 26.3 % in 28 days to 295 of 600 seats`."""
    now = _at(usage.users, usage.as_of)
    if now is None:
        return f"No usage data for {shorten(usage.account, 300)}"
    day, users = now
    if (usage.as_of - day).days > NO_LONGER_KNOWN:
        return f"No usage data for {shorten(usage.account, 300)} since {show_date(day)}"
    earlier = usage.as_of - timedelta(days=CHANGE_OVER)
    past = _at(usage.users, earlier)
    level = _level(users, (_at(usage.seats, usage.as_of) or (day, 0))[1])
    if past is None or (earlier - past[0]).days > NO_LONGER_KNOWN:
        return f"Usage is {level}"
    before = past[1]
    if users == before:
        return f"Usage is unchanged in {CHANGE_OVER} days at {level}"
    verb = "fell" if users < before else "rose"
    if not before:
        return f"Usage rose in {CHANGE_OVER} days from none to {level}"
    return f"Usage {verb} {show_ratio(abs(Decimal(users) / before - 1))} in {CHANGE_OVER} days to {level}"


def _level(users: int, seats: int) -> str:
    counted = f"{users:,} {'user' if users == 1 else 'users'}"
    if not seats:
        return f"{counted}, without a seat under contract"
    return f"{users:,} of {seats:,} seats" if users <= seats else f"{counted}, above the {seats:,} seats"


def _at(rows: Sequence[tuple[date, int]], day: date) -> tuple[date, int] | None:
    return max((row for row in rows if row[0] <= day), default=None, key=lambda row: row[0])


def usage_chart(usage: Usage, size: Size = PAGE) -> alt.LayerChart:
    """Draw up to two years to the as-of date; a stretch without readings stays a gap.

    The picture grows in height where many milestones fall close together.
    """
    usage, title = _window(usage), usage_title(usage)
    below = subtitle(usage.account, usage.as_of, usage.source)
    if not usage.users:
        reason = f"There is no reading of monthly active users in the two years to {show_date(usage.as_of)}."
        return empty(title, below, reason, size)
    right = 84 if size.width < 500 else 96
    start = min([row[0] for row in (*usage.users, *usage.milestones, *usage.tickets)])
    start = min(start, usage.as_of - timedelta(days=CHANGE_OVER))
    width = size.width - LEFT - right
    places = [width * (day - start).days / (usage.as_of - start).days for day, _ in usage.milestones]
    longest = right + MARK - EDGE
    rows = stagger(places, [min(longest, text_width(tidy(name)) + MARK + 3) for _, name in usage.milestones])
    names = [shorten(name, room - MARK) for (_, name), (_, room) in zip(usage.milestones, rows, strict=True)]
    heights = [row for row, _ in rows]
    lane = LABEL_LANE * (max(heights) + 1) + 8 if rows else 0
    sheet = page(title, below, size, left=LEFT, right=right, bottom=28, extra=max(0, lane - 4 * LABEL_LANE))
    floor = sheet.height - (2 * LANE + 4 if usage.tickets else 0)
    drawing = _Drawing(usage, sheet, start, lane, floor)
    events = _milestones(names, places, heights, floor)
    return compose(sheet, [*drawing.curves(), *events, *drawing.tickets(), drawing.ends()])


def _window(usage: Usage) -> Usage:
    """Keep what lies in the two years to the as-of date, by date; the seats of before hold on."""
    first = usage.as_of - timedelta(days=365 * YEARS + 1)
    users = sorted(row for row in usage.users if first <= row[0] <= usage.as_of)
    milestones = sorted(row for row in usage.milestones if first <= row[0] <= usage.as_of)
    tickets = sorted(row for row in usage.tickets if first <= row[0] <= usage.as_of)
    seats = sorted(row for row in usage.seats if row[0] <= usage.as_of)
    return replace(usage, users=users, seats=seats, milestones=milestones, tickets=tickets)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The plot's parts, between `lane` (below the milestones' names) and `floor` (above the tickets) in pixels."""

    usage: Usage
    sheet: Page
    start: date
    lane: int
    floor: int

    @property
    def ticks(self) -> list[float]:
        return value_ticks(max(count for _, count in (*self.usage.users, *self._steps())), whole=True)

    def x(self) -> alt.X:
        """Return the time axis. Days are counted in UTC, so that no time zone moves them."""
        ticks = date_ticks(self.start, self.usage.as_of, max(2, self.sheet.width // 58))
        scale = alt.Scale(
            type="utc",
            domain=[self.start.isoformat(), self.usage.as_of.isoformat()],
            range=[0, self.sheet.width],
        )
        return alt.X("day:T", scale=scale, axis=axis({_epoch(day): text for day, text in ticks}, grid=False))

    def y(self) -> alt.Y:
        ticks = self.ticks
        scale = alt.Scale(domain=[0, ticks[-1]], range=[self.floor, self.lane])
        return alt.Y("count:Q", scale=scale, axis=axis({tick: f"{tick:,.10g}" for tick in ticks}))

    def curves(self) -> list[alt.Chart]:
        """Draw the seats as steps and the users as a line, with a dot where a reading stands alone."""
        steps = alt.Chart(data_of([{"day": day.isoformat(), "count": seats} for day, seats in self._steps()]))
        runs = runs_of(self.usage.users)
        rows: list[Row] = [
            {"day": day.isoformat(), "count": users, "run": number}
            for number, run in enumerate(runs)
            for day, users in run
        ]
        alone = [run[0] for run in runs if len(run) == 1]
        ends = sorted({*alone, self.usage.users[-1]})
        dots = alt.Chart(data_of([{"day": day.isoformat(), "count": users} for day, users in ends]))
        return [
            steps.mark_line(interpolate="step-after", color=MUTED, strokeWidth=1.5, strokeDash=[5, 3]).encode(
                x=self.x(), y=self.y()
            ),
            alt.Chart(data_of(rows))
            .mark_line(color=DARK_BLUE, strokeWidth=2)
            .encode(x=self.x(), y=self.y(), detail="run:N"),
            dots.mark_circle(color=DARK_BLUE, size=36, opacity=1).encode(x=self.x(), y=self.y()),
        ]

    def _steps(self) -> list[tuple[date, int]]:
        """Return the seats from the plot's left to its right."""
        before = _at(self.usage.seats, self.start)
        within = [row for row in self.usage.seats if row[0] > self.start]
        first = [(self.start, before[1])] if before else []
        steps = [*first, *within]
        return [*steps, (self.usage.as_of, steps[-1][1])] if steps else []

    def ends(self) -> alt.Chart:
        """Write at the right what each line is and where it ends."""
        steps = self._steps()
        last = [(self.usage.users[-1][1], "active")]
        if steps:
            last.append((steps[-1][1], "seats"))
        height = self.floor - self.lane
        places = spread([self.floor - height * count / self.ticks[-1] for count, _ in last], LABEL_LANE)
        rows: list[Row] = [
            {"x": self.sheet.width + 8, "y": min(place, self.floor - 4), "text": f"{count:,} {word}"}
            for (count, word), place in zip(last, places, strict=True)
        ]
        return texts(rows, bold=True)

    def tickets(self) -> list[alt.Chart]:
        """Draw urgent and high tickets as ticks in a lane each, between the plot and its axis."""
        layers: list[alt.Chart] = []
        span = (self.usage.as_of - self.start).days
        for lane, (priority, color, width) in enumerate((("urgent", LOSS, 2.0), ("high", MUTED, 1.0))):
            days = [day for day, its in self.usage.tickets if its == priority]
            y = self.floor + 5 + LANE * lane
            marks: list[Row] = []
            for day in days:
                x = self.sheet.width * (day - self.start).days / span
                marks.append({"x": x, "x2": x, "y": y, "y2": y + LANE - 4, "day": day.isoformat()})
            words: list[Row] = [{"x": self.sheet.width + 8, "y": y + 5, "text": f"{len(days):,} {priority}"}]
            layers += [lines(marks, color=color, width=width), texts(words, color=color)] if self.usage.tickets else []
        if layers:
            layers.append(texts([{"x": -6, "y": self.floor + LANE + 4, "text": "Tickets"}], align="right", color=MUTED))
        return layers


def _milestones(names: Sequence[str], places: Sequence[float], rows: Sequence[int], floor: int) -> list[alt.Chart]:
    """Draw each milestone as a line through the plot with its name above, at a height where it meets no other."""
    if not names:
        return []
    top = max(rows)
    heights = [LABEL_LANE * (top - row) + LABEL_LANE / 2 for row in rows]
    marks: list[Row] = [{"x": x, "x2": x, "y": y, "y2": floor} for x, y in zip(places, heights, strict=True)]
    labels: list[Row] = [
        {"x": x + MARK, "y": y, "text": name} for x, y, name in zip(places, heights, names, strict=True)
    ]
    diamonds = alt.Chart(data_of(marks)).mark_point(shape="diamond", size=34, filled=True, color=INK, opacity=1)
    return [lines(marks, color="#9A9A9A"), diamonds.encode(x=pixels_x(), y=pixels_y()), texts(labels)]


def runs_of(rows: Sequence[tuple[date, int]]) -> list[list[tuple[date, int]]]:
    """Part readings, sorted by date, where none came for more than twice the usual distance, or three days."""
    if not rows:
        return []
    steps = [(later[0] - row[0]).days for row, later in pairwise(rows)]
    longest = max(3, 2 * median_low(steps)) if steps else 0
    runs = [[rows[0]]]
    for step, row in zip(steps, rows[1:], strict=True):
        if step > longest:
            runs.append([])
        runs[-1].append(row)
    return runs


def _epoch(day: date) -> float:
    """Return the milliseconds by which Vega counts days."""
    return float((day - date(1970, 1, 1)).days * 86_400_000)
