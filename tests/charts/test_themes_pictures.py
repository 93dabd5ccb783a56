"""The charts of themes on the demo book: what they tell is what the board tells."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from copilot.charts.style import Chart, to_png
from copilot.errors import InvalidInput
from copilot.feedback.reading import Asked
from copilot.scope import EVERYTHING, Scope
from copilot.theme_pictures import ThemePicture, subject_of, theme_picture
from copilot.wiring import Copilot
from tests.charts.drawing import rows_of, title_of, words_of

AS_OF = date(2026, 11, 21)
NAMES: tuple[ThemePicture, ...] = get_args(ThemePicture)


def picture(copilot: Copilot, name: ThemePicture, scope: Scope = EVERYTHING, **asked: object) -> Chart:
    standards = copilot.accounts.standards.themes
    return theme_picture(copilot.board, name, scope, AS_OF, Asked.model_validate(asked), standards)


def test_the_ranking_draws_the_themes_of_the_list_in_its_order(demo_copilot: Copilot) -> None:
    chart = picture(demo_copilot, "ranking", by="arr")
    listed = demo_copilot.board.themes(EVERYTHING, AS_OF, Asked(by="arr")).themes
    drawn = dict.fromkeys(row["theme"] for row in rows_of(chart, "measure"))
    assert list(drawn) == [one.name for one in listed[:10]]
    assert f"{listed[0].ranked.theme.weight.accounts}" in words_of(chart)


def test_an_account_counts_once_in_an_area(demo_copilot: Copilot) -> None:
    rows = rows_of(picture(demo_copilot, "areas"), "segment")
    accounts = len(demo_copilot.accounts.names(EVERYTHING))
    for area in {row["area"] for row in rows}:
        assert sum(row["accounts"] for row in rows if row["area"] == area) <= accounts


@pytest.mark.parametrize("name", NAMES)
def test_a_csm_sees_only_what_the_own_accounts_say(demo_copilot: Copilot, name: ThemePicture) -> None:
    own = Scope("kim", frozenset({"A-1005"}))
    words = " ".join(words_of(picture(demo_copilot, name, own)))
    assert words != " ".join(words_of(picture(demo_copilot, name)))
    if name == "areas":
        assert "of 1 account heard" in words
    if name == "ranking":
        assert "1 account," in words


@pytest.mark.parametrize("name", NAMES)
def test_a_filter_without_themes_is_an_empty_chart_that_says_so(demo_copilot: Copilot, name: ThemePicture) -> None:
    chart = picture(demo_copilot, name, renewing_above=Decimal(10**12))
    assert title_of(chart).startswith("No ")
    assert to_png(chart).startswith(b"\x89PNG")


def test_a_period_the_wrong_way_round_is_refused(demo_copilot: Copilot) -> None:
    with pytest.raises(InvalidInput):
        picture(demo_copilot, "trend", since=date(2026, 11, 2), until=date(2026, 11, 1))


def test_the_subject_names_every_filter() -> None:
    asked = Asked(
        since=date(2026, 9, 1),
        until=date(2026, 9, 30),
        segment="mid_market",
        area="Licensing",
        route="AI",
        about="SSO",
        renewing_above=Decimal(100_000),
    )
    assert subject_of(asked) == (
        "Feedback since 2026-09-01 until 2026-09-30, mid market, area Licensing, to AI, about “SSO”, "
        "more than 100,000 renewing"
    )
    assert subject_of(Asked()) == "Feedback"
