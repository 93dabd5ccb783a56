"""The charts on the demo book: filled from the metrics, so that their titles tell the same figures."""

from datetime import date

import pytest

from copilot.charts.style import to_png, to_svg
from copilot.errors import NotFound
from copilot.pictures import AccountPicture, PortfolioPicture, account_picture, portfolio_picture
from copilot.portfolio import portfolio
from copilot.scope import EVERYTHING, Scope
from copilot.wiring import Copilot

AS_OF = date(2026, 11, 21)


def test_the_bridge_tells_the_retention_of_the_portfolio(demo_copilot: Copilot) -> None:
    facts = {fact.name: fact.display for fact in portfolio(demo_copilot.accounts, EVERYTHING, AS_OF).facts}
    drawn = to_svg(portfolio_picture(demo_copilot.accounts, "arr-bridge", EVERYTHING, AS_OF))
    assert f"gross retention {facts['grr']}, net {facts['nrr']}" in drawn


def test_every_source_of_the_forecast_is_drawn(demo_copilot: Copilot) -> None:
    drawn = to_svg(portfolio_picture(demo_copilot.accounts, "renewals", EVERYTHING, AS_OF))
    assert "health none" not in drawn
    assert "Q1 2027" in drawn


def test_usage_and_health_of_an_account_are_drawn(demo_copilot: Copilot) -> None:
    assert "of 600 seats" in to_svg(account_picture(demo_copilot.accounts, "usage", "A-1001", EVERYTHING, AS_OF))
    assert "Health is red" in to_svg(account_picture(demo_copilot.accounts, "health", "A-1001", EVERYTHING, AS_OF))
    assert "17" in to_svg(portfolio_picture(demo_copilot.accounts, "health", EVERYTHING, AS_OF))


@pytest.mark.parametrize("as_of", [date(1990, 1, 1), date(2100, 1, 1)])
def test_a_day_without_data_is_an_empty_chart_that_says_so(demo_copilot: Copilot, as_of: date) -> None:
    accounts = demo_copilot.accounts
    names: tuple[AccountPicture, ...] = ("usage", "health")
    for name in names:
        assert to_png(account_picture(accounts, name, "A-1001", EVERYTHING, as_of)).startswith(b"\x89PNG")
    pictures: tuple[PortfolioPicture, ...] = ("arr-bridge", "renewals", "health")
    for picture in pictures:
        assert "<svg" in to_svg(portfolio_picture(accounts, picture, EVERYTHING, as_of))


def test_an_account_out_of_sight_is_not_drawn(demo_copilot: Copilot) -> None:
    with pytest.raises(NotFound):
        account_picture(demo_copilot.accounts, "usage", "A-1001", Scope("kim", frozenset({"A-1002"})), AS_OF)
