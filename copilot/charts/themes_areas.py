"""Which areas of feedback touch which segments: accounts, as a table whose cells are the darker the more there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from copilot.charts.labels import LABEL, shorten, text_width
from copilot.charts.style import (
    EDGE,
    FAINT,
    MUTED,
    PAGE,
    PAPER,
    Page,
    Row,
    Size,
    boxes,
    compose,
    empty,
    ink_on,
    page,
    subtitle,
    texts,
)
from copilot.display import show_count, show_word

MOST, STEP, HEAD = 10, 24, 24
"""Areas on a chart; pixels of an area's row, and of the words above the cells."""
SHADES = ("#E4F1FA", "#B5DCF5", "#6FB3DE", "#1F6FA3", "#003A5C")
"""From few accounts to many; each cell holds its number as well."""
UNKNOWN = "unknown"
_ORDER = ("enterprise", "mid_market", "smb", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Area:
    """The accounts that speak of an area's themes, each once, by segment; `unknown` where none is on record."""

    name: str
    accounts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many accounts speak of it."""
        return sum(self.accounts.values())


@dataclass(frozen=True, slots=True)
class Areas:
    """What the chart shows; `speaking` is how many accounts speak of any area."""

    as_of: date
    areas: Sequence[Area] = ()
    speaking: int = 0
    subject: str = "Feedback"
    source: str = "feedback, surveys, tickets and notes"

    @property
    def ordered(self) -> list[Area]:
        """The areas, the one with most accounts first."""
        return sorted((one for one in self.areas if one.total), key=lambda one: (-one.total, one.name.casefold()))

    @property
    def segments(self) -> list[str]:
        """The segments of which there is somebody, in the usual order."""
        found = {segment for area in self.areas for segment, count in area.accounts.items() if count}
        return sorted(found, key=lambda one: (_ORDER.index(one) if one in _ORDER else len(_ORDER), one))


def areas_title(areas: Areas) -> str:
    """Say the finding: `“Licensing” touches most: 15 of 34 accounts heard, 7 of them enterprise`."""
    if not areas.ordered:
        return "No area of feedback"
    first = areas.ordered[0]
    segment = max(first.accounts, key=lambda one: first.accounts[one])
    most = f", {first.accounts[segment]:,} of them {_word(segment)}" if len(areas.segments) > 1 else ""
    heard = f"{show_count(areas.speaking, 'account')} heard"
    return f"“{shorten(first.name, 220)}” touches most: {first.total:,} of {heard}{most}"


def areas_chart(areas: Areas, size: Size = PAGE) -> alt.LayerChart:
    """Draw a row an area and a column a segment, with the number of accounts in each cell, and of all at the end."""
    title, below = areas_title(areas), subtitle(areas.subject, areas.as_of, areas.source)
    shown = areas.ordered[:MOST]
    if not shown:
        return empty(title, below, "Too few say the same, or nothing is on record for what was asked.", size)
    below += " · an account counts once in each area"
    if len(shown) < len(areas.ordered):
        below += f" · the first {len(shown)} of {len(areas.ordered):,}"
    left = round(min(size.width * 0.34, max(text_width(one.name) for one in shown) + 10)) + EDGE
    draft = page(title, below, size, left=left)
    sheet = page(title, below, size, left=left, extra=HEAD + STEP * len(shown) - draft.height)
    return compose(sheet, _layers(shown, areas.segments, sheet))


def _layers(shown: Sequence[Area], segments: Sequence[str], sheet: Page) -> list[alt.Chart]:
    column = min(120.0, sheet.width / (len(segments) + 1))
    most = max(max(one.accounts.values()) for one in shown)
    cells: list[Row] = []
    by_color: dict[str, list[Row]] = {}
    names: list[Row] = []
    totals: list[Row] = []
    for number, area in enumerate(shown):
        y = HEAD + STEP * number
        names.append({"x": -8, "y": y + STEP / 2, "text": shorten(area.name, sheet.left - EDGE - 2, LABEL)})
        totals.append({"x": column * (len(segments) + 0.5), "y": y + STEP / 2, "text": f"{area.total:,}"})
        for place, segment in enumerate(segments):
            count = area.accounts.get(segment, 0)
            fill = _shade(count, most)
            box: Row = {"area": area.name, "segment": segment, "accounts": count, "y": y + 1, "y2": y + STEP - 1}
            cells.append({**box, "x": column * place + 1, "x2": column * (place + 1) - 1, "fill": fill, "edge": FAINT})
            words = by_color.setdefault(ink_on(fill), [])
            words.append({"x": column * (place + 0.5), "y": y + STEP / 2, "text": f"{count:,}"})
    heads: list[Row] = [
        {"x": column * (place + 0.5), "y": 10, "text": word}
        for place, word in enumerate([*map(_word, segments), "all"])
    ]
    numbers = [texts(words, align="center", color=color) for color, words in by_color.items()]
    ends = [texts(totals, align="center", bold=True), texts(heads, align="center", color=MUTED)]
    return [boxes(cells), *numbers, texts(names, align="right"), *ends]


def _shade(count: int, most: int) -> str:
    return SHADES[min(len(SHADES) - 1, (count - 1) * len(SHADES) // most)] if count else PAPER


def _word(segment: str) -> str:
    return "no segment" if segment == UNKNOWN else show_word(segment)
