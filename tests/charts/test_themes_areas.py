from dataclasses import replace
from datetime import date

import pytest

from copilot.charts.style import PAGE, PHONE, Size
from copilot.charts.themes_areas import MOST, SHADES, UNKNOWN, Area, Areas, areas_chart, areas_title
from tests.charts.drawing import rows_of, title_of, words_of

BOOK = Areas(
    date(2026, 7, 1),
    [Area("Sign-in", {"smb": 1, "enterprise": 3}), Area("Licensing", {"enterprise": 8, UNKNOWN: 2, "mid_market": 5})],
    16,
)


@pytest.mark.parametrize(
    ("areas", "title"),
    [
        ([], "No area of feedback"),
        (BOOK.areas, "“Licensing” touches most: 15 of 16 accounts heard, 8 of them enterprise"),
        ([Area("Sign-in", {"smb": 1})], "“Sign-in” touches most: 1 of 16 accounts heard"),
    ],
)
def test_the_title_tells_the_widest_area(areas: list[Area], title: str) -> None:
    assert areas_title(replace(BOOK, areas=areas)) == title
    assert title_of(areas_chart(replace(BOOK, areas=areas))) == title


def test_each_cell_holds_its_number_and_the_most_is_the_darkest() -> None:
    cells = {(row["area"], row["segment"]): row for row in rows_of(areas_chart(BOOK), "segment")}
    assert {place: row["accounts"] for place, row in cells.items() if row["accounts"]} == {
        ("Licensing", "enterprise"): 8,
        ("Licensing", "mid_market"): 5,
        ("Licensing", UNKNOWN): 2,
        ("Sign-in", "enterprise"): 3,
        ("Sign-in", "smb"): 1,
    }
    assert cells["Licensing", "enterprise"]["fill"] == SHADES[-1]
    assert cells["Sign-in", "smb"]["fill"] == SHADES[0]


def test_columns_are_the_segments_that_there_are_and_all() -> None:
    words = words_of(areas_chart(BOOK))
    heads = [word for word in words if word in ("enterprise", "mid market", "SMB", "no segment", "all")]
    assert heads == ["enterprise", "mid market", "SMB", "no segment", "all"]
    assert "15" in words


@pytest.mark.parametrize("size", [PAGE, PHONE])
def test_the_first_ten_areas_fit(size: Size) -> None:
    many = [replace(BOOK.areas[1], name=f"an area with a rather long name {number}") for number in range(40)]
    chart = areas_chart(replace(BOOK, areas=many), size)
    assert len({row["area"] for row in rows_of(chart, "segment")}) == MOST
    assert "the first 10 of 40" in " ".join(words_of(chart))
    assert max(row["x2"] for row in rows_of(chart, "segment")) < size.width


def test_nothing_to_draw_is_said() -> None:
    assert any("Too few say the same" in word for word in words_of(areas_chart(replace(BOOK, areas=[]))))
