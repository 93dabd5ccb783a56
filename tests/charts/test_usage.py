from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from copilot.charts.style import PHONE, to_svg
from copilot.charts.usage import Usage, runs_of, usage_chart, usage_title
from tests.charts.drawing import png_size, rows_of, title_of, words_of

DAY = date(2026, 7, 1)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


DAILY = [(ago(days), 400 - 5 * max(0, 21 - days)) for days in range(100)]
USAGE = Usage(
    "Tamarack Foods",
    DAY,
    users=DAILY,
    seats=[(ago(500), 500), (ago(40), 600)],
    milestones=[(ago(90), "Go-live Paris"), (ago(30), "Training of the whole finance department in Lyon")],
    tickets=[(ago(12), "urgent"), (ago(5), "high"), (ago(4), "high")],
)


def test_the_title_tells_change_and_level() -> None:
    assert usage_title(USAGE) == "Usage fell 26.3 % in 28 days to 295 of 600 seats"


@pytest.mark.parametrize(
    ("users", "seats", "title"),
    [
        ([(DAY, 295)], [(ago(9), 600)], "Usage is 295 of 600 seats"),
        ([(ago(28), 295), (DAY, 295)], [(ago(9), 600)], "Usage is unchanged in 28 days at 295 of 600 seats"),
        ([(ago(28), 100), (DAY, 150)], [], "Usage rose 50.0 % in 28 days to 150 users, without a seat under contract"),
        ([(ago(28), 0), (DAY, 1)], [(DAY, 5)], "Usage rose in 28 days from none to 1 of 5 seats"),
        ([(DAY, 650)], [(DAY, 600)], "Usage is 650 users, above the 600 seats"),
        ([(ago(61), 10)], [(ago(99), 600)], "No usage data for Tamarack Foods since 1 May 2026"),
        ([(ago(89), 10), (DAY, 12)], [(ago(99), 20)], "Usage is 12 of 20 seats"),
        ([(ago(-1), 10)], [], "No usage data for Tamarack Foods"),
    ],
)
def test_the_title_fits_the_data(users: list[tuple[date, int]], seats: list[tuple[date, int]], title: str) -> None:
    usage = replace(USAGE, users=users, seats=seats, tickets=[], milestones=[])
    assert usage_title(usage) == title
    assert title_of(usage_chart(usage)) == title


def test_the_chart_holds_the_readings_and_the_words() -> None:
    chart = usage_chart(USAGE)
    readings = {row["day"]: row["count"] for row in rows_of(chart, "run")}
    assert readings == {day.isoformat(): users for day, users in DAILY}
    words = words_of(chart)
    expected = {"Go-live Paris", "295 active", "600 seats", "1 urgent", "2 high", "Tickets", "600", "0"}
    assert expected <= set(words)
    assert any(word.startswith("Training of") and word.endswith("…") for word in words)
    assert "Tamarack Foods · as of 1 July 2026 · from usage, subscriptions, milestones and tickets" in words


def test_the_seats_are_drawn_as_of_each_day() -> None:
    steps = {(row["day"], row["count"]) for row in rows_of(usage_chart(USAGE), "count") if "run" not in row}
    assert {(ago(99).isoformat(), 500), (ago(40).isoformat(), 600), (DAY.isoformat(), 600)} <= steps


def test_rows_in_any_order_and_later_ones_change_nothing() -> None:
    shuffled = replace(
        USAGE,
        users=[*reversed(DAILY), (ago(-3), 900)],
        seats=[(ago(-9), 9000), *reversed(USAGE.seats)],
        milestones=[(ago(-9), "Not yet"), *USAGE.milestones],
        tickets=[(ago(-1), "urgent"), *reversed(USAGE.tickets)],
    )
    assert to_svg(usage_chart(shuffled)) == to_svg(usage_chart(USAGE))


def test_a_gap_in_the_data_stays_a_gap() -> None:
    kept = [row for row in DAILY if not ago(60) < row[0] < ago(40)]
    assert {row["run"] for row in rows_of(usage_chart(replace(USAGE, users=kept)), "run")} == {0, 1}


def test_weekends_and_weekly_readings_are_no_gaps() -> None:
    weekdays = sorted(row for row in DAILY if row[0].weekday() < 5)
    assert len(runs_of(weekdays)) == 1
    assert len(runs_of(sorted(DAILY[::7]))) == 1


def test_without_usage_the_chart_says_so() -> None:
    chart = usage_chart(Usage("Tamarack Foods", DAY, milestones=[(ago(3), "Go-live")]))
    assert "No usage data for Tamarack Foods" in words_of(chart)


@pytest.mark.parametrize("count", [0, 1, 12])
def test_one_reading_is_a_point(count: int) -> None:
    chart = usage_chart(Usage("Tamarack Foods", DAY, users=[(DAY, count)]))
    assert f"{count} active" in words_of(chart)
    assert png_size(chart) == (1280, 600)


@pytest.mark.parametrize("step", [0, 3, 55])
def test_twelve_milestones_keep_their_names_apart(step: int) -> None:
    names = [f"Milestone {number}" for number in range(12)]
    milestones = [(ago(5 + step * number), name) for number, name in enumerate(names)]
    chart = usage_chart(replace(USAGE, milestones=milestones))
    labels = [row for row in rows_of(chart, "text") if str(row["text"]).startswith("Mile")]
    assert len(labels) == 12
    assert len({(row["x"], row["y"]) for row in labels}) == 12
    by_row: dict[float, list[float]] = {}
    for row in labels:
        by_row.setdefault(row["y"], []).append(row["x"])
    for places in by_row.values():
        ordered = sorted(places)
        assert all(later - before > 30 for before, later in pairwise(ordered))


def test_more_than_two_years_are_cut() -> None:
    chart = usage_chart(replace(USAGE, users=[(ago(days), 5) for days in range(0, 1200, 7)]))
    assert min(row["day"] for row in rows_of(chart, "run")) >= ago(731).isoformat()


def test_long_and_japanese_names_are_drawn() -> None:
    usage = replace(USAGE, account="株式会社東京フーズ" * 20, milestones=[(ago(9), "導入完了"), (ago(8), "x" * 500)])
    words = words_of(usage_chart(usage, PHONE))
    assert "導入完了" in words
    assert any(word.startswith("株式会社") for word in words)
    assert max(map(len, words)) < 110
    assert "Noto Sans CJK JP" in to_svg(usage_chart(usage))


def test_the_same_data_give_the_same_svg() -> None:
    assert to_svg(usage_chart(USAGE)) == to_svg(usage_chart(USAGE))
