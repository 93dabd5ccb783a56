"""How often the first themes of feedback come up: a line each, in stretches of equal length to the last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import altair as alt

from copilot.charts.labels import LABEL, date_ticks, shorten, wrap
from copilot.charts.style import (
    DARK_BLUE,
    EDGE,
    FAINT,
    INK,
    MUTED,
    PAGE,
    Page,
    Row,
    Size,
    boxes,
    compose,
    empty,
    lines,
    page,
    subtitle,
    texts,
)
from copilot.display import show_count

MOST, LANE, LINE = 5, 48, 13
"""Themes on a chart; pixels of a theme's lane, and of a line of its words."""
SHORT, LONG, FEW = 7, 30, 120
"""Days of a stretch: of a period of up to `FEW` days, and of a longer one."""
DAYS = 24 * LONG
"""Days that are drawn at most."""
SHADE = "#F1F3F5"


@dataclass(frozen=True, slots=True)
class Course:
    """On which days which account spoke of a theme, and in words how its trend is judged.

    `now` and `before` are its accounts in the trend's period and in the one before it.
    """

    name: str
    said: Sequence[tuple[date, str]]
    now: int
    before: int
    direction: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Courses:
    """What the chart shows: themes in their order, over the days from `since` to `until`."""

    as_of: date
    since: date
    until: date
    trend_since: date
    courses: Sequence[Course] = ()
    subject: str = "Feedback"
    source: str = "feedback, surveys, tickets and notes"

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.until - self.since).days + 1

    @property
    def moved(self) -> list[Course]:
        """The themes that changed by more than chance."""
        return [one for one in self.courses if one.verdict == "more than chance"]

    @property
    def drawn(self) -> list[Course]:
        """The themes that are drawn: what changed by more than chance, then the first ones, in their order."""
        wanted = [*self.moved, *(one for one in self.courses if one not in self.moved)][:MOST]
        return [one for one in self.courses if any(one is other for other in wanted)]


def trend_title(courses: Courses) -> str:
    """Say the finding: `“seat tiers” grows beyond chance: 4 accounts before, 13 now`."""
    if not courses.courses:
        return "No theme of feedback"
    moved = courses.moved
    if not moved:
        which = "None of the" if len(courses.courses) > 1 else "Not one of"
        return f"{which} {show_count(len(courses.courses), 'theme')} changed by more than chance"
    first = moved[0]
    verb = "grows" if first.direction == "up" else "shrinks"
    others = f"; {len(moved) - 1} more changed" if len(moved) > 1 else ""
    return f"“{shorten(first.name, 200)}” {verb} beyond chance: {_told(first)}{others}"


def trend_chart(courses: Courses, size: Size = PAGE) -> alt.LayerChart:
    """Draw for each theme how many accounts spoke of it in each stretch; all lanes have one scale.

    Stretches are counted back from the last day, so that the newest is as long as all others.
    """
    title = trend_title(courses)
    stretches = _stretches(courses)
    below = subtitle(courses.subject, courses.as_of, courses.source)
    shown = courses.drawn
    if not shown:
        return empty(title, below, "Too few say the same, or nothing is on record for what was asked.", size)
    if len(stretches) < 2:
        return empty(title, below, f"{show_count(courses.days, 'day')} cannot make a line.", size)
    below += f" · accounts in each {_step(courses)} days"
    below += f", of the last {DAYS} days" if courses.days > DAYS else ""
    below += "; shaded: the days of the trend" if courses.trend_since > courses.since else ""
    right = 118
    draft = page(title, below, size, left=round(size.width * 0.24) + EDGE, right=right, bottom=26)
    sheet = page(title, below, size, left=draft.left, right=right, bottom=26, extra=LANE * len(shown) - draft.height)
    drawing = _Drawing(courses, sheet, stretches)
    return compose(sheet, [*drawing.ground(), *drawing.curves(), *drawing.words()])


def _told(course: Course) -> str:
    return f"{show_count(course.before, 'account')} before, {course.now:,} now"


def _step(courses: Courses) -> int:
    return SHORT if courses.days <= FEW else LONG


def _stretches(courses: Courses) -> list[tuple[date, date]]:
    """Return whole stretches of equal length to the last day, oldest first."""
    step = _step(courses)
    ends = [courses.until - timedelta(days=step * back) for back in range(min(courses.days, DAYS) // step)]
    return [(end - timedelta(days=step - 1), end) for end in reversed(ends)]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The plot's parts: a lane a theme, and time from left to right."""

    courses: Courses
    sheet: Page
    stretches: Sequence[tuple[date, date]]

    @property
    def counted(self) -> list[list[int]]:
        """How many accounts spoke in each stretch, a row a theme."""
        return [
            [len({who for day, who in one.said if start <= day <= end}) for start, end in self.stretches]
            for one in self.courses.drawn
        ]

    def _x(self, day: date) -> float:
        first, last = self.stretches[0][1], self.stretches[-1][1]
        return self.sheet.width * max(0, (day - first).days) / (last - first).days

    def ground(self) -> list[alt.Chart]:
        """Draw the trend's days, a base line a theme, and the days below."""
        x, height = self._x(self.courses.trend_since), LANE * len(self.counted)
        shade: list[Row] = [{"x": x, "x2": self.sheet.width, "y": 0, "y2": height, "fill": SHADE, "edge": SHADE}]
        feet: list[Row] = [
            {"x": 0, "x2": self.sheet.width, "y": LANE * (number + 1) - 6, "y2": LANE * (number + 1) - 6}
            for number in range(len(self.counted))
        ]
        first = self.stretches[0][1]
        ticks = date_ticks(first, self.courses.until, max(2, self.sheet.width // 62))
        days: list[Row] = [{"x": self._x(day), "y": height + 12, "text": text} for day, text in ticks]
        shaded = [boxes(shade)] if self.courses.trend_since > self.courses.since else []
        return [*shaded, lines(feet, color=FAINT), texts(days, align="center", color=MUTED)]

    def curves(self) -> list[alt.Chart]:
        """Draw each theme's line, and write its highest and its last value at their points."""
        most = max(1, *(max(row) for row in self.counted))
        segments: list[Row] = []
        values: list[Row] = []
        dots: list[Row] = []
        for number, row in enumerate(self.counted):
            foot, high = LANE * (number + 1) - 6, LANE - 22
            points = [
                (self._x(end), foot - high * n / most, n) for (_, end), n in zip(self.stretches, row, strict=True)
            ]
            segments += [{"x": a[0], "x2": b[0], "y": a[1], "y2": b[1], "theme": number} for a, b in pairwise(points)]
            peak = max(points, key=lambda one: (one[2], one[0]))
            for x, y, n in dict.fromkeys((peak, points[-1])):
                dots.append({"x": x - 2.5, "x2": x + 2.5, "y": y - 2.5, "y2": y + 2.5, "fill": DARK_BLUE, "edge": INK})
                values.append({"x": x, "y": y - 9, "text": f"{n:,}", "count": n})
        written = [texts(values, align="center", halo=True), texts(values, align="center")]
        return [lines(segments, color=DARK_BLUE, width=2), boxes(dots), *written]

    def words(self) -> list[alt.Chart]:
        """Write each theme's name at the left of its line, and how its trend is judged at the right."""
        names: list[Row] = []
        told: list[Row] = []
        room = self.sheet.left - EDGE - 6
        for number, one in enumerate(self.courses.drawn):
            middle = LANE * (number + 0.5) + 4
            name = _lines(one.name, room)
            names += _stacked(name, -10, middle)
            told += _stacked([f"{one.before} before, {one.now} now", one.verdict], self.sheet.width + 10, middle)
        return [texts(names, align="right", bold=True), texts(told, color=MUTED)]


def _lines(name: str, width: float) -> list[str]:
    """Break a name into two lines at most."""
    first, *rest = wrap(name, width / 1.06, LABEL)
    return [first, shorten(" ".join(rest), width / 1.06)] if rest else [first]


def _stacked(rows: Sequence[str], x: float, middle: float) -> list[Row]:
    top = middle - LINE * (len(rows) - 1) / 2
    return [{"x": x, "y": top + LINE * number, "text": text} for number, text in enumerate(rows)]
