"""What customers ask for, praise and complain of, as a tool."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from langchain.tools import tool

from copilot.errors import NotFound
from copilot.feedback.ranking import By
from copilot.feedback.reading import Asked, Theme, Themes
from copilot.feedback.routing import Route
from copilot.feedback.stakes import read_stakes
from copilot.feedback_item import Tone
from copilot.records import Segment
from copilot.tools.context import CopilotContext, Run
from copilot.tools.heard import Heard, areas_of, hear
from copilot.tools.heard_facts import (
    asked_fact,
    asker_facts,
    near_facts,
    single_facts,
    theme_facts,
    total_facts,
    whole_facts,
)
from copilot.tools.reply import Reply, reply
from copilot.tools.subjects import Subject

ListBy = Literal["theme", "account"]
_QUOTES, _SINGLE, _OF_ONE, _FALLING = 2, 4, 6, 2
_MOST_THEMES, _MOST_ACCOUNTS, _MOST_AREAS = 10, 20, 15
_ID = re.compile(r"\s*TH\d+\s*", re.I)


@tool(response_format="content_and_artifact")
def feedback_themes(
    runtime: Run,
    about: str | None = None,
    theme: str | None = None,
    kind: Tone | None = None,
    segment: Segment | None = None,
    area: str | None = None,
    route: Route | None = None,
    since: date | None = None,
    until: date | None = None,
    by: By = "score",
    renewing_above: float | None = None,
    list_by: ListBy = "theme",
    renewing_until: date | None = None,
    limit: int = 5,
) -> Reply:
    """Tell what customers ask for, praise and complain of, in their words: how many accounts, ARR, renewals, trend.

    Without a subject the themes of all feedback are ranked. Arguments, each of which narrows what is told:
    `about` a subject in a few words ("single sign-on"; "shared or seasonal seats"), not a question: who says it is
    counted, in whatever theme; `theme` one theme by id ("TH17") or name, told in full; `kind` only what is said as a
    problem, a request, a question or praise; `area` a product area; `route` themes that go to Product, Engineering,
    AI, Support or Commercial; `since` and `until` the period, whose trend is told against the one before;
    `renewing_above` themes whose accounts renew more ARR than that within 180 days.
    `by` orders themes: score, accounts, people, arr, renewing_90d, renewing_180d, trend, last_seen.
    `list_by` "account" answers "who asked for it": every account with a quote, its ARR and renewal; then
    `renewing_until` keeps those whose contract renews by that day.
    """
    context = runtime.context
    asked = Asked(
        about=about, segment=segment, area=area, route=route, kind=kind, since=since, until=until, by=by,
        renewing_above=renewing_above,
    )  # fmt: skip
    context.board.refresh()
    # The subject and the area are looked for item by item, so that what lies in other themes is found as well.
    board = context.board.themes(context.scope, context.as_of, asked.model_copy(update={"about": None, "area": None}))
    try:
        one = _named(context, asked, board, theme) if theme else None
    except NotFound:
        return reply(
            context, nothing=f"I find no theme {theme} in which anything of this kind was said, {board.period}."
        )
    if theme and one is None and not about:
        asked = asked.model_copy(update={"about": theme})
    heard = _of_one(board, one) if one else hear(board, asked, context.board.near(asked.about) if asked.about else {})
    if heard.items or heard.near:
        return _told(context, asked, board, heard, one, list_by, renewing_until, limit)
    return reply(
        context, nothing=_nothing(board, asked, theme), note=_areas(board) if asked.about or asked.area else ""
    )


def _named(context: CopilotContext, asked: Asked, board: Themes, theme: str) -> Theme | None:
    """Return a theme by its id or name; the first whose name has all the words. NotFound for an id that is none."""
    if _ID.fullmatch(theme):
        every = asked.model_copy(update={"about": None, "area": None})
        return context.board.theme(theme.strip(), context.scope, context.as_of, every)
    called = [one for one in board.themes if one.name.casefold() == theme.strip().casefold()]
    words = Subject(theme)
    return next(iter([*called, *(one for one in board.themes if words.is_in(one.name))]), None)


def _of_one(board: Themes, theme: Theme) -> Heard:
    return Heard(board.period, board.trend_period, [theme], {theme.theme_id: theme.items})


def _told(
    context: CopilotContext,
    asked: Asked,
    board: Themes,
    heard: Heard,
    one: Theme | None,
    list_by: ListBy,
    renewing_until: date | None,
    limit: int,
) -> Reply:
    """Return what was heard as facts: in all, and by theme or by account."""
    standards, stakes = context.accounts.standards.themes, read_stakes(context.accounts, context.scope, context.as_of)
    ids = {item.item_id for item in heard.items}
    every = [item for theme in board.themes for item in theme.items] + list(board.unthemed)
    name = f"theme {one.theme_id}, {one.name}" if one else ""
    facts = [asked_fact(asked, heard, context.as_of, name, list_by == "account")]
    if heard.items:
        rest = [item for item in every if item.item_id not in ids]
        facts += [] if one and list_by == "theme" else total_facts(heard, rest, stakes, standards)
    note = ""
    if list_by == "account":
        own, found = asker_facts(heard, stakes, renewing_until, _MOST_ACCOUNTS)
        facts += own
        note = f"{_MOST_ACCOUNTS} of {found} accounts are shown." if found > _MOST_ACCOUNTS else ""
    elif one:
        facts += whole_facts(one, standards, _OF_ONE)
    else:
        shown = _shown(heard, asked, max(1, min(limit, _MOST_THEMES)))
        for theme in shown:
            facts += theme_facts(theme, heard.said[theme.theme_id], standards, _QUOTES, newest=asked.by == "last_seen")
        facts += single_facts(heard, stakes, _SINGLE) if asked.about or asked.area or asked.kind else []
        note = f"{len(shown)} of {len(heard.themes)} themes are shown." if len(heard.themes) > len(shown) else ""
    facts += [fact for theme in heard.near for fact in near_facts(theme, str(asked.about))]
    return reply(context, facts=facts, nothing="I find no feedback.", note=note)


def _shown(heard: Heard, asked: Asked, limit: int) -> Sequence[Theme]:
    """Return the first themes; by trend those that rise, and the last few that fall."""
    if asked.by != "trend":
        return heard.themes[:limit]
    rising = [one for one in heard.themes if one.ranked.theme.trend.direction == "up"][:limit]
    falling = [one for one in heard.themes if one.ranked.theme.trend.strength < 0][-_FALLING:]
    return [*rising, *reversed(falling)] or heard.themes[:limit]


def _nothing(board: Themes, asked: Asked, theme: str | None) -> str:
    """Say what was not found, and in which days."""
    of = f" of {asked.segment.replace('_', ' ')} accounts" if asked.segment else ""
    if asked.area:
        return f"I find no product area “{asked.area}” in the feedback{of}, {board.period}."
    what = f"in a theme “{theme}”, nor any that says it" if theme else f"about “{asked.about}”"
    return f"I find no feedback{of} {what if asked.about else 'of this kind'}, {board.period}."


def _areas(board: Themes) -> str:
    """Name the product areas that feedback came with, the one that most has first."""
    areas = areas_of([item for one in board.themes for item in one.items] + list(board.unthemed))
    return f"The product areas are {', '.join(areas[:_MOST_AREAS])}." if areas else ""
