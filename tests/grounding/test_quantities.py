"""Figures as people write them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.display import show_money
from copilot.grounding.quantities import Quantity, quantities


def _read(text: str) -> list[tuple[str, str, str]]:
    return [(f"{one.readings[0].value.normalize():f}", one.unit, one.bound) for one in quantities(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They pay $318,000 a year", [("318000", "USD", "")]),
        ("$318k, USD 0.32 million, €1.4 m", [("318000", "USD", ""), ("320000", "USD", ""), ("1400000", "EUR", "")]),
        ("1.234,50 € und 318 000 €", [("1234.5", "EUR", ""), ("318000", "EUR", "")]),
        ("44.8 % of 250 seats", [("44.8", "percent", ""), ("250", "seat", "")]),
        ("49,2 Prozent der Plätze", [("49.2", "percent", "")]),
        ("three urgent tickets and a dozen features", [("3", "ticket", ""), ("12", "feature", "")]),
        ("more than 40 seats, at most 5 days", [("40", "seat", "over"), ("5", "day", "at most")]),
        ("about half of the seats", [("50", "percent", "about")]),
        ("usage doubled", [("2", "ratio", "")]),
        ("no open tickets", [("0", "ticket", "")]),
        ("they add up to €600,000", [("600000", "EUR", "")]),
        ("from -$300,000 to $0", [("-300000", "USD", ""), ("0", "USD", "")]),
        ("ticket T-4412 for account A-1001", []),
        ("one of them, the two of us, no one", []),
    ],
)
def test_value_unit_and_bound(text: str, found: list[tuple[str, str, str]]) -> None:
    assert _read(text) == found


def test_a_range_is_one_figure_and_a_change_is_two() -> None:
    (days,) = quantities("3 to 5 days")
    assert (int(days.readings[0].value), int(days.high[0].value), days.unit) == (3, 5, "day")
    assert [one.readings[0].value for one in quantities("from 401 to 460 users")] == [401, 460]


def test_a_point_before_three_digits_may_part_thousands() -> None:
    (amount,) = quantities("318.000 $")
    assert {reading.value for reading in amount.readings} == {Decimal(318), Decimal(318_000)}


def test_how_exactly_a_figure_is_told() -> None:
    steps = {text: quantities(text)[0].readings[0].step for text in ("45 %", "44.8 %", "$1.4 M", "$318k")}
    assert steps == {
        "45 %": 1,
        "44.8 %": Decimal("0.1"),
        "$1.4 M": Decimal(100_000),
        "$318k": Decimal(1000),
    }


@given(st.integers(0, 10**9), st.sampled_from(["USD", "EUR", "GBP"]))
def test_money_as_the_product_writes_it_is_read_back(amount: int, currency: str) -> None:
    (found,) = quantities(f"They pay {show_money(Decimal(amount), currency)} a year.")
    assert (found.readings[0].value, found.unit) == (Decimal(amount), currency)


@given(st.text(max_size=80))
def test_no_text_is_too_strange_and_spans_point_into_it(text: str) -> None:
    found: list[Quantity] = quantities(text)
    assert all(0 <= one.span[0] < one.span[1] <= len(text) for one in found)
    assert all(one.span[1] <= other.span[0] for one, other in pairwise(found))
