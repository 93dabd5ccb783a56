from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.charts.labels import date_ticks, short_money, shorten, spread, stagger, text_width, value_ticks, wrap


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("0", "USD", "$0"),
        ("950", "USD", "$950"),
        ("9500", "USD", "$9.5k"),
        ("186000", "USD", "$186k"),
        ("999949", "USD", "$1M"),
        ("1200000", "EUR", "€1.2M"),
        ("12400000", "CHF", "CHF 12.4M"),
        ("-300000", "USD", "-$300k"),
        ("2500000000", "JPY", "¥2.5B"),
        ("7200000000000", "JPY", "¥7,200B"),
    ],
)
def test_money_is_written_short(amount: str, currency: str, shown: str) -> None:
    assert short_money(Decimal(amount), currency) == shown


@given(st.text(max_size=80), st.integers(min_value=20, max_value=300))
def test_a_shortened_text_fits_and_can_be_printed(text: str, width: int) -> None:
    short = shorten(text, width)
    assert text_width(short) <= width
    assert all(letter.isprintable() for letter in short)


def test_a_long_name_ends_with_an_ellipsis() -> None:
    assert shorten("Training of the finance department", 80).endswith("…")
    assert shorten("Go-live", 80) == "Go-live"


@given(st.text(max_size=120), st.integers(min_value=20, max_value=300))
def test_wrapped_lines_fit(text: str, width: int) -> None:
    assert all(text_width(line) <= width for line in wrap(text, width, 11))


PLACES = st.lists(
    st.tuples(st.floats(min_value=0, max_value=500), st.floats(min_value=10, max_value=120)), min_size=1, max_size=12
)


@given(PLACES)
def test_no_label_meets_another_or_a_line(places: list[tuple[float, float]]) -> None:
    starts, widths = [start for start, _ in places], [width for _, width in places]
    placed = stagger(starts, widths)
    for one, (row, width) in enumerate(placed):
        assert width <= widths[one]
        for other, (its_row, _) in enumerate(placed):
            if one != other and starts[one] < starts[other] <= starts[one] + width:
                assert its_row < row, "a line begins below the label that it would cross"
            if one != other and starts[one] == starts[other]:
                assert its_row != row


@given(st.lists(st.floats(min_value=0, max_value=500), max_size=6))
def test_places_are_moved_apart(places: list[float]) -> None:
    moved = sorted(spread(places, 14))
    assert all(later - before >= 14 - 1e-6 for before, later in pairwise(moved))


@given(st.floats(min_value=0.001, max_value=1e12))
def test_value_ticks_reach_the_top_in_few_steps(top: float) -> None:
    ticks = value_ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] >= top * 0.999
    assert len(ticks) <= 6


def test_users_are_counted_in_whole_steps() -> None:
    assert value_ticks(1, whole=True) == [0, 1]
    assert value_ticks(3, whole=True) == [0, 1, 2, 3]
    assert value_ticks(0, whole=True) == [0, 1]


@given(st.dates(date(1995, 1, 1), date(2099, 1, 1)), st.integers(min_value=1, max_value=800), st.integers(2, 9))
def test_date_ticks_lie_in_the_period(start: date, days: int, most: int) -> None:
    end = date.fromordinal(start.toordinal() + days)
    ticks = date_ticks(start, end, most)
    assert len(ticks) <= most + 1
    assert all(start <= day <= end for day, _ in ticks)


def test_date_ticks_are_in_english() -> None:
    assert date_ticks(date(2026, 1, 15), date(2026, 12, 31), 5)[0] == (date(2026, 4, 1), "Apr 2026")
    assert date_ticks(date(2026, 6, 3), date(2026, 7, 1), 6)[-1] == (date(2026, 7, 1), "1 Jul")
