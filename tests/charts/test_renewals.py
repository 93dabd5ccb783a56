from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from copilot.charts.renewals import (
    FILLS,
    Category,
    Forecast,
    Renewals,
    Source,
    quarter_name,
    renewals_chart,
    renewals_title,
)
from copilot.charts.style import PHONE, to_svg
from tests.charts.drawing import png_size, rows_of, words_of
from tests.charts.test_style import lightness

DAY = date(2026, 7, 1)


def forecast(month: int, source: Source, category: Category, arr: int) -> Forecast:
    return Forecast(date(2026, month, 1), source, category, Decimal(arr))


RENEWALS = Renewals(
    DAY,
    "USD",
    [
        forecast(7, "sales", "commit", 600_000),
        forecast(7, "sales", "pipeline", 400_000),
        forecast(7, "csm", "commit", 250_000),
        forecast(7, "csm", "best_case", 350_000),
        forecast(10, "health", "omitted", 500_000),
    ],
)


def test_the_title_tells_what_is_due_and_who_commits_to_how_much() -> None:
    assert renewals_title(RENEWALS) == "$1.5M due in 2 quarters; commit: sales $600k, CSM $250k, health none"


@pytest.mark.parametrize("forecasts", [[], [forecast(7, "sales", "commit", 0)]])
def test_without_renewals_the_chart_says_so(forecasts: list[Forecast]) -> None:
    assert "No renewals due after 1 July 2026" in words_of(renewals_chart(replace(RENEWALS, forecasts=forecasts)))


def test_every_source_reaches_what_is_due_and_the_rest_is_without_forecast() -> None:
    bars = rows_of(renewals_chart(RENEWALS), "category")
    totals: dict[tuple[str, str], float] = {}
    for row in bars:
        totals[row["quarter"], row["source"]] = totals.get((row["quarter"], row["source"]), 0) + row["arr"]
    assert totals == {
        (quarter, source): due
        for quarter, due in (("Q3 2026", 1_000_000), ("Q4 2026", 500_000))
        for source in ("sales", "csm", "health")
    }
    told = {(row["quarter"], row["source"], row["category"]): row["arr"] for row in bars}
    assert told["Q3 2026", "csm", "no_forecast"] == 400_000
    assert told["Q3 2026", "health", "no_forecast"] == 1_000_000


def test_rows_of_the_same_cell_add_up() -> None:
    twice = replace(RENEWALS, forecasts=[forecast(7, "csm", "commit", 10), forecast(7, "csm", "commit", 20)])
    assert twice.of(date(2026, 7, 1), "csm", "commit") == 30


def test_quarters_sources_categories_and_amounts_are_written() -> None:
    words = set(words_of(renewals_chart(RENEWALS)))
    assert {"Q3 2026", "Q4 2026", "sales", "CSM", "health", "$600k", "$400k", "$1M"} <= words
    assert {"commit", "best case", "pipeline", "omitted", "no forecast"} <= words


def test_on_a_phone_the_sources_are_letters_that_are_explained() -> None:
    many = [forecast(month, "sales", "commit", 1000) for month in (1, 4, 7, 10)]
    words = words_of(renewals_chart(replace(RENEWALS, forecasts=many), PHONE))
    assert {"S", "C", "H"} <= set(words)
    assert "S: sales, C: CSM, H: health" in " ".join(words)


def test_more_quarters_than_fit_are_left_out_and_said_so() -> None:
    many = [
        Forecast(date(2026 + number // 4, number % 4 * 3 + 1, 1), "csm", "commit", Decimal(9)) for number in range(10)
    ]
    chart = renewals_chart(replace(RENEWALS, forecasts=many))
    assert len({row["quarter"] for row in rows_of(chart, "category")}) == 8
    assert any("the first 8 of 10 quarters" in word for word in words_of(chart))
    small = renewals_chart(replace(RENEWALS, forecasts=many), PHONE)
    assert len({row["quarter"] for row in rows_of(small, "category")}) == 4


def test_categories_differ_in_lightness() -> None:
    shades = sorted(lightness(color) for color in FILLS.values())
    assert all(later - before > 0.1 for before, later in pairwise(shades))


def test_one_renewal_is_drawn() -> None:
    chart = renewals_chart(replace(RENEWALS, forecasts=[forecast(7, "sales", "commit", 1)], currency="JPY"))
    assert png_size(chart) == (1280, 600)


def test_quarters_are_named_by_their_first_day() -> None:
    assert [quarter_name(date(2026, month, 1)) for month in (1, 4, 7, 10)] == [
        "Q1 2026",
        "Q2 2026",
        "Q3 2026",
        "Q4 2026",
    ]


def test_the_same_data_give_the_same_svg() -> None:
    assert to_svg(renewals_chart(RENEWALS)) == to_svg(renewals_chart(RENEWALS))
