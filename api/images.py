"""Charts as responses."""

from typing import Annotated, Any, Literal

from fastapi import Query, Response

from copilot.charts.style import Chart, to_png, to_svg

ImageForm = Annotated[Literal["svg", "png"], Query(alias="format", description="The form of the picture")]
IMAGES: dict[int | str, dict[str, Any]] = {200: {"content": {"image/svg+xml": {}, "image/png": {}}}}


def image(chart: Chart, form: Literal["svg", "png"]) -> Response:
    """Return a chart as a picture."""
    if form == "png":
        return Response(to_png(chart), media_type="image/png")
    return Response(to_svg(chart), media_type="image/svg+xml")
