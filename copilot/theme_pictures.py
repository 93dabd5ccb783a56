"""The charts of feedback themes, filled from the board."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from typing import Literal

from copilot.charts.style import PAGE, Chart, Size
from copilot.charts.themes import Theme as ThemeDrawn
from copilot.charts.themes import Themes as ThemesDrawn
from copilot.charts.themes import themes_chart
from copilot.charts.themes_areas import UNKNOWN, Area, Areas, areas_chart
from copilot.charts.themes_trend import Course, Courses, trend_chart
from copilot.display import show_word
from copilot.feedback.board import Board
from copilot.feedback.ranking import By
from copilot.feedback.reading import Asked, Themes
from copilot.scope import Scope
from copilot.standards import ThemeStandards

ThemePicture = Literal["ranking", "trend", "areas"]
_ORDERS: dict[By, str] = {
    "arr": "ARR",
    "renewing_90d": "ARR renewing in 90 days",
    "renewing_180d": "ARR renewing in 180 days",
    "last_seen": "the day last heard",
}
"""Orders whose own name does not read as words."""


def theme_picture(
    board: Board,
    name: ThemePicture,
    scope: Scope,
    as_of: date,
    asked: Asked,
    standards: ThemeStandards,
    size: Size = PAGE,
) -> Chart:
    """Draw the first themes by accounts and ARR, how often they come up, or which area touches which segment."""
    found, subject = board.themes(scope, as_of, asked), subject_of(asked)
    if name == "ranking":
        return themes_chart(_ranking(found, as_of, asked, subject, standards), size)
    if name == "trend":
        return trend_chart(_courses(found, as_of, subject), size)
    return areas_chart(_areas(found, as_of, subject), size)


def subject_of(asked: Asked) -> str:
    """Say which feedback was asked for: `Feedback since 2026-09-01, mid market, area Licensing`."""
    told: list[tuple[object, Callable[[], str]]] = [
        (asked.since, lambda: f" since {asked.since}"),
        (asked.until, lambda: f" until {asked.until}"),
        (asked.segment, lambda: f", {show_word(asked.segment or '')}"),
        (asked.area, lambda: f", area {asked.area}"),
        (asked.route, lambda: f", to {asked.route}"),
        (asked.kind, lambda: f", said as {asked.kind}"),
        (asked.answered, lambda: f", {'' if asked.answered else 'not '}answered"),
        (asked.about, lambda: f", about “{asked.about}”"),
        (asked.renewing_above, lambda: f", more than {asked.renewing_above:,f} renewing"),
    ]
    return "Feedback" + "".join(say() for value, say in told if value is not None)


def _ranking(found: Themes, as_of: date, asked: Asked, subject: str, standards: ThemeStandards) -> ThemesDrawn:
    weights = [(one.name, one.ranked.theme.weight) for one in found.themes]
    drawn = [
        ThemeDrawn(name, one.accounts, one.arr.amount, one.arr_renewing_180d.amount, one.is_small(standards))
        for name, one in weights
    ]
    currency = weights[0][1].arr.currency if weights else ""
    return ThemesDrawn(as_of, currency, drawn, _ORDERS.get(asked.by, asked.by), subject)


def _courses(found: Themes, as_of: date, subject: str) -> Courses:
    courses = []
    for one in found.themes:
        trend = one.ranked.theme.trend
        said = [(item.date, item.account_id) for item in one.items]
        courses.append(Course(one.name, said, trend.now, trend.before, trend.direction, trend.verdict))
    period = found.period
    return Courses(as_of, period.since, period.until, found.trend_period.since, courses, subject)


def _areas(found: Themes, as_of: date, subject: str) -> Areas:
    speaking: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in found.themes:
        for stake in one.ranked.theme.weight.stakes:
            speaking[one.area][stake.account_id] = stake.segment or UNKNOWN
    areas = [Area(name, Counter(accounts.values())) for name, accounts in speaking.items()]
    everybody = {account_id for accounts in speaking.values() for account_id in accounts}
    return Areas(as_of, areas, len(everybody), subject)
