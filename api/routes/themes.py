"""Feedback themes: listed, read, and changed by product managers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import AsOf, Caller, CopilotDep
from api.images import IMAGES, ImageForm, image
from copilot.charts.style import PAGE, PHONE
from copilot.feedback.closing import Closing, close_loop
from copilot.feedback.decisions import Answer, ItemIds, Made, Name, State
from copilot.feedback.detail import ThemeDetail, detail_of
from copilot.feedback.listing import ThemeLine, ThemeList, line_of, list_of
from copilot.feedback.ranking import By
from copilot.feedback.reading import Asked, Theme
from copilot.feedback.routing import Route
from copilot.feedback.spreadsheet import themes_csv
from copilot.feedback.unthemed import UnthemedList, unthemed_of
from copilot.feedback_item import Tone
from copilot.records import Segment
from copilot.theme_pictures import ThemePicture, theme_picture
from copilot.wiring import Copilot

router = APIRouter(tags=["themes"], prefix="/v1/themes")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Merging(_Body):
    """The theme that takes the other in."""

    into: str


class Gathering(_Body):
    """The items that become a theme of their own, and its name."""

    items: ItemIds
    name: Name


class Renaming(_Body):
    """The new name."""

    name: Name


class Moving(_Body):
    """An item, which goes into this theme."""

    item: str


class Answering(_Body):
    """What a theme asks for is planned, released or not planned, and in which words its customers are told."""

    state: State
    words: str = Field(min_length=1, max_length=500)


class Undone(BaseModel):
    """The decision that was undone."""

    undone: Made


def _asked(
    since: Annotated[date | None, Query(description="The first day; all that is on record by default")] = None,
    until: Annotated[date | None, Query(description="The last day; the as-of date by default")] = None,
    segment: Segment | None = None,
    area: str | None = None,
    route: Route | None = None,
    kind: Annotated[Tone | None, Query(description="Only what is said so")] = None,
    answered: Annotated[bool | None, Query(description="yes: only answered themes; no: only the others")] = None,
    about: Annotated[str | None, Query(max_length=200, description="A subject, in words")] = None,
    renewing_above: Annotated[Decimal | None, Query(ge=0, description="Of more ARR renewing in 180 days")] = None,
    by: By = "score",
) -> Asked:
    return Asked(
        since=since,
        until=until,
        segment=segment,
        area=area,
        route=route,
        kind=kind,
        answered=answered,
        about=about,
        renewing_above=renewing_above,
        by=by,
    )


AskedDep = Annotated[Asked, Depends(_asked)]


@router.get("", response_model=ThemeList, responses={200: {"content": {"text/csv": {}}}})
def get_themes(
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    asked: AskedDep,
    form: Annotated[Literal["json", "csv"], Query(alias="format", description="As JSON, or as a CSV file")] = "json",
) -> ThemeList | Response:
    """List what customers ask for, praise and complain of, the weightiest first, with figures and quotes."""
    copilot.board.refresh()
    found = list_of(copilot.board.themes(scope, as_of, asked), _few(copilot))
    return found if form == "json" else _file(found)


@router.get("/charts/{name}", response_class=Response, responses=IMAGES)
def get_chart(
    name: ThemePicture,
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    asked: AskedDep,
    form: ImageForm = "svg",
    size: Annotated[Literal["page", "phone"], Query(description="For what width it is drawn")] = "page",
) -> Response:
    """Draw the first themes by accounts and ARR, how often they come up, or which area touches which segment."""
    copilot.board.refresh()
    standards, sheet = copilot.accounts.standards.themes, PHONE if size == "phone" else PAGE
    return image(theme_picture(copilot.board, name, scope, as_of, asked, standards, sheet), form)


@router.get("/unthemed")
def get_unthemed(
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    asked: AskedDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 20,
    skip: Annotated[int, Query(ge=0, description="How many of the newest are left out")] = 0,
) -> UnthemedList:
    """List what was said and is in no theme, the newest first; the filters are those of the themes."""
    copilot.board.refresh()
    return unthemed_of(copilot.board.themes(scope, as_of, asked), copilot.accounts, scope, skip, limit)


@router.post("", status_code=201)
def gather(body: Gathering, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
    """Make a theme of items of no theme or of others, and return that; undo takes it apart again."""
    made = copilot.board.gather(body.items, body.name, scope)
    return _told(copilot, copilot.board.theme(made, scope, as_of))


@router.get("/{theme_id}")
def get_theme(theme_id: str, copilot: CopilotDep, scope: Caller, as_of: AsOf, asked: AskedDep) -> ThemeDetail:
    """Return one theme with all behind it; of one that was merged, the theme that it went into."""
    copilot.board.refresh()
    opened = copilot.board.opened(theme_id, scope, as_of, asked)
    return detail_of(opened, copilot.accounts, scope, copilot.accounts.standards.themes)


@router.post("/{theme_id}/merge")
def merge(theme_id: str, body: Merging, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
    """Make a theme part of another one, and return that."""
    copilot.board.merge(theme_id, body.into, scope)
    return _told(copilot, copilot.board.theme(body.into, scope, as_of))


@router.post("/{theme_id}/split", status_code=201)
def split(theme_id: str, body: Gathering, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
    """Make some items of a theme a theme of their own, and return that."""
    made = copilot.board.split(theme_id, body.items, body.name, scope)
    return _told(copilot, copilot.board.theme(made, scope, as_of))


@router.post("/{theme_id}/rename")
def rename(theme_id: str, body: Renaming, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
    """Give a theme another name."""
    copilot.board.rename(theme_id, body.name, scope)
    return _told(copilot, copilot.board.theme(theme_id, scope, as_of))


@router.post("/{theme_id}/move")
def move(theme_id: str, body: Moving, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
    """Put an item into this theme."""
    copilot.board.move(body.item, theme_id, scope)
    return _told(copilot, copilot.board.theme(theme_id, scope, as_of))


@router.post("/{theme_id}/answer")
def answer(theme_id: str, body: Answering, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
    """Say that what a theme asks for is planned, released or not planned."""
    copilot.board.answer(theme_id, Answer(theme_id=0, state=body.state, words=body.words), scope)
    return _told(copilot, copilot.board.theme(theme_id, scope, as_of))


@router.post("/{theme_id}/undo")
def undo(theme_id: str, copilot: CopilotDep, scope: Caller) -> Undone:
    """Undo the last decision about a theme."""
    return Undone(undone=copilot.board.undo(theme_id, scope))


def _few(copilot: Copilot) -> tuple[int, int]:
    standards = copilot.accounts.standards.themes
    return standards.few_accounts, standards.few_mentions


def _told(copilot: Copilot, theme: Theme) -> ThemeLine:
    return line_of(theme, _few(copilot))


def _file(found: ThemeList) -> Response:
    """Return themes as a file that a spreadsheet reads in any language: it begins with a byte order mark."""
    headers = {"content-disposition": f'attachment; filename="themes-{found.until}.csv"'}
    return Response(themes_csv(found).encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{theme_id}/messages")
def get_messages(
    theme_id: str,
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    item: Annotated[list[str], Query(description="Answer only these items; all without it")] = [],  # noqa: B006  (FastAPI copies it)
) -> Closing:
    """Draft a message to each account that asked for what a theme's answer says is planned, released or not planned."""
    copilot.board.refresh()
    return close_loop(copilot.board, copilot.accounts, copilot.documents, theme_id, scope, as_of, item)
