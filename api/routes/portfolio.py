"""The whole book: its figures, the renewals ahead, and who needs somebody today."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.dependencies import AsOf, Caller, CopilotDep, Cursor, Limit
from api.images import IMAGES, ImageForm, image
from api.paging import page_of
from copilot.metrics.retention import Grouping
from copilot.overview import PressingAccount, pressing
from copilot.pictures import PortfolioPicture, portfolio_picture
from copilot.portfolio import Backtest, PortfolioOverview, Quarter, backtest_overview, portfolio, renewals
from copilot.standings import ranked
from copilot.store.colleagues import csm_called

router = APIRouter(tags=["portfolio"], prefix="/v1/portfolio")


class Renewals(BaseModel):
    """The quarters ahead."""

    quarters: list[Quarter]


class Today(BaseModel):
    """A page of the accounts that need somebody, the most pressing first."""

    accounts: list[PressingAccount]
    next_cursor: str | None = None


@router.get("")
def get_portfolio(
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    by: Annotated[Grouping | None, Query(description="Also by segment, CSM or region")] = None,
    start: Annotated[date | None, Query(description="The first day of the period; a year before by default")] = None,
    end: Annotated[date | None, Query(description="The last day of the period; the as-of date by default")] = None,
) -> PortfolioOverview:
    """Return GRR, NRR and who moved them, renewal rates, time to value, use, satisfaction and health."""
    return portfolio(copilot.accounts, scope, as_of, by=by, start=start, end=end)


@router.get("/charts/{name}", response_class=Response, responses=IMAGES)
def get_chart(
    name: PortfolioPicture, copilot: CopilotDep, scope: Caller, as_of: AsOf, form: ImageForm = "svg"
) -> Response:
    """Draw the ARR bridge of the last 12 months, the renewals ahead, or how many accounts are how healthy."""
    return image(portfolio_picture(copilot.accounts, name, scope, as_of), form)


@router.get("/backtest")
def get_backtest(copilot: CopilotDep, scope: Caller, as_of: AsOf) -> Backtest:
    """Return how well health, 90 days before, told the renewed from the lost over two years, with n and intervals."""
    return backtest_overview(copilot.accounts, scope, as_of)


@router.get("/renewals")
def get_renewals(
    copilot: CopilotDep, scope: Caller, as_of: AsOf, quarters: Annotated[int, Query(ge=1, le=12)] = 4
) -> Renewals:
    """Return the renewals due by quarter, as sales, the CSMs and the health model call them."""
    return Renewals(quarters=renewals(copilot.accounts, scope, as_of, quarters))


@router.get("/today")
def get_today(
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    csm: Annotated[str | None, Query(description="The CSM, by name or address")] = None,
    growth: Annotated[bool, Query(description="Opportunities instead of risks")] = False,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Today:
    """Rank accounts by ARR at stake x urgency: what presses, why, and which playbook answers it."""
    owner = csm_called(csm, copilot.accounts.team()) if csm else None
    every = ranked(copilot.accounts, scope, as_of, growth=growth, csm=owner)
    page, following = page_of(every, str, cursor, limit)
    return Today(accounts=pressing(copilot.accounts, page, scope, as_of, growth=growth), next_cursor=following)
