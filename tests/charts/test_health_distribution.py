from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from copilot.charts.health_distribution import (
    Band,
    BandName,
    Distribution,
    health_distribution_chart,
    health_distribution_title,
)
from copilot.charts.style import PAGE, PHONE, Size, to_svg
from tests.charts.drawing import png_size, rows_of, words_of


def bands(**counts: tuple[int, int]) -> list[Band]:
    names: dict[str, BandName] = {"green": "green", "yellow": "yellow", "red": "red", "none": "no score"}
    return [Band(names[name], accounts, Decimal(arr)) for name, (accounts, arr) in counts.items()]


BOOK = Distribution(
    date(2026, 7, 1),
    "USD",
    bands(green=(18, 5_200_000), yellow=(12, 4_900_000), red=(6, 1_200_000), none=(4, 1_100_000)),
)


def test_the_title_tells_how_many_are_red_and_their_arr() -> None:
    assert health_distribution_title(BOOK) == "6 of 40 accounts are red, with $1.2M of $12.4M ARR (9.7 %)"


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ({}, "No accounts to count by health"),
        ({"red": (1, 0)}, "1 of 1 account is red; none of them has ARR"),
        ({"green": (3, 900)}, "None of 3 accounts is red; 3 green, with $900 of $900 ARR (100.0 %)"),
        ({"none": (2, 0)}, "None of 2 accounts is red; none of them has ARR"),
    ],
)
def test_the_title_fits_the_data(counts: dict[str, tuple[int, int]], title: str) -> None:
    book = replace(BOOK, bands=bands(**counts))
    assert health_distribution_title(book) == title
    assert title in words_of(health_distribution_chart(book))


def test_bands_counts_and_shares_are_written() -> None:
    words = set(words_of(health_distribution_chart(BOOK)))
    assert {"green", "yellow", "red", "no score", "Accounts", "ARR"} <= words
    assert {"18 (45.0 %)", "6 (15.0 %)", "$5.2M (41.9 %)", "$1.1M (8.9 %)"} <= words


def test_the_shares_of_each_column_add_up() -> None:
    shares = [row["share"] for row in rows_of(health_distribution_chart(BOOK), "share")]
    assert len(shares) == 8
    assert sum(shares) == pytest.approx(2)


@pytest.mark.parametrize("size", [PAGE, PHONE])
def test_no_bar_reaches_into_the_other_column(size: Size) -> None:
    chart = health_distribution_chart(replace(BOOK, bands=bands(red=(3, 100))), size)
    heads = {row["text"]: row["x"] for row in rows_of(chart, "text")}
    assert max(row["x2"] for row in rows_of(chart, "share") if row["x"] == 0) < heads["ARR"]


def test_a_band_named_twice_is_counted_whole() -> None:
    assert replace(BOOK, bands=[*BOOK.bands, *BOOK.bands]).band("red").accounts == 12


def test_a_long_japanese_subject_is_shortened() -> None:
    chart = health_distribution_chart(replace(BOOK, subject="株式会社" * 100), PHONE)
    assert png_size(chart) == (720, 640)
    assert any("…" in word for word in words_of(chart))


def test_the_same_data_give_the_same_svg() -> None:
    assert to_svg(health_distribution_chart(BOOK)) == to_svg(health_distribution_chart(BOOK))
