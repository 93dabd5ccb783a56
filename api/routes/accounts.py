"""Accounts: the list, one with its facts, and what happened at it."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.dependencies import AsOf, Caller, CopilotDep, Cursor, Limit
from api.images import IMAGES, ImageForm, image
from api.paging import page_of
from copilot.evidence import Fact, RowRef
from copilot.overview import (
    AccountOverview,
    AccountQuery,
    FiredSignal,
    ListedAccount,
    health_overview,
    list_accounts,
    overview,
)
from copilot.pictures import AccountPicture, account_picture
from copilot.records import Segment, Usage
from copilot.store.timeline import Event, timeline

router = APIRouter(tags=["accounts"], prefix="/v1/accounts")


class Accounts(BaseModel):
    """A page of accounts."""

    accounts: list[ListedAccount]
    next_cursor: str | None = None


class Happening(BaseModel):
    """Something that happened on a day, and the row that says so."""

    date: date
    kind: str
    text: str
    row: RowRef


class Timeline(BaseModel):
    """A page of an account's timeline, newest first."""

    events: list[Happening]
    next_cursor: str | None = None


class AccountSignals(BaseModel):
    """The signals of an account, and the facts that fired them."""

    signals: list[FiredSignal]
    facts: list[Fact]


class AccountUsage(BaseModel):
    """An account's usage, a row a day."""

    usage: list[Usage]


@router.get("")
def get_accounts(
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    q: Annotated[str, Query(description="Text in the name, id or an alias")] = "",
    segment: Segment | None = None,
    csm: Annotated[str | None, Query(description="The CSM, by name or address")] = None,
    where: Annotated[list[str] | None, Query(description="Conditions such as `licence_utilisation < 0.5`")] = None,
    sort: Annotated[str, Query(description="A field; `-arr` is the largest first")] = "name",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Accounts:
    """List accounts with their facts."""
    query = AccountQuery(text=q, segment=segment, csm=csm, where=where or [], sort=sort)
    found = list_accounts(copilot.accounts, query, scope, as_of).rows
    page, following = page_of(found, lambda row: row.account.account_id, cursor, limit)
    return Accounts(accounts=[ListedAccount.of(row) for row in page], next_cursor=following)


@router.get("/{account_id}")
def get_account(account_id: str, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> AccountOverview:
    """Return an account with every fact that can be told, and what cannot."""
    return overview(copilot.accounts, account_id, scope, as_of)


@router.get("/{account_id}/health")
def get_health(account_id: str, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> AccountOverview:
    """Return an account's health score with its exact explanation, and what changed over 30 days."""
    return health_overview(copilot.accounts, account_id, scope, as_of)


@router.get("/{account_id}/signals")
def get_signals(account_id: str, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> AccountSignals:
    """Return the risk and growth signals that fire at an account, each with its facts and playbook."""
    found = overview(copilot.accounts, account_id, scope, as_of)
    cited = {fact for signal in found.signals for fact in signal.facts}
    return AccountSignals(signals=found.signals, facts=[fact for fact in found.facts if fact.id in cited])


@router.get("/{account_id}/usage")
def get_usage(
    account_id: str, copilot: CopilotDep, scope: Caller, as_of: AsOf, since: date | None = None
) -> AccountUsage:
    """Return an account's daily usage up to a day, oldest first; the last year unless `since` asks for more."""
    account = copilot.accounts.account(account_id, scope)
    first = since or as_of - timedelta(days=365)
    return AccountUsage(usage=copilot.accounts.dated(Usage, scope, first, as_of, [account.account_id]))


@router.get("/{account_id}/charts/{name}", response_class=Response, responses=IMAGES)
def get_chart(
    account_id: str, name: AccountPicture, copilot: CopilotDep, scope: Caller, as_of: AsOf, form: ImageForm = "svg"
) -> Response:
    """Draw an account's usage with its milestones and tickets, or its health and how it changed."""
    return image(account_picture(copilot.accounts, name, account_id, scope, as_of), form)


@router.get("/{account_id}/timeline")
def get_timeline(
    account_id: str,
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    since: date | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Timeline:
    """Return what happened at an account up to a day, newest first; the last year unless `since` asks for more."""
    account = copilot.accounts.account(account_id, scope)
    found = timeline(copilot.accounts, account.account_id, scope, since or as_of - timedelta(days=365), as_of)
    page, following = page_of(found, _key, cursor, limit)
    return Timeline(events=[_happening(event) for event in page], next_cursor=following)


def _happening(event: Event) -> Happening:
    row = RowRef(table=event.record.table, id=event.record.row_id)
    return Happening(date=event.date, kind=event.kind, text=event.text, row=row)


def _key(event: Event) -> str:
    return f"{event.date} {event.record.table} {event.record.row_id} {event.text}"
