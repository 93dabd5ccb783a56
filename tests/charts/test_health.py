from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from copilot.charts.health import Health, Part, health_chart, health_title
from copilot.charts.style import PAGE, PHONE, Size, to_svg
from tests.charts.drawing import png_size, rows_of, words_of

PARTS = [
    Part("Product usage", Decimal(50), Decimal("24.1"), Decimal("33.2")),
    Part("CSM sentiment", Decimal(25), Decimal("12.5"), Decimal("12.5")),
    Part("Outcomes", Decimal(10), Decimal("8.7"), Decimal("7.9")),
    Part("Voice of the customer", Decimal(5), Decimal("3.3"), Decimal("3.3")),
    Part("Engagement", Decimal(10), Decimal("6.4"), Decimal("9.1")),
]
HEALTH = Health("Tamarack Foods", date(2026, 7, 1), PARTS, "yellow", before=date(2026, 6, 1))


def test_the_title_tells_score_change_and_what_moved_it() -> None:
    assert health_title(HEALTH) == "Health is yellow at 55, down 11 in 30 days: product usage -9.1"


@pytest.mark.parametrize(
    ("health", "title"),
    [
        (replace(HEALTH, before=None), "Health is yellow at 55"),
        (replace(HEALTH, band="red", before=None), "Health is red by its CSM's rating at 55"),
        (
            replace(HEALTH, parts=[Part("CSM sentiment", Decimal(100), Decimal(100), Decimal(50))], band="green"),
            "Health is green at 100, up 50 in 30 days: CSM sentiment +50",
        ),
        (
            replace(HEALTH, parts=[Part("CSM sentiment", Decimal(100), Decimal(50), Decimal(50))]),
            "Health is yellow at 50, unchanged in 30 days",
        ),
        (replace(HEALTH, parts=[]), "No health score for Tamarack Foods"),
    ],
)
def test_the_title_fits_the_data(health: Health, title: str) -> None:
    assert health_title(health) == title


@pytest.mark.parametrize("size", [PAGE, PHONE])
def test_parts_limits_and_changes_can_be_read(size: Size) -> None:
    words = set(words_of(health_chart(HEALTH, size)))
    assert {"Product usage 24.1 of 50", "Voice of the customer 3.3 of 5", "55", "66"} <= words
    assert {"-9.1", "+0.8", "-2.7", "0", "Before, 1 June 2026", "Today"} <= words
    assert {"red", "yellow", "green", "50", "75", "100"} <= words


def test_the_bar_ends_at_the_score_and_the_waterfall_meets_it() -> None:
    chart = health_chart(HEALTH)
    bar = rows_of(chart, "points")
    assert [(row["part"], row["points"]) for row in bar] == [(part.label, float(part.points)) for part in PARTS]
    assert max(row["x2"] for row in bar) == pytest.approx(55)
    steps = {row["part"]: row for row in rows_of(chart, "part") if "points" not in row}
    assert steps["Today"]["x2"] == pytest.approx(55)
    assert steps["Product usage"]["x"] == pytest.approx(56.9)
    assert steps["Product usage"]["x2"] == pytest.approx(66)


def test_without_a_score_the_chart_says_why() -> None:
    words = words_of(health_chart(replace(HEALTH, parts=[], why="no running contract on 1 July 2026")))
    assert "There is no score on 1 July 2026: no running contract on 1 July 2026." in words


def test_without_an_earlier_score_there_is_no_waterfall() -> None:
    words = words_of(health_chart(replace(HEALTH, before=None)))
    assert "There is no earlier score to compare with." in words
    assert "Today" not in words


def test_components_that_cannot_be_told_are_named() -> None:
    words = words_of(health_chart(replace(HEALTH, unavailable=["Outcomes"])))
    assert any("not available: Outcomes" in word for word in words)


def test_a_score_of_nothing_is_drawn() -> None:
    nothing = [replace(part, points=Decimal(0), before=Decimal(0)) for part in PARTS]
    chart = health_chart(replace(HEALTH, parts=nothing, band="red"))
    assert "Product usage 0 of 50" in words_of(chart)
    assert png_size(chart)[0] == 1280


def test_long_and_japanese_labels_are_drawn() -> None:
    health = replace(HEALTH, account="東京" * 100, parts=[replace(PARTS[0], label="製品の利用" * 9), *PARTS[1:]])
    assert any(word.startswith("製品") and "…" in word for word in words_of(health_chart(health)))


def test_the_same_data_give_the_same_svg() -> None:
    assert to_svg(health_chart(HEALTH)) == to_svg(health_chart(HEALTH))
