from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from copilot.charts.style import PAGE, PAPER, PHONE, Size, to_svg
from copilot.charts.themes import MOST, Theme, Themes, themes_chart, themes_title
from tests.charts.drawing import rows_of, title_of, words_of

TIERS = Theme("seat tiers", 15, Decimal(3_900_000), Decimal(2_100_000))
BOOK = Themes(
    date(2026, 7, 1),
    "USD",
    [TIERS, Theme("SSO loop", 4, Decimal(600_000), Decimal(0)), Theme("dark mode", 1, Decimal(90_000), is_small=True)],
)


@pytest.mark.parametrize(
    ("themes", "title"),
    [
        ([], "No theme of feedback"),
        ([TIERS], "“seat tiers” is the only theme: 15 accounts, $3.9M ARR"),
        (BOOK.themes, "“seat tiers” comes first of 3 themes: 15 accounts, $3.9M ARR"),
        ([Theme("free plan", 1)], "“free plan” is the only theme: 1 account"),
    ],
)
def test_the_title_tells_the_first_theme(themes: list[Theme], title: str) -> None:
    assert themes_title(replace(BOOK, themes=themes)) == title
    assert title_of(themes_chart(replace(BOOK, themes=themes))) == title


def test_every_value_is_written_and_a_small_sample_marked() -> None:
    words = words_of(themes_chart(BOOK))
    assert {"15", "$3.9M", "4", "$600k", "1", "$90k", "dark mode *", "* small sample"} <= set(words)
    fills = {
        row["theme"]: row["fill"] for row in rows_of(themes_chart(BOOK), "measure") if row["measure"] == "accounts"
    }
    assert fills["dark mode"] == PAPER
    assert fills["seat tiers"] != PAPER


def test_bars_are_as_long_as_what_they_measure() -> None:
    rows = rows_of(themes_chart(BOOK), "measure")
    long = {(row["theme"], row["measure"]): row["x2"] - row["x"] for row in rows}
    assert long["seat tiers", "accounts"] * 4 == pytest.approx(long["SSO loop", "accounts"] * 15)
    assert long["seat tiers", "renewing"] / long["seat tiers", "arr"] == pytest.approx(2.1 / 3.9)
    assert ("SSO loop", "renewing") not in long


def test_arr_that_cannot_be_told_has_no_bar_and_says_so() -> None:
    chart = themes_chart(replace(BOOK, themes=[Theme("free plan", 3)]))
    assert "cannot be told" in words_of(chart)
    assert [row["measure"] for row in rows_of(chart, "measure")] == ["accounts"]


@pytest.mark.parametrize("size", [PAGE, PHONE])
def test_the_first_ten_are_drawn_and_fit(size: Size) -> None:
    many = [replace(TIERS, name=f"a rather long name of a theme {number}") for number in range(34)]
    chart = themes_chart(replace(BOOK, themes=many), size)
    assert len({row["theme"] for row in rows_of(chart, "measure")}) == MOST
    assert any("the first 10 of 34" in word for word in [" ".join(words_of(chart))])
    assert max(row["x2"] for row in rows_of(chart, "measure")) < size.width


def test_nothing_to_draw_is_said() -> None:
    assert any("Too few say the same" in word for word in words_of(themes_chart(replace(BOOK, themes=[]))))


def test_a_name_is_never_markup_and_the_same_data_give_the_same_svg() -> None:
    chart = themes_chart(replace(BOOK, themes=[replace(TIERS, name="<b>株式会社</b>" * 20)]))
    assert "<b>" not in to_svg(chart)
    assert to_svg(chart) == to_svg(chart)
