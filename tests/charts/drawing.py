"""What a drawn chart holds: its words, its data, the size of its picture."""

import struct
from typing import Any
from xml.etree import ElementTree

import altair as alt

from copilot.charts.style import to_png, to_svg


def words_of(chart: alt.LayerChart) -> list[str]:
    """Every text of the SVG, which so is known to be well-formed."""
    root = ElementTree.fromstring(to_svg(chart))
    return [" ".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text")]


def rows_of(chart: alt.LayerChart, field: str) -> list[dict[str, Any]]:
    """The rows of the chart's data that have a field."""
    datasets = chart.to_dict()["datasets"].values()
    return [row for rows in datasets for row in rows if field in row]


def title_of(chart: alt.LayerChart) -> str:
    return " ".join(chart.to_dict()["title"]["text"])


def png_size(chart: alt.LayerChart, scale: float = 2.0) -> tuple[int, int]:
    """The width and height of the PNG, from its header."""
    image = to_png(chart, scale)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", image[16:24])
    return width, height
