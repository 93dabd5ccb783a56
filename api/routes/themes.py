"""Feedback themes: listed, read, and changed by product managers."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import AsOf, Caller, CopilotDep
from copilot.feedback.board import Asked, Theme
from copilot.feedback.decisions import Answer, Made, Name
from copilot.feedback.listing import ThemeLine, ThemeList, line_of, list_of
from copilot.feedback.ranking import By
from copilot.feedback.routing import Route
from copilot.records import Segment
from copilot.wiring import Copilot

router = APIRouter(tags=["themes"], prefix="/v1/themes")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Merging(_Body):
    """The theme that takes the other in."""

    into: str


class Splitting(_Body):
    """The items that become a theme of their own, and its name."""

    items: list[str] = Field(min_length=1)
    name: Name


class Renaming(_Body):
    """The new name."""

    name: Name


class Moving(_Body):
    """An item, which goes into this theme."""

    item: str


class Answering(_Body):
    """What a theme asks for is planned or released, and in which words its customers are told."""

    state: Literal["planned", "released"]
    words: str = Field(min_length=1, max_length=500)


class Undone(BaseModel):
    """The decision that was undone."""

    undone: Made


@router.get("")
def get_themes(
    copilot: CopilotDep,
    scope: Caller,
    as_of: AsOf,
    since: Annotated[date | None, Query(description="The first day; all that is on record by default")] = None,
    until: Annotated[date | None, Query(description="The last day; the as-of date by default")] = None,
    segment: Segment | None = None,
    area: str | None = None,
    route: Route | None = None,
    by: By = "score",
) -> ThemeList:
    """List what customers ask for, praise and complain of, the weightiest first, with figures and quotes."""
    copilot.board.refresh()
    asked = Asked(since=since, until=until, segment=segment, area=area, route=route, by=by)
    return list_of(copilot.board.themes(scope, as_of, asked), _few(copilot))


@router.get("/{theme_id}")
def get_theme(theme_id: str, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
    """Return one theme; of one that was merged, the theme that it went into."""
    copilot.board.refresh()
    return _told(copilot, copilot.board.theme(theme_id, scope, as_of))


@router.post("/{theme_id}/merge")
def merge(theme_id: str, body: Merging, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
    """Make a theme part of another one, and return that."""
    copilot.board.merge(theme_id, body.into, scope)
    return _told(copilot, copilot.board.theme(body.into, scope, as_of))


@router.post("/{theme_id}/split", status_code=201)
def split(theme_id: str, body: Splitting, copilot: CopilotDep, scope: Caller, as_of: AsOf) -> ThemeLine:
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
    """Say that what a theme asks for is planned or released."""
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
