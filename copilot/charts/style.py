"""How every chart looks and is rendered: sizes, colours, title and subtitle, SVG and PNG.

Colours are from the Okabe-Ito palette, in tones that also differ in lightness, so that they read in grey print.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt
import vl_convert

from copilot.charts.labels import LABEL, is_wide, shorten, text_width, wrap
from copilot.display import show_date

INK, MUTED, FAINT, PAPER = "#222222", "#595959", "#D9D9D9", "#FFFFFF"
DARK_BLUE, LIGHT_BLUE = "#005A8C", "#A6D5F2"
LOSS, GAIN = "#A63A00", "#5CC4A0"
TOTAL = "#4A5560"
BANDS = {"green": "#3FA384", "yellow": "#F5E27A", "red": "#A63A00", "no score": "#FFFFFF"}
"""Red is the darkest and yellow the lightest; charts say each band in words as well."""

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first comes with the renderer; the others have the same widths where an SVG is shown without it."""
WIDE_FONT = f"Noto Sans CJK JP, Hiragino Sans, Yu Gothic, {FONT}"
"""For Chinese, Japanese and Korean: the renderer brings no such letters, so these are fonts that machines have."""
TITLE = 15
EDGE, TITLE_LINE, SUBTITLE_LINE, GAP = 12, 19, 15, 12


Chart = alt.LayerChart
"""What every chart is drawn as."""


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a whole picture in pixels, title and margins included."""

    width: int
    height: int


PAGE, PHONE = Size(640, 300), Size(360, 320)

Row = dict[str, str | float | None]
"""A row of a layer's data: x and y in pixels of the plot, or whatever the layer has scales for."""


@dataclass(frozen=True, slots=True)
class Page:
    """A picture with its heading, and the plot's place on it: the margins around it, in pixels."""

    size: Size
    title: Sequence[str]
    subtitle: Sequence[str]
    left: int
    right: int
    bottom: int

    @property
    def top(self) -> int:
        """Return the height that the heading takes."""
        return EDGE + TITLE_LINE * len(self.title) + SUBTITLE_LINE * len(self.subtitle) + GAP

    @property
    def width(self) -> int:
        """Return the plot's width."""
        return self.size.width - self.left - self.right

    @property
    def height(self) -> int:
        """Return the plot's height."""
        return self.size.height - self.top - self.bottom


def page(
    title: str, subtitle: str, size: Size, *, left: int = EDGE, right: int = EDGE, bottom: int = EDGE, extra: int = 0
) -> Page:
    """Set the heading, in as many lines as it needs; `extra` makes the picture so many pixels higher."""
    inner = size.width - 2 * EDGE
    bold, plain = wrap(title, inner / 1.06, TITLE), wrap(subtitle, inner, LABEL)
    return Page(Size(size.width, size.height + extra), bold, plain, left, right, bottom)


def subtitle(subject: str, as_of: date, source: str) -> str:
    """Say what a chart shows, as of when, and from which records; a long name is shortened."""
    return f"{shorten(subject, 300)} · as of {show_date(as_of)} · from {source}"


def compose(sheet: Page, layers: Sequence[alt.Chart]) -> alt.LayerChart:
    """Put layers on a page. Nothing is fitted: every pixel is set, so that labels stand where they were placed."""
    heading = alt.TitleParams(
        text=list(sheet.title),
        subtitle=list(sheet.subtitle),
        anchor="start",
        frame="group",
        orient="top",
        dx=EDGE - sheet.left,
        offset=GAP,
        fontSize=TITLE,
        lineHeight=TITLE_LINE,
        font=_font(sheet.title),
        subtitleFont=_font(sheet.subtitle),
        color=INK,
        subtitleFontSize=LABEL,
        subtitleLineHeight=SUBTITLE_LINE,
        subtitleColor=MUTED,
        subtitlePadding=4,
    )
    margins = {"left": sheet.left, "right": sheet.right, "top": sheet.top, "bottom": sheet.bottom}
    chart: alt.LayerChart = alt.LayerChart(layer=list(layers)).properties(
        width=sheet.width, height=sheet.height, padding=margins, title=heading
    )
    chart = chart.configure(
        font=FONT,
        autosize="none",
        aria=False,  # what screen readers would be read holds days in the machine's time zone
        background=PAPER,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=LABEL,
            labelColor=MUTED,
            gridColor=FAINT,
            tickColor=MUTED,
            domainColor=MUTED,
            labelFlush=False,
            labelOverlap=False,
            title=None,
        ),
    )
    return chart


def empty(title: str, below: str, reason: str, size: Size = PAGE) -> alt.LayerChart:
    """Return a chart without data that says so, and why."""
    sheet = page(title, below, size)
    middle: list[Row] = [
        {"x": sheet.width / 2, "y": sheet.height / 2 + SUBTITLE_LINE * line, "text": text}
        for line, text in enumerate(wrap(reason, sheet.width, LABEL))
    ]
    return compose(sheet, [texts(middle, align="center", color=MUTED)])


def texts(
    rows: Sequence[Row],
    *,
    align: Literal["left", "center", "right"] = "left",
    color: str = INK,
    bold: bool = False,
    halo: bool = False,
    size: int = LABEL,
    x: alt.X | None = None,
    y: alt.Y | None = None,
) -> alt.Chart:
    """Write labels at pixels, or at values of the scales given; a halo is a white edge, for a layer below the words."""
    base: alt.Chart = alt.Chart(data_of(rows)).encode(x=x or pixels_x(), y=y or pixels_y(), text="text:N")
    weight: Literal["bold", "normal"] = "bold" if bold else "normal"
    font = _font([str(row["text"]) for row in rows])
    chart: alt.Chart = base.mark_text(
        align=align,
        baseline="middle",
        font=font,
        fontSize=size,
        color=color,
        fontWeight=weight,
        stroke=PAPER if halo else alt.Undefined,
        strokeWidth=4 if halo else alt.Undefined,
    )
    return chart


def _font(words: Sequence[str]) -> str:
    return WIDE_FONT if any(map(is_wide, "".join(words))) else FONT


def boxes(rows: Sequence[Row], x: alt.X | None = None, y: alt.Y | None = None) -> alt.Chart:
    """Draw filled boxes from x, y to x2, y2, each with its `fill` and a thin edge that parts neighbours."""
    chart: alt.Chart = (
        alt.Chart(data_of(rows))
        .mark_rect(strokeWidth=1)
        .encode(
            x=x or pixels_x(),
            x2="x2",
            y=y or pixels_y(),
            y2="y2",
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
        )
    )
    return chart


def lines(
    rows: Sequence[Row],
    *,
    color: str = MUTED,
    dash: Sequence[float] = (),
    width: float = 1,
    x: alt.X | None = None,
    y: alt.Y | None = None,
) -> alt.Chart:
    """Draw straight lines from x, y to x2, y2."""
    base: alt.Chart = alt.Chart(data_of(rows)).mark_rule(color=color, strokeDash=list(dash), strokeWidth=width)
    chart: alt.Chart = base.encode(x=x or pixels_x(), x2="x2", y=y or pixels_y(), y2="y2")
    return chart


def data_of(rows: Sequence[Row]) -> alt.InlineData:
    """Wrap rows as a chart's data."""
    return alt.InlineData([dict(row) for row in rows])


def pixels_x(field: str = "x") -> alt.X:
    """Place marks by pixels from the plot's left."""
    return alt.X(f"{field}:Q", scale=None, axis=None)


def pixels_y(field: str = "y") -> alt.Y:
    """Place marks by pixels from the plot's top."""
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def axis(ticks: Mapping[float, str], *, grid: bool = True) -> alt.Axis:
    """Return an axis with these values, labelled with these texts."""
    labels = json.dumps({_number(value): text for value, text in ticks.items()}, ensure_ascii=False)
    return alt.Axis(
        values=list(ticks), labelExpr=f"({labels})[+datum.value]", grid=grid, domain=not grid, ticks=not grid
    )


def margin_of(ticks: Mapping[float, str]) -> int:
    """Return the left margin that an axis with these texts needs."""
    return round(max(text_width(text) for text in ticks.values())) + 20


def _number(value: float) -> str:
    """Write a number as a key of JavaScript."""
    return str(int(value)) if value == int(value) else repr(value)


def ink_on(fill: str) -> str:
    """Return the text colour that reads on a fill: white on dark ones, ink on light ones."""
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return PAPER if 0.299 * red + 0.587 * green + 0.114 * blue < 128 else INK


def key(entries: Mapping[str, str], width: float) -> tuple[list[alt.Chart], int]:
    """Return a key of words with their fills, laid out from the plot's top left, and the height that it takes."""
    swatches: list[Row] = []
    words: list[Row] = []
    x, y = 0.0, 6.0
    for word, fill in entries.items():
        needed = 14 + text_width(word) + 12
        if x and x + needed > width:
            x, y = 0.0, y + SUBTITLE_LINE
        swatches.append({"x": x, "x2": x + 10, "y": y - 5, "y2": y + 5, "fill": fill, "edge": MUTED})
        words.append({"x": x + 14, "y": y, "text": word})
        x += needed
    return [boxes(swatches), texts(words)], round(y) + 10


def to_svg(chart: Chart) -> str:
    """Draw a chart as SVG, without a browser or a network; the same chart gives the same text."""
    return vl_convert.vegalite_to_svg(_spec(chart), vl_version=_VERSION, allowed_base_urls=[])


def to_png(chart: Chart, scale: float = 2.0) -> bytes:
    """Draw a chart as PNG, `scale` pixels to one of the chart's.

    Letters that the renderer's font lacks, as Japanese ones, are drawn with a font of the machine that has them; where
    it has none they are drawn as boxes. An SVG leaves them to its viewer.
    """
    return vl_convert.vegalite_to_png(_spec(chart), vl_version=_VERSION, scale=scale, allowed_base_urls=[])


def _spec(chart: alt.LayerChart) -> dict[str, Any]:
    return chart.to_dict()


_VERSION = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
