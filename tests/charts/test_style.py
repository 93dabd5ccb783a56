from datetime import date
from itertools import pairwise

from copilot.charts.style import BANDS, INK, PAGE, PAPER, PHONE, empty, ink_on, subtitle, to_svg
from tests.charts.drawing import png_size, title_of, words_of


def lightness(color: str) -> float:
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def test_a_chart_without_data_says_so_and_why() -> None:
    chart = empty("No usage data for Tamarack Foods", "as of 1 July 2026", "Nothing was read.")
    assert words_of(chart) == ["Nothing was read.", "No usage data for Tamarack Foods", "as of 1 July 2026"]
    assert title_of(chart) == "No usage data for Tamarack Foods"


def test_a_picture_has_exactly_the_size_asked_for() -> None:
    assert png_size(empty("Title", "below", "Nothing.", PAGE)) == (1280, 600)
    assert png_size(empty("Title", "below", "Nothing.", PHONE), scale=1) == (360, 320)


def test_the_same_chart_gives_the_same_svg() -> None:
    first, second = (to_svg(empty("Title", "below", "Nothing.")) for _ in range(2))
    assert first == second


def test_the_bands_differ_in_lightness() -> None:
    shades = sorted(lightness(color) for color in BANDS.values())
    assert all(later - before > 0.1 for before, later in pairwise(shades))


def test_words_on_fills_can_be_read() -> None:
    assert ink_on("#003A5C") == PAPER
    assert ink_on("#F5E27A") == INK


def test_the_subtitle_names_date_and_source_and_shortens_names() -> None:
    below = subtitle("An account with a name that goes on and on, as names of holdings do", date(2026, 7, 1), "usage")
    assert below.endswith("… · as of 1 July 2026 · from usage")


def test_markup_in_a_title_stays_text() -> None:
    assert "<b>Acme</b> & Söhne" in words_of(empty("<b>Acme</b> & Söhne", "below", "Nothing."))
