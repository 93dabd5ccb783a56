from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.charts.arr_bridge import Bridge, arr_bridge_chart, arr_bridge_title
from copilot.charts.style import PHONE, to_svg
from tests.charts.drawing import png_size, rows_of, words_of

START, END = date(2025, 7, 1), date(2026, 7, 1)
BRIDGE = Bridge(
    START,
    END,
    "USD",
    starting=Decimal(11_700_000),
    churned=Decimal(610_000),
    contraction=Decimal(300_000),
    expansion=Decimal(800_000),
    new=Decimal(820_000),
)
# Worked by hand: 11.7 - 0.61 - 0.3 + 0.8 + 0.82 = 12.41, which is 6.07 % more; gross (11.7 - 0.91) / 11.7 = 92.2 %,
# net (11.7 - 0.91 + 0.8) / 11.7 = 99.1 %.


def test_the_title_tells_the_change_and_its_parts() -> None:
    assert arr_bridge_title(BRIDGE) == "ARR rose 6.1 % to $12.4M: $910k lost, $1.6M won"


@pytest.mark.parametrize(
    ("bridge", "title"),
    [
        (Bridge(START, END, "USD", Decimal(0)), "No ARR from 1 July 2025 to 1 July 2026"),
        (
            Bridge(START, END, "USD", Decimal(0), new=Decimal(5000)),
            "ARR rose from none to $5k: nothing lost, $5k won",
        ),
        (
            Bridge(START, END, "CHF", Decimal(120_000), churned=Decimal(120_000)),
            "ARR fell 100.0 % to CHF 0: CHF 120k lost, nothing won",
        ),
        (Bridge(START, END, "USD", Decimal(100)), "ARR is unchanged at $100: nothing lost, nothing won"),
    ],
)
def test_the_title_fits_the_data(bridge: Bridge, title: str) -> None:
    assert arr_bridge_title(bridge) == title
    assert title in words_of(arr_bridge_chart(bridge))


def test_the_words_and_amounts_are_there() -> None:
    words = set(words_of(arr_bridge_chart(BRIDGE)))
    assert {"1 Jul 2025", "Churned", "Contraction", "Expansion", "New", "1 Jul 2026"} <= words
    assert {"$11.7M", "-$610k", "-$300k", "+$800k", "+$820k", "$12.4M", "$15M", "$0"} <= words
    below = "Portfolio · as of 1 July 2026 · from subscriptions · gross retention 92.2 %, net 99.1 %"
    assert below in words


AMOUNT = st.integers(min_value=0, max_value=10**9).map(Decimal)


@given(AMOUNT, AMOUNT, AMOUNT, st.fractions(0, 1), st.fractions(0, 1))
@settings(max_examples=20, deadline=None)
def test_the_last_step_meets_the_end(
    start: Decimal, expansion: Decimal, new: Decimal, lost: float, part: float
) -> None:
    churned = int(start * Decimal(float(lost * part)))
    contraction = int(start * Decimal(float(lost))) - churned
    bridge = Bridge(START, END, "USD", start, Decimal(churned), Decimal(max(0, contraction)), expansion, new)
    bars = rows_of(arr_bridge_chart(bridge), "part")
    if bars:
        assert bars[-1]["to"] == float(bridge.ending)
        assert float(bridge.ending) in (bars[-2]["from"], bars[-2]["to"])


def test_a_phone_and_a_long_subject_are_served() -> None:
    chart = arr_bridge_chart(replace(BRIDGE, currency="CHF", subject="西日本 enterprise " * 30), PHONE)
    assert png_size(chart) == (720, 640)
    words = words_of(chart)
    assert "-610k" in words, "the labels leave the currency to the axis, or they would touch"
    assert "CHF 15M" in words


def test_the_same_data_give_the_same_svg() -> None:
    assert to_svg(arr_bridge_chart(BRIDGE)) == to_svg(arr_bridge_chart(BRIDGE))
