"""Days and periods as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.display import show_date
from copilot.grounding.dates import dates

AS_OF = date(2026, 11, 21)
DAY = date(2026, 12, 23)


@pytest.mark.parametrize(
    "text",
    [
        "23 December 2026",
        "Dec 23, 2026",
        "the 23rd of December 2026",
        "2026-12-23",
        "23.12.2026",
        "23/12/2026",
        "12/23/2026",
        "am 23. Dezember 2026",
        "le 23 décembre 2026",
    ],
)
def test_a_day_in_many_forms(text: str) -> None:
    (found,) = dates(text, AS_OF)
    assert (found.first, found.is_day) == (DAY, True)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("December 2026", date(2026, 12, 1), date(2026, 12, 31)),
        ("Q4 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("the fourth quarter of 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("last quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("next month", date(2026, 12, 1), date(2026, 12, 31)),
        ("in 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("yesterday", date(2026, 11, 20), date(2026, 11, 20)),
    ],
)
def test_a_period(text: str, first: date, last: date) -> None:
    (found,) = dates(text, AS_OF)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "fits"), [("23 Dec", True), ("on the 23rd", True), ("in December", True), ("2 May", False)]
)
def test_without_a_year_it_fits_any(text: str, fits: bool) -> None:
    (found,) = dates(text, AS_OF)
    assert found.fits(DAY) is fits
    assert found.fits(DAY.replace(year=2024)) is fits


@pytest.mark.parametrize("text", ["May March said so", "we may march on", "31 February", "T-2026", "44.8 %"])
def test_what_is_no_date(text: str) -> None:
    assert not dates(text, AS_OF)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_as_the_product_writes_it_is_read_back(day: date) -> None:
    (found,) = dates(f"It renews on {show_date(day)}.", AS_OF)
    assert (found.first, found.last) == (day, day)


@given(st.text(max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    assert all(0 <= one.span[0] < one.span[1] <= len(text) for one in dates(text, AS_OF))
