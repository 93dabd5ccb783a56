from dataclasses import replace
from datetime import date, timedelta

import pytest

from copilot.charts.style import PAGE, PHONE, Size
from copilot.charts.themes_trend import MOST, Course, Courses, trend_chart, trend_title
from tests.charts.drawing import rows_of, title_of, words_of

UNTIL = date(2026, 7, 1)
TIERS = Course(
    "seat tiers",
    [(UNTIL - timedelta(days=days), f"A-{days}") for days in (0, 3, 9, 70)] + [(UNTIL, "A-0")],
    13,
    4,
    "up",
    "more than chance",
)
QUIET = Course("dark mode", [(UNTIL - timedelta(days=200), "A-1")], 0, 1, "down", "too few to tell")
BOOK = Courses(UNTIL, UNTIL - timedelta(days=359), UNTIL, UNTIL - timedelta(days=89), [TIERS, QUIET])


@pytest.mark.parametrize(
    ("courses", "title"),
    [
        ([], "No theme of feedback"),
        ([QUIET], "Not one of 1 theme changed by more than chance"),
        ([QUIET, TIERS], "“seat tiers” grows beyond chance: 4 accounts before, 13 now"),
        (
            [replace(TIERS, direction="down")] * 3,
            "“seat tiers” shrinks beyond chance: 4 accounts before, 13 now; 2 more changed",
        ),
    ],
)
def test_the_title_tells_what_changed(courses: list[Course], title: str) -> None:
    assert trend_title(replace(BOOK, courses=courses)) == title
    assert title_of(trend_chart(replace(BOOK, courses=courses))) == title


def test_what_changed_beyond_chance_is_drawn_wherever_it_stands() -> None:
    calm = [replace(QUIET, name=f"calm {number}") for number in range(20)]
    assert [one.name for one in replace(BOOK, courses=[*calm, TIERS]).drawn] == [
        *(one.name for one in calm[: MOST - 1]),
        "seat tiers",
    ]


def test_an_account_counts_once_in_each_stretch() -> None:
    chart = trend_chart(BOOK)
    assert "accounts in each 30 days" in " ".join(words_of(chart))
    assert next(row["count"] for row in rows_of(chart, "count")) == 3


def test_each_line_has_its_name_and_its_trend_in_words() -> None:
    words = words_of(trend_chart(BOOK))
    assert {"seat tiers", "4 before, 13 now", "more than chance", "dark mode", "too few to tell"} <= set(words)


def test_a_short_period_is_told_by_weeks_and_a_shorter_one_not_at_all() -> None:
    weeks = trend_chart(replace(BOOK, since=UNTIL - timedelta(days=59)))
    assert "accounts in each 7 days" in " ".join(words_of(weeks))
    assert "4 days cannot make a line." in words_of(trend_chart(replace(BOOK, since=UNTIL - timedelta(days=3))))


@pytest.mark.parametrize("days", [2, 14, 700, 60_000])
@pytest.mark.parametrize("size", [PAGE, PHONE])
def test_few_lines_are_drawn_within_the_picture_however_long_the_period(days: int, size: Size) -> None:
    chart = trend_chart(
        replace(
            BOOK, since=UNTIL - timedelta(days=days), courses=[replace(TIERS, name=str(number)) for number in range(30)]
        ),
        size,
    )
    assert len({row["theme"] for row in rows_of(chart, "theme")}) in (0, MOST)
    assert all(0 <= row["x"] <= row["x2"] <= size.width for row in rows_of(chart, "theme"))


def test_the_days_of_the_trend_are_shaded_unless_they_are_all() -> None:
    assert "shaded" in " ".join(words_of(trend_chart(BOOK)))
    assert "shaded" not in " ".join(words_of(trend_chart(replace(BOOK, trend_since=BOOK.since))))
