"""Accounts: the list, one with its facts, and what happened at it."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.dependencies import AsOf, Caller, CopilotDep, Cursor, Limit
from api.paging import page_of
from copilot.evidence import RowRef
from copilot.overview import AccountOverview, AccountQuery, ListedAccount, list_accounts, overview
from copilot.records import Segment
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


@router.get("")
def get_accounts(
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    q: Annotated[str, Query(description="Text in the name, id or an alias")] = "",
    segment: Segment | None = None,
    csm: Annotated[str | None, Query(description="The CSM's address")] = None,
    sort: Annotated[str, Query(description="A field; `-arr` is the largest first")] = "name",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Accounts:
    """List accounts with their facts."""
    query = AccountQuery(text=q, segment=segment, csm=csm, sort=sort)
    found = list_accounts(copilot.accounts, query, scope, as_of)
    page, following = page_of(found, lambda account: account.account_id, cursor, limit)
    return Accounts(accounts=page, next_cursor=following)


@router.get("/{account_id}")
def get_account(account_id: str, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> AccountOverview:
    """Return an account with every fact that can be told, and what cannot."""
    return overview(copilot.accounts, account_id, scope, as_of)


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
