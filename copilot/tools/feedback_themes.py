"""What customers ask for, praise and complain of, as a tool."""

from collections.abc import Sequence
from datetime import date

from langchain.tools import tool

from copilot.evidence import Fact
from copilot.feedback.facts import facts_of, route_fact, rows_said, score_fact
from copilot.feedback.listing import quoted_items
from copilot.feedback.ranking import By
from copilot.feedback.reading import Asked, Theme
from copilot.feedback.routing import Route
from copilot.feedback_item import Item
from copilot.records import Segment
from copilot.standards import ThemeStandards
from copilot.tools.context import CopilotContext, Run
from copilot.tools.reply import Reply, reply

_TOLD = (
    "accounts",
    "mentions",
    "arr",
    "arr_renewing_90d",
    "arr_renewing_180d",
    "before",
    "now",
    "trend",
    "small_sample",
)
_QUOTES, _SINGLE = 2, 3


@tool(response_format="content_and_artifact")
def feedback_themes(
    runtime: Run,
    about: str | None = None,
    segment: Segment | None = None,
    area: str | None = None,
    route: Route | None = None,
    since: date | None = None,
    by: By = "score",
    renewing_above: float | None = None,
    limit: int = 5,
) -> Reply:
    """Rank what customers ask for, praise and complain of: accounts, ARR, renewals, trend, route, and their words.

    `about` is a subject (single sign-on); `since` begins the period, whose trend is told against the one before;
    `renewing_above` keeps themes whose accounts renew more ARR than that within 180 days; `by` orders them: score,
    accounts, people, arr, renewing_90d, renewing_180d, trend, last_seen.
    """
    context = runtime.context
    asked = Asked(
        about=about, segment=segment, area=area, route=route, since=since, by=by, renewing_above=renewing_above
    )
    context.board.refresh()
    board = context.board.themes(context.scope, context.as_of, asked)
    found = board.themes
    shown = found[: max(1, min(limit, 10))]
    standards = context.accounts.standards.themes
    facts = [fact for theme in shown for fact in _facts(theme, standards)]
    if about:
        facts += _said("none", board.unthemed[-_SINGLE:], context)
    note = f"{len(shown)} of {len(found)} themes are shown." if len(found) > len(shown) else ""
    subject = f" around “{about}”" if about else ""
    return reply(context, facts=facts, nothing=f"I find no theme of feedback{subject}.", note=note)


def _facts(theme: Theme, standards: ThemeStandards) -> list[Fact]:
    """Return what a theme weighs, where it goes, and a few of its quotes."""
    weighed = theme.ranked.theme
    known = {fact.name.removeprefix(f"theme.{theme.theme_id}."): fact for fact in facts_of(weighed, standards)}
    told = [known[name] for name in _TOLD if name in known]
    return [score_fact(theme.ranked), *told, route_fact(weighed, theme.routing), *_voices(theme)]


def _voices(theme: Theme) -> list[Fact]:
    names = {one.account_id: one.name for one in theme.ranked.theme.weight.stakes}
    return [
        _voice(theme.theme_id, item, names[item.account_id])
        for item in quoted_items(theme.ranked.theme.weight, _QUOTES)
    ]


def _said(theme_id: str, items: Sequence[Item], context: CopilotContext) -> list[Fact]:
    """Return what is in no theme."""
    return [_voice(theme_id, item, context.accounts.account(item.account_id, context.scope).name) for item in items]


def _voice(theme_id: str, item: Item, account_name: str) -> Fact:
    return Fact(
        name=f"theme.{theme_id}.voice",
        label=f"{item.author or 'Somebody'} of {account_name}",
        value=item.text,
        display=item.text,
        as_of=item.date,
        rows=rows_said([item]),
        account_id=item.account_id,
        account_name=account_name,
    )
