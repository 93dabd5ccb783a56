"""The first themes of feedback: how many accounts speak of each, what they pay, and what of that renews soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import altair as alt

from copilot.charts.labels import LABEL, short_money, shorten, text_width
from copilot.charts.style import (
    DARK_BLUE,
    EDGE,
    INK,
    LIGHT_BLUE,
    MUTED,
    PAGE,
    PAPER,
    Page,
    Row,
    Size,
    boxes,
    compose,
    empty,
    key,
    lines,
    page,
    subtitle,
    texts,
)
from copilot.display import show_count

MOST = 10
"""Themes on a chart; the list has the others."""
STEP, HEAD = 22, 22
"""Pixels of a theme's row, and of the words above the bars."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What a theme weighs; `arr` is None where nothing can be told, `renewing` is what of it ends within 180 days."""

    name: str
    accounts: int
    arr: Decimal | None = None
    renewing: Decimal | None = None
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Themes:
    """What the chart shows: themes in their order, with ARR in one currency; `by` says in words what orders them."""

    as_of: date
    currency: str
    themes: Sequence[Theme] = ()
    by: str = "score"
    subject: str = "Feedback"
    source: str = "feedback, surveys, tickets, notes and subscriptions"


def themes_title(themes: Themes) -> str:
    """Say the finding: `“seat tiers” comes first of 34 themes: 15 accounts, $3.9M ARR`."""
    if not themes.themes:
        return "No theme of feedback"
    first, every = themes.themes[0], len(themes.themes)
    worth = f", {short_money(first.arr, themes.currency)} ARR" if first.arr is not None else ""
    place = "is the only theme" if every == 1 else f"comes first of {every:,} themes"
    return f"“{shorten(first.name, 240)}” {place}: {show_count(first.accounts, 'account')}{worth}"


def themes_chart(themes: Themes, size: Size = PAGE) -> alt.LayerChart:
    """Draw a row a theme with two bars: its accounts, and its ARR with what of it renews within 180 days.

    The picture is as high as its rows need.
    """
    title, below = themes_title(themes), subtitle(f"{themes.subject}, by {themes.by}", themes.as_of, themes.source)
    shown = themes.themes[:MOST]
    if not shown:
        return empty(title, below, "Too few say the same, or nothing is on record for what was asked.", size)
    if len(shown) < len(themes.themes):
        below += f" · the first {len(shown)} of {len(themes.themes):,}"
    left = min(size.width * 0.3, max(text_width(_name(one)) for one in shown) + 10)
    draft = page(title, below, size, left=round(left) + EDGE)
    legend, top = key(_entries(shown), draft.width)
    needed = top + HEAD + STEP * len(shown)
    sheet = page(title, below, size, left=draft.left, extra=needed - draft.height)
    bars, words, names = _rows(themes, sheet, top + HEAD)
    panel = sheet.width * _PART
    heads: list[Row] = [{"x": x, "y": top + 8, "text": word} for x, word in ((0, "Accounts"), (panel, "ARR"))]
    feet: list[Row] = [{"x": x, "x2": x, "y": top + HEAD - 2, "y2": sheet.height} for x in (0.0, panel)]
    labels = [texts(words), texts(names, align="right"), texts(heads, bold=True)]
    return compose(sheet, [lines(feet, color=MUTED), boxes(bars), *labels, *legend])


_PART = 0.36
"""The part of the width that the accounts take; the rest is for the ARR, whose labels are longer."""


def _name(theme: Theme) -> str:
    return f"{theme.name} *" if theme.is_small else theme.name


def _entries(shown: Sequence[Theme]) -> dict[str, str]:
    """Return the key's words: only of what is drawn."""
    entries = {"renews within 180 days": DARK_BLUE} if any(one.renewing for one in shown) else {}
    return entries | ({"* small sample": PAPER} if any(one.is_small for one in shown) else {})


def _rows(themes: Themes, sheet: Page, top: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the bars, what is written beside them, and the themes' names."""
    shown = themes.themes[:MOST]
    bars: list[Row] = []
    words: list[Row] = []
    names: list[Row] = []
    panel = sheet.width * _PART
    most, largest = max(one.accounts for one in shown), max(one.arr or Decimal(0) for one in shown)
    room = panel - text_width(f"{most:,}") - 20
    wide = sheet.width - panel - max(text_width(_worth(one, themes.currency)) for one in shown) - 8
    for number, one in enumerate(shown):
        y, fill = top + STEP * (number + 0.5), PAPER if one.is_small else LIGHT_BLUE
        names.append({"x": -8, "y": y, "text": shorten(_name(one), sheet.left - EDGE - 2, LABEL)})
        end = room * one.accounts / most
        arr = wide * float((one.arr or 0) / (largest or 1))
        soon = wide * float((one.renewing or 0) / (largest or 1))
        for measure, x, x2, color in (
            ("accounts", 0.0, end, fill),
            ("arr", panel, panel + arr, fill),
            ("renewing", panel, panel + soon, DARK_BLUE),
        ):
            if x2 > x:
                box: Row = {"theme": one.name, "measure": measure, "x": x, "x2": x2, "y": y - 7, "y2": y + 7}
                bars.append({**box, "fill": color, "edge": INK})
        words.append({"x": end + 6, "y": y, "text": f"{one.accounts:,}"})
        words.append({"x": panel + arr + 6, "y": y, "text": _worth(one, themes.currency)})
    return bars, words, names


def _worth(theme: Theme, currency: str) -> str:
    return "cannot be told" if theme.arr is None else short_money(theme.arr, currency)
